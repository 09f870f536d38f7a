"""Pictures of wrong cells, cut from the scans that were read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pymupdf

from budgetgrid.benchmarks.causes import CellError
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.runs import scan_of
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.benchmarks.simulate import render
from budgetgrid.benchmarks.warp import POINTS_PER_INCH, Warp
from budgetgrid.layout.geometry import Box, Image

CROP_DPI = 200
MARGIN = 4.0
"""Points around a cell, so that its rules are seen."""


def save_crops(samples: list[Sample], scores: Sequence[DocumentScore], cache: Path, folder: Path) -> None:
    """Write `SLUG-DEGREE-TABLE-rR-cC.png` for every wrong cell into `folder`, made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    by_name = {sample.slug: sample for sample in samples}
    for score in scores:
        crops = crops_of(by_name[score.slug], score.degree, score.errors, cache)
        for error, crop in zip(score.errors, crops):
            table = error.table.replace("/", "_")
            name = f"{score.slug}-{score.degree}-{table}-r{error.row}-c{error.col}.png"
            if crop.size:
                cv2.imwrite(str(folder / name), cv2.cvtColor(crop, cv2.COLOR_RGB2BGR))


def crops_of(sample: Sample, degree: int, errors: Sequence[CellError], cache: Path) -> list[Image]:
    """The wrong cells' pictures, (H, W, 3) uint8 RGB at `CROP_DPI`; empty for one outside its page."""
    path, warps = scan_of(sample, degree, cache)
    with pymupdf.open(path) as document:
        pages = {number: render(document[number - 1], CROP_DPI) for number in {e.page for e in errors}}
        return [cut(pages[e.page], e, document[e.page - 1].rect, warps) for e in errors]


def cut(page: Image, error: CellError, size: pymupdf.Rect, warps: tuple[Warp, ...]) -> Image:
    """The part of a scanned page, (H, W, 3) at `CROP_DPI` and `size` points large, where the cell lies."""
    box = error.box.grown(MARGIN)
    if warps:
        warp = warps[error.page - 1]
        box = _to_scan(box, warp).scaled(size.width / warp.width)
    scaled = box.scaled(CROP_DPI / POINTS_PER_INCH)
    top, left = max(0, int(scaled.top)), max(0, int(scaled.left))
    return np.asarray(page[top : int(scaled.bottom) + 1, left : int(scaled.right) + 1], dtype=np.uint8)


def _to_scan(box: Box, warp: Warp) -> Box:
    corners = [warp.to_scan(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
