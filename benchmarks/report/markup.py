"""Small pieces of HTML; every text is escaped here or by who calls with `raw`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(head: Sequence[str], rows: Iterable[Sequence[str]], sums: int = 0, caption: str = "") -> str:
    """A table of ready cells (HTML, or `td` elements); the last `sums` rows stand out."""
    lines = [list(row) for row in rows]
    body = "".join(
        f"<tr{' class=sum' * (index >= len(lines) - sums)}>{''.join(map(_cell, line))}</tr>\n"
        for index, line in enumerate(lines)
    )
    heads = "".join(f"<th>{escape(name)}</th>" for name in head)
    above = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table>{above}<tr>{heads}</tr>\n{body}</table></div>\n'


def _cell(content: str) -> str:
    return content if content.startswith("<td") else f"<td>{content}</td>"


def picture(title: str, svg: str, note: str = "") -> str:
    """A drawing with its title above and a note below."""
    below = f"<figcaption>{escape(note)}</figcaption>" if note else ""
    return f'<figure class="drawing"><b>{escape(title)}</b>{svg}{below}</figure>\n'


def pairs(entries: Iterable[tuple[str, str]]) -> str:
    """Names and what they stand for; the latter is ready HTML."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in entries) + "</dl>\n"


def folded(summary: str, content: str) -> str:
    """Content that is shown when asked for."""
    return f"<details><summary>{escape(summary)}</summary>{content}</details>\n"
