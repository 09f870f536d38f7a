import errno
import io
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from budgetgrid import page_picture
from budgetgrid.drawing import PICTURE_DPI
from budgetgrid.layout.errors import NoSpace, OutputNotWritable, PageOutOfRange
from budgetgrid.options import Options
from budgetgrid.page_picture import page_pictures
from budgetgrid.picture_file import write_picture


@pytest.fixture(autouse=True)
def no_engine(monkeypatch):
    """Digital pages are read from their text layers: no network is loaded."""
    monkeypatch.setattr(page_picture, "open_engine", lambda *_: None)


@pytest.fixture
def digital(tmp_path) -> Path:
    """Two pages, each with a table of four cells ruled at x = 60, 200, 360 and y = 80, 140, 200 pt."""
    drawn = pymupdf.open()
    for _ in range(2):
        page = drawn.new_page(width=432, height=288)
        for x in (60, 200, 360):
            page.draw_line((x, 80), (x, 200), width=1)
        for y in (80, 140, 200):
            page.draw_line((60, y), (360, y), width=1)
        for place in ((80, 115), (220, 115), (80, 175), (220, 175)):
            page.insert_text(place, "12.50", fontsize=14)
    drawn.save(tmp_path / "digital.pdf")
    return tmp_path / "digital.pdf"


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def test_rules_and_cells_of_a_digital_page_lie_where_they_are(digital):
    (picture,) = page_pictures(digital, Options(pages=(2,)))
    scale = PICTURE_DPI / 72
    seen = pixels(picture.png)
    red, green, _ = seen[round(140 * scale), round(130 * scale)]
    assert (picture.page, picture.done, picture.total) == (2, 1, 1) and red > green + 20
    inside, outside = (
        seen[round(190 * scale), round(330 * scale)],
        seen[round(190 * scale), round(400 * scale)],
    )
    assert tuple(outside) == (255, 255, 255) != tuple(inside)


def test_all_pages_come_where_none_is_chosen(digital):
    pictures = list(page_pictures(digital, Options(), side_by_side=True))
    assert [(p.page, p.done, p.total) for p in pictures] == [(1, 1, 2), (2, 2, 2)]
    assert pixels(pictures[0].png).shape == (600, 1800, 3)


def test_a_page_that_is_not_there_is_told(digital):
    with pytest.raises(PageOutOfRange):
        list(page_pictures(digital, Options(pages=(3,))))


def test_a_picture_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(path, data):
        path.touch()
        raise OSError(errno.ENOSPC, "full")

    write_picture(tmp_path / "a" / "x.png", b"older")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(NoSpace):
        write_picture(tmp_path / "a" / "x.png", b"newer")
    assert [(p.name, p.read_bytes()) for p in (tmp_path / "a").iterdir()] == [("x.png", b"older")]


def test_a_folder_that_can_not_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        write_picture(tmp_path / "file" / "x.png", b"")
