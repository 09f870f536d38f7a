"""The looks of an invented document, drawn by chance once and kept through its pages."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from budgetgrid.benchmarks.invented.amounts import NEGATIVES, AmountStyle

FONTS = (
    *(
        "noto-serif",
        "noto-serif-light",
        "noto-serif-medium",
        "noto-sans",
        "noto-sans-light",
        "noto-sans-medium",
    ),
    *("uming", "ukai", "gbsn", "gkai", "wqy-zenhei", "wqy-microhei"),
    *("fandol-song", "fandol-hei", "fandol-kai", "fandol-fang"),
)
"""Every face of the typesetter that may serve as body text."""

SONG_SHARE = 0.5
"""How many documents are set in a songti, as most real ones are."""

SONGS = ("noto-serif", "uming", "gbsn", "fandol-song")
LATINS = ("", "", "liberation-serif", "liberation-sans")
HEADINGS = ("", "noto-sans-bold", "fandol-hei", "wqy-zenhei", "noto-serif-black")


@dataclass(frozen=True, slots=True)
class Style:
    """Faces, sizes in pt, weights in pt, and habits of a document.

    `slack` is the room in pt that a column leaves beside its longest number; `row_height` is in mm;
    `code_layout` is one of code_rows.LAYOUTS; with `open_sides` tables have no rules at left and right;
    with `narrow_tables` they are no wider than their texts ask for.
    """

    font: str
    latin_font: str
    heading_font: str
    size: float
    leading: float
    rule_weight: float
    outer_weight: float
    rule_style: str
    outer_style: str
    open_sides: bool
    narrow_tables: bool
    pad_x: float
    pad_y: float
    slack: float
    row_height: float
    number_align: str
    code_align: str
    bold_heads: bool
    spaced_heads: bool
    repeat_header: bool
    code_layout: str
    colon: str
    amounts: AmountStyle
    unit: str


def draw_style(chance: Random) -> Style:
    """A document's looks."""
    weight = round(chance.uniform(0.3, 1.2), 2)
    unit, decimals = chance.choice(UNITS)
    return Style(
        font=chance.choice(SONGS if chance.random() < SONG_SHARE else FONTS),
        latin_font=chance.choice(LATINS),
        heading_font=chance.choice(HEADINGS),
        size=chance.choice((7.0, 7.5, 8.0, 8.5, 9.0, 9.0, 10.0, 10.5, 11.0, 12.0)),
        leading=round(chance.uniform(1.1, 1.45), 2),
        rule_weight=weight,
        outer_weight=chance.choice((weight, weight, weight, round(min(2.0, weight * 2.5), 2))),
        rule_style=chance.choices(("solid", "dotted", "dashed"), (10, 1, 1))[0],
        outer_style=chance.choices(("single", "double"), (8, 1))[0],
        open_sides=chance.random() < 0.12,
        narrow_tables=chance.random() < 0.2,
        pad_x=round(chance.uniform(1.0, 4.5), 1),
        pad_y=round(chance.uniform(0.6, 3.0), 1),
        slack=round(chance.choice((0.2, 0.5, 2.0, 6.0)), 1),
        row_height=round(chance.uniform(4.5, 9.0), 1),
        number_align=chance.choice(("right", "right", "right", "center", "left")),
        code_align=chance.choice(("center", "left")),
        bold_heads=chance.random() < 0.3,
        spaced_heads=chance.random() < 0.4,
        repeat_header=chance.random() < 0.6,
        code_layout=chance.choice(("whole", "whole", "split", "split", "change", "leaves", "merged")),
        colon=chance.choice("：：:"),
        amounts=AmountStyle(
            decimals=decimals,
            separators=chance.random() < 0.5,
            zero=chance.choice(("", "", "0.00" if decimals else "0", "0", "-", "—")),
            negative=chance.choice(NEGATIVES),
            trimmed=chance.random() < 0.2,
        ),
        unit=unit,
    )


UNITS = (("万元", 2), ("万元", 2), ("万元", 4), ("万元", 6), ("元", 2), ("元", 0), ("千元", 2), ("百元", 0))
"""Units of amounts and the decimals they are printed with."""
