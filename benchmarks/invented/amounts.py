"""Amounts that add up, and how they are printed. An amount is a whole number of its last printed digit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

NEGATIVES = ("-{}", "({})", "（{}）", "△{}", "△ {}")
"""How a negative amount may be printed."""


@dataclass(frozen=True, slots=True)
class AmountStyle:
    """How a document prints amounts. `zero` is what stands for nothing, `negative` a form of `NEGATIVES`."""

    decimals: int
    separators: bool
    zero: str
    negative: str
    trimmed: bool

    def printed(self, amount: int) -> str:
        """The amount as printed; `trimmed` leaves out zeros at the end of the decimals."""
        if amount == 0:
            return self.zero
        value = Decimal(abs(amount)).scaleb(-self.decimals)
        text = f"{value:,.{self.decimals}f}" if self.separators else f"{value:.{self.decimals}f}"
        if self.trimmed and self.decimals:
            text = text.rstrip("0").rstrip(".")
        return self.negative.format(text) if amount < 0 else text


def split_amount(amount: int, shares: list[float], chance: Random, emptiness: float = 0.0) -> list[int]:
    """Parts that add up to the amount, about as large as `shares`; each is nothing at odds `emptiness`."""
    weights = [0.0 if chance.random() < emptiness else share * chance.uniform(0.3, 1.7) for share in shares]
    if not any(weights):
        weights[0] = 1.0
    parts = [int(amount * weight / sum(weights)) for weight in weights]
    largest = weights.index(max(weights))
    parts[largest] += amount - sum(parts)
    return parts
