"""What stands around a table and belongs to it: title, unit, department, form number, notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Line

_UNIT = re.compile(r"(?:金额)?单位(?:[:：]|\s)*(?:人民币)?(?P<unit>[十百千万亿]{0,2}[元圆]|[%％])")
_LOOSE_UNIT = re.compile(r"(?P<unit>[万百千亿]?元)$")
_FORM = re.compile(
    r"(?:(?:预算|公开|财预|部门|决算|附)\s*(?:公开)?\s*[0-9一二三四五六七八九十]+(?:[-—–][0-9]+)?\s*表?|"
    r"(?:附[件表]|表)\s*[0-9一二三四五六七八九十]+(?:[-—–][0-9]+)?)\s*[:：.、]?"
)
_DEPARTMENT = re.compile(
    r"(?:填报|编制|预算|申报)?(?:部门|单位)(?:名称|[（(]公章[)）]|[（(]盖章[)）])?\s*[:：]"
)
_NOTE = re.compile(
    r"(?:备注|附注|注|说明)\s*[0-9一二三四]?\s*[:：.、]|(?:注|说明)\s*[:：]?\s*本表|[(（]?本表"
)
_SUBTITLE = re.compile(r"[(（][^()（）]*[)）]")
"""A line in brackets under a title, as the year a form is for."""

_DATE = re.compile(r"(?:[^年]{0,8}[:：])?[0-9]{2,4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?")
_SECTION = re.compile(r"第[一二三四五六七八九十]+(?:部分|章|节)|目\s*录")

REACH_LINES = 4.0
"""How far above a table its title's last line may stand, in heights of that line."""

CENTRED = 0.12
"""How far a title's middle may lie off its table's, as a share of the table's width."""

MAX_TITLE_LINES = 3

WRAPPED = 0.8
"""How far below a line its rest may begin, in heights of the line: leading is 1.2 to 1.6 times the height."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines that belong to one table, by role, and the unit that was printed."""

    title: tuple[Line, ...] = ()
    unit: str | None = None
    marks: tuple[Line, ...] = ()
    """Unit, department and form number lines."""
    notes: tuple[Line, ...] = ()

    @property
    def title_text(self) -> str | None:
        """The title's lines joined; None where there is none."""
        return "".join(line.text.strip() for line in self.title) or None


def read_unit(text: str) -> str | None:
    """The unit of amounts that a line names (`单位：万元`), width normalised; None where it names none."""
    match = _UNIT.search(_folded(text))
    return match["unit"] if match else None


def _folded(text: str) -> str:
    """Width-normalised text without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def find_captions(tables: Sequence[Box], lines: Sequence[Line], page_height: float) -> list[Caption]:
    """The caption of each table (boxes and lines in px of one page), in the order of the tables."""
    order = sorted(range(len(tables)), key=lambda i: tables[i].top)
    captions = [Caption() for _ in tables]
    taken: set[int] = set()
    for index in order:
        table = tables[index]
        above = max(
            (t.bottom for t in tables if t.bottom <= table.top and _side_by_side(t, table)), default=0.0
        )
        below = min(
            (t.top for t in tables if t.top >= table.bottom and _side_by_side(t, table)), default=page_height
        )
        near = [ln for ln in lines if not any(_stands_at(ln, t, table) for t in tables)]
        caption = _caption_above(
            table, [ln for ln in _between(near, above, table.top) if id(ln) not in taken]
        )
        notes = _notes_below(table, _between(near, table.bottom, below))
        taken.update(id(line) for line in (*caption.title, *caption.marks, *notes))
        captions[index] = Caption(caption.title, caption.unit, caption.marks, notes)
    return captions


def _side_by_side(one: Box, other: Box) -> bool:
    """Whether two boxes share columns of the page."""
    return one.left < other.right and other.left < one.right


def _stands_at(line: Line, other: Box, table: Box) -> bool:
    """Whether a line stands over or under another table, which lies beside this one: on a spread, say."""
    beside = other.top < table.bottom and table.top < other.bottom and not _side_by_side(other, table)
    return beside and other.left < line.box.center[0] < other.right


def _between(lines: Sequence[Line], top: float, bottom: float) -> list[Line]:
    """Lines whose middle lies between two heights, from top to bottom."""
    inside = [line for line in lines if top <= line.box.center[1] < bottom]
    return sorted(inside, key=lambda line: (line.box.center[1], line.box.left))


def _caption_above(table: Box, lines: Sequence[Line]) -> Caption:
    """Marks and title from the lines above a table, nearest first."""
    marks: list[Line] = []
    title: list[Line] = []
    unit: str | None = None
    edge = table.top
    for line in reversed(lines):
        height = line.box.height
        if edge - line.box.bottom > REACH_LINES * height and line.box.bottom < edge:
            break
        folded = _folded(line.text)
        if not title and _is_mark(folded):
            marks.append(line)
            unit = unit or read_unit(folded) or _loose_unit(folded)
        elif _FORM.fullmatch(folded) or (not title and _goes_on(line, lines)):
            marks.append(line)
            continue
        elif title and not _continues_title(line, title[-1]):
            break
        elif _is_title(line, table, folded):
            title.append(line)
            if len(title) == MAX_TITLE_LINES:
                break
        elif title or not _beside_marks(line, marks):
            break
        else:
            marks.append(line)
        edge = min(edge, line.box.top)
    return Caption(tuple(reversed(title)), unit, tuple(reversed(marks)))


def _is_mark(folded: str) -> bool:
    """Whether a line is a unit, a department's name or a form number."""
    return bool(
        read_unit(folded) or _DEPARTMENT.match(folded) or _FORM.fullmatch(folded) or _loose_unit(folded)
    )


def _loose_unit(folded: str) -> str | None:
    """A unit printed without its label, as a line of its own."""
    match = _LOOSE_UNIT.fullmatch(folded)
    return match["unit"] if match else None


def _goes_on(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line is the rest of a department's name that was wrapped: right below it, as far left."""
    height = line.box.height
    return any(
        _DEPARTMENT.match(_folded(above.text))
        and abs(above.box.left - line.box.left) < height
        and abs(line.box.top - above.box.bottom) < WRAPPED * height
        for above in lines
    )


def _beside_marks(line: Line, marks: Sequence[Line]) -> bool:
    """Whether a line stands on the same height as a mark: the department's name apart from its label."""
    return any(abs(line.box.center[1] - m.box.center[1]) < 0.6 * m.box.height for m in marks)


def _is_title(line: Line, table: Box, folded: str) -> bool:
    """Whether a line may be a title: over the table, centred on it or ending in 表, and no sentence."""
    if not folded or folded.endswith(("。", "；", ";", "，", ",")) or _SECTION.match(folded):
        return False
    if _DATE.fullmatch(folded):
        return False
    off = abs(line.box.center[0] - table.center[0])
    centred = off <= CENTRED * table.width and line.box.width <= 1.1 * table.width
    named = re.search(r"[表单书](?:[(（][^)）]*[)）])?$", folded) is not None
    return centred or (named and len(folded) <= 60)


def _continues_title(line: Line, below: Line) -> bool:
    """Whether a line and the one below it are one title: near, of like size, the upper one nearly full."""
    near = below.box.top - line.box.bottom < 1.2 * below.box.height
    alike = 0.75 < line.box.height / max(below.box.height, 1.0) < 1.34
    if _SUBTITLE.fullmatch(_folded(below.text)):
        return near
    whole = re.search(r"表(?:[(（][^)）]*[)）])?$", _folded(line.text)) is not None
    return near and alike and not whole and line.box.width >= below.box.width


def _notes_below(table: Box, lines: Sequence[Line]) -> tuple[Line, ...]:
    """Notes right under a table: a line that begins as one, and those that follow closely."""
    notes: list[Line] = []
    edge = table.bottom
    for line in lines:
        if line.box.top - edge > (1.0 if notes else 2.5) * line.box.height:
            break
        if not notes and not _NOTE.match(_folded(line.text)):
            break
        notes.append(line)
        edge = line.box.bottom
    return tuple(notes)
