"""The confidence model: falls with doubts, is never certain, and moves with checks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.tables.checks.identity import CellSupport
from budgetgrid.tables.confidence.evidence import PLACE_DOUBTS, TEXT_DOUBTS, Evidence
from budgetgrid.tables.confidence.model import (
    Curve,
    Parameters,
    rate,
    shipped_parameters,
    with_checks,
)
from budgetgrid.tables.confidence.rating import with_support
from budgetgrid.tables.table import Cell, Table

KINDS = st.sampled_from(("number", "dash", "text", "empty"))
SOURCES = st.sampled_from(("scan", "digital"))


def doubts(count: int) -> st.SearchStrategy[tuple[float, ...]]:
    return st.lists(st.floats(0, 12), min_size=count, max_size=count).map(tuple)


@given(SOURCES, KINDS, doubts(len(TEXT_DOUBTS)), doubts(len(PLACE_DOUBTS)), st.data())
def test_no_doubt_makes_a_cell_surer(source, kind, text, place, data):
    less = Evidence(kind, source, text, place)
    which = data.draw(st.integers(0, len(PLACE_DOUBTS) - 1))
    more = replace(less, place=(*place[:which], place[which] + 1, *place[which + 1 :]))
    assert rate(more).cell <= rate(less).cell
    assert rate(more).text == rate(less).text


@pytest.mark.parametrize("source", ["scan", "digital"])
@pytest.mark.parametrize("kind", ["number", "dash", "text", "empty"])
def test_cell_without_a_doubt_is_nearly_but_never_quite_certain(source, kind):
    rating = rate(Evidence(kind, source, (0.0,) * len(TEXT_DOUBTS), (0.0,) * len(PLACE_DOUBTS)))
    assert 0.97 < rating.cell < 1


def test_curves_that_are_shipped_rise():
    for model in shipped_parameters().models.values():
        xs, ys = zip(*model.curve.points, strict=True)
        assert list(xs) == sorted(xs)
        assert list(ys) == sorted(ys)


def test_curve_is_straight_between_its_points():
    curve = Curve(((-2.0, 0.2), (2.0, 0.6)))
    assert curve.at(0.5) == pytest.approx(0.4)
    assert (curve.at(1e-9), curve.at(1.0)) == (0.2, 0.6)


def test_each_check_that_fails_lowers_a_cell_of_which_none_holds():
    parameters = Parameters({}, 0.6931472)
    assert with_checks(0.5, 0, 1, parameters) == pytest.approx(0.3333)
    assert with_checks(0.5, 0, 2, parameters) == with_checks(0.5, 0, 5, parameters) == 0.2
    assert [with_checks(0.5, passed, failed, parameters) for passed in (0, 2) for failed in (0, passed)] == [
        0.5
    ] * 4


def test_failed_check_lowers_a_figure_but_not_the_value_that_was_repaired():
    cells = (
        Cell(0, 0, text="1.00", confidence=0.9, value_confidence=0.9),
        Cell(0, 1, text="2:00", confidence=0.4, value_confidence=0.9, flags=("repaired",)),
        Cell(0, 2, text="3.00", confidence=0.9, value_confidence=0.9),
    )
    support = [CellSupport("t1", 0, 0, 0, 1), CellSupport("t1", 0, 1, 0, 1), CellSupport("t2", 0, 2, 0, 1)]
    found = with_support(Table("t1", 1, 3, cells, ()), support).cells
    assert found[0].confidence == found[0].value_confidence < 0.9
    assert found[1].value_confidence == 0.9
    assert found[2] == cells[2]
