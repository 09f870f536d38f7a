"""rapidocr by itself: PP-OCRv6 small over a whole page, a piece a character."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rapidocr import LangRec
from rapidocr import RapidOCR as Engine

from .drawing import POINTS_PER_INCH, draw_page
from .shape import OpenDocument, PageContent, Piece, ReadPage
from .turning import scaled


def settings(use_angles: bool) -> dict[str, Any]:
    """rapidocr for Chinese on one thread; its angle classifier turns lines it takes for upside down."""
    return {
        "Rec.lang_type": LangRec.CH,
        "Global.use_cls": use_angles,
        "Global.log_level": "warning",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }


def open_reader(variant: str) -> OpenDocument:
    """A reader with the angle classifier (`angles`) or without it (`no-angles`)."""
    engine = Engine(params=settings(use_angles=variant == "angles"))

    def open_document(pdf: Path, dpi: int) -> ReadPage:
        return lambda number: _read(engine, draw_page(pdf, number, dpi), POINTS_PER_INCH / dpi)

    return open_document


def _read(engine: Any, picture: Any, scale: float) -> PageContent:
    result = engine(picture, return_word_box=True, return_single_char_box=True)
    pieces = []
    for line in result.word_results or ():
        for text, _, corners in line:
            xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
            pieces.append(Piece(text, scaled((min(xs), min(ys), max(xs), max(ys)), scale)))
    return PageContent(pieces=tuple(pieces))
