"""Sources for the typesetter's tests: 200 mm of text width, characters of known width, no font."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetgrid.benchmarks.typeset import faces
from budgetgrid.benchmarks.typeset.document import SourceDocument
from budgetgrid.benchmarks.typeset.linebreak import is_wide
from budgetgrid.benchmarks.typeset.source import read_source

HEAD = """<html><head>
<meta name="slug" content="a"/><meta name="title" content="b"/><meta name="organisation" content="c"/>
<meta name="year" content="2021"/><meta name="publisher" content="d"/><meta name="origin" content="e"/>
<meta name="made" content="2026-01-31"/><meta name="margins" content="10 5 10 5"/>
<meta name="font-size" content="10"/><meta name="leading" content="2"/>
<meta name="table-leading" content="2"/>
<meta name="cell-padding" content="5 5"/>
"""


def square_widths(monkeypatch: pytest.MonkeyPatch) -> None:
    """East Asian characters one em wide, others half of one."""

    def width(_self: faces.Stack, text: str, size: float) -> float:
        return sum(1.0 if is_wide(char) else 0.5 for char in text) * size

    monkeypatch.setattr(faces.Stack, "width", width)


def document(folder: Path, body: str, metas: str = "") -> SourceDocument:
    """The document of a body, read from a file."""
    path = folder / "source.html"
    path.write_text(f"{HEAD}{metas}</head><body>{body}</body></html>", encoding="utf-8")
    return read_source(path)


def tall_row(lines: int, text: str = "一") -> str:
    """A row of one cell with so many forced lines, 10 pt characters on a pitch of 20 pt."""
    return "<br/>".join(f"{text}{number}" for number in range(lines))
