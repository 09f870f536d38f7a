"""What the invented documents speak of: classifications with their codes, and lists of words and phrases.

Sources: the names of the Ministry of Finance's 政府收支分类科目 (2021 to 2024); everything else is made up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Subject:
    """An entry of a classification."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EconomicSubject:
    """An economic subject of departments beside the one of government that it belongs to."""

    department: Subject
    government: Subject


@dataclass(frozen=True, slots=True)
class Indicator:
    """A third-level indicator and its value, both with slots like `{area}`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of words.json. `branches` leads from a first-level indicator to its second level."""

    place_heads: tuple[str, ...]
    place_tails: tuple[str, ...]
    place_ranks: tuple[str, ...]
    departments: tuple[str, ...]
    subordinates: tuple[str, ...]
    people: tuple[str, ...]
    areas: tuple[str, ...]
    acts: tuple[str, ...]
    measures: dict[str, tuple[Indicator, ...]]
    branches: dict[str, tuple[str, ...]]
    pieces: tuple[str, ...]
    sentences: tuple[str, ...]
    project_names: tuple[str, ...]
    goods: tuple[Subject, ...]
    incomes: tuple[str, ...]
    narrative_heads: tuple[str, ...]
    definitions: tuple[str, ...]


@cache
def functional_subjects() -> tuple[Subject, ...]:
    """类, 款 and 项 of the functional classification in the order of their codes."""
    return tuple(Subject(code, name) for code, name in _fields("functional.tsv"))


@cache
def economic_subjects() -> tuple[EconomicSubject, ...]:
    """类 and 款 of the economic classification in the order of the departments' codes."""
    return tuple(
        EconomicSubject(Subject(code, name), Subject(other, other_name))
        for code, name, other, other_name in _fields("economic.tsv")
    )


@cache
def words() -> Words:
    """The word lists."""
    lists = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
    plain = {name: tuple(entries) for name, entries in lists.items() if isinstance(entries, list)}
    plain["goods"] = tuple(Subject(*entry) for entry in lists["goods"])
    measures = {
        level: tuple(Indicator(*entry) for entry in entries) for level, entries in lists["measures"].items()
    }
    branches = {level: tuple(entries) for level, entries in lists["branches"].items()}
    return Words(measures=measures, branches=branches, **plain)


def _fields(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]
