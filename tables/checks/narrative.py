"""Figures in the text around the tables: those that repeat a table's, and those that contradict it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetgrid.tables.checks.identity import Figures, Spot, one_digit_apart
from budgetgrid.tables.checks.judgement import Verdict
from budgetgrid.tables.meaning.units import YUAN
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Sheet
from budgetgrid.tables.surroundings import PlacedPage
from budgetgrid.tables.table import CellRef, Finding

TEXT_CODE = "narrative-differs"
SHARE_CODE = "percentage-differs"

TELLING_DIGITS = 3
"""Digits, zeros at the ends aside, from which a figure is not met by chance."""

NEAR = 3
"""Paragraphs before its own in which the amount that a share is of may stand."""

_TOTAL = re.compile("合计|总计|总额|小计")
_AMOUNT = re.compile(
    r"(?P<before>[^,，。；;：:、\d()（）]*)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>(?:十|百|千)?[万亿]?元)"
    r"(?:[,，(（]?占[^\d,，。；]{0,12}(?P<share>\d+(?:\.\d+)?)%)?"
)
_COMPARED = re.compile(r"[增减降升多少]|较|比|去年|上年|同期|提高|下降|节约")
_PADDING = re.compile(
    r"^(?:其中|包括|主要是|用于|安排|20\d\d年度?|本年度?|当年)+|(?:预算|年初预算|决算|金额|总额|数|安排|为|共计|计|是|共|约|完成)+$"
)
_NUMBERING = re.compile(r"^(?:其中[:：]?)?(?:\(?[一二三四五六七八九十\d]+[、.)])?")


_Named = tuple[Spot, Decimal, Decimal]
"""A cell with its figure and the figure's last digit, in 元."""


@dataclass(frozen=True, slots=True)
class TextFigure:
    """An amount in the text: what it is said to be, in 元, its last digit in 元, its share in %, where it
    stands, and whether it is compared with another year's."""

    label: str
    yuan: Decimal
    step: Decimal
    share: str | None
    page: int
    printed: str
    paragraph: int
    compared: bool


def text_figures(pages: Sequence[PlacedPage]) -> list[TextFigure]:
    """The amounts in the paragraphs."""
    found = []
    paragraphs = (
        (page.number, plain(b.text)) for page in pages for b in page.blocks if b.kind == "paragraph"
    )
    for index, (number, text) in enumerate(paragraphs):
        for match in _AMOUNT.finditer(text):
            found.append(_text_figure(match, number, index))
    return found


def _text_figure(match: re.Match[str], page: int, paragraph: int) -> TextFigure:
    value = Decimal(match["number"].replace(",", ""))
    factor = YUAN.get(match["unit"], Decimal(1))
    step = factor * Decimal(1).scaleb(int(value.as_tuple().exponent))
    label = match["before"]
    compared = _COMPARED.search(label) is not None
    for _ in range(2):
        label = _PADDING.sub("", label)
    return TextFigure(label, value * factor, step, match["share"], page, match["number"], paragraph, compared)


def narrative_verdicts(
    text: Sequence[TextFigure], sheets: Sequence[Sheet], figures: Figures
) -> Iterator[Verdict]:
    """Cells whose figure the text repeats under their row's or column's name."""
    named = _named(sheets, figures) if text else {}
    for figure in text:
        cells = named.get(figure.label, ())
        for spot, value, step in cells:
            if not figure.compared and _equal(figure, value, step) and _digits(value) >= TELLING_DIGITS:
                yield Verdict((spot,), True)
        yield from (Verdict((spot,), False) for spot, _, _ in _misread(figure, cells))


def narrative_findings(
    text: Sequence[TextFigure], sheets: Sequence[Sheet], figures: Figures
) -> Iterator[Finding]:
    """Figures of the text that a table has with one other digit under the same name, and shares that are
    none of an amount before nor of a total.

    Figures that differ more are no contradiction: the text speaks of projects and parts too.
    """
    named = _named(sheets, figures) if text else {}
    for figure in text:
        for spot, value, _ in _misread(figure, named.get(figure.label, ())):
            message = f"the text on page {figure.page} says {figure.label} {figure.printed}"
            refs = (CellRef(spot.row, spot.col),)
            actual = figures[spot].value or value
            expected = (figure.yuan * actual / value).quantize(actual)
            yield Finding(
                TEXT_CODE, "warning", message, spot.table, refs, f"{expected:f}", f"{actual:f}", figure.page
            )
    totals = [value for name, cells in named.items() if _TOTAL.search(name) for _, value, _ in cells]
    yield from _wrong_shares(text, totals)


def _misread(figure: TextFigure, cells: Sequence[_Named]) -> list[_Named]:
    """The cells with the figure but for one digit, where none has the figure itself."""
    if figure.compared or any(_equal(figure, value, step) for _, value, step in cells):
        return []
    return [cell for cell in cells if one_digit_apart(figure.yuan, cell[1])]


def _wrong_shares(text: Sequence[TextFigure], totals: Sequence[Decimal]) -> Iterator[Finding]:
    for index, figure in enumerate(text):
        if figure.share is None:
            continue
        near = [t.yuan for t in text[:index] if t.paragraph >= figure.paragraph - NEAR and t.yuan]
        before = [*near, *totals]
        share = Decimal(figure.share)
        step = Decimal(1).scaleb(int(share.as_tuple().exponent))
        off = [abs(figure.yuan / base * 100 - share) for base in before]
        if off and min(off) > step:
            message = (
                f"{figure.label} {figure.printed} is not {figure.share}% of a total or an amount before it"
            )
            nearest = figure.yuan / before[off.index(min(off))] * 100
            expected = f"{nearest.quantize(step)}%"
            yield Finding(
                SHARE_CODE, "info", message, None, (), expected, f"{figure.share}%", page=figure.page
            )


def _equal(figure: TextFigure, value: Decimal, step: Decimal) -> bool:
    """Whether two amounts are the same to the coarser last digit."""
    return abs(figure.yuan - value) <= (Decimal(0) if figure.step == step else max(figure.step, step) / 2)


def _digits(value: Decimal) -> int:
    return len("".join(map(str, value.as_tuple().digits)).strip("0"))


def _named(sheets: Sequence[Sheet], figures: Figures) -> Mapping[str, Sequence[_Named]]:
    """The figures under each row's and column's name, with their value and last digit in 元."""
    found: dict[str, list[_Named]] = defaultdict(list)
    for sheet in sheets:
        for section in sheet.sections:
            columns = [
                (col, sheet.yuan(col), [plain(cell.text) for cell in sheet.heads(col)])
                for col in section.figures
            ]
            for row in sheet.data_rows:
                label = _NUMBERING.sub("", sheet.name(row, section)).rstrip(":：")
                for col, factor, heads in columns:
                    spot = Spot(sheet.table.id, row, col)
                    value = figures[spot].value if spot in figures else None
                    if value and factor:
                        step = factor * Decimal(1).scaleb(int(value.as_tuple().exponent))
                        for name in dict.fromkeys((label, *heads)):
                            found[name].append((spot, value * factor, step))
    return found
