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
    peaks = frames[np.arange(len(best)), best]
    runs = _runs(best)
    if not runs:
        return Reading(())
    tops = [start + int(peaks[start:stop].argmax()) for start, stop in runs]
    lost = _lost_characters(frames, best, runs)
    characters = []
    for k, ((start, stop), top) in enumerate(zip(runs, tops, strict=True)):
        label = int(best[top])
        text = alphabet[label - 1]
        alternatives = _alternatives(frames[top], label, alphabet)
        probability = float(peaks[top])
        before = lost.get(k) if k == 0 else None
        for side, swallowed in (("before", before), ("after", lost.get(k + 1))):
            if swallowed is None:
                continue
            other, chance = swallowed
            longer = alphabet[other - 1] + text if side == "before" else text + alphabet[other - 1]
            alternatives.append(Alternative(longer, round(probability * chance, DECIMALS)))
            probability *= 1 - chance
        alternatives.sort(key=lambda a: -a.probability)
        middle = ((start + stop) / 2) / (len(best) * share)
        place = round(min(middle, 1.0), DECIMALS)
        characters.append(Character(text, round(probability, DECIMALS), place, tuple(alternatives)))
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
    if not doubtful.any():
        return lost
    for k in range(len(runs) + 1):
        start = runs[k - 1][1] if k else 0
        stop = runs[k][0] if k < len(runs) else len(best)
        around = [BLANK]
        if k:
            around.append(int(best[runs[k - 1][0]]))
        if k < len(runs):
            around.append(int(best[runs[k][0]]))
        for t in range(start, stop):
            if not doubtful[t]:
                continue
            row = frames[t].copy()
            row[around] = 0
            label = int(row.argmax())
            chance = float(row[label])
            if chance >= SMALLEST_DROP and chance > lost.get(k, (0, 0.0))[1]:
                lost[k] = (label, chance)
    return lost


def _alternatives(frame: NDArray[np.float32], label: int, alphabet: Sequence[str]) -> list[Alternative]:
    """The runners-up of one frame, best first."""
    candidates = np.flatnonzero(frame >= SMALLEST_ALTERNATIVE)
    order = candidates[np.argsort(-frame[candidates], kind="stable")]
    return [
        Alternative("" if i == BLANK else alphabet[i - 1], round(float(frame[i]), DECIMALS))
        for i in order[: ALTERNATIVES + 1].tolist()
        if i != label
    ][:ALTERNATIVES]
