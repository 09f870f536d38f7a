"""The one form in which every peer's result is handed over, and its JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Sides = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the page as a viewer shows it, origin top left."""


@dataclass(frozen=True, slots=True)
class PeerCell:
    """One cell; a newline in `text` is a line the peer kept apart."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    box: Sides


@dataclass(frozen=True, slots=True)
class PeerTable:
    """One table of a page."""

    box: Sides
    rows: int
    cols: int
    cells: tuple[PeerCell, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text that was read without a table around it: a character or a word."""

    text: str
    box: Sides


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a peer read of a page: tables, or pieces in reading order where it knows text only."""

    tables: tuple[PeerTable, ...] = ()
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class PeerPage:
    """A page's number (from 1) and what was read of it; `error` is what the peer failed with."""

    number: int
    content: PageContent
    error: str | None = None


@dataclass(frozen=True, slots=True)
class PeerResult:
    """A document's pages so far; `cpu_seconds` (children's included) without loading programs and weights."""

    pages: tuple[PeerPage, ...]
    load_seconds: float
    cpu_seconds: float


ReadPage = Callable[[int], PageContent]
"""Reads the page of a number (from 1)."""

OpenDocument = Callable[[Path, int], ReadPage]
"""Takes a PDF and the dpi its pages are to be drawn at, does what is done once a document."""


def save_result(result: PeerResult, path: Path) -> None:
    """Write a result, whole or not at all: the reader may be killed at any time."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(result), ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


def load_result(path: Path) -> PeerResult:
    """Read what `save_result` wrote. Raises KeyError where a key is missing."""
    entry = json.loads(path.read_text(encoding="utf-8"))
    return PeerResult(tuple(_page(p) for p in entry["pages"]), entry["load_seconds"], entry["cpu_seconds"])


def _page(entry: dict[str, Any]) -> PeerPage:
    tables = tuple(_table(t) for t in entry["content"]["tables"])
    pieces = tuple(Piece(p["text"], _sides(p["box"])) for p in entry["content"]["pieces"])
    return PeerPage(entry["number"], PageContent(tables, pieces), entry["error"])


def _table(entry: dict[str, Any]) -> PeerTable:
    cells = tuple(PeerCell(**{**cell, "box": _sides(cell["box"])}) for cell in entry["cells"])
    return PeerTable(_sides(entry["box"]), entry["rows"], entry["cols"], cells)


def _sides(numbers: list[float]) -> Sides:
    left, top, right, bottom = numbers
    return left, top, right, bottom
