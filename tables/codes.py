"""Budget codes: functional 类款项, economic ones of departments and governments, units.

Functional codes have 3, 5 or 7 digits (201, 20103, 2010301), economic ones 3 or 5 (301, 30101), both by the
classification that the Ministry of Finance issues each year (政府收支分类科目).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FUNCTIONAL = "functional"
ECONOMIC = "economic"
GOVERNMENT = "government-economic"
UNIT = "unit"

_WHOLE = re.compile(r"\d{3}(?:\d{2}){0,2}")
_UNIT = re.compile(r"\d{3}|\d{6}|\d{9}")
_RANGES = ((201, 239, FUNCTIONAL), (301, 399, ECONOMIC), (501, 599, GOVERNMENT))
"""First three digits of each kind; functional 类 end at 234 today, and some are left for years to come."""


@dataclass(frozen=True, slots=True)
class RowCode:
    """The code of a table's row in one of its panels (from 0).

    `printed` is what stands there, levels in several columns apart by a space (`03 01`), `full` the code with
    the levels that stand further up (`2010301`); `cols` are the columns it is printed in. `name` is
    what the row calls it, in the column `name_col`; None where it doesn't.
    """

    row: int
    panel: int
    kind: str
    printed: str
    full: str
    cols: tuple[int, ...]
    name: str | None = None
    name_col: int | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """The code by level, from the top: 201, 03, 01; 101, 034 of a unit."""
        step = 3 if self.kind == UNIT else 2
        return (self.full[:3], *(self.full[i : i + step] for i in range(3, len(self.full), step)))


def kind_of(code: str) -> str | None:
    """The classification that a whole code belongs to by its digits; None where it is of none."""
    if not _WHOLE.fullmatch(code):
        return None
    found = next((kind for first, last, kind in _RANGES if first <= int(code[:3]) <= last), None)
    return found if found == FUNCTIONAL or len(code) < 7 else None


def is_unit_code(text: str) -> bool:
    """Whether a text has the form of a unit's code: 3 digits a level."""
    return _UNIT.fullmatch(text) is not None


def parent_of(code: str) -> str | None:
    """The code one level up, None for that of a 类."""
    return code[:-2] if len(code) > 3 else None
