"""Pages as people write them: `3-9,12`."""

from __future__ import annotations

import re

from budgetgrid.layout.errors import BadOption

RANGE = re.compile(r"\s*([0-9]{1,6})\s*(?:-\s*([0-9]{1,6})\s*)?")


def parse_pages(text: str) -> tuple[int, ...]:
    """The page numbers, from 1, in order and each once. Raises BadOption."""
    pages: set[int] = set()
    for part in text.split(","):
        match = RANGE.fullmatch(part)
        if match is None:
            raise BadOption(f"--pages {text!r} is not a list of pages", "Write it like --pages 3-9,12.")
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        if not 1 <= first <= last:
            raise BadOption(
                f"--pages {part.strip()!r} holds no page", "Pages count from 1, lower ones first."
            )
        pages.update(range(first, last + 1))
    return tuple(sorted(pages))
