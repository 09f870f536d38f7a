"""Reading again under an alphabet: only what the recogniser itself considered, only characters a number has.

A character outside the alphabet gives way to the likeliest one inside it that was considered at its place.
How likely the new reading is depends on how likely a number was there to begin with, which the caller knows.
"""

from __future__ import annotations

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


def read_without_ends(reading: Reading, marks: frozenset[str], odds: float) -> Reading | None:
    """The reading without `marks` before and after it; None where it has none, or one that is surely there.

    A mark is dropped where the recogniser considered that nothing stands there; `odds`: how many times
    likelier that is. Its neighbour is less sure by as much, and keeps the longer text as an alternative.
    """
    kept = list(reading.characters)
    while len(kept) > 1 and (kept[-1].text in marks or kept[0].text in marks):
        last = kept[-1].text in marks
        mark, beside = (kept.pop(), kept[-1]) if last else (kept.pop(0), kept[0])
        nothing = odds * sum(a.probability for a in mark.alternatives if not a.text)
        if not nothing:
            return None
        there = mark.probability / (nothing + mark.probability)
        text = beside.text + mark.text if last else mark.text + beside.text
        longer = Alternative(text, round(beside.probability * there, 4))
        kept[-1 if last else 0] = replace(
            beside,
            probability=round(beside.probability * (1 - there), 4),
            alternatives=tuple(sorted((longer, *beside.alternatives), key=lambda a: -a.probability)),
        )
    return Reading(tuple(kept), by_context=True) if len(kept) < len(reading.characters) else None


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
