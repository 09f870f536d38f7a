"""Where on a page numbers stand in columns: the rows of words that are a table without a grid of rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.aligned.items import begins_item
from budgetgrid.tables.aligned.typed import ONE_LINE, head_rows, line_pitch, middle, typed_levels
from budgetgrid.tables.printed_words import Row, Word

ALIGNED = 0.4
"""Ends of numbers nearer than this, in ems, are aligned."""

SUPPORT = 2
"""In so many other rows a number must stand at the same place."""

LEAST_ROWS = 3
"""Rows with aligned numbers that a table has at least."""

LEAST_FIGURES = 3
"""Numbers with separators or decimals among them: running numbers, years and pages have none."""

LEAST_LENGTHS = 3
"""Or so many numbers of digits that whole amounts have."""

CLEAR = 0.6
"""White space in ems on both sides of a number that stands by itself, unless its neighbour is a number."""

PROSE = 0.62
"""Share of the text's width from which one word is a line of prose."""

STEP = 3.4
"""Ems from the middle of one row to the next within a table, at most: a row with 1 em of white space on
either side and a label of two lines."""

FAR_STEP = 7.0
"""The same where rules hold the rows together, or they have words in line: some tables leave 3.7."""

FURTHER = 1.15
"""Times the step from row to row that a header stands above its body, at most."""

LEAST_DOTS = 3
"""Words of dots alone that follow each other have so many characters where they lead to a number."""

SIDE = 1.5
"""A lone head stands further than this from a table's left side, in ems; a department's name begins there."""

HEAD_REACH = 12.0
"""Ems above the first numbers within which the rules of a header lie."""

LEVELS_OFF = 0.35
"""How far the steps between the levels of a header may differ, in ems."""

WRAPPED_STEP = 1.5
"""Ems from line to line of one text, at most, where a row of labels may begin too."""

INDENT = 2.2
"""A label is indented by so much from those it is a part of, in ems, at most."""

HALF_STEP = 0.95
"""Ems below the last row of numbers where the second line of a label of two stands, at most."""

HEADS = 3
"""Words of a row of heads above the highest rule that was found: a worn one over it is missing."""

HEAD_ROWS = 8
"""Printed lines that a header has at most."""

BESIDE, BESIDE_TYPED = 1.6, 2.2
"""Ems above and below a table's words within which its rules lie, and typed ones, a line off."""

RULE_SHARE = 0.5
"""Share of a table's width that a rule covers that bounds it."""

_CAPTION = re.compile(
    r".*单位[:：].*|.*(?:[部门单位]|名称)[:：].*|[（(]?单位.*元[）)]?|.*[。；]|"
    r"(?:预算|公开|财预|附[件表]?|表)\s*\d+(?:-\d+)?表?[:：]?|.*表(?:[（(].*[）)])?|[（(]\d{4}年度?[）)]|[百千万亿]?元"
)
"""A title, unit, department or form number: what stands above a header and is none."""

_UNIT = re.compile(r".*单位[:：].{0,6}")
"""What ends in a unit is a caption however far apart its words stand."""

_NOTE = re.compile(r"(?:备?注|说明|附注)\s*\d?[:：.、].*")
_LEADERS = re.compile(r"[.．·。•\-_—]{4,}|…{2,}|[.．·。•…]{2,}…|…[.．·。•…]{2,}")
_DOTS = re.compile(r"[.．·。•…]+")
_PAGE = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Region:
    """A table's printed rows: those of its header, then those of its body; and the rules it is bounded by.

    `level` and `upright` are the rulings that lie in it.
    """

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    level: tuple[Ruling, ...] = ()
    upright: tuple[Ruling, ...] = ()

    @property
    def box(self) -> Box:
        """Around all of its words and rules."""
        words = [word.box for row in (*self.head, *self.body) for word in row]
        rules = [Box(r.start, r.position, r.end, r.position) for r in self.level]
        rules += [Box(r.position, r.start, r.position, r.end) for r in self.upright]
        return enclosing([*words, *rules])


def find_regions(rows: Sequence[Row], rulings: Sequence[Ruling], em: float) -> list[Region]:
    """The tables among the printed rows of a page, from top to bottom."""
    free = [_free_numbers(row, em) for row in rows]
    heads = head_rows(rows, rulings, em)
    tabular = [[] if heads[index] else _aligned_numbers(index, free, em) for index in range(len(rows))]
    regions: list[Region] = []
    for first, last in _stretches(rows, tabular, heads, rulings, em):
        if regions and rows[first] in regions[-1].body:
            continue
        body = rows[first : last + 1]
        figures = sum(word.is_figure for numbers in tabular[first : last + 1] for word in numbers)
        count = sum(bool(numbers) for numbers in tabular[first : last + 1])
        wide = sum(len(row) >= 2 for row in body)
        amounts = figures >= LEAST_FIGURES or _are_amounts(body, tabular[first : last + 1])
        if count < LEAST_ROWS or not amounts or wide < LEAST_ROWS or _is_contents(body):
            continue
        regions.append(_region(rows, first, last, heads, rulings, em))
    return regions


def _are_amounts(body: Sequence[Row], tabular: Sequence[Sequence[Word]]) -> bool:
    """Whether whole numbers in line are amounts: several in a row, of many lengths. Pages are not, nor codes,
    which begin rows."""
    pairs = sum(len(numbers) >= 2 for numbers in tabular)
    lengths = {
        len(word.text) for row, numbers in zip(body, tabular) for word in numbers if word is not row[0]
    }
    return pairs >= LEAST_ROWS and len(lengths) >= LEAST_LENGTHS


def _aligned_numbers(index: int, free: Sequence[Sequence[Word]], em: float) -> list[Word]:
    """The numbers that stand by themselves in a row, in line with those of other rows."""
    return [
        word
        for word in free[index]
        if sum(_has_number_at(free[k], word, em) for k in range(len(free)) if k != index) >= SUPPORT
    ]


def _free_numbers(row: Row, em: float) -> list[Word]:
    """The numbers of a row with white space or another number on either side."""
    free = []
    for place, word in enumerate(row):
        before, after = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
        left = before is None or before.is_number or word.box.left - before.box.right > CLEAR * em
        right = (
            after is None
            or after.is_number
            or after.box.left - word.box.right > CLEAR * em
            or (word.is_figure and not re.match(r"[%％元万亿，。、；）)年月日个]", after.text))
        )
        if word.is_number and left and right:
            free.append(word)
    return free


def _has_number_at(numbers: Sequence[Word], word: Word, em: float) -> bool:
    reach = ALIGNED * em
    return any(
        abs(w.box.right - word.box.right) < reach or abs(w.box.center[0] - word.box.center[0]) < reach / 2
        for w in numbers
    )


def _stretches(
    rows: Sequence[Row],
    tabular: Sequence[Sequence[Word]],
    heads: Sequence[int],
    rulings: Sequence[Ruling],
    em: float,
) -> list[tuple[int, int]]:
    """First and last row of each run of tabular rows, rows of labels alone between them included."""
    found: list[tuple[int, int]] = []
    for index, numbers in enumerate(tabular):
        if not numbers:
            continue
        first, last = found[-1] if found else (index, index)
        span = enclosing([w.box for row in rows[first : index + 1] for w in row]).width
        if found and not any(heads[last:index]) and _goes_on(rows[last : index + 1], span, rulings, em):
            found[-1] = (first, index)
        else:
            found.append((index, index))
    return found


def _goes_on(between: Sequence[Row], span: float, rulings: Sequence[Ruling], em: float) -> bool:
    """Whether the rows from one tabular row to the next belong to one table, as wide as `span` so far."""
    for above, below in pairwise(between):
        step = middle(below) - middle(above)
        held = _held(above, below, rulings) or _in_line(above, below, em)
        if step > (FAR_STEP if held else STEP) * em:
            return False
    return not any(_is_prose(row, span) or _is_caption(row) for row in between[1:-1])


def _held(above: Row, below: Row, rulings: Sequence[Ruling]) -> bool:
    """Whether a rule runs down past both rows, or rules are typed between them: sums stand under these, and
    lines are left blank around."""
    return _underlined(above, below, rulings) or any(
        r.axis == "vertical" and r.start < middle(above) and r.end > middle(below) for r in rulings
    )


def _in_line(above: Row, below: Row, em: float) -> bool:
    """Whether words of two rows begin, or numbers end, at the same place; a number alone is the page's."""
    if any(len(row) == 1 and row[0].is_number for row in (above, below)):
        return False
    return any(
        abs(one.box.left - other.box.left) < ALIGNED * em
        or (one.is_number and other.is_number and abs(one.box.right - other.box.right) < ALIGNED * em)
        for one in above
        for other in below
    )


def _underlined(above: Row, below: Row, rulings: Sequence[Ruling]) -> bool:
    """Whether rules are typed between two rows."""
    return any(middle(above) < r.position < middle(below) for r in typed_levels(rulings))


def _is_prose(row: Row, span: float) -> bool:
    return any(word.box.width > PROSE * span for word in row) and len(row) < 3


def _is_caption(row: Row) -> bool:
    text = "".join(word.text for word in row)
    if _UNIT.fullmatch(text):
        return True
    apart = sum(b.box.left - a.box.right > a.box.height for a, b in pairwise(row))
    return apart <= 1 and (_CAPTION.fullmatch(text) is not None or _NOTE.match(text) is not None)


def _is_contents(body: Sequence[Row]) -> bool:
    """Whether rows are a table of contents: dots or dashes lead to its numbers, or they are all pages."""
    leaders = sum(_has_leaders(row) for row in body)
    return leaders > 0.3 * len(body) or _are_pages([row for row in body if any(w.is_number for w in row)])


def _has_leaders(row: Row) -> bool:
    """Whether dots or dashes lead through a row; dots of a scan are read as one word or in pieces."""
    dots = 0
    for word in row:
        dots = dots + len(word.text) if _DOTS.fullmatch(word.text) else 0
        if dots >= LEAST_DOTS or _LEADERS.search(word.text):
            return True
    return False


def _are_pages(rows: Sequence[Row]) -> bool:
    """Whether numbers, but for the numbering that begins a row, are one page at its end, never going back."""
    ends = [row[-1].text for row in rows if len(row) > 1]
    inside = any(word.is_number for row in rows for word in row[1:-1])
    if inside or not ends or not all(_PAGE.fullmatch(text) for text in ends):
        return False
    pages = [int(text) for text in ends]
    return pages == sorted(pages)


def _region(
    rows: Sequence[Row],
    first: int,
    last: int,
    heads: Sequence[int],
    rulings: Sequence[Ruling],
    em: float,
) -> Region:
    """The table whose numbers stand in rows `first` to `last`, with its header and its rules."""
    box = enclosing([w.box for row in rows[first : last + 1] for w in row])
    top, bottom = box.top, box.bottom
    captions = [middle(row) for row in rows if _is_caption(row)]
    ceiling = max((y for y in captions if y < top), default=float("-inf"))
    floor = min((y for y in captions if y > bottom), default=float("inf"))
    level = [
        r
        for r in rulings
        if r.axis == "horizontal"
        and ceiling < r.position < floor
        and min(r.end, box.right) - max(r.start, box.left) > RULE_SHARE * box.width
    ]
    upright = [r for r in rulings if r.axis == "vertical" and r.end > top and r.start < bottom]
    upright = _even_ends(
        [
            r
            for r in upright
            if box.left - 4 * em < r.position < box.right + 4 * em
            or min(r.end, bottom) - max(r.start, top) > RULE_SHARE * box.height
        ]
    )
    typed = _typed_header(rows, first, heads, em)
    if typed is not None:
        (head_first, first), tail = typed, _typed_end(rows, last, heads, rulings, em)
    else:
        first = _body_start(rows, first, level, em)
        head_first = _head_start(rows, first, last, level, upright, em)
        tail = _tail_end(rows, last, level, upright, em)
    head, body = rows[head_first:first], rows[first : tail + 1]
    whole = enclosing([w.box for row in (*head, *body) for w in row])
    reach = (BESIDE if typed is None else BESIDE_TYPED) * em
    near = (whole.top - reach, whole.bottom + reach)
    return Region(
        tuple(head),
        tuple(body),
        tuple(
            r
            for r in rulings
            if r.axis == "horizontal"
            and near[0] < r.position < near[1]
            and r.end > whole.left
            and r.start < whole.right
        ),
        tuple(r for r in upright if r.end - r.start > 1.5 * em),
    )


def _even_ends(upright: Sequence[Ruling]) -> list[Ruling]:
    """Upright rules cut to where at least two begin and end: text above or below one lengthens it."""
    if len(upright) < 3:
        return list(upright)
    top = sorted(r.start for r in upright)[1]
    bottom = sorted(r.end for r in upright)[-2]
    return [
        replace(r, start=max(r.start, top), end=min(r.end, bottom))
        for r in upright
        if r.start < bottom and r.end > top
    ]


def _typed_header(rows: Sequence[Row], first: int, heads: Sequence[int], em: float) -> tuple[int, int] | None:
    """The first row of the typed header above tabular row `first`, and of the body under it; None if there is
    none."""
    under = first
    while under and not heads[under - 1]:
        if middle(rows[under]) - middle(rows[under - 1]) > FAR_STEP * em:
            return None
        under -= 1
    top = under
    while top and heads[top - 1] == heads[under - 1]:
        top -= 1
    return (top, under) if top < under else None


def _typed_end(
    rows: Sequence[Row], last: int, heads: Sequence[int], rulings: Sequence[Ruling], em: float
) -> int:
    """The last row of a typed body: labels go on from its last numbers on the next lines."""
    reach = ONE_LINE * line_pitch(rows, typed_levels(rulings), em)
    end = last
    while end + 1 < len(rows) and not heads[end + 1] and middle(rows[end + 1]) - middle(rows[end]) < reach:
        end += 1
    return end


def _body_start(rows: Sequence[Row], first: int, level: Sequence[Ruling], em: float) -> int:
    """The first row of the body: under a header's lower rule, or at labels without numbers."""
    top = middle(rows[first])
    above = _rules_above(level, top, em)
    if above and above[-1] - above[0] > em:
        under = _first_below(rows, above[-1])
        if all(len(row) <= 2 or _is_labels(row, rows[first:], em) for row in rows[under:first]):
            while len(above) > 2 and _is_labels(_between(rows, *above[-2:]), rows[first:], em):
                above = _rules_above(level, above[-1], em)
            return _first_below(rows, above[-1])
    while (
        first > 1
        and _is_labels(rows[first - 1], rows[first:], em)
        and _near(rows, first, em)
        and not _ends_a_head(rows, first - 1, em)
    ):
        first -= 1
    halved = first > 0 and top - middle(rows[first - 1]) < HALF_STEP * em
    return first - 1 if halved and not _is_caption(rows[first - 1]) else first


def _ends_a_head(rows: Sequence[Row], index: int, em: float) -> bool:
    """Whether a row without items stands as near to one of heads above as lines of one text, and further from
    the one below."""
    above, below = (middle(rows[k + 1]) - middle(rows[k]) for k in (index - 1, index))
    items = any(begins_item(w.text) for w in rows[index])
    under_heads = not _is_labels(rows[index - 1], rows[index:], em)
    return not items and under_heads and above < min(WRAPPED_STEP * em, below)


def _rules_above(level: Sequence[Ruling], y: float, em: float) -> list[float]:
    """y of the rules of the header above a height, from top to bottom."""
    above = sorted(r.position for r in level if r.position < y)
    if not above or y - above[-1] > HEAD_REACH * em:
        return []
    return [position for position in above if above[-1] - position < HEAD_REACH * em]


def _between(rows: Sequence[Row], top: float, bottom: float) -> Row:
    """The words between two rules."""
    return tuple(w for row in rows if top < middle(row) < bottom for w in row)


def _first_below(rows: Sequence[Row], y: float) -> int:
    return next(index for index, row in enumerate(rows) if middle(row) > y)


def _near(rows: Sequence[Row], index: int, em: float) -> bool:
    return middle(rows[index]) - middle(rows[index - 1]) < STEP * em and not _is_caption(rows[index - 1])


def _is_labels(row: Row, below: Sequence[Row], em: float) -> bool:
    """Whether a row is labels without numbers: its words begin where several below do, or are indented, and
    one does or is an item, whose numeral may be lost (、一般公共服务)."""
    lefts = [w.box.left for other in below for w in other if not w.is_number]
    begins = [left for left in lefts if sum(abs(left - x) < ALIGNED * em for x in lefts) >= LEAST_ROWS]
    shifts = [[w.box.left - left for left in begins] for w in row if not w.is_number]
    indented = all(any(-ALIGNED * em < shift < INDENT * em for shift in found) for found in shifts)
    return indented and (
        any(abs(shift) < ALIGNED * em for found in shifts for shift in found)
        or any(w.text.startswith("、") or begins_item(w.text) for w in row)
    )


def _head_start(
    rows: Sequence[Row],
    first: int,
    last: int,
    level: Sequence[Ruling],
    upright: Sequence[Ruling],
    em: float,
) -> int:
    """The first row of the header above body rows `first` to `last`: to the top rule, or as far as it looks
    like one."""
    reach = max(STEP * em, FURTHER * _pitch(rows[first : last + 1]))
    top = middle(rows[first])
    above = [r.position for r in level if r.position < top]
    limit = max(0, first - HEAD_ROWS)
    bound = min((r.start for r in upright), default=top)
    nearest = max(above, default=top)
    start = first
    for index in range(first - 1, limit - 1, -1):
        row = rows[index]
        step = middle(rows[index + 1]) - middle(row)
        ruled = any(
            p < min(w.box.top for w in row) + 0.3 * em for p in above if nearest - p < HEAD_REACH * em
        )
        if ruled or middle(row) > bound:
            start = index if not _is_caption(row) or middle(row) > bound else start
            if _is_caption(row) and middle(row) < bound:
                break
            continue
        if bound < top or step > reach or _is_caption(row):
            break
        if above and (len(row) < HEADS or any(set(":：") & set(w.text) for w in row)):
            break
        above_it = middle(row) - middle(rows[index - 1]) if index else step
        beside = (index + 1 < first and step < HALF_STEP * em) or above_it < HALF_STEP * em
        if len(row) < 2 and not beside and not _tops_a_header(rows, index, first, em):
            break
        start = index
    return start


def _pitch(body: Sequence[Row]) -> float:
    """The step from row to row that three in four don't exceed: lines of wrapped labels stand closer."""
    steps = sorted(middle(below) - middle(above) for above, below in pairwise(body))
    return steps[3 * len(steps) // 4] if steps else 0.0


def _tops_a_header(rows: Sequence[Row], index: int, first: int, em: float) -> bool:
    """Whether a lone word stands as far above a row of heads as that stands above a lower one.

    It is a head over some of them, the others being centred on the height of both.
    """
    side = min(w.box.left for row in rows[index + 1 : first + LEAST_ROWS] for w in row)
    if rows[index][0].box.left < side + SIDE * em:
        return False
    levels = [middle(row) for row in rows[index:first]]
    return any(
        abs(middle - (levels[0] + lower) / 2) < LEVELS_OFF / 2 * em
        for middle, lower in combinations(levels[1:], 2)
    )


def _tail_end(
    rows: Sequence[Row], last: int, level: Sequence[Ruling], upright: Sequence[Ruling], em: float
) -> int:
    """The last row of the body: to the last rule, or to the end of a label wrapped over lines."""
    bottom = middle(rows[last])
    below = [r.position for r in level if r.position > bottom] + [r.end for r in upright]
    bound = max(below, default=bottom)
    end = last
    for index in range(last + 1, len(rows)):
        step = middle(rows[index]) - middle(rows[index - 1])
        if _is_caption(rows[index]) or step > FAR_STEP * em:
            break
        if middle(rows[index]) >= bound and not (index == last + 1 and step < HALF_STEP * em):
            break
        end = index
    return end
