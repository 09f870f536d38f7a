"""Invented tables as typewriters and line printers made them: every rule typed as a row of signs.

`python -m budgetgrid.benchmarks.invented.typewriter OUT --count N --seed S` writes sample folders like those
of `invented`; with `--bilevel` they are scans of 1 bit a pixel, the truth's boxes off by their small turn.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from budgetgrid.benchmarks.degrees import LIGHT
from budgetgrid.benchmarks.invented.documents import MADE, PUBLISHER
from budgetgrid.benchmarks.invented.typed_habits import Habits, draw_boxed_habits, draw_habits
from budgetgrid.benchmarks.invented.typed_sheet import LATIN_STEP, Carriage, Placed, draw_sheets, steps_of
from budgetgrid.benchmarks.invented.typed_table import TypedTable, type_table
from budgetgrid.benchmarks.samples import SPLIT
from budgetgrid.benchmarks.simulate import Variant, scan_pdf
from budgetgrid.benchmarks.truth import Provenance, Truth, TruthPage, TruthTable, save_truth

LETTER, FANFOLD = (612.0, 792.0), (1071.0, 792.0)
"""A letter sheet in points, and a line printer's paper (14 7/8 by 11 inches) for wider tables."""

PAGES = 3

LONGEST_PAGE = 64
"""Lines of a page at most: 11 inches at six to the inch, less the margins. A second table must fit."""

APART = 3
"""Blank lines between two tables."""

BILEVEL = Variant("bilevel", bilevel=True)


def write_documents(folder: Path, count: int, seed: int, bilevel: bool = False) -> list[Path]:
    """Write so many sample folders and a split that has them in dev; the same seed writes the same."""
    folder.mkdir(parents=True, exist_ok=True)
    split = {"why": "Invented documents may be looked at.", "dev": [PUBLISHER], "test": []}
    (folder / SPLIT).write_text(json.dumps(split, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    ending = "-bilevel" if bilevel else ""
    places = [folder / f"typewriter-{seed}-{index + 1:03d}{ending}" for index in range(count)]
    for place in places:
        write_document(place, PAGES, bilevel)
    return places


def write_document(place: Path, sheets: int, bilevel: bool = False, boxed: bool = False) -> None:
    """Write the sample folder that its name seeds, of so many pages; `boxed`: with rules on all sides."""
    name = place.name.removesuffix("-bilevel")
    chance = Random(name)
    habits = draw_boxed_habits(chance) if boxed else draw_habits(chance)
    place.mkdir(parents=True, exist_ok=True)
    pages = [_page(chance, habits) for _ in range(sheets)]
    size, carriage = _fitted(pages, habits)
    typed_pages: list[list[Placed]] = []
    tables: list[TruthTable] = []
    for number, page in enumerate(pages, 1):
        sheet: list[Placed] = []
        line = 0
        for typed in page:
            sheet += [Placed(p.line + line, p.step, p.text) for p in typed.texts]
            tables.append(typed.truth(f"t{len(tables) + 1}", number, line, carriage))
            line += typed.lines + APART
        typed_pages.append(sheet)
    digital = place / "digital.pdf"
    draw_sheets(digital, size, typed_pages, carriage)
    if bilevel:
        scan_pdf(digital, place / "scan.pdf", LIGHT, name, BILEVEL)
        digital.unlink()
    save_truth(_truth(name, size, sheets, tables), place / "truth.json")


def _page(chance: Random, habits: Habits) -> list[TypedTable]:
    """One table, or two where they fit."""
    first, second = type_table(chance, habits), type_table(chance, habits)
    return [first, second] if first.lines + APART + second.lines <= LONGEST_PAGE else [first]


def _fitted(pages: list[list[TypedTable]], habits: Habits) -> tuple[tuple[float, float], Carriage]:
    """The sheet that holds every page, and how it is typed: smaller where a page is too long or too wide."""
    tables = [typed for page in pages for typed in page]
    steps = max(p.step + steps_of(p.text) for typed in tables for p in typed.texts)
    lines = max(sum(typed.lines + APART for typed in page) for page in pages)
    width, height = LETTER if steps * habits.step < LETTER[0] - 2 * habits.margin else FANFOLD
    step = min(habits.step, (width - 2 * habits.margin) / steps)
    line = min(habits.leading * step / LATIN_STEP, (height - 2 * habits.margin) / lines)
    step = min(step, line * LATIN_STEP / habits.least_leading)
    left = (width - steps * step) / 2
    return (width, height), Carriage(step, line, left, habits.margin, habits.latin, habits.chinese)


def _truth(name: str, size: tuple[float, float], sheets: int, tables: list[TruthTable]) -> Truth:
    """The truth of a document."""
    how = "typed; texts and boxes are those of the typist's own grid"
    origin = f"invented by budgetgrid.benchmarks.invented.typewriter, seed {name}"
    metadata: dict[str, str | int | None] = {"slug": name, "title": name, "publisher": PUBLISHER}
    pages = tuple(TruthPage(number, *size) for number in range(1, sheets + 1))
    return Truth(Provenance(PUBLISHER, MADE, how, origin), metadata, pages, tuple(tables))


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(prog="budgetgrid.benchmarks.invented.typewriter", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sample folders go")
    parser.add_argument("--count", type=int, default=4, help="how many documents")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same documents")
    parser.add_argument("--bilevel", action="store_true", help="write scans of 1 bit a pixel")
    options = parser.parse_args()
    for place in write_documents(options.folder, options.count, options.seed, options.bilevel):
        print(place)


if __name__ == "__main__":
    main()
