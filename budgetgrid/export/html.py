"""One HTML page of a document to send to somebody: each page as scanned, and its tables beside it.

Everything is in the file: no script, nothing loaded from anywhere. A cell that is clicked in the table is
framed on the scan, and the other way round, by the browser's own links.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from budgetgrid.confidence_bands import COLOURS, Band, band_of, hex_colour
from budgetgrid.document import Block, Document, PageInfo
from budgetgrid.layout.errors import BudgetgridError
from budgetgrid.tables.table import Cell, Finding, Table

if TYPE_CHECKING:
    from budgetgrid.page_frames import Original, PageFrames

log = logging.getLogger(__name__)

FILE_NAME = "document.html"

PICTURE_DPI = 110.0
"""A page is 900 px wide: more than half of a screen shows."""

PICTURE_QUALITY = 60
"""Of JPEG: 60 to 150 KB a page."""

STYLE = """
body { font: 14px/1.5 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 0; color:
#222; background: #f3f4f3; } header, section { padding: 12px 20px; }
header { background: #fff; border-bottom: 1px solid #ccc; }
h1 { font-size: 19px; margin: 0; } h2 { font-size: 15px; margin: 12px 0 2px; }
section { display: grid; grid-template-columns: minmax(0, 45fr) minmax(0, 55fr); gap: 20px; border-bottom: 1px
solid #ccc; } section > svg { width: 100%; height: auto; max-height: 96vh; position: sticky; top: 2vh;
background: #fff; } section > div { overflow-x: auto; }
table { border-collapse: collapse; margin: 4px 0 18px; background: #fff; }
td, th { border: 1px solid #aaa; padding: 2px 6px; font-weight: normal; vertical-align: middle; }
th { font-weight: bold; text-align: center; background: #eef1f3; }
td.number { text-align: right; white-space: nowrap; }
td:target, th:target { outline: 3px solid #0b57a4; }
rect { fill: #fff; fill-opacity: 0; stroke: #2c6e8f; stroke-opacity: .3; }
rect:target { stroke: #0b57a4; stroke-opacity: 1; stroke-width: 2.5; }
a { color: inherit; text-decoration: none; } li a, .about a { color: #24607f; }
.about { color: #666; font-size: 12px; margin: 2px 0; }
@media (max-width: 800px) { section { display: block; } section > svg { position: static; } }
"""


def html_page(document: Document, original: Original | None = None) -> bytes:
    """The page, UTF-8. Every text of the document is escaped; a cell's confidence shows when pointed at.

    Without the original the tables stand alone.
    """
    title = escape(document.metadata.title or document.source.file)
    parts = [
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{title}</title>\n<style>{STYLE}{_bands()}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n",
        f'<p class="about">{escape(_about(document))}</p>\n{_findings(document)}</header>\n',
        *_sections(document, original),
        "</body>\n</html>\n",
    ]
    return "".join(parts).encode("utf-8", "replace")


def _bands() -> str:
    """Colours of cells in tables and on the scan."""
    return "".join(
        f".{band.value} {{ background: {hex_colour(band)}; }}\n"
        f"rect.{band.value} {{ fill: rgb{_deepened(COLOURS[band])}; fill-opacity: .35; }}\n"
        for band in Band
        if band is not Band.TRUSTED
    )


def _deepened(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """A pale colour as it must be to show through over paper."""
    red, green, blue = (max(0, 255 - 3 * (255 - channel)) for channel in colour)
    return red, green, blue


def _about(document: Document) -> str:
    failure = f", {document.error.message}" if document.error else ""
    return f"{document.source.file}, {document.status}{failure}, budgetgrid {document.run.version}"


def _sections(document: Document, original: Original | None) -> Iterator[str]:
    """Each page with the tables that begin on it; those that begin on none at the end."""
    frames = _opened(original) if original else None
    try:
        for page in document.pages:
            yield from _section(document, page, frames)
    finally:
        if frames is not None:
            frames.close()
    known = {page.number for page in document.pages}
    loose = [table for table in document.tables if not table.pages or table.pages[0] not in known]
    if loose:
        yield f"<section><div></div><div>{''.join(map(_table, loose))}</div></section>\n"


def _opened(original: Original) -> PageFrames | None:
    """The pages; None, and a warning, where the file can't be opened any more."""
    from budgetgrid.page_frames import PageFrames

    try:
        return PageFrames(original)
    except BudgetgridError as error:
        log.warning("the report shows no pages: %s", error)
        return None


def _section(document: Document, page: PageInfo, frames: PageFrames | None) -> Iterator[str]:
    tables = [table for table in document.tables if table.pages[:1] == (page.number,)]
    if frames is None and not tables:
        return
    picture = _scan(document, page, frames) if frames else "<div></div>"
    text = "" if tables else "".join(_block(block) for block in page.blocks)
    yield f'<section id="p{page.number}">\n{picture}\n<div><p class="about">page {page.number}</p>'
    yield f"{text}{''.join(map(_table, tables))}</div>\n</section>\n"


def _scan(document: Document, page: PageInfo, frames: PageFrames) -> str:
    """The picture of a page with its cells drawn over it."""
    size = f'width="{page.width}" height="{page.height}"'
    rects = "".join(
        _rect(table, cell, page.number)
        for table in document.tables
        if page.number in table.pages
        for cell in table.cells
    )
    return f'<svg viewBox="0 0 {page.width} {page.height}">{_image(page, frames, size)}{rects}</svg>'


def _image(page: PageInfo, frames: PageFrames, size: str) -> str:
    """The scan as an image of its own; nothing for a page that can't be drawn, as it could not be read."""
    from budgetgrid.page_frames import as_jpeg

    try:
        data = as_jpeg(frames.frame(page, PICTURE_DPI), PICTURE_QUALITY)
    except BudgetgridError:
        return ""
    inline = base64.b64encode(data).decode("ascii")
    return f'<image href="data:image/jpeg;base64,{inline}" {size} preserveAspectRatio="none"/>'


def _rect(table: Table, cell: Cell, page: int) -> str:
    box = next((place.box for place in cell.places if place.page == page), None)
    if box is None:
        return ""
    where = f'x="{box.left}" y="{box.top}" width="{round(box.width, 2)}" height="{round(box.height, 2)}"'
    name = _name(table, cell)
    first = f' id="s{name}"' if cell.places[0].page == page else ""
    return f'<a href="#c{name}"><rect{first} class="{band_of(cell.confidence).value}" {where}/></a>'


def _name(table: Table, cell: Cell) -> str:
    return f"-{escape(table.id)}-{cell.row}-{cell.col}"


def _block(block: Block) -> str:
    tag = "h2" if block.kind == "title" else "p"
    return f"<{tag}>{escape(block.text)}</{tag}>\n" if block.text else ""


def _table(table: Table) -> str:
    starts: dict[int, list[Cell]] = {}
    for cell in table.cells:
        starts.setdefault(cell.row, []).append(cell)
    rows = "".join(
        "<tr>" + "".join(_cell(cell, table) for cell in starts.get(row, [])) + "</tr>\n"
        for row in range(table.rows)
    )
    facts = [f"page {', '.join(map(str, table.pages))}", *([table.unit] if table.unit else [])]
    heading = f"<h2>{escape(table.title or table.id)}</h2>\n"
    return f'{heading}<p class="about">{escape(", ".join(facts))}</p>\n<table>\n{rows}</table>\n'


def _cell(cell: Cell, table: Table) -> str:
    tag = "th" if cell.row < table.header_rows or cell.role == "header" else "td"
    spans = (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "") + (
        f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    )
    known = "unknown" if cell.confidence is None else f"{cell.confidence:.4f}"
    kind = band_of(cell.confidence).value + (" number" if cell.value is not None else "")
    text = escape(cell.text).replace("\n", "<br>")
    name = _name(table, cell)
    link = f'<a href="#s{name}">{text or "&nbsp;"}</a>'
    return f'<{tag} id="c{name}"{spans} class="{kind}" title="{known}">{link}</{tag}>'


def _findings(document: Document) -> str:
    if not document.findings:
        return ""
    items = "".join(f"<li>{_finding(finding)}</li>\n" for finding in document.findings)
    return (
        f"<details><summary>Findings ({len(document.findings)})</summary>\n<ul>\n{items}</ul>\n</details>\n"
    )


def _finding(finding: Finding) -> str:
    text = escape(f"{finding.severity}: {finding.message}")
    if finding.table is None or not finding.cells:
        return text
    cell = finding.cells[0]
    return f'<a href="#c-{escape(finding.table)}-{cell.row}-{cell.col}">{text}</a>'
