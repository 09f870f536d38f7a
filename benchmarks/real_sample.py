"""A sample from a real digital document: a few of its pages, their simulated scan, and their truth.

    python -m budgetgrid.benchmarks.real_sample [--from ORIGINAL.pdf] SAMPLE…

A sample's folder holds `sample.json`, written by a person: where the document came from, which pages were
taken, and what the eye put right in the extracted truth. The rest is made from it and `digital.pdf`, the
same on every run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import pymupdf
import typer

from budgetgrid.benchmarks.degrees import LIGHT
from budgetgrid.benchmarks.simulate import scan_pdf
from budgetgrid.benchmarks.table_kinds import read_panels
from budgetgrid.benchmarks.truth import Provenance, Truth, TruthCell, TruthTable, save_truth
from budgetgrid.benchmarks.truth_from_pdf import read_truth, with_header

HOW = (
    "Cells from the page's vector rules, texts from its text layer, every character placed by its own"
    " coordinates; each page compared by eye with an overlay of cells and texts."
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `sample.json` says."""

    slug: str
    metadata: dict[str, str | int | None]
    source: str
    original_pages: tuple[int, ...]
    made_by: str
    when: str
    notes: str
    corrections: tuple[dict[str, Any], ...]


def read_recipe(folder: Path) -> Recipe:
    """The recipe of a sample."""
    entry = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    return Recipe(
        slug=folder.name,
        metadata={k: entry[k] for k in ("title", "organisation", "year", "publisher")},
        source=entry["source"],
        original_pages=tuple(entry["original_pages"]),
        made_by=entry["made_by"],
        when=entry["when"],
        notes=entry.get("notes", ""),
        corrections=tuple(entry.get("corrections", ())),
    )


def cut_pages(original: Path, recipe: Recipe, folder: Path) -> None:
    """Write the recipe's pages of the original as the sample's `digital.pdf`."""
    with pymupdf.open(original) as document:
        document.select([number - 1 for number in recipe.original_pages])
        document.set_metadata({})
        document.del_xml_metadata()
        document.subset_fonts()
        document.save(folder / "digital.pdf", garbage=4, deflate=True, no_new_id=True)


def make_truth(folder: Path, recipe: Recipe) -> tuple[Truth, list[str]]:
    """The sample's truth, and what a person should look at again."""
    with pymupdf.open(folder / "digital.pdf") as document:
        pages = read_truth(document, recipe.original_pages)
    tables = [table for page in pages for table in page.tables]
    for correction in recipe.corrections:
        tables = corrected(tables, correction)
    truth = Truth(
        provenance=Provenance(recipe.made_by, recipe.when, HOW, recipe.source, recipe.notes),
        metadata={"slug": recipe.slug, **recipe.metadata},
        pages=tuple(page.page for page in pages),
        tables=tuple(tables),
    )
    return truth, [doubt for page in pages for doubt in page.doubts]


def corrected(tables: list[TruthTable], correction: dict[str, Any]) -> list[TruthTable]:
    """The tables with one correction made; KeyError where its table or cell doesn't exist.

    A correction names a `table` and either `drop` (it is no table), `header_rows`, `title`, `unit`,
    `continues`, `kind`, `panels` (as `read_panels` reads them), or a cell by `row` and `col` with its
    `raw` text, lines apart by newlines, and `text`.
    """
    names = [table.id for table in tables]
    if correction["table"] not in names:
        raise KeyError(f"no table {correction['table']}")
    index = names.index(correction["table"])
    if correction.get("drop"):
        return tables[:index] + tables[index + 1 :]
    table = tables[index]
    if "row" in correction:
        table = _with_text(table, correction)
    for key in ("title", "unit", "continues", "kind"):
        if key in correction:
            table = replace(table, **{key: correction[key]})
    if "header_rows" in correction:
        table = with_header(table, correction["header_rows"])
    if "panels" in correction:
        panels = read_panels(correction["panels"], table.cols, table.header_rows)
        table = replace(table, panels=panels)
    return [*tables[:index], table, *tables[index + 1 :]]


def _with_text(table: TruthTable, correction: dict[str, Any]) -> TruthTable:
    anchors = [(c.row, c.col) for c in table.cells]
    if (correction["row"], correction["col"]) not in anchors:
        raise KeyError(f"{table.id} has no cell at {correction['row']}, {correction['col']}")
    text, raw = correction["text"], correction["raw"]

    def fixed(cell: TruthCell) -> TruthCell:
        if (cell.row, cell.col) != (correction["row"], correction["col"]):
            return cell
        return replace(cell, text=text, raw=raw, places=(replace(cell.places[0], text=text, raw=raw),))

    return replace(table, cells=tuple(fixed(c) for c in table.cells))


def make(
    folders: Annotated[list[Path], typer.Argument(help="Sample folders holding a sample.json.")],
    original: Annotated[Path | None, typer.Option("--from", help="Cut digital.pdf out of this PDF.")] = None,
) -> None:
    """Make digital.pdf (with --from), truth.json and scan.pdf of samples."""
    for folder in folders:
        recipe = read_recipe(folder)
        if original is not None:
            cut_pages(original, recipe, folder)
        truth, doubts = make_truth(folder, recipe)
        save_truth(truth, folder / "truth.json")
        scan_pdf(folder / "digital.pdf", folder / "scan.pdf", LIGHT, recipe.slug)
        typer.echo(f"{recipe.slug}: {len(truth.pages)} pages, {len(truth.tables)} tables")
        for doubt in doubts:
            typer.echo(f"  look at {doubt}", err=True)


if __name__ == "__main__":
    typer.run(make)
