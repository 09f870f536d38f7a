"""Texts composed from phrases with slots, so that no two documents say the same."""

from __future__ import annotations

import re
from random import Random

from budgetgrid.benchmarks.invented.vocabulary import words

SLOT = re.compile(r"\{(\w+)\}")
NUMERALS = "一二三四五六七八九十"


def fill(template: str, chance: Random, year: int, place: str) -> str:
    """The template with each slot filled by chance; a second `{area}` is drawn anew."""
    return SLOT.sub(lambda match: _slot(match.group(1), chance, year, place), template)


def _slot(name: str, chance: Random, year: int, place: str) -> str:
    lists = words()
    spans = {
        "n": (2, 9999),
        "small": (1, 48),
        "low": (1, 9),
        "big": (1000, 250000),
        "rate": (80, 100),
        "hundred": (100, 100),
        "digit": (0, 9),
        "gb": (1000, 39999),
        "month": (1, 12),
        "day": (1, 28),
    }
    if name in spans:
        return str(chance.randint(*spans[name]))
    if name in ("month2", "day2"):
        return f"{chance.randint(1, 12):02d}"
    if name in ("year", "year2", "year3"):
        return str(year + {"year": 0, "year2": -1, "year3": 2}[name])
    if name == "money":
        return chance.choice((f"{chance.uniform(1, 900):.2f}", str(chance.randint(1, 5000))))
    if name in ("place", "short"):
        return place if name == "place" else place[0]
    choices = {
        "area": lists.areas,
        "area2": lists.areas,
        "act": lists.acts,
        "act2": lists.acts,
        "piece": lists.pieces,
        "op": ("≥", "≥", "=", "＞", ">=", "", "不少于"),
        "cn": tuple(NUMERALS),
    }
    return chance.choice(choices[name])


def paragraph(chance: Random, year: int, place: str, least: int) -> str:
    """Sentences of at least `least` characters together."""
    text = ""
    while len(text) < least:
        text += fill(chance.choice(words().sentences), chance, year, place) + "。"
    return text


def numbered(chance: Random, year: int, place: str, count: int) -> str:
    """So many sentences, numbered, each on a line of its own."""
    form = chance.choice(("{}.", "{}、", "（{}）", "目标{}："))
    return "\n".join(
        form.format(index + 1)
        + fill(chance.choice(words().sentences), chance, year, place)
        + "；。"[index == count - 1]
        for index in range(count)
    )
