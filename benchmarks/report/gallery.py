"""The worst cells of a run, to be looked at: picture, truth, what was read, confidence, cause."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import cv2
from rapidfuzz.distance import Levenshtein

from budgetgrid.benchmarks.bench.table import degree_title
from budgetgrid.benchmarks.causes import CellError
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.error_crops import crops_of
from budgetgrid.benchmarks.metrics.cells import is_number
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.layout.geometry import Image

CELLS = 60
"""As many as a person looks through; of a picture of 5 kB each the page stays under a megabyte."""

OF_A_TABLE = 4
"""At most so many of one table for one cause at one degree: a lost row would fill the gallery."""

LARGEST = 480, 240
"""Width and height in px above which a picture is made smaller."""

QUALITY = 80
HIDDEN = "test"
"""The side whose errors nobody who works on the program may look at."""

LONG = 160
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """An error and the document, at its degree, that it is in."""

    score: DocumentScore
    error: CellError


def worst_cells(scores: Sequence[DocumentScore]) -> list[WrongCell]:
    """Wrong cells that were thought right first: numbers, then other texts, the surest first in each."""
    wrong = [WrongCell(s, e) for s in scores if s.split != HIDDEN for e in s.errors]
    chosen: list[WrongCell] = []
    taken: Counter[tuple[str, int, str, str]] = Counter()
    for cell in sorted(wrong, key=_badness, reverse=True):
        kind = cell.score.slug, cell.score.degree, cell.error.table, cell.error.cause
        if taken[kind] < OF_A_TABLE and len(chosen) < CELLS:
            taken[kind] += 1
            chosen.append(cell)
    return chosen


def _badness(cell: WrongCell) -> tuple[bool, float]:
    error = cell.error
    return error.read is not None and is_number(error.truth), error.confidence or 0.0


def gallery(cells: Sequence[WrongCell], samples: Sequence[Sample], scans: Path) -> str:
    """A card for each cell."""
    by_name = {sample.slug: sample for sample in samples}
    pictures: dict[int, Image] = {}
    for score in {id(cell.score): cell.score for cell in cells}.values():
        here = [cell for cell in cells if cell.score is score]
        crops = crops_of(by_name[score.slug], score.degree, [cell.error for cell in here], scans)
        pictures |= {id(cell): crop for cell, crop in zip(here, crops)}
    return f'<div class="gallery">{"".join(_card(cell, pictures[id(cell)]) for cell in cells)}</div>\n'


def _card(cell: WrongCell, crop: Image) -> str:
    error = cell.error
    read = '<span class="soft">no cell in its place</span>' if error.read is None else ""
    truth = escape(error.truth[:LONG])
    if error.read is not None:
        truth, read = marked(error.truth[:LONG], error.read[:LONG])
    sure = "unknown" if error.confidence is None else f"{error.confidence:.4f}"
    where = f"{cell.score.slug}, {degree_title(cell.score.degree)}, page {error.page}, table {error.table}"
    place = f"row {error.row + 1}, column {error.col + 1}"
    return (
        f'<figure><div class="crop">{picture_of(crop)}</div><dl>'
        f"<dt>truth</dt><dd>{truth or '(empty)'}</dd><dt>read</dt><dd>{read or '(empty)'}</dd>"
        f"<dt>confidence</dt><dd>{sure}</dd></dl>"
        f"<figcaption><b>{escape(error.cause)}</b><br>{escape(where)}, {place}</figcaption></figure>"
    )


def picture_of(crop: Image) -> str:
    """An RGB picture as an element that holds it; a note where it is empty."""
    if not crop.size:
        return '<span class="soft">outside the page</span>'
    height, width = crop.shape[:2]
    scale = min(1.0, LARGEST[0] / width, LARGEST[1] / height)
    small = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else crop
    _, data = cv2.imencode(
        ".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, QUALITY]
    )
    shown = round(width * scale / 2)
    code = base64.b64encode(data.tobytes()).decode()
    return f'<img width="{shown}" alt="" src="data:image/jpeg;base64,{code}">'


def marked(truth: str, read: str) -> tuple[str, str]:
    """Both texts as HTML, with what one has and the other hasn't marked."""
    true, other = "", ""
    for step in Levenshtein.opcodes(truth, read):
        ours, theirs = truth[step.src_start : step.src_end], read[step.dest_start : step.dest_end]
        equal = step.tag == "equal"
        true += escape(ours) if equal or not ours else f'<mark class="true">{escape(ours)}</mark>'
        other += escape(theirs) if equal or not theirs else f'<mark class="read">{escape(theirs)}</mark>'
    return true, other
