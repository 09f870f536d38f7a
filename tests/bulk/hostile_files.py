"""Makes broken and hostile files: `python hostile_files.py FOLDER`. What each is, its name says.

Everything is made here, of a small budget page and of raw PDF objects; random bytes come from fixed seeds.
"""

from __future__ import annotations

import io
import os
import random
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pymupdf
from PIL import Image

Files = Iterator[tuple[str, bytes]]
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>"


def good_pdf(pages: int = 2) -> bytes:
    """A digital page or two with a ruled table."""
    pdf = pymupdf.open()
    for number in range(pages):
        page = pdf.new_page(width=400, height=300)
        page.insert_text((150, 40), f"Budget {number + 1}", fontsize=14)
        for index in range(4):
            page.draw_line((50, 60 + 30 * index), (350, 60 + 30 * index))
            page.draw_line((50 + 100 * index, 60), (50 + 100 * index, 150))
        for row in range(3):
            for col in range(3):
                page.insert_text((60 + 100 * col, 80 + 30 * row), f"{100 * row + col}.50")
    return pdf.tobytes(deflate=True, no_new_id=True)


def raw_pdf(*objects: bytes, trailer: bytes = b"/Root 1 0 R", version: bytes = b"1.7") -> bytes:
    """A PDF of objects numbered from 1, with a right xref table."""
    body, offsets = b"%PDF-" + version + b"\n", []
    for number, data in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    return (
        body + head + table + b"trailer<</Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (count, trailer, len(body))
    )


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), extra, data)


def one_page(content: bytes, page: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one page with that content stream; further objects from 5 on."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE.removesuffix(b"/Resources<<>>" if b"/Resources" in page else b"") + page + b"/Contents 4 0 R>>",
        content,
        *more,
    )


def image_page(image: bytes, data: bytes) -> bytes:
    """A page that is one image, given its dictionary's entries and its data."""
    resources = b"/Resources<</XObject<</I 5 0 R>>>>"
    picture = stream(data, b"/Type/XObject/Subtype/Image" + image)
    return one_page(stream(b"300 0 0 200 0 0 cm /I Do"), resources, picture)


def picture(width: int = 300, height: int = 200, mode: str = "L") -> Image.Image:
    """A page with rules, as an image."""
    grey = np.full((height, width), 255, np.uint8)
    grey[20:-20:40, 20:-20] = 0
    grey[20:-20, 20:-20:70] = 0
    return Image.fromarray(grey).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def truncated() -> Files:
    data = good_pdf()
    for part in range(1, 20):
        yield f"truncated-{part * 5:02d}.pdf", data[: len(data) * part // 20]
    for kind in ("PNG", "JPEG", "TIFF"):
        whole = saved(picture(), kind)
        for part in (1, 5, 9):
            yield f"truncated-{part}.{kind.lower()}", whole[: max(30, len(whole) * part // 10)]


def flipped() -> Files:
    data = good_pdf()
    for seed in range(40):
        chance, broken = random.Random(seed), bytearray(data)
        for _ in range(1 + 3 * seed):
            broken[chance.randrange(9, len(broken))] ^= 1 << chance.randrange(8)
        yield f"flipped-{seed:02d}.pdf", bytes(broken)
    for seed in range(12):
        chance, broken = random.Random(seed), bytearray(saved(picture(), ("PNG", "JPEG", "TIFF")[seed % 3]))
        for _ in range(1 + seed):
            broken[chance.randrange(12, len(broken))] ^= 1 << chance.randrange(8)
        yield f"flipped-image-{seed:02d}.{('png', 'jpg', 'tif')[seed % 3]}", bytes(broken)


def noise() -> Files:
    for seed in range(15):
        yield f"noise-{seed:02d}.pdf", b"%PDF-1.7\n" + random.Random(seed).randbytes(1 + seed * 997)
    for index, head in enumerate((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\0", b"MM\0*", b"II+\0")):
        yield f"noise-image-{index}.png", head + random.Random(index).randbytes(2000)


def wrong_xref() -> Files:
    data = good_pdf()
    where = data.rindex(b"startxref")
    yield "xref-offset-0.pdf", data[:where] + b"startxref\n0\n%%EOF"
    yield "xref-offset-huge.pdf", data[:where] + b"startxref\n99999999999999999999\n%%EOF"
    yield "xref-none.pdf", data[: data.rindex(b"xref\n")]
    yield "xref-shifted.pdf", b"%PDF-1.7\n" + b" " * 7 + data[9:]
    good = one_page(stream(b""))
    table = good.rindex(b"xref\n0")
    yield "xref-all-zero.pdf", good[:table] + good[table:].replace(b" 00000 n", b" 65535 f")
    yield "xref-prev-itself.pdf", raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", trailer=b"/Root 1 0 R/Prev 57")
    yield "xref-size-huge.pdf", good.replace(b"/Size 5", b"/Size 2147483647")
    yield "junk-in-front.pdf", b"\0" * 900 + good
    yield "header-only.pdf", b"%PDF-1.7\n"
    yield "version-9.pdf", good.replace(b"%PDF-1.7", b"%PDF-9.9")


def loops() -> Files:
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    yield "loop-kids.pdf", raw_pdf(catalog, b"<</Type/Pages/Kids[2 0 R]/Count 1>>")
    yield (
        "loop-kids-two.pdf",
        raw_pdf(
            catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>",
        ),
    )
    yield "loop-parent.pdf", one_page(stream(b"")).replace(b"/Type/Pages/", b"/Type/Pages/Parent 2 0 R/")
    yield "loop-contents.pdf", one_page(b"[4 0 R]")
    yield "loop-reference.pdf", one_page(b"4 0 R")
    yield "loop-length.pdf", one_page(b"<</Length 4 0 R>>stream\nq\nendstream")
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    yield (
        "loop-form.pdf",
        one_page(stream(b"/F Do"), b"/Resources<</XObject<</F 5 0 R>>>>", stream(b"/F Do /F Do", form)),
    )
    pattern = b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 1/YStep 1"
    inner = b"/Resources<</Pattern<</P 5 0 R>>>>"
    paint = b"/Pattern cs /P scn 0 0 300 200 re f"
    yield "loop-pattern.pdf", one_page(stream(paint), inner, stream(paint, pattern + inner))
    mask = (
        b"/Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/SMask 5 0 R"
    )
    yield (
        "loop-mask.pdf",
        one_page(
            stream(b"9 0 0 9 0 0 cm /I Do"), b"/Resources<</XObject<</I 5 0 R>>>>", stream(b"\0" * 81, mask)
        ),
    )
    outline = b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>"
    yield (
        "loop-outline.pdf",
        one_page(stream(b""), b"", b"<</First 5 0 R/Next 5 0 R/Last 5 0 R>>").replace(catalog, outline),
    )


def bombs() -> Files:
    zeros = zlib.compress(b"\0" * (200 << 20), 9)
    twice = zlib.compress(zlib.compress(b" " * (200 << 20), 9), 9)
    flate = b"/Filter/FlateDecode"
    yield "bomb-content.pdf", one_page(stream(zlib.compress(b"q " * (20 << 20), 9), flate))
    yield "bomb-content-twice.pdf", one_page(stream(twice, b"/Filter[/FlateDecode/FlateDecode]"))
    wide = b"/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceGray"
    yield "bomb-image.pdf", image_page(wide + flate, zeros)
    huge = b"/Width 2000000000/Height 2000000000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    yield "bomb-image-size.pdf", image_page(huge, b"\0" * 100)
    objects = stream(zeros, b"/Type/ObjStm/N 1000000/First 10" + flate)
    yield "bomb-objects.pdf", one_page(stream(b""), b"", objects)
    yield "bomb-run-length.pdf", one_page(stream(b"\x81 " * 500_000, b"/Filter/RunLengthDecode"))
    chain = b"/Filter[" + b"/ASCIIHexDecode" * 2000 + b"]"
    yield "bomb-filters.pdf", one_page(stream(b"71>", chain))
    deep = b"[" * 20_000 + b"]" * 20_000
    yield "deep-array.pdf", one_page(stream(b""), b"/Deep " + deep)
    yield "deep-content.pdf", one_page(stream(b"[" * 50_000))
    yield "deep-states.pdf", one_page(stream(b"q " * 300_000))
    yield "deep-dictionary.pdf", one_page(stream(b""), b"/Deep " + b"<</A" * 20_000 + b" 1" + b">>" * 20_000)
    many = b" ".join(
        b"%d %d m %d %d l S" % (i % 300, i % 199, (i * 7) % 300, (i * 13) % 200) for i in range(60_000)
    )
    yield "many-lines.pdf", one_page(stream(many))
    yield "long-number.pdf", one_page(stream(b"9" * 100_000 + b" 0 m"))
    yield (
        "many-objects.pdf",
        raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            PAGE + b">>",
            *[b"null"] * 50_000,
        ),
    )


def fonts() -> Files:
    text = stream(b"BT /F 12 Tf 20 100 Td (1234.50 total) Tj ET")
    plain = b"/Resources<</Font<</F 5 0 R>>>>"
    for name, font in {
        "missing": b"null",
        "unknown": b"<</Type/Font/Subtype/TrueType/BaseFont/NoSuchFont>>",
        "type0-empty": b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[]>>",
        "type3-loop": b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]"
        b"/CharProcs<</a 4 0 R>>/Encoding<</Differences[49/a]>>/FirstChar 49/LastChar 49/Widths[1]"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        "widths-wrong": b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 0/LastChar 999999999"
        b"/Widths[0]>>",
        "file-broken": b"<</Type/Font/Subtype/TrueType/BaseFont/X/FontDescriptor<</Type/FontDescriptor"
        b"/FontName/X/Flags 4/FontFile2 4 0 R>>>>",
    }.items():
        yield f"font-{name}.pdf", one_page(text, plain, font)


def sizes() -> Files:
    for name, box in {
        "200-inch": b"0 0 14400 14400",
        "20000-inch": b"0 0 1440000 1440000",
        "1-point": b"0 0 1 1",
        "empty": b"0 0 0 0",
        "line": b"0 0 14400 1",
        "negative": b"300 200 0 0",
        "far-away": b"1000000 1000000 1000300 1000200",
        "not-numbers": b"/A /B /C /D",
        "overflow": b"0 0 1e38 1e38",
    }.items():
        yield f"page-{name}.pdf", one_page(stream(b"0 0 50 50 re f")).replace(b"0 0 300 200", box)
    yield "page-user-unit.pdf", one_page(stream(b"0 0 50 50 re f"), b"/UserUnit 75000")
    yield "page-rotate-45.pdf", one_page(stream(b"0 0 50 50 re f"), b"/Rotate 45")
    yield "page-crop-outside.pdf", one_page(stream(b"0 0 50 50 re f"), b"/CropBox[900 900 950 950]")
    yield "pages-none.pdf", raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")
    yield "pages-count-wrong.pdf", one_page(stream(b"")).replace(b"/Count 1", b"/Count 9")
    yield "pages-count-huge.pdf", one_page(stream(b"")).replace(b"/Count 1", b"/Count 2000000000")
    yield (
        "pages-null.pdf",
        raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[null 3 0 R 9 0 R]/Count 3>>", PAGE + b">>"
        ),
    )


def many_pages() -> Files:
    """One page object, 10,000 times in the tree."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 10_003))
    page = PAGE.replace(b"300 200", b"30 20") + b">>"
    yield (
        "pages-10000.pdf",
        raw_pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[" + kids + b"]/Count 10000>>",
            *[page] * 10_000,
        ),
    )


def image_sizes() -> Files:
    for kind in ("PNG", "JPEG", "TIFF"):
        yield f"pixel-1.{kind.lower()}", saved(Image.new("L", (1, 1), 255), kind)
        yield f"pixel-2x1.{kind.lower()}", saved(Image.new("RGB", (2, 1)), kind)
    for width, height in ((30_000, 30_000), (30_000, 1), (1, 30_000), (30_000, 300)):
        yield f"pixels-{width}x{height}.png", saved(Image.new("1", (width, height), 1), "PNG")
    yield (
        "pixels-claimed.png",
        saved(picture(), "PNG").replace(
            struct.pack(">II", 300, 200), struct.pack(">II", 2_000_000_000, 2_000_000_000)
        ),
    )
    for dpi in (1, 72, 5000):
        yield f"dpi-{dpi}.png", saved(picture(), "PNG", dpi=(dpi, dpi))
    frames = [picture(120, 90, "1") for _ in range(60)]
    yield (
        "frames-60.tif",
        saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4"),
    )
    loop = bytearray(saved(picture(), "TIFF"))
    first = struct.unpack_from("<I", loop, 4)[0]
    count = struct.unpack_from("<H", loop, first)[0]
    struct.pack_into("<I", loop, first + 2 + 12 * count, first)
    yield "frames-loop.tif", bytes(loop)


def image_kinds() -> Files:
    deep = Image.fromarray((np.asarray(picture()).astype(np.uint16)) * 257)
    yield "16-bit.png", saved(deep, "PNG")
    yield "16-bit.tif", saved(deep, "TIFF")
    yield "float.tif", saved(Image.fromarray(np.asarray(picture()).astype(np.float32)), "TIFF")
    yield "cmyk.jpg", saved(picture(mode="CMYK"), "JPEG")
    yield "cmyk.tif", saved(picture(mode="CMYK"), "TIFF")
    yield "lab.tif", saved(picture(mode="RGB").convert("LAB"), "TIFF")
    yield "palette.png", saved(picture(mode="P"), "PNG")
    yield "alpha.png", saved(picture(mode="RGBA"), "PNG")
    for compression in ("group3", "group4", "tiff_lzw", "tiff_deflate", "packbits", "jpeg"):
        mode = "1" if compression.startswith("group") else "L"
        yield f"tiff-{compression}.tif", saved(picture(mode=mode), "TIFF", compression=compression)
    jpeg2000 = saved(picture(), "JPEG2000")
    size = b"/Width 300/Height 200"
    grey = size + b"/BitsPerComponent 8/ColorSpace/DeviceGray"
    yield "jpeg2000.pdf", image_page(size + b"/Filter/JPXDecode", jpeg2000)
    yield "jpeg2000-cut.pdf", image_page(size + b"/Filter/JPXDecode", jpeg2000[: len(jpeg2000) // 2])
    yield "jpeg2000.jp2", jpeg2000
    fax = fax_data()
    black = size + b"/BitsPerComponent 1/ColorSpace/DeviceGray"
    parameters = b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 300/Rows 200>>"
    yield "ccitt.pdf", image_page(black + parameters, fax)
    yield "ccitt-cut.pdf", image_page(black + parameters, fax[: len(fax) // 2])
    yield "ccitt-columns.pdf", image_page(black + parameters.replace(b"300", b"999999999"), fax)
    yield "jbig2.pdf", image_page(black + b"/Filter/JBIG2Decode", jbig2(fax))
    yield "jbig2-cut.pdf", image_page(black + b"/Filter/JBIG2Decode", jbig2(fax)[:60])
    yield "jbig2-size.pdf", image_page(black + b"/Filter/JBIG2Decode", jbig2(fax, 0x7FFFFFFF))
    jpeg = saved(picture(mode="CMYK"), "JPEG")
    cmyk = size + b"/BitsPerComponent 8/ColorSpace/DeviceCMYK/Filter/DCTDecode"
    yield "cmyk.pdf", image_page(cmyk, jpeg)
    yield "dct-cut.pdf", image_page(cmyk, jpeg[: len(jpeg) // 3])
    yield "16-bit.pdf", image_page(grey.replace(b"Component 8", b"Component 16"), b"\x80\0" * 60_000)
    yield "bits-7.pdf", image_page(grey.replace(b"Component 8", b"Component 7"), b"\0" * 60_000)
    yield "filter-unknown.pdf", image_page(grey + b"/Filter/NoSuchDecode", b"\0" * 60_000)
    yield "data-short.pdf", image_page(grey, b"\0" * 10)
    yield (
        "space-unknown.pdf",
        image_page(size + b"/BitsPerComponent 8/ColorSpace/NoSuchSpace", b"\0" * 60_000),
    )


def fax_data() -> bytes:
    """The page in CCITT group 4, as it lies in a TIFF of one strip."""
    with Image.open(io.BytesIO(saved(picture(mode="1"), "TIFF", compression="group4"))) as image:
        (offset,), (length,) = image.tag_v2[273], image.tag_v2[279]
        image.fp.seek(offset)
        return image.fp.read(length)


def jbig2(fax: bytes, width: int = 300) -> bytes:
    """The page in JBIG2 (ITU-T T.88) as PDF embeds it: page information, a generic region as fax."""
    information = struct.pack(">IIIIBH", width, 200, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, 200, 0, 0, 0) + b"\x01" + fax
    segments = ((0, 48, information), (1, 38, region))
    return b"".join(struct.pack(">IBBBI", n, kind, 0, 1, len(data)) + data for n, kind, data in segments)


def locked() -> Files:
    for name, method in {"rc4": 2, "aes128": 4, "aes256": 5}.items():
        for who, password in {"empty": "", "secret": "secret"}.items():
            pdf = pymupdf.open("pdf", good_pdf())
            yield (
                f"locked-{name}-{who}.pdf",
                pdf.tobytes(encryption=method, owner_pw="owner", user_pw=password),
            )
    unknown = b"/Root 1 0 R/Encrypt<</Filter/NoSuch/V 99/R 99>>/ID[<00><00>]"
    yield (
        "locked-unknown.pdf",
        raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", trailer=unknown),
    )


def active() -> Files:
    page = one_page(stream(b"0 0 50 50 re f"))
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    for name, action in {
        "javascript": b"<</S/JavaScript/JS(app.alert\\(1\\); app.launchURL\\('http://example.invalid/'\\))>>",
        "launch": b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)>>>>",
        "uri": b"<</S/URI/URI(http://example.invalid/)>>",
        "submit": b"<</S/SubmitForm/F(http://example.invalid/)>>",
        "remote": b"<</S/GoToR/F(//example.invalid/share/a.pdf)/D[0/Fit]>>",
    }.items():
        yield f"active-{name}.pdf", page.replace(catalog, catalog[:-2] + b"/OpenAction" + action + b">>")
    for name, place in {"url": b"<</FS/URL/F(http://example.invalid/)>>", "file": b"(/etc/passwd)"}.items():
        yield f"outside-{name}.pdf", one_page(b"<</Length 0/F%s>>stream\n\nendstream" % place)
    reference = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Ref<</F(/etc/passwd)/Page 0>>"
    yield (
        "outside-form.pdf",
        one_page(stream(b"/F Do"), b"/Resources<</XObject<</F 5 0 R>>>>", stream(b"", reference)),
    )
    pdf = pymupdf.open("pdf", good_pdf(1))
    pdf.embfile_add("../../../../tmp/escape.exe", b"MZ" * 1000, filename="../../../../tmp/escape.exe")
    yield "embedded.pdf", pdf.tobytes(no_new_id=True)
    pdf = pymupdf.open("pdf", good_pdf(1))
    for row, text in enumerate(("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1")):
        pdf[0].insert_text((60, 180 + 15 * row), text)
        pdf[0].insert_text((160, 110), "=HYPERLINK(1)") if row == 0 else None
    yield "formulas.pdf", pdf.tobytes(no_new_id=True)
    yield "xfa.pdf", page.replace(catalog, catalog[:-2] + b"/AcroForm<</XFA 4 0 R/Fields[]>>>>")


def not_documents() -> Files:
    for name, data in {
        "empty": b"",
        "text": b"This is a text.\n",
        "html": b"<html><body>%PDF</body></html>",
        "zip": b"PK\x03\x04" + b"\0" * 100,
        "newline": b"\n",
        "elf": b"\x7fELF" + b"\0" * 100,
    }.items():
        yield f"{name}.pdf", data
    for suffix in ("png", "jpg", "tif"):
        yield f"empty-image.{suffix}", b""


NAMES = (
    "with spaces .pdf", "new\nline.pdf", "预算 公开（2024）.pdf", "预" * 82 + ".pdf", "-rf.pdf",
    "...pdf", "..pdf",
    ".hidden.pdf", "quote'\".pdf", "semi;colon$(id).pdf", "%s%n.pdf", "tab\t.pdf",
    "UPPER.PDF", "upper.pdf",
    "no suffix", "wrong.png", "wrong.txt", "back\\slash.pdf", "con.pdf", "\u00e9.pdf", "e\u0301.pdf",
    "emoji 💰.pdf", "a.pdf.pdf", "zero\u200bwidth.pdf", "rtl\u202efdp.pdf", "[bold]markup[/bold].pdf",
    os.fsdecode(b"not-utf8-\xff\xfe.pdf"), "folder/deep/er/file.pdf", "folder.pdf", "~.pdf",
)  # fmt: skip


def names() -> Files:
    """The same good document of other bytes, under names that trip programs up."""
    for index, name in enumerate(NAMES):
        yield f"names/{name}", good_pdf(1) + b"\n%% %d" % index


FAMILIES: tuple[Callable[[], Files], ...] = (
    truncated, flipped, noise, wrong_xref, loops, bombs, fonts, sizes, image_sizes, image_kinds, locked,
    active, not_documents, names,
)  # fmt: skip


def make_files(folder: Path, families: tuple[Callable[[], Files], ...] = FAMILIES) -> list[Path]:
    """Write the files of the families below a folder; their paths."""
    made = []
    for family in families:
        for name, data in family():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            made.append(path)
    return made


def make_links(folder: Path, outside: Path) -> list[Path]:
    """Symbolic links inside, outside, in a circle and to nothing."""
    (folder / "links").mkdir(parents=True)
    (folder / "links" / "target.pdf").write_bytes(good_pdf(1) + b"\n% target")
    links = {
        "inside.pdf": "target.pdf",
        "outside.pdf": str(outside),
        "up.pdf": "../../" + outside.name,
        "nowhere.pdf": "no such file.pdf",
        "circle.pdf": "circle.pdf",
        "folder": "..",
    }
    for name, target in links.items():
        (folder / "links" / name).symlink_to(target)
    return [folder / "links" / name for name in links]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    print(len(make_files(target, (*FAMILIES, many_pages))))  # noqa: T201
