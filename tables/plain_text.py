"""Texts as patterns and comparisons want them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text in NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
