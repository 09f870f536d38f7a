"""How labels begin that are an item of a list, or a sum: each is a row of its own."""

from __future__ import annotations

import re

_ITEM = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d)|其中[：:]"
)

_SUM = re.compile(r"本年[收支]|[收支][入人出]总|上年结[转余]|结转下年|合计$|总计$")
"""How the labels of sums begin, which stand under one another at any step."""


_OF_WHAT = re.compile(r".*[收支][入人出]")
"""How a line ends that 合计 or 总计 on the next line goes on from."""


def begins_item(text: str, above: str = "") -> bool:
    """Whether a line begins a sum, or an item with its number; a number alone ends a label (支出（一）).

    `above`: the line over it, which it may go on from (本年收入 / 合计).
    """
    is_item = _ITEM.match(text) is not None and _ITEM.fullmatch(text) is None
    goes_on = text in ("合计", "总计") and _OF_WHAT.fullmatch(above) is not None
    return is_item or (_SUM.match(text) is not None and not goes_on)
