"""The habits of an invented typist, drawn by chance once and kept through a document."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from budgetgrid.benchmarks.invented.amounts import AmountStyle

LEVEL = {False: ("-", "-", "-", "="), True: ("-", "-", "=", "─", "─")}
UPRIGHT = {False: ("", "", "", "|"), True: ("", "", "|", "│")}
"""Signs of which rules are typed, without and with a Chinese face."""

PLUS = ("+++", "+++", "+++")
BOXES: dict[bool, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    False: (("-", "|", PLUS), ("-", "|", PLUS), ("=", "|", PLUS), ("_", "|", ())),
    True: (("─", "│", ("┌┬┐", "├┼┤", "└┴┘")), ("─", "│", ("┌┬┐", "├┼┤", "└┴┘")), ("-", "|", PLUS)),
}
"""The same of rules on all sides: level, upright, and where they meet, from left to right at the top, between
rows and at the foot."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What a document is typed with and how its rules look; each sign may be empty, for no such rule.

    `frame` runs over the whole width, above and below the header and at the end; `under_heads` under each
    head; `before_sums` and `after_sums` under and over amounts; `upright` between columns. `leader` is
    repeated between label and amount. `dollar`: none, near its number, or far, at its column's left side.
    `last_line`: amounts stand on the last line of a wrapped label. `hang`: steps that its further lines are
    indented by. `corners`: signs where rules of the frame meet bars, as in `BOXES`; none where they don't.
    `ruled_rows`: the frame's rule is under every row.
    Lengths are in points, `leading` in sizes of type.
    """

    latin: str
    chinese: str
    step: float
    leading: float
    least_leading: float
    margin: float
    label_steps: int
    amount_steps: int
    gap: int
    frame: str
    under_heads: str
    before_sums: str
    after_sums: str
    upright: str
    leader: str
    dollar: str
    last_line: bool
    hang: int
    spaced_rows: bool
    grouped_heads: bool
    codes: bool
    amounts: AmountStyle
    corners: tuple[str, ...] = ()
    ruled_rows: bool = False


def draw_habits(chance: Random) -> Habits:
    """A document's habits: English or Chinese, some rules at least."""
    chinese = chance.random() < 0.5
    upright = chance.choice(UPRIGHT[chinese])
    sign = chance.choice(LEVEL[chinese])
    style = chance.randrange(3)
    decimals = chance.choice((2, 2, 0))
    return Habits(
        latin=chance.choice(("cour", "cobo", "liberation-mono", "liberation-mono")),
        chinese=chance.choice(("gbsn", "fandol-song", "gkai", "wqy-zenhei")) if chinese else "",
        step=chance.choice((5.0, 6.0, 6.0, 7.2)),
        leading=chance.choice((1.2, 1.2, 1.35, 1.6)),
        least_leading=1.55 if chinese else 1.1,
        margin=chance.uniform(30, 60),
        label_steps=chance.randint(24, 36),
        amount_steps=chance.randint(13, 16),
        gap=chance.randint(2, 4),
        frame=sign if style != 1 or upright else "",
        under_heads="" if style == 0 or upright else chance.choice(("-", sign)),
        before_sums="" if upright else chance.choice(("-", "-", sign)),
        after_sums="" if upright else chance.choice(("=", "=", "", "-")),
        upright=upright,
        leader="" if upright else chance.choice(("", "", ".", ". ")),
        dollar="" if chinese else chance.choice(("", "near", "far")),
        last_line=chance.random() < 0.4,
        hang=chance.choice((1, 2, 3)),
        spaced_rows=chance.random() < 0.2,
        grouped_heads=chance.random() < 0.3,
        codes=chance.random() < 0.35,
        amounts=AmountStyle(
            decimals=decimals,
            separators=chance.random() < 0.8 or decimals == 0,
            zero=chance.choice(("", "-", "0.00" if decimals else "0")),
            negative=chance.choice(("-{}", "({})")),
            trimmed=False,
        ),
    )


def draw_boxed_habits(chance: Random) -> Habits:
    """A document's habits where rules of signs are on all sides, as line printers framed tables."""
    habits = draw_habits(chance)
    level, upright, corners = chance.choice(BOXES[bool(habits.chinese)])
    wide = level == "─"
    return replace(
        habits,
        frame=level,
        upright=upright,
        corners=corners,
        ruled_rows=chance.random() < 0.6,
        label_steps=habits.label_steps + habits.label_steps % 2,
        amount_steps=habits.amount_steps + habits.amount_steps % 2,
        codes=habits.codes and not wide,
        under_heads="",
        before_sums="",
        after_sums="",
        leader="",
        spaced_rows=False,
        grouped_heads=False,
    )
