"""One HTML page of a document: its tables, coloured by confidence. No script, no links to anywhere."""

from __future__ import annotations

from html import escape

from budgetgrid.confidence_bands import band_of, hex_colour
from budgetgrid.document import Document
from budgetgrid.tables.table import Cell, Table

FILE_NAME = "document.html"
STYLE = """
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 2em; color: #222; }
table { border-collapse: collapse; margin: .5em 0 2em; }
td, th { border: 1px solid #888; padding: .2em .5em; font-weight: normal; vertical-align: middle; }
th { font-weight: bold; }
td.number { text-align: right; }
.about { color: #666; font-size: .85em; }
"""


def html_page(document: Document) -> bytes:
    """The page, UTF-8. Every text of the document is escaped; a cell's confidence shows when pointed at."""
    title = escape(document.metadata.title or document.source.file)
    parts = [
        '<!DOCTYPE html>\n<html lang="zh">\n<head>\n<meta charset="utf-8">\n',
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        f'<p class="about">{escape(_about(document))}</p>\n',
        *(_table(table) for table in document.tables),
        _findings(document),
        "</body>\n</html>\n",
    ]
    return "".join(parts).encode("utf-8", "replace")


def _about(document: Document) -> str:
    failure = f", {document.error.message}" if document.error else ""
    return f"{document.source.file}, {document.status}{failure}, budgetgrid {document.run.version}"


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
    number = ' class="number"' if cell.value is not None else ""
    colour = f' style="background:{hex_colour(band_of(cell.confidence))}" title="{known}"'
    text = escape(cell.text).replace("\n", "<br>")
    return f"<{tag}{number}{spans}{colour}>{text}</{tag}>"


def _findings(document: Document) -> str:
    if not document.findings:
        return ""
    items = "".join(f"<li>{escape(f'{f.severity}: {f.message}')}</li>\n" for f in document.findings)
    return f"<h2>Findings</h2>\n<ul>\n{items}</ul>\n"
