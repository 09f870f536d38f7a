"""The document as Markdown: its narrative in reading order, its tables as pipe tables where they begin."""

from __future__ import annotations

import re

from budgetgrid.document import Block, Document, PageInfo
from budgetgrid.export.matrix import place_cells, show_text
from budgetgrid.tables.table import Table

FILE_NAME = "document.md"

SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
"""Signs that mean something anywhere in a line (CommonMark 0.31, GitHub's tables, strikethrough and
formulas)."""

LEADING = re.compile(r"^(\s*\d*)([#>+=.)-])", re.M)
"""Signs that mean something at the beginning of a line, or after a number there."""

LEFT_OUT = ("header", "footer", "seal")
"""Kinds of blocks that are no narrative."""


def markdown_text(document: Document) -> bytes:
    """The text, UTF-8. No text of the document acts as Markdown or HTML."""
    tables = {table.id: table for table in document.tables}
    title = document.metadata.title
    parts = [f"# {_inline(title)}"] if title else []
    for page in document.pages:
        parts.extend(_page(page, tables))
    parts.extend(_table(table) for table in tables.values())
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")


def _page(page: PageInfo, tables: dict[str, Table]) -> list[str]:
    """The page's narrative; a table stands where its first block is, and is taken out of `tables`."""
    parts = []
    for block in page.blocks:
        if block.kind == "table" and block.table in tables:
            parts.append(_table(tables.pop(block.table)))
        elif block.kind not in LEFT_OUT and block.text.strip():
            parts.append(_narrative(block))
    return parts


def _narrative(block: Block) -> str:
    text = LEADING.sub(r"\1\\\2", _escaped(block.text))
    return f"## {_inline(block.text)}" if block.kind == "title" else text


def _table(table: Table) -> str:
    """Title, unit and grid; a merged cell's text stands at its first place. Markdown has one header row."""
    rows = [[_inline(text) for text in row] for row in place_cells(table, show_text)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    ruler = "|" + " --- |" * table.cols
    unit = f"\n\n单位：{_inline(table.unit)}" if table.unit else ""
    return f"### {_inline(table.title or table.id)}{unit}\n\n" + "\n".join([lines[0], ruler, *lines[1:]])


def _inline(text: str) -> str:
    """The text in one line."""
    return "<br>".join(_escaped(line) for line in text.splitlines())


def _escaped(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return SPECIAL.sub(r"\\\1", safe)
