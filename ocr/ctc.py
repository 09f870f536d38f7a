"""From a recogniser's frames to characters: greedy CTC decoding that keeps what was nearly read.

Graves et al., "Connectionist Temporal Classification", ICML 2006: class 0 is the blank; a run of frames with
the same class is one character, and two equal characters are told apart by a blank between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.ocr.reading import Alternative, Character, Reading

BLANK = 0

DECIMALS = 4
"""Probabilities are rounded here, so that a last bit that differs between machines or batch sizes is lost."""

ALTERNATIVES = 4
"""Runner-up characters kept at each place."""

SMALLEST_ALTERNATIVE = 0.001
"""A class below this says nothing of its frame; most frames of a clean print have one class above it."""

SMALLEST_DROP = 0.05
"""Probability from which a frame that went to the blank counts as a character that may have been lost."""

Candidates = list[tuple[int, float]]
"""The classes that a frame may show with their probabilities, likeliest first."""

SURELY_BLANK: Candidates = [(BLANK, 1.0)]


@dataclass(frozen=True, slots=True)
class Frames:
    """What a recogniser sees in a line: so many frames, and the candidates of those not surely blank."""

    count: int
    seen: dict[int, Candidates]


def candidates(probabilities: NDArray[np.float32]) -> Iterator[Candidates]:
    """The candidates of each of (M, C) float32 rows of class probabilities, the likeliest at least."""
    for row, label in zip(probabilities, probabilities.argmax(axis=1).tolist(), strict=True):
        probability = float(row[label])
        if 1 - probability < SMALLEST_ALTERNATIVE:
            yield [(label, probability)]
            continue
        classes = np.flatnonzero(row >= min(SMALLEST_ALTERNATIVE, probability))
        order = classes[np.argsort(-row[classes], kind="stable")]
        yield list(zip(order.tolist(), row[order].tolist(), strict=True))


def frames_of_batch(output: NDArray[np.float32]) -> list[Frames]:
    """The frames of a batch's lines from (N, T, C) float32 class probabilities."""
    return [Frames(len(line), dict(enumerate(candidates(line)))) for line in output]


def decode(frames: Frames, alphabet: Sequence[str], share: float = 1.0) -> Reading:
    """Read one crop.

    `alphabet[i]` is the character of class i + 1. `share` is the part of the frames that the crop fills, the
    rest being padding; places are fractions of the crop. A character's probability is that of its best frame,
    times the probability that nothing beside it was swallowed by the blank: where a blank won against a
    character by a small margin (≥ before a digit, a leading 一), the neighbour's probability falls and its
    alternatives name the longer reading. The alternative "" means that nothing stands there.
    """
    runs = _runs(frames)
    lost = _lost_characters(frames, runs)
    length = frames.count * share
    characters = []
    for k, (start, stop) in enumerate(runs):
        top = max((frames.seen[t] for t in range(start, stop)), key=lambda found: found[0][1])
        place = round(min((start + stop) / 2 / length, 1.0), DECIMALS)
        # A lost character between two is charged to the one before it, a leading one to the first.
        character = _character(top, alphabet, place)
        character = _with_lost(character, "after", lost.get(k + 1), alphabet)
        if k == 0:
            character = _with_lost(character, "before", lost.get(0), alphabet)
        characters.append(character)
    return Reading(tuple(characters))


def _runs(frames: Frames) -> list[tuple[int, int]]:
    """The runs [start, stop) of equal classes that aren't the blank."""
    runs: list[tuple[int, int]] = []
    last = BLANK
    for t in range(frames.count):
        label = frames.seen.get(t, SURELY_BLANK)[0][0]
        if label != BLANK:
            start = runs.pop()[0] if label == last else t
            runs.append((start, t + 1))
        last = label
    return runs


def _lost_characters(frames: Frames, runs: list[tuple[int, int]]) -> dict[int, tuple[int, float]]:
    """For each gap (k: the one before run k) the likeliest character the blank swallowed, with its chance.

    A class that is also the class of a neighbouring run is that character's own tail, not another one, unless
    the blank between rises again; that case is left to the neighbour's own probability.
    """
    lost: dict[int, tuple[int, float]] = {}
    doubtful = [
        t for t, found in frames.seen.items() if found[0][0] == BLANK and found[0][1] < 1 - SMALLEST_DROP
    ]
    for t in doubtful:
        k = sum(start < t for start, _ in runs)
        around = {BLANK, *(frames.seen[runs[i][0]][0][0] for i in (k - 1, k) if 0 <= i < len(runs))}
        label, chance = next(((c, p) for c, p in frames.seen[t] if c not in around), (BLANK, 0.0))
        if chance >= max(SMALLEST_DROP, lost.get(k, (0, 0.0))[1]):
            lost[k] = (label, chance)
    return lost


def _character(found: Candidates, alphabet: Sequence[str], place: float) -> Character:
    """The likeliest character of a frame, with the runners-up."""
    (label, probability), *others = found[: ALTERNATIVES + 1]
    alternatives = tuple(
        Alternative("" if c == BLANK else alphabet[c - 1], round(p, DECIMALS)) for c, p in others
    )
    return Character(alphabet[label - 1], round(probability, DECIMALS), place, alternatives)


def _with_lost(
    character: Character, side: str, lost: tuple[int, float] | None, alphabet: Sequence[str]
) -> Character:
    """The character less sure by the chance that the blank beside it swallowed another one."""
    if lost is None:
        return character
    label, chance = lost
    other = alphabet[label - 1]
    longer = Alternative(
        other + character.text if side == "before" else character.text + other,
        round(character.probability * chance, DECIMALS),
    )
    alternatives = sorted((*character.alternatives, longer), key=lambda a: -a.probability)
    return Character(
        character.text,
        round(character.probability * (1 - chance), DECIMALS),
        character.place,
        tuple(alternatives[:ALTERNATIVES]),
    )
