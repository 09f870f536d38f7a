"""Lengths and choices as a source writes them, in points."""

from __future__ import annotations

from budgetgrid.benchmarks.typeset.errors import SourceError
from budgetgrid.benchmarks.typeset.nodes import Node

MM = 72 / 25.4
"""Points in a millimetre."""

SHEETS = {
    "A4 portrait": (210 * MM, 297 * MM),
    "A4 landscape": (297 * MM, 210 * MM),
    "A3 portrait": (297 * MM, 420 * MM),
    "A3 landscape": (420 * MM, 297 * MM),
}
"""Page sizes a source may name, (width, height) in pt."""


def number(node: Node, name: str, default: float) -> float:
    """A plain number attribute."""
    text = node.attributes.get(name)
    if text is None:
        return default
    try:
        return float(text)
    except ValueError:
        raise SourceError(node.line, f"{name}={text!r} is not a number") from None


def count(node: Node, name: str, default: int, least: int) -> int:
    """A whole number attribute of at least `least`."""
    value = number(node, name, default)
    if value != int(value) or value < least:
        raise SourceError(node.line, f"{name} must be a whole number from {least}")
    return int(value)


def numbers(node: Node, text: str, how_many: int, what: str) -> tuple[float, ...]:
    """Exactly so many plain numbers."""
    try:
        values = tuple(float(part) for part in text.split())
    except ValueError:
        values = ()
    if len(values) != how_many:
        raise SourceError(node.line, f"{what}={text!r} must be {how_many} numbers")
    return values


def millimetres(node: Node, name: str, default: float) -> float:
    """A length attribute like `8mm`, in pt."""
    text = node.attributes.get(name)
    if text is None:
        return default
    try:
        return float(text.removesuffix("mm")) * MM if text.endswith("mm") else _refuse(node, name, text)
    except ValueError:
        return _refuse(node, name, text)


def _refuse(node: Node, name: str, text: str) -> float:
    raise SourceError(node.line, f"{name}={text!r} is not a length like 8mm")


def choice(node: Node, name: str, default: str, *allowed: str) -> str:
    """An attribute that must be one of `allowed`."""
    text = node.attributes.get(name, default)
    if text not in allowed and text != default:
        raise SourceError(node.line, f"{name}={text!r} is none of {', '.join(allowed)}")
    return text


def yes(node: Node, name: str, default: bool) -> bool:
    """A yes or no attribute."""
    return choice(node, name, "yes" if default else "no", "yes", "no") == "yes"


def column_widths(node: Node, cols: str, width: float) -> tuple[float, ...]:
    """The widths in pt of `cols` (`12mm 40% * 2*`) in a table `width` pt wide."""
    fixed: list[float] = []
    shares: list[float] = []
    for part in cols.split():
        try:
            is_share = part.endswith("*")
            shares.append(float(part[:-1] or 1) if is_share else 0.0)
            fixed.append(0.0 if is_share else _fixed_width(part, width))
        except ValueError:
            raise SourceError(node.line, f"column width {part!r} is none of 12mm, 40%, *, 2*") from None
    left = width - sum(fixed)
    if left < -0.5 or (any(shares) and left <= 0):
        raise SourceError(node.line, f"the columns are {-left / MM:.1f} mm wider than the table")
    unit = left / sum(shares) if any(shares) else 0.0
    return tuple(a + share * unit for a, share in zip(fixed, shares))


def _fixed_width(part: str, width: float) -> float:
    if part.endswith("mm"):
        return float(part[:-2]) * MM
    if part.endswith("%"):
        return float(part[:-1]) / 100 * width
    raise ValueError(part)
