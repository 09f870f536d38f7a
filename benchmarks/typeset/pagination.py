"""Cutting a table's rows into the sheets it is printed on."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.typeset.cell_lines import FilledCell, row_heights
from budgetgrid.benchmarks.typeset.document import TableSource

_TOLERANCE = 1e-6

LEAST_CUT_LINES = 2
"""Lines of a cut row that must stand before the break: word processors keep two, a single one looks lost."""

MOST_PASSES = 50
"""Passes of growing rows for cut cells; each one mends a cell, and documents have few of them."""


@dataclass(frozen=True, slots=True)
class Room:
    """The part of a page a table may use: y from `top` to `bottom`, pt."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Slice:
    """A row, or the part of it that stands on one sheet: y from `top` to `bottom`, pt."""

    row: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """The slices on one page; `repeated` are the header rows printed again above them."""

    slices: tuple[Slice, ...]
    repeated: tuple[Slice, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a cell on one sheet (its index), with the lines printed there."""

    sheet: int
    top: float
    bottom: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pagination:
    """The sheets of a table, and the parts of every cell in the order of the cells."""

    sheets: tuple[Sheet, ...]
    parts: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A row cut at a page foot: the height printed, the height left, the lines left of each of its cells."""

    height: float
    left: float
    lines: tuple[int, ...]


def paginate(table: TableSource, filled: tuple[FilledCell, ...], first: Room, following: Room) -> Pagination:
    """Lay the rows on sheets and the texts on the parts of their cells.

    A spanning cell that lost room to a page break gets it back in its last row. Raises `ValueError` if a
    table can't be set.
    """
    extra: dict[int, float] = {}
    for _ in range(MOST_PASSES):
        heights = row_heights(table, filled, extra)
        sheets = _sheets(table, filled, heights, first, following)
        placed = [_with_lines(cell, _outline(cell, sheets), table.look.pad_y) for cell in filled]
        short = next((cell for cell, parts in zip(filled, placed) if _lacking(cell, parts)), None)
        if short is None:
            return Pagination(sheets, tuple(tuple(parts) for parts in placed))
        last = short.rows[-1]
        extra[last] = extra.get(last, 0.0) + short.source.print.pitch
    raise ValueError(f"table {table.title!r} can't be cut into pages")


def _sheets(
    table: TableSource,
    filled: tuple[FilledCell, ...],
    heights: tuple[float, ...],
    first: Room,
    following: Room,
) -> tuple[Sheet, ...]:
    repeated = _repeated_header(table, heights, following.top)
    body_top = repeated[-1].bottom if repeated else following.top
    done: list[Sheet] = []
    slices: list[Slice] = []
    top, bottom = first.top, first.bottom
    for row, height in enumerate(heights):
        lines = tuple(len(cell.lines) for cell in _own_cells(filled, row))
        while top + height > bottom + _TOLERANCE:
            may_cut = table.rows[row].may_break or height > following.bottom - body_top
            cut = (
                _cut_row(filled, row, height, lines, bottom - top, table.look.pad_y)
                if may_cut and row >= table.header_rows
                else None
            )
            if cut is not None:
                slices.append(Slice(row, top, top + cut.height))
                height, lines = cut.left, cut.lines
            elif not slices:
                raise ValueError(f"row {row + 1} of table {table.title!r} doesn't fit on a page")
            done.append(Sheet(tuple(slices), repeated if done else ()))
            slices, top, bottom = [], body_top, following.bottom
        slices.append(Slice(row, top, top + height))
        top += height
    return (*done, Sheet(tuple(slices), repeated if done else ()))


def _repeated_header(table: TableSource, heights: tuple[float, ...], top: float) -> tuple[Slice, ...]:
    """The header rows as they stand at the top of a continuation page, if they are repeated."""
    slices: list[Slice] = []
    for row in range(table.header_rows if table.repeat_header else 0):
        slices.append(Slice(row, top, top + heights[row]))
        top += heights[row]
    return tuple(slices)


def _own_cells(filled: tuple[FilledCell, ...], row: int) -> list[FilledCell]:
    return [cell for cell in filled if cell.rows == range(row, row + 1)]


def _cut_row(
    filled: tuple[FilledCell, ...],
    row: int,
    height: float,
    lines: tuple[int, ...],
    room: float,
    pad_y: float,
) -> _Cut | None:
    """Cut a row `height` pt high between lines so that its first part fits `room`; None where it can't be."""
    cells = _own_cells(filled, row)
    fitting = [min(left, cell.capacity(room, pad_y)) for cell, left in zip(cells, lines)]
    unfinished = [(cell, fits, left) for cell, fits, left in zip(cells, fitting, lines) if fits < left]
    if any(fits < LEAST_CUT_LINES for _, fits, _ in unfinished) or (not unfinished and room < height / 4):
        return None
    printed = max((cell.height(fits, pad_y) for cell, fits, _ in unfinished), default=room)
    finished = max((cell.height(fits, pad_y) for cell, fits in zip(cells, fitting)), default=0.0)
    printed = max(printed, finished)
    left = max((cell.height(left - fits, pad_y) for cell, fits, left in unfinished), default=0.0)
    rest = max(left, height - printed, 2 * pad_y)
    return _Cut(printed, rest, tuple(left - fits for fits, left in zip(fitting, lines)))


def _outline(cell: FilledCell, sheets: tuple[Sheet, ...]) -> list[Part]:
    """The parts of a cell, without their lines."""
    parts: list[Part] = []
    for index, sheet in enumerate(sheets):
        mine = [piece for piece in sheet.slices if piece.row in cell.rows]
        if mine:
            parts.append(Part(index, mine[0].top, mine[-1].bottom))
    return parts


def _with_lines(cell: FilledCell, parts: list[Part], pad_y: float) -> list[Part]:
    """The lines put on the parts.

    A spanning cell's text stands whole in the larger part that holds it, as spreadsheets centre it; a cell of
    one row, and a text no part holds, begins in the first part and runs on.
    """
    capacities = [cell.capacity(part.bottom - part.top, pad_y) for part in parts]
    roomy = max(range(len(parts)), key=lambda index: (parts[index].bottom - parts[index].top, -index))
    whole = len(cell.rows) > 1 and capacities[roomy] >= len(cell.lines)
    left = list(cell.lines)
    placed: list[Part] = []
    for index, (part, capacity) in enumerate(zip(parts, capacities)):
        take = (len(left) if index == roomy else 0) if whole else capacity
        placed.append(Part(part.sheet, part.top, part.bottom, tuple(left[:take])))
        left = left[take:]
    return placed


def _lacking(cell: FilledCell, parts: list[Part]) -> bool:
    return sum(len(part.lines) for part in parts) < len(cell.lines)
