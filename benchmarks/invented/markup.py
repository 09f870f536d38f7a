"""Elements of the samples' source format, as samples/FORMAT.md describes it."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from budgetgrid.benchmarks.typeset.nodes import Node

LONG_TEXT = 60
"""Characters, two to four lines, from which word processors' users let a row break over pages."""

UNKNOWN_LINE = 0
"""The line of an element that was never in a file."""


def element(tag: str, children: list[Node] | str = "", **attributes: object) -> Node:
    """An element; `\\n` in a text is a forced break, `_` in a name a hyphen; False, 0 and "" are left out."""
    kept = {
        name.replace("_", "-"): f"{value}"
        for name, value in attributes.items()
        if value not in ("", False, None)
    }
    content: list[Node | str] = []
    if isinstance(children, str):
        for index, line in enumerate(children.split("\n")):
            content += [*([Node("br", {}, UNKNOWN_LINE)] if index else []), line]
    else:
        content += children
    return Node(tag, kept, UNKNOWN_LINE, content)


def head_cell(
    text: str, rowspan: int = 1, colspan: int = 1, vertical: bool = False, bold: bool = False
) -> Node:
    """A cell of a header."""
    return element("th", text, **_spans(rowspan, colspan), vertical=vertical and "yes", bold=bold and "yes")


def cell(text: str = "", role: str = "", rowspan: int = 1, colspan: int = 1, **look: object) -> Node:
    """A cell of a body."""
    return element("td", text, **_spans(rowspan, colspan), role=role, **look)


def _spans(rowspan: int, colspan: int) -> dict[str, object]:
    return {"rowspan": rowspan > 1 and rowspan, "colspan": colspan > 1 and colspan}


def row(*cells: Node) -> Node:
    """A row of a table. One with a long text may be cut at a page foot; others go to the next page whole."""
    long = any(
        len(child) > LONG_TEXT and "rowspan" not in node.attributes
        for node in cells
        for child in node.children
        if isinstance(child, str)
    )
    return element("tr", list(cells), **{"break": long and "allow"})


def parts(node: Node) -> list[Node]:
    """The elements in an element."""
    return [child for child in node.children if isinstance(child, Node)]


def as_xml(node: Node) -> str:
    """The element as text; blocks, rows and cells on lines of their own."""
    attributes = "".join(f" {name}={quoteattr(text)}" for name, text in node.attributes.items())
    inner = "".join(escape(child) if isinstance(child, str) else as_xml(child) for child in node.children)
    end = "" if node.tag == "br" else "\n"
    return (
        f"<{node.tag}{attributes}>{inner}</{node.tag}>{end}" if inner else f"<{node.tag}{attributes}/>{end}"
    )
