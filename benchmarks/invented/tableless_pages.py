"""Invented pages that hold no table: letters, lists, contents, forms, blank sheets, photographs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import cv2
import numpy as np
import pymupdf

from budgetgrid.benchmarks.invented.amounts import AmountStyle
from budgetgrid.benchmarks.invented.ledger import Ledger, invent_ledger
from budgetgrid.benchmarks.invented.phrases import NUMERALS, fill, numbered, paragraph
from budgetgrid.benchmarks.invented.typed_words import DEPARTMENTS, ITEMS
from budgetgrid.benchmarks.invented.vocabulary import words
from budgetgrid.benchmarks.typeset.faces import font_path
from budgetgrid.benchmarks.typeset.linebreak import break_lines

A4 = (595.0, 842.0)
FACES = ("gbsn", "fandol-song", "fandol-fang", "wqy-zenhei")
PHOTO_DPI = 100
PLAIN = AmountStyle(decimals=2, separators=True, zero="0.00", negative="-{}", trimmed=False)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page being written with one face, from `left` to `right` (points)."""

    page: pymupdf.Page
    font: pymupdf.Font
    chance: Random
    ledger: Ledger
    size: float
    left: float
    right: float

    @property
    def line(self) -> float:
        """Height of a line, points."""
        return 1.7 * self.size

    def write(self, y: float, text: str, x: float | None = None, end: float | None = None) -> None:
        """A text whose baseline is at y, from x or up to `end`."""
        width = self.font.text_length(text, self.size)
        start = x if x is not None else self.left if end is None else end - width
        writer = pymupdf.TextWriter(self.page.rect)
        writer.append((start, y), text, font=self.font, fontsize=self.size)
        writer.write_text(self.page)

    def flow(self, y: float, text: str) -> float:
        """A paragraph from the baseline y on; the baseline after it."""
        measure = lambda part: float(self.font.text_length(part, self.size))  # noqa: E731
        for line in break_lines(text, self.right - self.left, measure):
            if y < A4[1] - 50:
                self.write(y, line)
            y += self.line
        return y


def _letter(sheet: _Sheet) -> None:
    """Paragraphs that speak of amounts, signed and dated."""
    ledger, chance = sheet.ledger, sheet.chance
    sheet.write(70, f"关于{ledger.year}年部门预算执行情况的函", x=180)
    y = sheet.flow(120, f"{ledger.place}财政局：")
    for _ in range(chance.randint(2, 5)):
        y = sheet.flow(y, "    " + paragraph(chance, ledger.year, ledger.place, 90))
    y = sheet.flow(
        y, f"    全年收入{PLAIN.printed(ledger.income)}万元，支出{PLAIN.printed(ledger.expenditure)}万元。"
    )
    sheet.write(min(y + 40, 780), ledger.organisation, end=sheet.right)
    sheet.write(
        min(y + 65, 805),
        f"{ledger.year}年{chance.randint(1, 12)}月{chance.randint(1, 28)}日",
        end=sheet.right,
    )


def _list(sheet: _Sheet) -> None:
    """Numbered sentences and items with an amount at the end of each."""
    ledger, chance = sheet.ledger, sheet.chance
    y = sheet.flow(70, numbered(chance, ledger.year, ledger.place, chance.randint(2, 5)))
    for index, line in enumerate(ledger.lines[: chance.randint(4, 14)], 1):
        change = f"较上年增长{chance.uniform(1, 40):.2f}%。"
        name = f"{index}.{line.subject.name}（项）"
        y = sheet.flow(y, f"{name}{PLAIN.printed(line.total)}万元，{change}")


def _contents(sheet: _Sheet) -> None:
    """Headings with dots that lead to their pages."""
    chance = sheet.chance
    sheet.write(70, chance.choice(("目  录", "CONTENTS")), x=260)
    dot = chance.choice((".", "…", "·", ". "))
    y, page, chapter = 120.0, 1, 0
    for index in range(chance.randint(10, 24)):
        if index % 4 == 0:
            chapter += 1
        form = chance.choice(("{}.{} ", "第{}部分 ", "{}、"))
        number = form.format(chapter if "{}.{}" in form else NUMERALS[chapter % 10], index % 4)
        name = chance.choice((*words().areas, *DEPARTMENTS))
        start = sheet.left + (index % 4 > 0) * 2 * sheet.size
        sheet.write(y, number + name, x=start)
        page += chance.randint(0, 6)
        end = sheet.right - sheet.font.text_length(str(page), sheet.size)
        sheet.write(y, str(page), x=end)
        from_x = start + sheet.font.text_length(number + name + " ", sheet.size)
        dots = int((end - 3 - from_x) / sheet.font.text_length(dot, sheet.size))
        sheet.write(y, dot * dots, x=from_x)
        y += sheet.line


def _form(sheet: _Sheet) -> None:
    """Labels with a blank line to write on, and some of it filled in."""
    chance = sheet.chance
    labels = (
        "单位名称",
        "负责人",
        "联系电话",
        "填报日期",
        "项目名称",
        "开户银行",
        "账号",
        "金额",
        "备注",
        "邮政编码",
    )
    y = 110.0
    for label in chance.sample(labels, chance.randint(5, len(labels))):
        sheet.write(y, label + "：")
        start = sheet.left + 6.5 * sheet.size
        end = start + chance.randint(120, 260)
        if chance.random() < 0.5:
            sheet.write(y, chance.choice(("13800001234", "2019", "1,200.00", "张三")), x=start + 10)
        if chance.random() < 0.5:
            sheet.page.draw_line((start, y + 2), (end, y + 2), width=0.6)
        else:
            sheet.write(y, "_" * int((end - start) / (sheet.size / 2)), x=start)
        y += chance.choice((1.0, 1.5)) * sheet.line


def _english(sheet: _Sheet) -> None:
    """A typed letter that names amounts and lists items."""
    chance = sheet.chance
    y = sheet.flow(80, "To the Members of the Council:") + sheet.line
    for _ in range(chance.randint(3, 6)):
        items = chance.sample(ITEMS, 3)
        department = chance.choice(DEPARTMENTS)
        year, amount = chance.randint(1975, 2013), chance.randint(1000, 999999)
        text = f"The budget of the {department} for {year} provides ${amount:,} for "
        text += f"{items[0]}, ${chance.randint(1000, 99999):,} for {items[1]} and nothing for {items[2]}. "
        y = sheet.flow(y, text * 2) + sheet.line / 2
    for index, name in enumerate(chance.sample(DEPARTMENTS, chance.randint(3, 8)), 1):
        y = sheet.flow(y, f"  ({index}) {name}")


def _blank(sheet: _Sheet) -> None:
    """Nothing, or a page number."""
    if sheet.chance.random() < 0.5:
        sheet.write(800, f"- {sheet.chance.randint(1, 60)} -", x=290)


def _photograph(sheet: _Sheet) -> None:
    """A picture of light and dark with edges and grain, and a line under it."""
    chance = sheet.chance
    rng = np.random.default_rng(chance.randrange(2**32))
    height, width = 5 * PHOTO_DPI, 6 * PHOTO_DPI
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 120 + 80 * np.sin(xs / chance.uniform(60, 200) + ys / chance.uniform(60, 300))
    for _ in range(chance.randint(3, 12)):
        corner = chance.randrange(width), chance.randrange(height)
        far = corner[0] + chance.randint(10, 250), corner[1] + chance.randint(10, 250)
        cv2.rectangle(light, corner, far, (chance.uniform(20, 230),), -1)
    grain = np.clip(light + rng.normal(0, 12, light.shape), 0, 255).astype(np.uint8)
    done, png = cv2.imencode(".png", grain)
    if done:
        sheet.page.insert_image(pymupdf.Rect(90, 120, 505, 466), stream=png.tobytes())
    sheet.write(490, fill("图{small} {area}", chance, sheet.ledger.year, sheet.ledger.place), x=220)


KINDS: dict[str, Callable[[_Sheet], None]] = {
    "letter": _letter,
    "list": _list,
    "contents": _contents,
    "form": _form,
    "english": _english,
    "blank": _blank,
    "photograph": _photograph,
}
"""Kinds of pages by name."""


def add_page(document: pymupdf.Document, kind: str, name: str) -> None:
    """Add an invented page of a kind to a PDF; the same name gives the same page."""
    chance = Random(f"{kind} {name}")
    page = document.new_page(width=A4[0], height=A4[1])
    font = pymupdf.Font(fontfile=str(font_path(chance.choice(FACES))))
    left = chance.uniform(60, 100)
    ledger = invent_ledger(chance, PLAIN)
    KINDS[kind](_Sheet(page, font, chance, ledger, chance.choice((10.5, 12.0, 14.0)), left, A4[0] - left))
