"""Sums down a column by budget codes: each code is the sum of those under it, a total that of the highest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from budgetgrid.tables.checks.identity import Figures, Identity, best, down
from budgetgrid.tables.codes import UNIT, RowCode
from budgetgrid.tables.sheet import Section, Sheet

RULE = "sum-of-codes"
TOTAL_RULE = "sum-of-all-codes"


def code_sums(
    sheet: Sheet, section: Section, codes: Sequence[RowCode], figures: Figures
) -> Sequence[Identity]:
    """The sums of a section by the first classification in it; nothing where fewer than two rows are coded.

    A code that comes again is a share of its first row (what it is spent on, which unit spends it) or one
    more row of its kind, rows above that have none are totals of all, or each of the rows up to the next:
    whichever more of the section obeys. A row in between whose code was not read is neither.
    """
    keys = keys_of(section, codes)
    if len(keys) < 2:
        return ()
    choices = [
        list(_identities(sheet, section, keys, repeated, by_unit))
        for by_unit in (False, True)
        for repeated in (True, False)
    ]
    return best(choices, figures)


def keys_of(section: Section, codes: Sequence[RowCode]) -> dict[int, tuple[str, ...]]:
    """The levels of each row's code in the section's first column of codes; units count where alone."""
    own = [code for code in codes if code.panel == section.index]
    own = [code for code in own if code.kind != UNIT] or own
    first = min((code.cols[0] for code in own), default=None)
    kind = next((code.kind for code in own if code.cols[0] == first), None)
    keys: dict[int, tuple[str, ...]] = {}
    for code in own:
        if code.kind == kind:
            keys.setdefault(code.row, code.levels)
    return keys


def _identities(
    sheet: Sheet, section: Section, keys: dict[int, tuple[str, ...]], repeated: bool, by_unit: bool
) -> Iterator[Identity]:
    printed = [r for r in sheet.data_rows if any(sheet.figure(r, c).printed for c in section.figures)]
    uncoded = [row for row in printed if row not in keys]
    labelled = [row for row in uncoded if _is_total(sheet, section, row)]
    above = [row for row in uncoded if row < min(keys) and row not in labelled and not by_unit]
    totals = [*labelled, *above]
    heads = [row for row in uncoded if row not in labelled]
    blocks = _blocks(heads, keys) if by_unit else [(None, list(keys))]
    tops: list[int] = []
    for head, rows in blocks:
        parents = _parents({row: keys[row] for row in rows}, repeated)
        highest = [row for row, above in parents.items() if above is None]
        tops.extend(highest)
        for row in rows:
            parts = [r for r, above in parents.items() if above == row]
            if parts:
                yield from down(sheet, RULE, section.index, row, parts, section.figures)
        if head is not None and highest:
            yield from down(sheet, TOTAL_RULE, section.index, head, highest, section.figures)
    for row in totals:
        if tops:
            yield from down(sheet, TOTAL_RULE, section.index, row, tops, section.figures)


def _is_total(sheet: Sheet, section: Section, row: int) -> bool:
    """Whether a row is labelled as the total of all."""
    return any(word in sheet.name(row, section) for word in ("合计", "总计"))


def _blocks(heads: Sequence[int], keys: dict[int, tuple[str, ...]]) -> list[tuple[int | None, list[int]]]:
    """The coded rows under each row that heads some; those before the first head stand alone."""
    blocks: list[tuple[int | None, list[int]]] = [(None, [])]
    for row in sorted([*heads, *keys]):
        if row in keys:
            blocks[-1][1].append(row)
        else:
            blocks.append((row, []))
    return blocks


def _parents(keys: dict[int, tuple[str, ...]], repeated: bool) -> dict[int, int | None]:
    """The row that each is a part of."""
    first: dict[tuple[str, ...], int] = {}
    for row, key in keys.items():
        first.setdefault(key, row)
    parents: dict[int, int | None] = {}
    for row, key in keys.items():
        above = [key[:n] for n in range(len(key) - 1, 0, -1)]
        candidates = [key, *above] if repeated and first[key] != row else above
        parents[row] = next((first[k] for k in candidates if k in first), None)
    return parents
