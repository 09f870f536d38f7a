"""From a recogniser's frames to characters: greedy CTC decoding that keeps what was nearly read.

Graves et al., "Connectionist Temporal Classification", ICML 2006: class 0 is the blank; a run of frames with
the same class is one character, and two equal characters are told apart by a blank between them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from budgetgrid.ocr.reading import Alternative, Character, Reading

BLANK = 0

DECIMALS = 4
"""Probabilities are rounded here, so that a last bit that differs between machines or batch sizes is lost."""

ALTERNATIVES = 4
"""Runner-up characters kept at each place."""

SMALLEST_ALTERNATIVE = 0.001
"""A runner-up below this says nothing; most characters of a clean print have none, which saves the search."""

SMALLEST_DROP = 0.05
"""Probability from which a frame that went to the blank counts as a character that may have been lost."""

Frames = NDArray[np.float32]


def decode(frames: Frames, alphabet: Sequence[str], share: float = 1.0) -> Reading:
    """Read one crop's (T, C) float32 class probabilities.

    `alphabet[i]` is the character of class i + 1. `share` is the part of the frames that the crop fills, the
    rest being padding; places are fractions of the crop. A character's probability is that of its best frame,
    times the probability that nothing beside it was swallowed by the blank: where a blank won against a
    character by a small margin (≥ before a digit, a leading 一), the neighbour's probability falls and its
    alternatives name the longer reading. The alternative "" means that nothing stands there.
    """
    best = frames.argmax(axis=1)
    runs = _runs(best)
    lost = _lost_characters(frames, best, runs)
    length = len(best) * share
    characters = []
    for k, (start, stop) in enumerate(runs):
        top = start + int(frames[start:stop, best[start]].argmax())
        place = round(min((start + stop) / 2 / length, 1.0), DECIMALS)
        # A lost character between two is charged to the one before it, a leading one to the first.
        character = _character(frames[top], int(best[top]), alphabet, place)
        character = _with_lost(character, "after", lost.get(k + 1), alphabet)
        if k == 0:
            character = _with_lost(character, "before", lost.get(0), alphabet)
        characters.append(character)
    return Reading(tuple(characters))


def decode_batch(
    output: NDArray[np.float32], alphabet: Sequence[str], shares: Sequence[float]
) -> list[Reading]:
    """Read a batch, (N, T, C) float32 class probabilities; `shares` as in `decode`, one for each."""
    return [decode(frames, alphabet, share) for frames, share in zip(output, shares, strict=True)]


def _runs(best: NDArray[np.intp]) -> list[tuple[int, int]]:
    """The runs [start, stop) of equal classes that aren't the blank."""
    edges = np.flatnonzero(np.diff(best)) + 1
    starts = np.concatenate(([0], edges))
    stops = np.concatenate((edges, [len(best)]))
    return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True) if best[a] != BLANK]


def _lost_characters(
    frames: Frames, best: NDArray[np.intp], runs: list[tuple[int, int]]
) -> dict[int, tuple[int, float]]:
    """For each gap (k: the one before run k) the likeliest character the blank swallowed, with its chance.

    A class that is also the class of a neighbouring run is that character's own tail, not another one, unless
    the blank between rises again; that case is left to the neighbour's own probability.
    """
    lost: dict[int, tuple[int, float]] = {}
    doubtful = (best == BLANK) & (frames[:, BLANK] < 1 - SMALLEST_DROP)
    for k in range(len(runs) + 1) if doubtful.any() else ():
        start = runs[k - 1][1] if k else 0
        stop = runs[k][0] if k < len(runs) else len(best)
        around = [BLANK, *(int(best[runs[i][0]]) for i in (k - 1, k) if 0 <= i < len(runs))]
        for t in (start + np.flatnonzero(doubtful[start:stop])).tolist():
            row = frames[t].copy()
            row[around] = 0
            label = int(row.argmax())
            if row[label] >= max(SMALLEST_DROP, lost.get(k, (0, 0.0))[1]):
                lost[k] = (label, float(row[label]))
    return lost


def _character(frame: Frames, label: int, alphabet: Sequence[str], place: float) -> Character:
    """The character of class `label`, with the runners-up of its best frame (C,)."""
    candidates = np.flatnonzero(frame >= SMALLEST_ALTERNATIVE)
    order = candidates[np.argsort(-frame[candidates], kind="stable")]
    alternatives = [
        Alternative("" if i == BLANK else alphabet[i - 1], round(float(frame[i]), DECIMALS))
        for i in order[: ALTERNATIVES + 1].tolist()
        if i != label
    ]
    probability = round(float(frame[label]), DECIMALS)
    return Character(alphabet[label - 1], probability, place, tuple(alternatives[:ALTERNATIVES]))


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
