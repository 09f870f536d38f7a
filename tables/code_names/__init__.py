"""What budget codes are called, by year, as public documents print them: a witness, never a corrector.

`names.tsv` holds code, name, year and source: budgets and final accounts that the departments published,
eleven of the sample documents (their publishers and where they were found: `samples/README.md`), those of
digital pages read whole. Documents whose publishers figures are quoted on are not among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from budgetgrid.tables.plain_text import plain

_REMARK = re.compile(r"\([^()]*\)")

NEAREST_YEARS = 3
"""Years before and after a document's own from which names count: the classification is issued anew each
year, and from 2021 to 2024 few of its names changed."""


def known_names(year: int | None = None) -> Mapping[str, frozenset[str]]:
    """The names of each code in the years around this one; in all years where none is given."""
    found: dict[str, set[str]] = {}
    for code, name, printed in _entries():
        if year is None or abs(printed - year) <= NEAREST_YEARS:
            found.setdefault(code, set()).add(name)
    return {code: frozenset(names) for code, names in found.items()}


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for remarks in brackets, what a name of all levels has before it
    (`住房保障支出-住房改革支出-住房公积金`), and words that tables leave out (`住房保障`)."""
    return any(a in b or b in a for a in _forms(one) for b in _forms(other))


def _forms(name: str) -> frozenset[str]:
    """A name as it is, without its remarks, and its last level of several."""
    text = plain(name)
    bare = _REMARK.sub("", text)
    return frozenset(form for form in (text, bare, bare.rsplit("-", 1)[-1]) if form)


@lru_cache(maxsize=1)
def _entries() -> tuple[tuple[str, str, int], ...]:
    """Code, name and year of every entry."""
    text = (files(__package__) / "names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return tuple((code, name, int(year)) for code, name, year, _ in rows)
