"""The file to convert: a PDF or an image, told apart by content, opened, and its pages."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from budgetgrid.layout.errors import (
    FileEmpty,
    FileMissing,
    NotADocument,
    PageOutOfRange,
    PdfDamaged,
    PdfEmpty,
    PdfEncrypted,
)
from budgetgrid.layout.geometry import IDENTITY, Matrix
from budgetgrid.layout.image_file import ImageFrame, image_frames, is_image

log = logging.getLogger(__name__)

HEADER_WITHIN = 1024
"""Bytes in which a PDF's header must begin (PDF 1.7, appendix H, note 13: some begin with a few of junk)."""

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a source: `number` from 1, `width` and `height` in points (1/72 in) as a viewer shows it.

    Below is either a page of a PDF (`pdf`, a `pymupdf.Page`; valid as long as its source is open) or a page
    of an image file (`frame`)."""

    number: int
    width: float
    height: float
    pdf: Any | None = None
    frame: ImageFrame | None = None

    @property
    def to_viewer(self) -> Matrix:
        """From the coordinates that pymupdf gives texts, drawings and images in (CropBox applied, /Rotate
        not) to points of the page as a viewer shows it.

        Not pymupdf's `rotation_matrix`, which forgets a UserUnit."""
        rotation = self.pdf.rotation if self.pdf is not None else 0
        turned: dict[int, Matrix] = {
            90: ((0.0, -1.0, self.width), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
            180: ((-1.0, 0.0, self.width), (0.0, -1.0, self.height), (0.0, 0.0, 1.0)),
            270: ((0.0, 1.0, 0.0), (-1.0, 0.0, self.height), (0.0, 0.0, 1.0)),
        }
        return turned.get(rotation, IDENTITY)


class Source:
    """An opened file. Holds the PDF open; use it in a `with`."""

    def __init__(self, path: Path, sha256: str, pdf: Any | None, frames: tuple[ImageFrame, ...]) -> None:
        self.path = path
        self.sha256 = sha256
        self._pdf = pdf
        self._frames = frames
        self.page_count: int = len(frames) if pdf is None else pdf.page_count

    @property
    def is_pdf(self) -> bool:
        """Whether the file is a PDF; an image otherwise."""
        return self._pdf is not None

    @property
    def repaired(self) -> bool:
        """Whether the PDF was damaged and could be put right, perhaps with something lost."""
        return self._pdf is not None and bool(self._pdf.is_repaired)

    def page(self, number: int) -> SourcePage:
        """The page with that number, from 1. Raises PageOutOfRange, PdfDamaged."""
        if not 1 <= number <= self.page_count:
            raise PageOutOfRange(f"{self.path.name} has {self.page_count} pages; there is no page {number}")
        if self._pdf is None:
            frame = self._frames[number - 1]
            points = POINTS_PER_INCH / frame.resolution.dpi
            return SourcePage(number, frame.width * points, frame.height * points, frame=frame)
        return _pdf_page(self._pdf, number, self.path.name)

    def pages(self) -> Iterator[SourcePage]:
        """All pages in order."""
        return (self.page(number) for number in range(1, self.page_count + 1))

    def close(self) -> None:
        """Let go of the file; its pages can't be used any more."""
        if self._pdf is not None and not self._pdf.is_closed:
            self._pdf.close()

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_source(path: Path, password: str | None = None) -> Source:
    """Open a PDF, PNG, JPEG or TIFF, whatever its name says.

    Raises FileMissing, FileEmpty, NotADocument, PdfDamaged, PdfEncrypted, PdfEmpty, ImageUnreadable,
    PageTooLarge."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_WITHIN + 5)
    except OSError as error:
        raise FileMissing(f"{path} can't be read: {error.strerror}") from error
    if not head:
        raise FileEmpty(f"{path.name} is empty")
    if is_image(head):
        return Source(path, _sha256(path), None, image_frames(path))
    if not is_document(head):
        raise NotADocument(f"{path.name} is neither a PDF nor a PNG, JPEG or TIFF image")
    return Source(path, _sha256(path), _opened_pdf(path, password), ())


@contextmanager
def mupdf_errors(number: int) -> Iterator[None]:
    """Turn what MuPDF raises in the middle of a page into PdfDamaged; each of its messages bears a code."""
    try:
        yield
    except Exception as error:
        if str(error).startswith("code="):
            raise PdfDamaged(f"page {number} can't be drawn or read: {error}") from error
        raise


def is_document(head: bytes) -> bool:
    """Whether a file that begins with `head` (HEADER_WITHIN bytes and a few) is one that can be opened."""
    return is_image(head) or b"%PDF-" in head


def _sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _opened_pdf(path: Path, password: str | None) -> Any:
    """The PDF as a `pymupdf.Document` with at least one page that loads."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        pdf = _pdf_at(path)
    except (RuntimeError, pymupdf.mupdf.FzErrorBase) as error:
        raise PdfDamaged(f"{path.name} can't be parsed: {error}") from error
    try:
        _unlock(pdf, path.name, password)
        _require_pages(pdf, path.name)
    except Exception:
        pdf.close()
        raise
    if pdf.is_repaired:
        log.warning("%s was damaged and has been repaired in memory; something may be missing", path.name)
    return pdf


def _pdf_at(path: Path) -> Any:
    """The PDF as MuPDF opens it, which takes no name that is not UTF-8: such a file is read whole."""
    import pymupdf

    try:
        str(path).encode()
    except UnicodeEncodeError:
        return pymupdf.open(stream=path.read_bytes(), filetype="pdf")
    return pymupdf.open(path, filetype="pdf")


def _unlock(pdf: Any, name: str, password: str | None) -> None:
    """Give the password where one is needed (an empty user password opens by itself)."""
    if not pdf.needs_pass:
        return
    if password is None:
        raise PdfEncrypted(f"{name} is encrypted and no password was given")
    if not pdf.authenticate(password):
        raise PdfEncrypted(f"{name} is encrypted and the password is wrong")


def _require_pages(pdf: Any, name: str) -> None:
    """Raise where there is no page to work on."""
    import pymupdf

    try:
        count = pdf.page_count
    except (RuntimeError, pymupdf.mupdf.FzErrorBase) as error:
        raise PdfDamaged(f"{name}: its list of pages can't be read: {error}") from error
    if count == 0:
        if pdf.is_repaired:
            raise PdfDamaged(f"{name} is damaged; no page of it could be found")
        raise PdfEmpty(f"{name} has no pages")
    if pdf.is_repaired and not any(_loads(pdf, index) for index in range(count)):
        raise PdfDamaged(f"{name} is damaged; none of its {count} pages can be loaded")


def _loads(pdf: Any, index: int) -> bool:
    """Whether the page can be loaded."""
    try:
        _pdf_page(pdf, index + 1, "")
    except PdfDamaged:
        return False
    return True


def _pdf_page(pdf: Any, number: int, name: str) -> SourcePage:
    """A page of a PDF. Raises PdfDamaged."""
    import pymupdf

    try:
        page = pdf.load_page(number - 1)
        width, height = float(page.rect.width), float(page.rect.height)
    except (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase) as error:
        raise PdfDamaged(f"{name}, page {number}: {error}") from error
    if not (width > 0 and height > 0):
        raise PdfDamaged(f"{name}, page {number} has no area")
    return SourcePage(number, width, height, pdf=page)
