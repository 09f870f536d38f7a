"""A sample whose truth was typed from a real scan: texts by eye, boxes from where its rules lie.

    python -m budgetgrid.benchmarks.hand_label [--from ORIGINAL.pdf] [--overlay DIR] SAMPLE…

A sample's folder holds `sample.json` (where the document came from, which pages were taken, how it was
labelled) and `typed.txt`, the cells as the labeller saw them on the page, one line a row; its head explains
the signs. From these and `scan.pdf` comes `truth.json`. No recogniser has a part in it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import pymupdf
import typer

from budgetgrid.benchmarks.hand_label_rules import Ink, Rules, find_rules
from budgetgrid.benchmarks.truth import (
    Provenance,
    Rect,
    Truth,
    TruthCell,
    TruthFragment,
    TruthPage,
    TruthPlace,
    TruthTable,
    check_tiling,
    save_truth,
)
from budgetgrid.benchmarks.typed_rows import Typed, cells_of, split_row

DPI = 200
"""At which a page's ink is looked at: that of the scan, or near it."""
DARK = 128
"""Grey value below which a pixel is ink."""
REMARK, PAGE = "#", "="


class TypingInvalid(ValueError):
    """Typed rows that contradict themselves or the rules on their page."""


def read_typed(text: str) -> dict[int, list[list[str]]]:
    """The rows typed for each page, by its number in the scan. Raises TypingInvalid."""
    pages: dict[int, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in (line for line in text.splitlines() if line.strip() and not line.startswith(REMARK)):
        if line.startswith(PAGE):
            rows = pages.setdefault(int(line[len(PAGE) :]), [])
            continue
        rows.append(split_row(line))
        if len(rows[-1]) != len(rows[0]):
            raise TypingInvalid(f"{len(rows[-1])} cells and not {len(rows[0])} in {line!r}")
    return pages


def table_of(name: str, page: int, rows: list[list[str]], header_rows: int, rules: Rules) -> TruthTable:
    """The truth of a page's one table. Raises TypingInvalid where rows or columns aren't as the rules say."""
    found = len(rules.across) - 1, len(rules.down) - 1
    if found != (len(rows), len(rows[0])):
        raise TypingInvalid(f"{name}: {len(rows)} x {len(rows[0])} typed, {found[0]} x {found[1]} ruled")
    cells = []
    for typed in cells_of(rows):
        text = " ".join(typed.raw.split("\n"))
        place = TruthPlace(page, box_of(typed, rules), text, typed.raw)
        role = "header" if typed.row < header_rows else None
        cells.append(
            TruthCell(typed.row, typed.col, typed.rowspan, typed.colspan, text, typed.raw, (place,), role)
        )
    outline = box_of(Typed(0, 0, len(rows), len(rows[0]), ""), rules)
    table = TruthTable(
        id=name,
        rows=len(rows),
        cols=len(rows[0]),
        cells=tuple(cells),
        fragments=(TruthFragment(page, outline, 0, len(rows) - 1),),
        header_rows=header_rows,
        ruling="partial",
    )
    check_tiling(table)
    return table


def box_of(cell: Typed, rules: Rules) -> Rect:
    """The cell's box: its four rules, each at the middle of the cell."""
    top, bottom = rules.across[cell.row], rules.across[cell.row + cell.rowspan]
    left, right = rules.down[cell.col], rules.down[cell.col + cell.colspan]
    x = (left.at(top.offset) + right.at(top.offset)) / 2
    y = (top.at(x) + bottom.at(x)) / 2
    return Rect(left.at(y), top.at(x), right.at(y), bottom.at(x))


def ink_of(page: pymupdf.Page) -> Ink:
    """A page's ink at `DPI`, (H, W)."""
    picture = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    return np.frombuffer(picture.samples, np.uint8).reshape(picture.h, picture.w) < DARK


def make_truth(folder: Path) -> Truth:
    """The truth of a sample from what was typed. Raises TypingInvalid."""
    recipe = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    typed = read_typed((folder / "typed.txt").read_text(encoding="utf-8"))
    pages, tables = [], []
    with pymupdf.open(folder / "scan.pdf") as document:
        for number, page in enumerate(document, 1):
            pages.append(TruthPage(number, page.rect.width, page.rect.height))
            rules = find_rules(ink_of(page), DPI)
            tables.append(table_of(f"p{number}-t1", number, typed[number], recipe["header_rows"], rules))
    provenance = Provenance(*(recipe[key] for key in ("made_by", "when", "how", "source", "notes")))
    metadata = {key: recipe[key] for key in ("title", "organisation", "year", "publisher")}
    return Truth(provenance, {"slug": folder.name, **metadata}, tuple(pages), tuple(tables))


def cut_pages(original: Path, folder: Path) -> None:
    """Write the recipe's pages of the original as the sample's `scan.pdf`, images as they are."""
    numbers = json.loads((folder / "sample.json").read_text(encoding="utf-8"))["original_pages"]
    with pymupdf.open(original) as document:
        document.select([number - 1 for number in numbers])
        document.set_metadata({})
        document.del_xml_metadata()
        document.save(folder / "scan.pdf", garbage=4, no_new_id=True)


def draw(truth: Truth, scan: Path, folder: Path) -> None:
    """Pictures of the pages with every cell outlined and its typed text below the printed one."""
    folder.mkdir(parents=True, exist_ok=True)
    with pymupdf.open(scan) as document:
        for table in truth.tables:
            page = document[table.fragments[0].page - 1]
            for cell in table.cells:
                b = cell.places[0].box
                page.draw_rect(pymupdf.Rect(b.left, b.top, b.right, b.bottom), color=(1, 0, 0), width=0.4)
                for number, line in enumerate(cell.raw.split("\n")[::-1]):
                    at = pymupdf.Point(b.left + 2, b.bottom - 1.2 - 5 * number)
                    page.insert_text(at, line, fontsize=5.5, color=(0, 0, 1))
            page.get_pixmap(dpi=DPI).save(folder / f"{truth.metadata['slug']}-{table.id}.png")


def make(
    folders: Annotated[list[Path], typer.Argument(help="Sample folders holding sample.json and typed.txt.")],
    original: Annotated[Path | None, typer.Option("--from", help="Cut scan.pdf out of this PDF.")] = None,
    overlay: Annotated[
        Path | None, typer.Option(help="Draw the truth over the pages into this folder.")
    ] = None,
) -> None:
    """Make scan.pdf (with --from) and truth.json of samples labelled by hand."""
    for folder in folders:
        if original is not None:
            cut_pages(original, folder)
        truth = make_truth(folder)
        save_truth(truth, folder / "truth.json")
        if overlay is not None:
            draw(truth, folder / "scan.pdf", overlay)
        cells = sum(len(table.cells) for table in truth.tables)
        typer.echo(f"{folder.name}: {len(truth.pages)} pages, {len(truth.tables)} tables, {cells} cells")


if __name__ == "__main__":
    typer.run(make)
