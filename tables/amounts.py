"""Numbers as these documents print them: amounts, percentages and counts, told apart from codes and years."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SIGNED = re.compile(
    rf"(?P<open>\()?(?P<sign>[-−△▲])?\s*[¥￥]?(?P<number>{_NUMBER})(?P<close>\))?(?P<rest>.*)", re.S
)
_MONEY = re.compile(r"(?P<unit>亿元|万元|千元|百元|元)(?:整)?")
_COUNT = re.compile(
    r"(?P<unit>[个名人次辆台套件项户家处份期本册批场天日月年条张座所间间次亩米吨万平方㎡]{1,4}(?:/[个名人次辆台套年月天]{1,2})?)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its value in the printed unit, what it counts, and the unit printed with it.

    `kind`: amount, percent, count, or plain where nothing but the number is printed.
    """

    value: Decimal
    kind: str
    unit: str | None = None


def parse_number(text: str) -> Number | None:
    """The number that a cell's text is, or None where it is something else.

    Separators must stand where separators stand: `1,2345` is no number. `(1.00)`, `-1.00` and `△1.00` are
    negative. Text with a comparison (`≥92%`) or with words around it is none.
    """
    flat = unicodedata.normalize("NFKC", text).replace(" ", "").replace("\n", "")
    match = _SIGNED.fullmatch(flat)
    if match is None or (match["open"] is None) != (match["close"] is None):
        return None
    if match["open"] and match["sign"]:
        return None
    value = Decimal(match["number"].replace(",", ""))
    if match["sign"] or match["open"]:
        value = -value
    rest = match["rest"]
    if rest == "":
        return Number(value, "plain")
    if rest in ("%", "‰"):
        return Number(value, "percent", rest)
    money = _MONEY.fullmatch(rest)
    if money:
        return Number(value, "amount", money["unit"])
    count = _COUNT.fullmatch(rest)
    return Number(value, "count", count["unit"]) if count and rest not in ("年", "月", "日") else None


def looks_like_code(text: str) -> bool:
    """Whether a text is digits only, as codes, years and running numbers are, with no sign of an amount."""
    return text.isascii() and text.isdigit()
