"""Numbers as these documents print them: amounts, percentages and counts, told apart from codes and years."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_NUMBER = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|(?:0|[1-9][0-9]*)?\.[0-9]+|[0-9]+"
_SIGNED = re.compile(
    rf"(?P<open>\()?(?P<sign>[-−–—△▲])?¥?(?P<number>{_NUMBER})(?P<close>\))?(?P<rest>[^0-9].*)?", re.S
)
_MONEY = re.compile(r"(?P<unit>亿元|千万元|百万元|十万元|万元|千元|百元|元)整?")
_COUNTED = (
    "平方公里|平方米|立方米|公顷|公里|千米|小时|分钟|个月|人次|人天|车次|批次|场次|户次|项目|工作日|个工作日|名额|课时|"
    "平米|㎡|万字|个|名|人|次|辆|台|套|件|项|户|家|处|份|期|本|册|批|场|天|周|条|张|座|所|间|亩|米|吨|分|篇|块|部|支|"
    "幅|栋|幢|枚|只|盏|棵|株|村|组|种|站|宗|起|例|头|公斤|千克"
)
_COUNT = re.compile(rf"(?P<unit>[十百千万亿]{{0,2}}(?:{_COUNTED})(?:/(?:{_COUNTED}|年|月|日))?)")
_WIDTHS = ("<wide>", "<narrow>")
_SPACE = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed: its value in the printed unit, what it counts, and the unit printed with it.

    `kind`: amount, percent, count, or plain where nothing but the number is printed.
    """

    value: Decimal
    kind: str
    unit: str | None = None


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Number | None:
    """The number that a cell's text is, or None where it is something else.

    Separators must stand where separators stand: `1,2345` is no number. `(1.00)`, `-1.00` and `△1.00` are
    negative. Text with a comparison (`≥92%`) or with words around it is none, nor are two numbers apart
    (`201 03`).
    """
    match = _SIGNED.fullmatch(_SPACE.sub("", _same_width(text)))
    if match is None or (match["open"] is None) != (match["close"] is None):
        return None
    if match["open"] and match["sign"]:
        return None
    value = Decimal(match["number"].replace(",", ""))
    if match["sign"] or match["open"]:
        value = -value
    rest = match["rest"] or ""
    if rest == "":
        return Number(value, "plain")
    if rest in ("%", "‰"):
        return Number(value, "percent", rest)
    money = _MONEY.fullmatch(rest)
    if money:
        return Number(value, "amount", money["unit"])
    count = _COUNT.fullmatch(rest)
    return Number(value, "count", count["unit"]) if count else None


def _same_width(text: str) -> str:
    """The text with full-width and half-width forms made one, and nothing else: ① and ² are no digits."""
    return "".join(
        unicodedata.normalize("NFKC", c) if unicodedata.decomposition(c).startswith(_WIDTHS) else c
        for c in text
    )


def looks_like_code(text: str) -> bool:
    """Whether a text is digits only, as codes, years and running numbers are, with no sign of an amount."""
    return text.isascii() and text.isdigit()
