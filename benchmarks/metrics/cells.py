"""Cells exactly right: same anchor, same spans, same text. Counts, from which shares follow.

Texts are compared *strictly* (white space of any kind left out, nothing else changed) and *normalised* (after
Unicode NFKC too, which takes ： for :, ① for 1, ㎡ for m2). A missed table counts with all its cells as not
read, an invented one with all its cells as wrongly read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from budgetgrid.benchmarks.counts import Counts, f1, share
from budgetgrid.benchmarks.matching import Matching
from budgetgrid.benchmarks.page_tables import PageCell, PageTable

NUMBER = re.compile(r"[-−△]?[(（]?[-−]?[\d,，]*\d(\.\d+)?[)）]?[%％]?")
"""An amount, count, percentage or code by itself in its cell."""


def strict(text: str) -> str:
    """A text as it is compared strictly: without white space."""
    return "".join(text.split())


def normalised(text: str) -> str:
    """A text as it is compared after NFKC: width and compatibility forms made one, without white space."""
    return strict(unicodedata.normalize("NFKC", text))


def is_number(text: str) -> bool:
    """Whether a cell's text is one number."""
    return NUMBER.fullmatch(strict(text)) is not None


@dataclass(frozen=True, slots=True)
class CellCounts(Counts):
    """How many cells, of what kind, were right.

    `true`, `read`: cells of the truth, and that were read. `placed`: same anchor and spans. `exact`,
    `exact_nfkc`: and the same text. `wrapped_*`: cells printed on two or more lines; `wrapped_read`: those of
    them that were read right, and all others that were read as two or more lines. `number_*`: cells holding
    one number. `characters`, `edits`: of the truth, and to get from what was read to it, cell by cell.
    """

    true: int = 0
    read: int = 0
    placed: int = 0
    exact: int = 0
    exact_nfkc: int = 0
    wrapped_true: int = 0
    wrapped_read: int = 0
    wrapped_exact: int = 0
    number_true: int = 0
    number_exact: int = 0
    characters: int = 0
    edits: int = 0

    @property
    def f1(self) -> float | None:
        """Cell-exact F1, strict: twice the exact cells over the true and the read ones."""
        return f1(self.exact, self.true, self.read)

    @property
    def f1_nfkc(self) -> float | None:
        """Cell-exact F1 after NFKC."""
        return f1(self.exact_nfkc, self.true, self.read)

    @property
    def structure_f1(self) -> float | None:
        """F1 of anchors and spans alone."""
        return f1(self.placed, self.true, self.read)

    @property
    def wrapped_f1(self) -> float | None:
        """Cell-exact F1, strict, of cells printed on two or more lines."""
        return f1(self.wrapped_exact, self.wrapped_true, self.wrapped_read)

    @property
    def text_accuracy(self) -> float | None:
        """The share of rightly placed cells whose text is right."""
        return share(self.exact, self.placed)

    @property
    def number_accuracy(self) -> float | None:
        """The share of number cells that are exactly right, place and text."""
        return share(self.number_exact, self.number_true)

    @property
    def cer(self) -> float | None:
        """Character error rate over cells: edits over the truth's characters."""
        return share(self.edits, self.characters)


def count_cells(matching: Matching) -> CellCounts:
    """The counts of one page or document."""
    total = CellCounts()
    for pair in matching.matched:
        total += compare_tables(pair.truth, pair.read)
    for table in matching.invented:
        total += _invented(table)
    return total


def compare_tables(truth: PageTable, read: PageTable | None) -> CellCounts:
    """The counts of one table; `read` None is a missed one."""
    others = {cell.place: cell for cell in read.cells} if read is not None else {}
    total = CellCounts(read=len(read.cells) if read is not None else 0)
    for cell in truth.cells:
        total += _compare(cell, others.pop(cell.place, None))
    for left in others.values():
        total += CellCounts(wrapped_read=int(left.lines >= 2), edits=len(strict(left.text)))
    return total


def _compare(cell: PageCell, other: PageCell | None) -> CellCounts:
    text = strict(cell.text)
    exact = other is not None and strict(other.text) == text
    wrapped = cell.lines >= 2
    number = is_number(cell.text)
    read_wrapped = other is not None and (
        (wrapped and exact) or (other.lines >= 2 and not (exact and not wrapped))
    )
    return CellCounts(
        true=1,
        placed=int(other is not None),
        exact=int(exact),
        exact_nfkc=int(other is not None and normalised(other.text) == normalised(cell.text)),
        wrapped_true=int(wrapped),
        wrapped_read=int(read_wrapped),
        wrapped_exact=int(wrapped and exact),
        number_true=int(number),
        number_exact=int(number and exact),
        characters=len(text),
        edits=len(text) if other is None else Levenshtein.distance(text, strict(other.text)),
    )


def _invented(table: PageTable) -> CellCounts:
    return CellCounts(
        read=len(table.cells),
        wrapped_read=sum(c.lines >= 2 for c in table.cells),
        edits=sum(len(strict(c.text)) for c in table.cells),
    )
