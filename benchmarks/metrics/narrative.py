"""Text outside tables: character error rate, and the order in which its blocks were read.

CER is the Levenshtein distance of a page's blocks, one after the other, over the truth's characters (as jiwer
and dinglehopper compute it; by rapidfuzz, which jiwer calls too). Text in wrong order costs there, so two
more counts leave order out: characters of the truth that the page's result lacks, and those that it has too
many. White space is left out. Order is Kendall's tau (1938; for the order of texts Lapata, 2006,
doi:10.1162/coli.2006.32.4.471) over the pairs of a page's blocks that were found in what was read: 1 as
printed, -1 backwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from budgetgrid.benchmarks.counts import Counts, share
from budgetgrid.benchmarks.metrics.cells import strict
from budgetgrid.benchmarks.truth import Truth

FOUND = 75.0
"""Per cent of a block's characters that agree where it is found on the page."""

TAKEN = "\uf8ff"
"""Put over what was found, so that a text printed twice is found at two places, and below the page, so that a
block is never the longer text.
"""


@dataclass(frozen=True, slots=True)
class NarrativeCounts(Counts):
    """Characters of the truth; edits in order; characters lacking and too many in any order.

    `blocks`, `found`: titles, paragraphs, captions, notes, running lines of the truth, and those found in
    what was read on their page. `pairs`, `swapped`: pairs of found blocks of a page, and those read the other
    way round.
    """

    characters: int = 0
    edits: int = 0
    lacking: int = 0
    too_many: int = 0
    blocks: int = 0
    found: int = 0
    pairs: int = 0
    swapped: int = 0

    @property
    def cer(self) -> float | None:
        """Character error rate, order included; above 1 where more was invented than is there."""
        return share(self.edits, self.characters)

    @property
    def tau(self) -> float | None:
        """Kendall's tau of the order of blocks; None without two on a page."""
        return 1 - 2 * self.swapped / self.pairs if self.pairs else None


def count_narrative(truth: Truth, read: Mapping[int, Sequence[str]]) -> NarrativeCounts:
    """The counts of a document; `read`: each page's texts outside tables in reading order, by page number.

    All counts are 0 where the truth holds no text outside tables.
    """
    if not truth.narrative:
        return NarrativeCounts()
    total = NarrativeCounts()
    for page in truth.pages:
        blocks = [e["text"] for e in truth.narrative if e["page"] == page.number and e["kind"] != "table"]
        total += compare_blocks(blocks, read.get(page.number, ()))
    return total


def compare_blocks(truth: Sequence[str], read: Sequence[str]) -> NarrativeCounts:
    """The counts of one page."""
    blocks = [strict(text) for text in truth if strict(text)]
    true, other = "".join(blocks), strict("".join(read))
    places = [place for place in find_blocks(blocks, other) if place is not None]
    pairs = list(combinations(places, 2))
    return NarrativeCounts(
        characters=len(true),
        edits=Levenshtein.distance(other, true),
        lacking=(Counter(true) - Counter(other)).total(),
        too_many=(Counter(other) - Counter(true)).total(),
        blocks=len(blocks),
        found=len(places),
        pairs=len(pairs),
        swapped=sum(first > second for first, second in pairs),
    )


def find_blocks(blocks: Sequence[str], page: str) -> list[int | None]:
    """Where in a page's text each block begins, None where it isn't found; the longest takes its place
    first.
    """
    places: list[int | None] = [None] * len(blocks)
    page += TAKEN * max(map(len, blocks), default=0)
    for index in sorted(range(len(blocks)), key=lambda i: -len(blocks[i])):
        found = partial_ratio_alignment(blocks[index], page, score_cutoff=FOUND)
        if found is not None:
            places[index] = found.dest_start
            taken = TAKEN * (found.dest_end - found.dest_start)
            page = page[: found.dest_start] + taken + page[found.dest_end :]
    return places
