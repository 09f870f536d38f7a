"""Reading again under an alphabet: only what the recogniser itself considered, only characters a number has.

A character outside the alphabet gives way to the likeliest one inside it that was considered at its place.
How likely the new reading is depends on how likely a number was there to begin with, which the caller knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from budgetgrid.ocr.reading import Alternative, Character, Reading

NUMBERS = frozenset("0123456789０１２３４５６７８９.,．，-−–—()（）%％△▲+")
"""Characters that numbers, codes and the dashes in their places are printed with."""


def read_under(reading: Reading, alphabet: frozenset[str], odds: float) -> Reading | None:
    """The reading with every character from `alphabet`; None where one place had no such one considered.

    `odds`: how many times likelier a character of the alphabet is at a place than another one, whatever it
    looks like (Bayes' rule). A character that gives way stays as an alternative.
    """
    characters = [_under(character, alphabet, odds) for character in reading.characters]
    kept = [character for character in characters if character is not None]
    return Reading(tuple(kept), by_context=True) if kept and len(kept) == len(characters) else None


def read_in_form(reading: Reading, has_form: Callable[[str], bool], odds: float) -> Reading | None:
    """The reading with the one character changed or left out that gives it a form; None where none does.

    Only for what the recogniser considered, the likeliest first. `odds`: how many times likelier a text of
    that form is. What gave way stays as an alternative, at its neighbour where nothing is left of it.
    """
    characters, texts = reading.characters, [c.text for c in reading.characters]
    found = [
        (a.probability, index, a)
        for index, c in enumerate(characters)
        for a in c.alternatives
        if has_form("".join((*texts[:index], a.text, *texts[index + 1 :])))
    ]
    if not found:
        return None
    likelihood, index, chosen = max(found, key=lambda f: f[0])
    read = characters[index]
    sure = round(likelihood * odds / (likelihood * odds + read.probability), 4)
    kept = list(characters)
    if chosen.text:
        others = (
            Alternative(read.text, round(1 - sure, 4)),
            *(a for a in read.alternatives if a is not chosen),
        )
        kept[index] = replace(read, text=chosen.text, probability=sure, alternatives=others)
    else:
        del kept[index]
        beside = kept[max(0, index - 1)]
        longer = read.text + beside.text if index == 0 else beside.text + read.text
        others = (Alternative(longer, round(beside.probability * (1 - sure), 4)), *beside.alternatives)
        sure = round(beside.probability * sure, 4)
        kept[max(0, index - 1)] = replace(beside, probability=sure, alternatives=others)
    return Reading(tuple(kept), by_context=True)


def _under(character: Character, alphabet: frozenset[str], odds: float) -> Character | None:
    """The character, or what stands for it in the alphabet."""
    if set(character.text) <= alphabet:
        return character
    considered = (Alternative(character.text, character.probability), *character.alternatives)
    inside = {a.text for a in considered if a.text and set(a.text) <= alphabet}
    if not inside:
        return None
    weights = [a.probability * (odds if a.text in inside else 1.0) for a in considered]
    likely = sorted(
        (Alternative(a.text, round(w / sum(weights), 4)) for a, w in zip(considered, weights, strict=True)),
        key=lambda a: -a.probability,
    )
    chosen = next(a for a in likely if a.text in inside)
    others = tuple(a for a in likely if a is not chosen)
    return replace(character, text=chosen.text, probability=chosen.probability, alternatives=others)
