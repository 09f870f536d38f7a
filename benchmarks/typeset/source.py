"""Reading a source file into a document."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from budgetgrid.benchmarks.typeset.defaults import Defaults, read_defaults
from budgetgrid.benchmarks.typeset.document import (
    Align,
    Block,
    PageBreak,
    Paragraph,
    Section,
    SourceDocument,
    Space,
)
from budgetgrid.benchmarks.typeset.errors import SourceError
from budgetgrid.benchmarks.typeset.measures import MM, SHEETS, choice, millimetres, number, numbers, yes
from budgetgrid.benchmarks.typeset.nodes import Node, read_tree
from budgetgrid.benchmarks.typeset.source_table import read_table

HEADING_SIZES = {"h1": 1.6, "h2": 1.3, "h3": 1.0}
"""Heading sizes as multiples of the section's font size: 二号 and 三号 over a 四号 or 三号 body."""

RUNNING_SIZE = 10.5
"""Size of headers and footers, pt (五号)."""


def read_source(path: Path) -> SourceDocument:
    """The document of a source file. Raises `SourceError` naming line and fault."""
    html = read_tree(path)
    parts = {node.tag: node for node in html.elements("head", "body")}
    if set(parts) != {"head", "body"}:
        raise SourceError(html.line, "a source has one <head> and one <body>")
    facts, defaults = read_defaults(parts["head"])
    sections = tuple(_read_section(node, defaults) for node in parts["body"].elements("section"))
    if not sections:
        raise SourceError(parts["body"].line, "there is no <section>")
    return SourceDocument(facts, sections)


def _read_section(node: Node, defaults: Defaults) -> Section:
    node.check_attributes("page", "margins", "font-size", "leading", "header", "footer")
    sheet = choice(node, "page", defaults["page"], *SHEETS)
    margins = numbers(node, node.attributes.get("margins", defaults["margins"]), 4, "margins")
    top, right, bottom, left = (value * MM for value in margins)
    width, height = SHEETS[sheet]
    size = number(node, "font-size", defaults.number("font-size"))
    leading = number(node, "leading", defaults.number("leading"))
    blocks = node.elements("h1", "h2", "h3", "p", "pb", "space", "table")
    return Section(
        width,
        height,
        (top, right, bottom, left),
        _running(node.attributes.get("header", defaults["header"])),
        _running(node.attributes.get("footer", defaults["footer"])),
        defaults.print(RUNNING_SIZE, leading),
        tuple(_read_block(block, defaults, size, leading, width - left - right) for block in blocks),
    )


def _running(text: str) -> str:
    return "" if text == "none" else text


def _read_block(node: Node, defaults: Defaults, size: float, leading: float, text_width: float) -> Block:
    if node.tag == "table":
        return read_table(node, defaults, text_width)
    if node.tag == "pb":
        node.check_attributes()
        return PageBreak()
    if node.tag == "space":
        node.check_attributes("height")
        return Space(millimetres(node, "height", 10 * MM))
    return _read_paragraph(node, defaults, size, leading)


def _read_paragraph(node: Node, defaults: Defaults, size: float, leading: float) -> Paragraph:
    node.check_attributes("align", "indent", "font-size", "bold", "role")
    heading = node.tag != "p"
    size = number(node, "font-size", size * HEADING_SIZES.get(node.tag, 1.0))
    centred = node.tag in ("h1", "h2")
    align = cast(Align, choice(node, "align", "center" if centred else "left", "left", "center", "right"))
    indent = number(node, "indent", 2 if align == "left" and node.tag in ("h3", "p") else 0)
    bold = yes(node, "bold", node.tag == "h3")
    kind = choice(node, "role", "title" if heading else "paragraph", "paragraph", "caption", "note", "title")
    level = int(node.tag[1]) if heading else None
    style = defaults.print(size, leading, bold=bold, heading=centred)
    return Paragraph(kind, level, node.text(), style, align, indent * size)
