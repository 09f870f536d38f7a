"""What a document says of itself: title, organisation, year, date, whether budget or final accounts."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from budgetgrid.document import Metadata, PageInfo
from budgetgrid.tables.table import Table

T = TypeVar("T")

COVER_PAGES = 2
"""Pages from the first on which a cover is looked for; scans may begin with an empty or a stamped page."""

COVER_BLOCKS = 6
"""Blocks from the first that may hold the title. The longest in 16 documents is set in three."""

LONGEST_TITLE = 60

FIRST_YEAR, LAST_YEAR = 1990, 2099

_YEAR = r"(?P<year>(?:19|20)\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})\s*年(?:度|年度)?"
_TITLE = re.compile(rf".*{_YEAR}.*?(?:预算|决算)(?:情况说明|公开报表|公开|报告|草案|报表|说明)?")
_DATE = re.compile(
    r"(?:(?:编制|填报|制表|公开|发布)?(?:日期|时间)?[:：])?"
    r"(?P<year>(?:19|20)\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})[年.\-/]"
    r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])(?:[月.\-/](?P<day>\d{1,2}|[一二三]?十?[一二三四五六七八九]?)日?|月)?"
)
"""A line that is nothing but a date, as it stands at the foot of a cover."""

_CONTENTS = re.compile(r"目录$")
_NO_COVER = re.compile(r"第[一二三四五六七八九十]+部分|目录|[。；]|^[一二三四五六七八九十]+[、:：]|[:：]")
_LABEL = re.compile(
    r"(?:预算主管|编制|填报|主管|预算)?(?:部门|单位)(?:名称)?(?:[（(][公盖]章[)）])?[:：](?P<name>[^:：]+?)"
    r"(?=(?:金额)?单位[:：]|\d{4}年|$)"
)
_ORGANISATION = re.compile(
    r".*(?:局|部|厅|委|委员会|办|办公室|中心|法院|检察院|院|会|处|所|站|队|府|署|校|大学|中学|小学|馆|社|团)"
)
_SUMMARY = re.compile(r"(?:[（(]汇总[)）]|部门|系统)$")
_DIGITS = {c: str(v) for v, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "O": "0"}


def read_metadata(pages: Sequence[PageInfo], tables: Sequence[Table]) -> Metadata:
    """Metadata from the cover, and where it is silent from the tables' titles and captions.

    None stands for what isn't printed, or is printed in ways that contradict each other.
    """
    title = _cover_title(pages)
    headings = [_flat(table.title) for table in tables if table.title]
    year = _year(title) if title else _only_year(headings) or _only_year(_section_titles(pages))
    kind = _kind([title] if title else headings)
    return Metadata(title, _organisation(title, pages), year, kind, _date(pages))


def _flat(text: str) -> str:
    """Width-normalised text without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _cover_title(pages: Sequence[PageInfo]) -> str | None:
    """The first blocks of a cover, as far as they name a year and a budget or final accounts."""
    for page in [page for page in pages if page.kind != "blank"][:COVER_PAGES]:
        if any(block.kind == "table" for block in page.blocks):
            return None
        title = ""
        for block in [b for b in page.blocks if b.kind in ("title", "paragraph")][:COVER_BLOCKS]:
            text = _CONTENTS.sub("", _printed(block.text))
            if not text or _NO_COVER.search(text) or len(title + text) > LONGEST_TITLE:
                break
            title += text
            if _TITLE.fullmatch(title):
                return title
    return None


def _printed(text: str) -> str:
    """The text without the spaces that headings are set wide with, its signs as printed."""
    return re.sub(r"\s+", "", text)


def _organisation(title: str | None, pages: Sequence[PageInfo]) -> str | None:
    """Whose document it is: as labelled on the cover or above the tables, else as in the title."""
    labelled = _only(_labelled(pages))
    named = _named_in(title) if title else None
    if named and labelled and not labelled.endswith(named):
        return named
    return labelled or named


def _labelled(pages: Sequence[PageInfo]) -> Iterator[str]:
    """The names after `部门：`, `单位名称：` on the cover and above tables."""
    for index, page in enumerate(pages):
        for block in page.blocks:
            if block.kind == "caption" or (index < COVER_PAGES and block.kind in ("title", "paragraph")):
                match = _LABEL.match(_printed(block.text))
                if match and _ORGANISATION.fullmatch(name := _SUMMARY.sub("", match["name"])):
                    yield name


def _named_in(title: str) -> str | None:
    """The organisation before or behind the year in a title."""
    match = re.search(_YEAR, title)
    if match is None:
        return None
    behind = re.sub(
        r"(?:省级|市级|区级|县级|本级)?(?:部门|单位)?(?:综合)?(?:预算|决算).*$", "", title[match.end() :]
    )
    for part in (title[: match.start()], behind):
        name = _SUMMARY.sub("", _SUMMARY.sub("", part))
        if _ORGANISATION.fullmatch(name):
            return name
    return None


def _section_titles(pages: Sequence[PageInfo]) -> list[str]:
    """The headings inside the document that name its year with a budget or final accounts."""
    titles = (_flat(block.text) for page in pages for block in page.blocks if block.kind == "title")
    return [title for title in titles if _TITLE.search(title)]


def _only_year(texts: Iterable[str]) -> int | None:
    """The year that all texts name that name one."""
    return _only(year for text in texts if (year := _year(text)))


def _year(text: str) -> int | None:
    """The first year in a text; None where it is no year of these documents."""
    match = re.search(_YEAR, text)
    return _printed_year(match) if match else None


def _printed_year(match: re.Match[str]) -> int | None:
    year = int("".join(_DIGITS.get(c, c) for c in match["year"]))
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _date(pages: Sequence[PageInfo]) -> str | None:
    """The date that stands as a line of its own on the cover: `2021-03-05`, `2021-03`."""
    blocks = (b for page in pages[:COVER_PAGES] for b in page.blocks if b.kind in ("title", "paragraph"))
    found = (_DATE.fullmatch(_flat(block.text)) for block in blocks)
    return _only(date for match in found if match and (date := _iso(match)))


def _iso(match: re.Match[str]) -> str | None:
    """The date that was printed; None where there is no such day."""
    year, month, day = _printed_year(match), _number(match["month"]), _number(match["day"] or "")
    if year is None or not 1 <= month <= 12:
        return None
    if not day:
        return f"{year}-{month:02d}"
    return f"{year}-{month:02d}-{day:02d}" if day <= monthrange(year, month)[1] else None


def _number(text: str) -> int:
    """A number below a hundred in either digits: 12, 十二, 三十; 0 for nothing."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return 10 * (int(_DIGITS.get(tens, "1")) if ten else 0) + int(_DIGITS.get(ones, "0"))


def _kind(titles: Sequence[str]) -> str | None:
    """`final-accounts` or `budget`, if all titles that say so agree."""
    return _only(
        "final-accounts" if "决算" in title else "budget"
        for title in titles
        if ("决算" in title) != ("预算" in title)
    )


def _only(values: Iterable[T]) -> T | None:
    """The one value that all are; None where they differ or there is none."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None
