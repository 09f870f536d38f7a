"""A source file as a tree of nodes that know their line. Well-formed XML only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from budgetgrid.benchmarks.typeset.errors import SourceError
from budgetgrid.benchmarks.typeset.linebreak import is_wide

FORCED = "\v"
"""Stands for `<br/>` until white space is settled."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its children are nodes and strings in order."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node | str] = field(default_factory=list)

    def elements(self, *allowed: str) -> list[Node]:
        """The child elements; text between them, or a tag not in `allowed`, is an error."""
        for child in self.children:
            if isinstance(child, str) and child.strip():
                raise SourceError(self.line, f"text outside a block in <{self.tag}>: {child.strip()[:20]!r}")
            if isinstance(child, Node) and child.tag not in allowed:
                raise SourceError(child.line, f"<{child.tag}> can't stand in <{self.tag}>")
        return [child for child in self.children if isinstance(child, Node)]

    def text(self) -> str:
        """The text inside, white space settled; `<br/>` becomes a line feed."""
        parts: list[str] = []
        for child in self.children:
            if isinstance(child, Node) and child.tag != "br":
                raise SourceError(child.line, f"<{child.tag}> can't stand in <{self.tag}>")
            parts.append(child if isinstance(child, str) else FORCED)
        return settle_white_space("".join(parts))

    def check_attributes(self, *allowed: str) -> None:
        """Refuse attributes the format doesn't have."""
        for name in self.attributes:
            if name not in allowed:
                raise SourceError(self.line, f"<{self.tag}> has no attribute {name!r}")


def settle_white_space(raw: str) -> str:
    """White space settled: a run is one space, or none if it breaks a line between wide characters."""

    def joint(match: re.Match[str]) -> str:
        before, after = raw[match.start() - 1 : match.start()], raw[match.end() : match.end() + 1]
        return "" if before and after and is_wide(before) and is_wide(after) else " "

    joined = re.sub(r"[ \t\r]*\n[ \t\r\n]*", joint, raw)
    squeezed = re.sub(r"[ \t]+", " ", joined)
    return "\n".join(part.strip(" ") for part in squeezed.split(FORCED)).strip("\n ")


def read_tree(path: Path) -> Node:
    """The root of a source file. Raises `SourceError` where it isn't well-formed."""
    parser = expat.ParserCreate()
    root = Node("", {}, 0)
    open_nodes = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        node = Node(tag, attributes, parser.CurrentLineNumber)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_tag: str) -> None:
        open_nodes.pop()

    def characters(text: str) -> None:
        open_nodes[-1].children.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise SourceError(error.lineno, f"not well-formed: {expat.errors.messages[error.code]}") from error
    return root.elements("html")[0]
