"""Opening what people give us: by content, with an error of its own for each way it can be unusable."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from budgetgrid.layout.errors import (
    BudgetgridError,
    FileEmpty,
    FileMissing,
    ImageUnreadable,
    NotADocument,
    PageOutOfRange,
    PageTooLarge,
    PdfDamaged,
    PdfEmpty,
    PdfEncrypted,
)
from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.source import open_source


def pdf_bytes(pages: int = 2) -> bytes:
    document = pymupdf.open()
    for number in range(1, pages + 1):
        document.new_page(width=300, height=400).insert_text((50, 50), f"page {number}")
    return document.tobytes()


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def pdf_without_pages() -> bytes:
    body = b"%PDF-1.4\n"
    offsets = []
    for content in (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"):
        offsets.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (len(offsets), content)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 3\n0000000000 65535 f \n" + entries + b"trailer<</Size 3/Root 1 0 R>>\n"
    return body + table + b"startxref\n%d\n%%%%EOF\n" % len(body)


def test_pdf_is_known_by_content_whatever_its_name(tmp_path: Path) -> None:
    content = b"junk before the header\n" + pdf_bytes()
    with open_source(written(tmp_path / "scan.jpg", content)) as source:
        assert source.is_pdf
        assert source.page_count == 2
        assert source.sha256 == hashlib.sha256(content).hexdigest()
        assert [(p.number, p.width, p.height) for p in source.pages()] == [(1, 300, 400), (2, 300, 400)]


def test_image_is_known_by_content_whatever_its_name(tmp_path: Path) -> None:
    Image.new("L", (400, 200)).save(tmp_path / "x.pdf", "PNG", dpi=(100, 100))
    with open_source(tmp_path / "x.pdf") as source:
        page = source.page(1)
        assert not source.is_pdf
        # 400 px at 100 dpi are 4 inches; PNG stores whole px per metre (3937), hence the tolerance.
        assert (page.width, page.height) == (pytest.approx(288, rel=1e-4), pytest.approx(144, rel=1e-4))


@pytest.mark.parametrize(
    ("content", "error", "slug"),
    [
        (b"", FileEmpty, "file-empty"),
        (b"PK\x03\x04 a spreadsheet", NotADocument, "not-a-document"),
        (b" " * 1030 + b"%PDF-1.4", NotADocument, "not-a-document"),
        (b"%PDF-1.7\n nothing else that makes sense", PdfDamaged, "pdf-damaged"),
        (pdf_bytes()[:200], PdfDamaged, "pdf-damaged"),
        (pdf_without_pages(), PdfEmpty, "pdf-no-pages"),
        (b"\x89PNG\r\n\x1a\n but no picture", ImageUnreadable, "image-unreadable"),
        (b"\xff\xd8\xff\xe0 but no picture", ImageUnreadable, "image-unreadable"),
        (b"II*\0\x08\0\0\0", ImageUnreadable, "image-unreadable"),
    ],
)
def test_unusable_file_has_its_own_error(
    tmp_path: Path, content: bytes, error: type[BudgetgridError], slug: str
) -> None:
    with pytest.raises(error) as caught:
        open_source(written(tmp_path / "x.pdf", content))
    assert caught.value.slug == slug


def test_missing_file_and_folder_are_missing(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(FileMissing):
            open_source(path)


def test_repaired_pdf_is_used_and_says_so(tmp_path: Path) -> None:
    whole = pdf_bytes()
    cut = whole[: whole.rindex(b"xref\n")]
    with open_source(written(tmp_path / "whole.pdf", whole)) as source:
        assert not source.repaired
    with open_source(written(tmp_path / "cut.pdf", cut)) as source:
        assert source.repaired
        assert source.page_count == 2
        assert "page 2" in source.page(2).pdf.get_text()


def test_damage_is_not_reported_on_the_standard_streams(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = pdf_bytes()
    with open_source(written(tmp_path / "cut.pdf", whole[: whole.rindex(b"xref\n")])) as source:
        page_image(source.page(1))
    with pytest.raises(PdfDamaged):
        open_source(written(tmp_path / "bad.pdf", whole[:200]))
    assert capfd.readouterr() == ("", "")


def encrypted(path: Path, user: str) -> Path:
    document = pymupdf.open(stream=pdf_bytes(1))
    document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw=user, owner_pw="owner")
    return path


@pytest.mark.parametrize("password", [None, "wrong", ""])
def test_encrypted_pdf_needs_its_password(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(PdfEncrypted):
        open_source(encrypted(tmp_path / "x.pdf", "secret"), password)


@pytest.mark.parametrize(("user", "password"), [("secret", "secret"), ("secret", "owner"), ("", None)])
def test_encrypted_pdf_opens(tmp_path: Path, user: str, password: str | None) -> None:
    with open_source(encrypted(tmp_path / "x.pdf", user), password) as source:
        assert "page 1" in source.page(1).pdf.get_text()


@pytest.mark.parametrize("number", [0, 3, -1])
def test_page_that_is_not_there(tmp_path: Path, number: int) -> None:
    with open_source(written(tmp_path / "x.pdf", pdf_bytes())) as source, pytest.raises(PageOutOfRange):
        source.page(number)


@pytest.mark.parametrize(
    ("rotation", "size"), [(0, (200, 300)), (90, (300, 200)), (180, (200, 300)), (270, (300, 200))]
)
def test_size_is_that_of_the_crop_box_turned(tmp_path: Path, rotation: int, size: tuple[int, int]) -> None:
    document = pymupdf.open()
    page = document.new_page(width=400, height=500)
    page.set_cropbox(pymupdf.Rect(50, 60, 250, 360))
    page.set_rotation(rotation)
    with open_source(written(tmp_path / "x.pdf", document.tobytes())) as source:
        found = source.page(1)
        assert (found.width, found.height) == size


def test_every_page_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    frames = [Image.new("1", (200, 100 * n), 1) for n in (1, 2, 3)]
    frames[0].save(
        tmp_path / "x.tif", save_all=True, append_images=frames[1:], dpi=(100, 100), compression="group4"
    )
    with open_source(tmp_path / "x.tif") as source:
        assert source.page_count == 3
        assert [p.height for p in source.pages()] == [72, 144, 216]


def test_image_cut_short_is_unreadable(tmp_path: Path) -> None:
    whole = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(whole, "JPEG")
    with (
        open_source(written(tmp_path / "x.jpg", whole.getvalue()[:4000])) as source,
        pytest.raises(ImageUnreadable),
    ):
        page_image(source.page(1))


def test_image_with_far_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(tmp_path / "x.tif", compression="group4")
    with pytest.raises(PageTooLarge):
        open_source(tmp_path / "x.tif")
