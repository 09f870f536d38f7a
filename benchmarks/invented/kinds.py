"""Documents of each kind of table by which reading is judged, a table or two on a sheet of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from budgetgrid.benchmarks.invented import rule_habits, typewriter
from budgetgrid.benchmarks.invented.documents import MAKERS, invent_document, set_document
from budgetgrid.benchmarks.invented.style import draw_style
from budgetgrid.benchmarks.simulate import PLAIN, VARIANTS, Variant
from budgetgrid.benchmarks.truth import load_truth
from budgetgrid.benchmarks.typeset.flow import flow_document
from budgetgrid.benchmarks.typeset.source import read_source

LONG = ("expenditure", "general-budget", "projects", "indicators", "department-performance", "procurement")
"""Makers of tables that run over pages."""

GRIDS = tuple(name for name in MAKERS if name not in ("empty", "index"))
"""Makers of tables with figures or texts in every part."""

TALL = ("balance", "appropriation", "basic-expenditure", "project-performance")
"""Makers of tables that fill most of a page, so that a seal lies over some of it."""

UNEVEN = ("bent", "tilted", "photographed", "bordered", "punched", "bled")
"""Variants of scans that are kinds of their own."""

ONE_PAGE, SOME_PAGES = range(1, 2), range(2, 4)
"""Pages of a document; of a table over pages three at most, as a break more costs time and tells little."""

QUICK_FACES = ("fandol-song", "fandol-hei", "fandol-kai", "fandol-fang")
"""Body text is set in one of these: a songti, heiti, kaiti and fangsong of which a sheet's characters are cut
out in 0.5 CPU seconds, those of the others in 4 to 7."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How documents of a kind come about: `write` makes the sample folder that a path's name seeds; its
    sheets are scanned as one of the `variants`, in turn.
    """

    write: Callable[[Path], None]
    variants: tuple[Variant, ...] = (PLAIN,)


def _names(place: Path) -> Iterator[str]:
    """Names of documents that a folder's name leads to."""
    names = (f"{place.name}-{n}" for n in count())
    return (name for name in names if draw_style(Random(name)).font in QUICK_FACES)


def _set(
    place: Path, makers: tuple[str, ...], pages: range = ONE_PAGE, having: str = "", plain: bool = False
) -> None:
    """Write a document of one of the tables, on so many pages, whose source has this text.

    `plain`: with solid rules on all sides.
    """
    names = (name for name in _names(place) if not plain or rule_habits.is_plain(name))
    sources = (invent_document(name, (Random(name).choice(makers),), bare=True) for name in names)
    _set_fitting(place, (source for source in sources if having in source), pages)


def _set_in_habit(place: Path, habit: str) -> None:
    """Write a document of one table ruled so, on one page."""
    plain = (name for name in _names(place) if rule_habits.is_plain(name))
    sources = (rule_habits.invent_in_habit(name, habit, tables=1, bare=True) for name in plain)
    _set_fitting(place, sources, ONE_PAGE)
    rule_habits.finish(place, habit)


def _set_fitting(place: Path, sources: Iterator[str], pages: range) -> None:
    """Write the first document that is set on so many pages."""
    place.mkdir(parents=True, exist_ok=True)
    path = place / "source.html"
    for source in sources:
        path.write_text(source, encoding="utf-8")
        if len(flow_document(read_source(path)).pages) in pages:
            set_document(place, source)
            break


def _variants(*names: str) -> tuple[Variant, ...]:
    return tuple(variant for variant in VARIANTS if variant.name in names)


KINDS: dict[str, Kind] = {
    **{habit: Kind(partial(_set_in_habit, habit=habit)) for habit in rule_habits.HABITS},
    "typewriter": Kind(partial(typewriter.write_document, sheets=1)),
    "typewriter-bilevel": Kind(partial(typewriter.write_document, sheets=1), _variants("bilevel")),
    "typed-boxes": Kind(
        partial(typewriter.write_document, sheets=1, boxed=True), (PLAIN, *_variants("bilevel"))
    ),
    "side-by-side": Kind(partial(_set, makers=rule_habits.BALANCES)),
    "upright-text": Kind(partial(_set, makers=("project-performance",), having='vertical="yes"')),
    "check-boxes": Kind(partial(_set, makers=("application",))),
    "over-pages": Kind(partial(_set, makers=LONG, pages=SOME_PAGES)),
    "sealed": Kind(partial(_set, makers=TALL, plain=True), _variants("seal")),
    "turned": Kind(partial(_set, makers=GRIDS), _variants("turned-90", "turned-180", "turned-270")),
    "not-turned": Kind(partial(_set, makers=GRIDS)),
    **{name: Kind(partial(_set, makers=GRIDS), _variants(name)) for name in UNEVEN},
}
"""All kinds by name. Under seals, and on turned and uneven sheets and the same not turned, are full grids."""


def write_documents(folder: Path, kind: str, tables: int, seed: int) -> list[Path]:
    """Write sample folders of a kind until they hold so many tables; the same seed writes the same."""
    written: list[Path] = []
    found = 0
    while found < tables:
        place = folder / f"{seed}-{len(written) + 1:03d}"
        KINDS[kind].write(place)
        written.append(place)
        found += len(load_truth(place / "truth.json").tables)
    return written
