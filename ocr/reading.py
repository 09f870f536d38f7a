"""What a recogniser says of one line of text, character by character."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.layout.geometry import Box


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another character the recogniser considered at a place, with its probability (0 to 1)."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Character:
    """One recognised character.

    `probability` is the recogniser's own (0 to 1), `place` its position along the line as a fraction of the
    crop's length, `alternatives` the next best readings there, best first.
    """

    text: str
    probability: float
    place: float = 0.0
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The recogniser's result for one crop; no characters where nothing was read.

    `by_context`: what stands around it decided between readings that the recogniser considered.
    """

    characters: tuple[Character, ...]
    by_context: bool = False

    @property
    def text(self) -> str:
        """The characters joined."""
        return "".join(c.text for c in self.characters)

    @property
    def confidence(self) -> float | None:
        """The weakest character's probability; None where nothing was read."""
        return min((c.probability for c in self.characters), default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a page: its reading and its box (px of the page's frame)."""

    box: Box
    reading: Reading
    vertical: bool = False

    @property
    def text(self) -> str:
        """The text as read."""
        return self.reading.text
