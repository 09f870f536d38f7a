"""A page's cost, ours and that of PaddleOCR's own pipeline, each in processes of its own.

The pipeline has the same weights, runs on onnxruntime on one core, and finds and reads text only: no page
orientation, no structure. `python -m budgetgrid.benchmarks.profile_ratio READER FILE WIDTHS PAGE…` is such a
process; it writes the widths of the lines that it recognised to WIDTHS.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.benchmarks.watched_engine import WatchedEngine
from budgetgrid.ocr.crop_batches import INPUT_HEIGHT, scaled_width

PADDLE = "paddleocr-pipeline"


@dataclass(frozen=True, slots=True)
class PageCost:
    """What a page costs beyond those before it: CPU seconds, seconds by the clock, lines recognised, px they
    are wide at the height they are recognised at; and the process's peak memory, MB."""

    cpu_seconds: float
    wall_seconds: float
    peak_memory: float
    lines: float
    pixels: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file's page, over so many pages, as we read it and as PaddleOCR's pipeline does."""

    file: str
    pages: int
    ours: PageCost
    paddle: PageCost

    @property
    def ratio(self) -> float:
        """Our CPU time over theirs."""
        return self.ours.cpu_seconds / self.paddle.cpu_seconds


def compare(path: Path, pages: Sequence[int], few: int, engine: str) -> Comparison:
    """The marginal cost of the pages after the first `few` of those chosen (all if none).

    Raises ValueError where no page is left, ChildProcessError where a process fails.
    """
    from budgetgrid.layout.source import open_source

    with open_source(path) as source:
        chosen = [n for n in pages or range(1, source.page_count + 1) if n <= source.page_count]
    more = len(chosen) - few
    if more < 1:
        raise ValueError(f"{path} has no more than {few} of the pages")
    ours, paddle = (_marginal(reader, path, chosen, few) for reader in (engine, PADDLE))
    return Comparison(f"{path.parent.name}/{path.name}", more, ours, paddle)


def page_costs_as_markdown(comparisons: Sequence[Comparison]) -> str:
    """One line for each file."""
    head = (
        "| file | pages | ours, CPU s (by the clock) | PaddleOCR, CPU s (by the clock) | ratio "
        "| ours, lines and px a page | PaddleOCR, lines and px a page | ours, peak MB "
        "| PaddleOCR, peak MB |\n"
    )
    rows = [
        f"| {c.file} | {c.pages} | {c.ours.cpu_seconds:.2f} ({c.ours.wall_seconds:.2f}) "
        f"| {c.paddle.cpu_seconds:.2f} ({c.paddle.wall_seconds:.2f}) | {c.ratio:.2f} "
        f"| {c.ours.lines:.0f}, {c.ours.pixels:.0f} | {c.paddle.lines:.0f}, {c.paddle.pixels:.0f} "
        f"| {c.ours.peak_memory:.0f} | {c.paddle.peak_memory:.0f} |"
        for c in comparisons
    ]
    return head + "|---|---|---|---|---|---|---|---|---|\n" + "\n".join(rows)


def _marginal(reader: str, path: Path, pages: Sequence[int], few: int) -> PageCost:
    """The cost of a page, from a process that reads `few` of the pages and one that reads all."""
    short, long = (_process_cost(reader, path, chosen) for chosen in (pages[:few], pages))
    more = len(pages) - few
    return PageCost(
        (long.cpu_seconds - short.cpu_seconds) / more,
        (long.wall_seconds - short.wall_seconds) / more,
        long.peak_memory,
        (long.lines - short.lines) / more,
        (long.pixels - short.pixels) / more,
    )


def _process_cost(reader: str, path: Path, pages: Sequence[int]) -> PageCost:
    """What a process that reads `pages` took in all. Raises ChildProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        counted = Path(folder) / "widths.json"
        command = [sys.executable, "-m", __spec__.name, reader, str(path), str(counted), *map(str, pages)]
        begun = time.monotonic()
        child = os.posix_spawn(sys.executable, command, os.environ)
        _, status, usage = os.wait4(child, 0)
        wall = time.monotonic() - begun
        if status:
            raise ChildProcessError(f"{' '.join(command)} ended with status {status}")
        widths = json.loads(counted.read_text(encoding="utf-8"))
    seconds = usage.ru_utime + usage.ru_stime
    return PageCost(seconds, wall, usage.ru_maxrss / 1024, len(widths), sum(widths))


def _read(reader: str, path: Path, pages: Sequence[int]) -> list[int]:
    """Read the pages; the width of each line that was recognised, px at the recogniser's height."""
    if reader == PADDLE:
        return _read_with_paddle(path, pages)
    from budgetgrid.conversion import convert
    from budgetgrid.ocr.engines import open_engine

    widths: list[int] = []
    engine = WatchedEngine(
        open_engine(reader, threads=1), lambda crops: widths.extend(map(scaled_width, crops))
    )
    convert(path, engine=engine, pages=tuple(pages), threads=1)
    return widths


def _read_with_paddle(path: Path, pages: Sequence[int]) -> list[int]:
    """Give the same page images to the pipeline at its own settings; see `_read`."""
    import numpy as np
    import paddleocr

    from budgetgrid.layout.page_image import page_image
    from budgetgrid.layout.source import open_source
    from budgetgrid.ocr.models import find_models
    from budgetgrid.ocr.paddle_engine import PaddleEngine

    engine = PaddleEngine(find_models(), 1)
    blank = np.full((48, 320, 3), 255, np.uint8)
    engine.detect(blank)
    engine.recognise([blank])
    pipeline = paddleocr.PaddleOCR(
        text_detection_model_name="PP-OCRv6_small_det",
        text_detection_model_dir=str(engine.folder / "det"),
        text_recognition_model_name="PP-OCRv6_small_rec",
        text_recognition_model_dir=str(engine.folder / "rec"),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        engine="onnxruntime",
        engine_config={"intra_op_num_threads": 1},
        device="cpu",
    )
    widths: list[int] = []
    with open_source(path) as source:
        for number in pages:
            pixels = page_image(source.page(number)).pixels
            (result,) = pipeline.predict(np.ascontiguousarray(pixels[:, :, ::-1]))
            widths += [
                round((right - left) * INPUT_HEIGHT / max(1, bottom - top))
                for left, top, right, bottom in np.asarray(result["rec_boxes"]).tolist()
            ]
    return widths


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(
        json.dumps(_read(sys.argv[1], Path(sys.argv[2]), [int(number) for number in sys.argv[4:]])),
        encoding="utf-8",
    )
