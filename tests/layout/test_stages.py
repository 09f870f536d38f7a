"""Stages are told apart, and what runs within another is counted once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from budgetgrid.layout.stages import stage, stage_times


def ticking(times: list[float]) -> Iterator[float]:
    yield from times


def test_a_stage_within_another_is_counted_once() -> None:
    clock = ticking([0.0, 1.0, 4.0, 10.0])
    with stage_times(lambda: next(clock)) as seconds, stage("page"), stage("line"):
        pass
    assert seconds == {"line": 3.0, "page": 7.0}


def test_stages_of_one_name_add_up_also_after_a_failure() -> None:
    clock = ticking([0.0, 2.0, 5.0, 6.0])
    with stage_times(lambda: next(clock)) as seconds:
        with pytest.raises(ZeroDivisionError), stage("page"):
            raise ZeroDivisionError
        with stage("page"):
            pass
    assert seconds == {"page": 3.0}


def test_nobody_listens_outside() -> None:
    with stage_times() as seconds:
        pass
    with stage("page"):
        pass
    assert seconds == {}
