from collections.abc import Iterator

import pytest

from budgetgrid.bulk.document_run import DocumentRun
from budgetgrid.bulk.ledger import PageEntry
from budgetgrid.bulk.work import (
    Ended,
    Killed,
    Limits,
    Opened,
    Opening,
    Order,
    PageRead,
    Result,
    Work,
)
from budgetgrid.export.csv import CsvStyle
from budgetgrid.options import Options
from budgetgrid.problem import Problem

ORDER = Order(1, "a.pdf", "out/a", "spool", "", Options(), ("json",), CsvStyle())
OWN, OUTSIDE = (Killed(Problem(slug, slug, "")) for slug in ("page-timeout", "worker-killed"))


def document(tried: dict[int, PageEntry] | None = None, kept: set[int] | None = None) -> DocumentRun:
    return DocumentRun(ORDER, Limits(), tried or {}, kept or set())


def settle(run: DocumentRun, work: Work, result: Result) -> list[PageEntry]:
    return run.settle(Ended(0, work, result, 1.0))


def opened(run: DocumentRun, pages: int) -> DocumentRun:
    settle(run, run.next_work(), Opened(tuple(range(1, pages + 1))))
    return run


def states(run: DocumentRun, results: list[Result]) -> Iterator[tuple[bool, str]]:
    """Whether each attempt at the only page wanted quiet, and what the page was then."""
    for result in results:
        quiet = run.wants_quiet
        (page,) = settle(run, run.next_work(), result)
        yield quiet, page.state


@pytest.mark.parametrize("first", [OWN, OUTSIDE])
@pytest.mark.parametrize("last", [OWN, OUTSIDE])
def test_an_end_from_outside_takes_a_third_alone_to_condemn_a_page(first, last):
    by_itself = first is last is OWN
    found = list(states(opened(document(), 1), [first, last, last][: 2 if by_itself else 3]))
    assert (
        found
        == [(False, "waiting"), (False, "failed" if by_itself else "waiting"), (True, "failed")][: len(found)]
    )


def test_a_page_killed_twice_that_then_goes_well_counts_as_read():
    found = list(states(opened(document(), 1), [OUTSIDE, OUTSIDE, PageRead(1.0)]))
    assert found[-1] == (True, "read")


def test_ends_of_an_earlier_run_count():
    tried = {1: PageEntry(1, "waiting", 2, 9.0, "worker-killed", "")}
    assert list(states(opened(document(tried), 1), [OUTSIDE])) == [(True, "failed")]


def test_a_page_whose_result_was_lost_begins_anew():
    tried = {1: PageEntry(1, "read", 2, 9.0)}
    run = opened(document(tried, kept=set()), 1)
    (page,) = settle(run, run.next_work(), OWN)
    assert (page.state, page.attempts) == ("waiting", 1)


def test_a_killed_page_waits_until_the_others_are_begun():
    run = opened(document(), 3)
    settle(run, run.next_work(), OUTSIDE)
    assert [work.page for work in (run.next_work(), run.next_work(), run.next_work())] == [2, 3, 1]


@pytest.mark.parametrize(
    ("ends", "quiet"), [([OWN], False), ([OWN, OUTSIDE], True), ([OUTSIDE, OUTSIDE], True)]
)
def test_opening_is_tried_again_like_a_page(ends, quiet):
    run = document()
    for end in ends:
        settle(run, run.next_work(), end)
    assert run.wants_quiet is quiet
    assert isinstance(run.next_work(), Opening)
