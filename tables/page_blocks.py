"""Text outside tables as blocks in reading order: headings, paragraphs, running headers and footers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.ocr.joining import join_lines
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.confidence.uncalibrated import text_confidence

MARGIN_SHARE = 0.085
"""Share of a page's height at its top and foot in which running headers and page numbers stand (25 mm)."""

SAME_ROW = 0.5
"""Lines whose middles are nearer than this share of their height stand side by side."""

WIDE_LEADING = 1.6
"""A gap between lines above this share of their height, and above the usual one, ends a paragraph."""

SHORT_LINE = 2.0
"""A line that ends this many heights before the column's right edge is a paragraph's last."""

INDENT = 1.2
"""A line that begins this many heights right of the column's left edge begins a paragraph."""

HEADING_SIZE = 1.22
"""A line this much taller than the page's usual one is a heading."""

_PAGE_NUMBER = re.compile(
    r"[-—–·.一\s]*(?:第\s*)?[0-9０-９IVXivx]{1,4}(?:\s*页)?(?:\s*[/／共]\s*(?:第\s*)?[0-9]{1,4}\s*页?)?[-—–·.一\s]*"
)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text outside tables that belongs together; `kind`: title, paragraph, header or footer."""

    kind: str
    box: Box
    text: str
    confidence: float | None


def page_blocks(lines: Sequence[Line], page_height: float) -> list[TextBlock]:
    """Blocks of the lines (px of one page) that belong to no table, in reading order."""
    rows = _rows(lines)
    running = [row for row in rows if _running_kind(row, rows, page_height)]
    body = [row for row in rows if row not in running]
    blocks = [_block(_running_kind(row, rows, page_height) or "paragraph", [row]) for row in running]
    blocks.extend(_block(*group) for group in _paragraphs(body))
    return sorted(blocks, key=lambda b: (b.kind == "footer", b.kind != "header", b.box.top, b.box.left))


def _rows(lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Lines grouped into printed rows, from top to bottom, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda ln: ln.box.center[1]):
        middle = line.box.center[1]
        if rows:
            last = rows[-1][-1]
            near = SAME_ROW * min(line.box.height, last.box.height)
            if abs(middle - last.box.center[1]) < near:
                rows[-1].append(line)
                continue
        rows.append([line])
    return [tuple(sorted(row, key=lambda ln: ln.box.left)) for row in rows]


def _box(row: Sequence[Line]) -> Box:
    return enclosing([line.box for line in row])


def _running_kind(row: tuple[Line, ...], rows: Sequence[tuple[Line, ...]], page_height: float) -> str | None:
    """`header` or `footer` where a row at the page's edge is a page number or stands clear of the text."""
    box = _box(row)
    text = "".join(line.text for line in row).strip()
    if rows and row is rows[-1] and box.bottom > page_height * (1 - MARGIN_SHARE):
        alone = len(rows) == 1 or box.top - _box(rows[-2]).bottom > 1.5 * box.height
        return "footer" if _PAGE_NUMBER.fullmatch(text) or (alone and len(rows) > 1) else None
    if rows and row is rows[0] and box.top < page_height * MARGIN_SHARE and len(rows) > 1:
        clear = _box(rows[1]).top - box.bottom > 1.5 * box.height
        return "header" if _PAGE_NUMBER.fullmatch(text) or clear else None
    return None


def _paragraphs(rows: Sequence[tuple[Line, ...]]) -> list[tuple[str, list[tuple[Line, ...]]]]:
    """Rows grouped into headings and paragraphs, each with its kind."""
    if not rows:
        return []
    boxes = [_box(row) for row in rows]
    left, right = _column(boxes)
    usual = _median([b.height for b in boxes])
    groups: list[tuple[str, list[tuple[Line, ...]]]] = []
    for index, (row, box) in enumerate(zip(rows, boxes)):
        kind = "title" if _is_heading(box, usual, left, right) else "paragraph"
        if index and groups[-1][0] == kind and _continues(boxes[index - 1], box, kind, (left, right)):
            groups[-1][1].append(row)
        else:
            groups.append((kind, [row]))
    return groups


def _column(boxes: Sequence[Box]) -> tuple[float, float]:
    """The text column's left and right edge: where its longer rows begin and end."""
    widest = max(b.width for b in boxes)
    long = [b for b in boxes if b.width > 0.6 * widest]
    return min(b.left for b in long), max(b.right for b in long)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _is_heading(box: Box, usual: float, left: float, right: float) -> bool:
    """Whether a row is a heading: taller than usual, or short and centred in the column."""
    centred = abs(box.center[0] - (left + right) / 2) < 0.04 * (right - left)
    indented = box.left - left > 3 * INDENT * box.height and right - box.right > 3 * INDENT * box.height
    return box.height > HEADING_SIZE * usual or (centred and indented)


def _continues(above: Box, box: Box, kind: str, column: tuple[float, float]) -> bool:
    """Whether a row goes on with the paragraph or heading of the one above it."""
    height = min(above.height, box.height)
    if box.top - above.bottom > WIDE_LEADING * height or not 0.7 < above.height / box.height < 1.43:
        return False
    if kind == "title":
        return above.width > 0.5 * (column[1] - column[0])
    ends_short = column[1] - above.right > SHORT_LINE * height
    begins_in = box.left - column[0] > INDENT * height
    return not ends_short and not begins_in


def _block(kind: str, rows: Sequence[tuple[Line, ...]]) -> TextBlock:
    """Rows as one block; lines side by side are separated by a space."""
    lines = [line for row in rows for line in row]
    text = join_lines([" ".join(line.text for line in row) for row in rows])
    return TextBlock(kind, _box(lines), text, text_confidence(lines))
