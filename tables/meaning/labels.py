"""The label path of each row: the texts of its stub, below those of the rows that it is a part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from budgetgrid.tables.codes import UNIT, RowCode
from budgetgrid.tables.meaning.columns import Column
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.meaning.outline import Label, outline
from budgetgrid.tables.meaning.words import NOTE, TOTAL, shown
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell, Panel

Paths = tuple[tuple[str, ...], ...]


def label_paths(
    grid: Occupancy, columns: Sequence[Column], panel: Panel, header_rows: int, codes: Sequence[RowCode]
) -> Paths:
    """The label path of each row of the grid in one panel; () for header rows and rows without a label.

    A cell over the whole panel heads the rows below it. A column of names left blank says the same as above,
    as long as a name stands further right. Codes and running numbers are no labels.
    """
    stub = range(panel.first_col, panel.first_col + panel.stub_cols)
    names = [col for col in stub if columns[col] in (Column.LABEL, Column.EMPTY, Column.NOTE)] or list(stub)
    known = _codes_by_row(codes, panel)
    rows = range(header_rows, grid.rows)
    sections = {row: cell for row in rows if (cell := _section(grid, panel, row)) is not None}
    filled = _filled_down(grid, names, stub, [row for row in rows if row not in sections])
    labels = [
        None if row not in filled or row in sections else _label(filled[row], known.get(row, {}))
        for row in range(grid.rows)
    ]
    paths = outline(labels) if len(names) == 1 or any(lb and lb.code for lb in labels) else _own(labels)
    return tuple(_below_sections(paths, sections))


def _codes_by_row(codes: Sequence[RowCode], panel: Panel) -> Mapping[int, Mapping[bool, str]]:
    """For each row of the panel its unit's code (True) and its other, first code (False)."""
    found: dict[int, dict[bool, str]] = {}
    for code in codes:
        if panel.first_col <= code.cols[0] <= panel.last_col:
            found.setdefault(code.row, {}).setdefault(code.kind == UNIT, code.full)
    return found


def _section(grid: Occupancy, panel: Panel, row: int) -> Cell | None:
    """The cell over a row's whole width in the panel, which heads the rows below it; None where none does."""
    cell = grid.at(row, panel.first_col)
    if cell is None or cell.row != row or panel.last_col == panel.first_col:
        return None
    whole = cell.col <= panel.first_col and cell.col + cell.colspan > panel.last_col
    text = plain(cell.text)
    return cell if whole and text else None


def _filled_down(
    grid: Occupancy, names: Sequence[int], stub: range, rows: Sequence[int]
) -> dict[int, list[Cell]]:
    """The cells that name each row, from the left; those above in place of blank ones left of a name."""
    found: dict[int, list[Cell]] = {}
    above: dict[int, Cell] = {}
    for row in rows:
        own = {col: cell for col in names if (cell := grid.at(row, col)) is not None and plain(cell.text)}
        if not own:
            own = {c.col: c for c in (grid.at(row, col) for col in stub) if c and _is_word(c)}
        if not own:
            continue
        first = min(own)
        above = {col: cell for col, cell in above.items() if col < first} | own
        cells = {(cell.row, cell.col): cell for _, cell in sorted(above.items())}
        found[row] = list(cells.values())
        if any(TOTAL.fullmatch(plain(cell.text)) for cell in own.values()):
            above = {}
    return found


def _is_word(cell: Cell) -> bool:
    text = plain(cell.text)
    return bool(text) and not text.isdigit()


def _label(cells: Sequence[Cell], codes: Mapping[bool, str]) -> Label:
    last = cells[-1]
    texts = tuple(shown(cell.text) for cell in cells)
    return Label(texts, codes.get(False, ""), codes.get(True, ""), last.raw)


def _own(labels: Sequence[Label | None]) -> list[tuple[str, ...]]:
    return [label.texts if label else () for label in labels]


def _below_sections(paths: Sequence[tuple[str, ...]], sections: Mapping[int, Cell]) -> list[tuple[str, ...]]:
    """The paths below the last section heading above each row."""
    heading: tuple[str, ...] = ()
    found = []
    for row, path in enumerate(paths):
        if row in sections:
            is_note = NOTE.fullmatch(plain(sections[row].text)) is not None
            heading = heading if is_note else (shown(sections[row].text),)
            found.append(() if is_note else heading)
        else:
            found.append((*heading, *path) if path else ())
    return found
