"""What a source's head settles for the whole document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from budgetgrid.benchmarks.typeset.catalogue import CATALOGUE
from budgetgrid.benchmarks.typeset.document import Facts, Print
from budgetgrid.benchmarks.typeset.errors import SourceError
from budgetgrid.benchmarks.typeset.faces import stack_of
from budgetgrid.benchmarks.typeset.measures import SHEETS
from budgetgrid.benchmarks.typeset.nodes import Node

REQUIRED = ("slug", "title", "organisation", "year", "publisher", "origin")
FACES = ("font", "bold-font", "heading-font", "latin-font")
STANDARD = {
    "notes": "",
    "made": "",
    "font": "noto-serif",
    "bold-font": "",
    "heading-font": "",
    "latin-font": "",
    "page": "A4 portrait",
    "margins": "25 25 25 25",
    "font-size": "14",
    "leading": "1.6",
    "table-leading": "1.3",
    "rule-weight": "0.5",
    "cell-padding": "3 2",
    "header": "none",
    "footer": "none",
}
"""Every meta that may be left out, with its default."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The metas of a source by name, defaults filled in. Numbers are checked where they are used."""

    head: Node
    contents: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.contents[name]

    def number(self, name: str) -> float:
        """A meta that must be a number."""
        try:
            return float(self.contents[name])
        except ValueError:
            raise SourceError(self.head.line, f"meta {name} is not a number") from None

    def print(self, size: float, leading: float, bold: bool = False, heading: bool = False) -> Print:
        """Text in the document's faces."""
        body = self["font"]
        strong = self["bold-font"] or CATALOGUE[body].bold
        first = (self["heading-font"] or strong) if heading else strong if bold else body
        latin = self["latin-font"] or None
        if latin and (bold or heading):
            latin = CATALOGUE[latin].bold
        return Print(stack_of((first, strong, body) if bold or heading else (body,), latin), size, leading)


def read_defaults(head: Node) -> tuple[Facts, Defaults]:
    """The head of a source. Raises `SourceError` for a missing, unknown or repeated meta."""
    given: dict[str, str] = {}
    for node in head.elements("meta", "title"):
        if node.tag == "title":
            continue
        node.check_attributes("name", "content", "charset")
        name = node.attributes.get("name", "")
        if not name and "charset" in node.attributes:
            continue
        if name in given or (name not in STANDARD and name not in REQUIRED):
            raise SourceError(node.line, f"meta {name!r} is {'given twice' if name in given else 'unknown'}")
        given[name] = node.attributes.get("content", "").strip()
    for name in REQUIRED:
        if not given.get(name):
            raise SourceError(head.line, f"meta {name!r} is missing")
    contents = {**STANDARD, **given}
    _check(head, contents)
    contents["made"] = contents["made"] or datetime.now(timezone.utc).date().isoformat()
    facts = Facts(*(contents[name] for name in (*REQUIRED, "notes", "made")))
    return facts, Defaults(head, contents)


def _check(head: Node, contents: dict[str, str]) -> None:
    for name in FACES:
        if contents[name] and contents[name] not in CATALOGUE:
            raise SourceError(head.line, f"meta {name}: no typeface {contents[name]!r} in the catalogue")
    if contents["page"] not in SHEETS:
        raise SourceError(head.line, f"meta page: {contents['page']!r} is none of {', '.join(SHEETS)}")
