"""One page from its picture or its text layer to tables and blocks. `convert_page` reads as the algorithm."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from budgetgrid.document import Block, PageInfo
from budgetgrid.freed_memory import give_back_freed_memory
from budgetgrid.layout.diagonals import diagonal_mask, find_diagonals, without_diagonals
from budgetgrid.layout.find_rulings import rulings_of
from budgetgrid.layout.geometry import Box, Image, Matrix, as_matrix
from budgetgrid.layout.ink import as_grey, flatten_light, ink_mask
from budgetgrid.layout.page_image import PageImage, page_image
from budgetgrid.layout.page_kind import LayerKind, kind_by_layer, shows_ink
from budgetgrid.layout.rulings import Ruling, ruling_box, ruling_mask
from budgetgrid.layout.seals import LiftedPage, lift_seals
from budgetgrid.layout.show_through import without_show_through
from budgetgrid.layout.source import SourcePage
from budgetgrid.layout.spread import level_halves, rulings_of_halves
from budgetgrid.layout.stages import stage
from budgetgrid.layout.straighten import straighten
from budgetgrid.layout.traces import traced_page
from budgetgrid.layout.upright import text_runs_down, text_strips, turn_quarters
from budgetgrid.layout.vector_rulings import vector_rulings
from budgetgrid.ocr.cell_text import read_cells
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.ink import InkedPage, inked_page
from budgetgrid.ocr.layer_trust import layer_is_wrong
from budgetgrid.ocr.orientation import best_rotation, reads_badly
from budgetgrid.ocr.page_text import read_page_text
from budgetgrid.ocr.reading import Line
from budgetgrid.ocr.text_layer import CharacterIndex, LayerCharacter, characters, lines_of
from budgetgrid.ocr.typed_ink import find_typed_ink, without_signs
from budgetgrid.ocr.typed_rules import typed_rules
from budgetgrid.ocr.unread_ink import unread_ink
from budgetgrid.options import Options
from budgetgrid.tables.build import build_table, to_points
from budgetgrid.tables.captions import Caption, find_captions
from budgetgrid.tables.confidence.evidence import Evidence, PageLook, page_weakness
from budgetgrid.tables.confidence.rating import RatedTable, rate_table
from budgetgrid.tables.diagonal_cells import mark_diagonals
from budgetgrid.tables.grid import Grid
from budgetgrid.tables.half_ruled import PageGrids, page_grids
from budgetgrid.tables.number_columns import read_number_columns
from budgetgrid.tables.page_blocks import page_blocks
from budgetgrid.tables.ruled import ruled_grids
from budgetgrid.tables.table import Finding, Place, Table
from budgetgrid.tables.under_ink import mark_under_ink

POINTS_PER_INCH = 72.0

TRIMMED_EVERY = 2
"""Pages between two times that freed memory is given back: when a page is laid out and before it is read, for
memory peaks where two pages are read at a time. Of 21 pages on two threads the peak was 800, 780 and 831 MB
where that was done after a page, 755 before its reading; 766 where it was every page."""

NOT_SHARED: AbstractContextManager[object] = nullcontext()
"""Stands for the lock of a file of which one page is read at a time."""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one page gave: `info` and `tables` in points; `rulings` in px of `frame`, the upright page.

    A digital page is not rendered: its `frame` is None and its `rulings` are in points. `evidence`: what the
    confidences are made of, of each cell of each table.
    """

    info: PageInfo
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]
    frame: PageImage | None
    rulings: tuple[Ruling, ...]
    evidence: tuple[tuple[Evidence, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Texts:
    """The lines of a page: of each cell of each grid, and of what stands outside the grids."""

    cells: tuple[tuple[tuple[Line, ...], ...], ...]
    outside: tuple[Line, ...]

    @property
    def lines(self) -> list[Line]:
        """All of them."""
        return [line for grid in self.cells for cell in grid for line in cell] + list(self.outside)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A page's straight picture, with seals and as it is read, its grey freed of uneven light, its rules and
    the grids they make; all in px."""

    image: PageImage
    lifted: LiftedPage
    flat: Image
    rulings: tuple[Ruling, ...]
    ruled: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """A page's ink, and its grids with the text around them."""

    inked: InkedPage
    grids: PageGrids


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page's picture as in the file, pieces of its lines of text, the degrees clockwise it is turned by,
    and its layout; None where only reading tells which way is up."""

    image: PageImage
    strips: tuple[Box, ...]
    rotation: int
    layout: _Layout | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page to be read from its picture: its kind by its file, the picture, and doubts about the file."""

    kind: LayerKind
    image: PageImage
    findings: tuple[Finding, ...] = ()


def convert_page(
    page: SourcePage,
    engine: Engine,
    options: Options,
    file: AbstractContextManager[object] = NOT_SHARED,
) -> PageResult:
    """Everything on one page. `file` is held while its file is in use: the library that reads PDFs serves one
    thread at a time. Raises BudgetgridError where the page can't be read."""
    with file:
        seen = _look_up(page, engine, options)
    if isinstance(seen, PageResult):
        return seen
    with stage("kind of page"):
        if seen.kind == "bare" and not shows_ink(seen.image.pixels, seen.image.dpi):
            return _blank_page(page)
    result = _scanned_page(page, _picture_of(seen.image, options), engine, options)
    return replace(result, findings=(*result.findings, *seen.findings))


def _look_up(page: SourcePage, engine: Engine, options: Options) -> PageResult | _Seen:
    """All that needs the page's file: its result, or what has to be read from its picture."""
    with stage("kind of page"):
        kind = kind_by_layer(page)
    if kind == "blank":
        return _blank_page(page)
    findings: tuple[Finding, ...] = ()
    if kind == "digital" and options.rotate is None:
        glyphs = characters(page)
        if not layer_is_wrong(page, glyphs, engine):
            return _digital_page(page, glyphs, options)
        findings = (_layer_wrong(page.number),)
    with stage("render"):
        return _Seen(kind, page_image(page), findings)


def _layer_wrong(number: int) -> Finding:
    message = f"Page {number}: its text layer says something else than it shows; it was read as a scan"
    return Finding("text-layer-wrong", "warning", message, page=number)


def _picture_of(image: PageImage, options: Options) -> _Picture:
    """A page's picture, laid out if it is clear which way is up."""
    with stage("upright"):
        image = without_show_through(image)
        ink = ink_mask(flatten_light(as_grey(image.pixels), image.dpi))
        strips = tuple(text_strips(ink, image.dpi))
        rotation = options.rotate
        if rotation is None and not text_runs_down(strips):
            rotation = 0
    layout = None
    if rotation is not None:
        layout = _lay_out(turn_quarters(image, rotation), None if rotation else ink)
    return _Picture(image, strips, rotation or 0, layout)


def _blank_page(page: SourcePage) -> PageResult:
    info = PageInfo(page.number, "blank", round(page.width, 2), round(page.height, 2))
    return PageResult(info, (), (), None, ())


def _digital_page(page: SourcePage, glyphs: Sequence[LayerCharacter], options: Options) -> PageResult:
    """A page from its text layer and vector rules; its frame is the page as a viewer shows it, in points."""
    typed = typed_rules(glyphs)
    glyphs = typed.others
    rulings = [*vector_rulings(page), *typed.rulings]
    index = CharacterIndex(glyphs)

    def lines_outside(boxes: Sequence[Box]) -> tuple[Line, ...]:
        inside = {id(g) for box in boxes for g in index.inside(box)}
        return lines_of([g for g in glyphs if id(g) not in inside])

    grids = page_grids(ruled_grids(rulings, POINTS_PER_INCH), rulings, lines_outside).grids
    cells = tuple(tuple(lines_of(index.inside(grid.box_of(span))) for span in grid.spans) for grid in grids)
    texts = _Texts(cells, lines_outside([grid.box for grid in grids]))
    tables, blocks = _assemble(page, grids, texts, POINTS_PER_INCH, page.height, options)
    look = _page_look("digital", POINTS_PER_INCH, grids, texts, rulings)
    nothing = tuple((0.0,) * len(grid.spans) for grid in grids)
    rated = _rated(tables, grids, texts, nothing, look)
    info = PageInfo(page.number, "digital", round(page.width, 2), round(page.height, 2), blocks=blocks)
    return PageResult(
        info, tuple(r.table for r in rated), (), None, tuple(rulings), tuple(r.evidence for r in rated)
    )


def _scanned_page(page: SourcePage, picture: _Picture, engine: Engine, options: Options) -> PageResult:
    """A page from its picture: turned upright, straightened, then grid first and text after."""
    image, rotation, layout = picture.image, picture.rotation, picture.layout
    if layout is None:
        with stage("upright"):
            rotation = best_rotation(engine, image.pixels, picture.strips, [90, 270])
        layout = _lay_out(turn_quarters(image, rotation), None)
    around = _read_around(layout, engine)
    told = options.rotate is not None
    if not told and reads_badly(around.grids.outside):
        # The title tells before all cells are read upside down.
        layout, laid_out, told = _right_way_up(picture, rotation, layout, engine), layout, True
        around = around if layout is laid_out else _read_around(layout, engine)
    result, lines = _read_layout(page, layout, around, engine, options)
    if told or not reads_badly(lines):
        return result
    turned = _right_way_up(picture, rotation, layout, engine)
    if turned is layout:
        return result
    return _read_layout(page, turned, _read_around(turned, engine), engine, options)[0]


def _right_way_up(picture: _Picture, rotation: int, layout: _Layout, engine: Engine) -> _Layout:
    """The layout of a page turned by `rotation`, or that of the page the other way up if it reads better."""
    with stage("upright"):
        both = [rotation, (rotation + 180) % 360]
        better = best_rotation(engine, picture.image.pixels, picture.strips, both)
    return layout if better == rotation else _lay_out(turn_quarters(picture.image, better), None)


def _lay_out(upright: PageImage, ink: Image | None) -> _Layout:
    """The rules and ruled grids of a page whose picture is the right way up. `ink`: its mask, if known."""
    with stage("deskew"):
        if ink is None:
            ink = ink_mask(flatten_light(as_grey(upright.pixels), upright.dpi))
        level = level_halves(upright, ink)
        straight = straighten(level, ink if level is upright else None)
        image = straight.image
    with stage("seals"):
        lifted = lift_seals(image)
    with stage("rulings"):
        traced = straight.traced if lifted.image is image else None
        flat = traced.flat if traced else flatten_light(as_grey(lifted.image.pixels), image.dpi)
        drawn = rulings_of_halves(flat, image.dpi) or rulings_of(traced or traced_page(flat, image.dpi))
        typed = find_typed_ink(flat, image.dpi, drawn)
        bare = replace(lifted.image, pixels=without_signs(lifted.image.pixels, typed.signs))
    with stage("grid"):
        ruled = tuple(ruled_grids(typed.rulings, image.dpi))
        return _Layout(
            image, replace(lifted, image=bare), without_signs(flat, typed.signs), typed.rulings, ruled
        )


def _read_around(layout: _Layout, engine: Engine) -> _Around:
    """The ink of a page, its grids, and the text outside them."""
    pixels, dpi = layout.lifted.image.pixels, layout.image.dpi
    with stage("ink"):
        inked = inked_page(pixels, dpi)
    with stage("blocks outside tables"):
        # A figure that touches an upright rule would be a part of it.
        uprights = [ruling_box(r) for r in layout.rulings if r.axis == "vertical"]

        def read(grids: Sequence[Box]) -> list[Line]:
            return read_page_text(engine, pixels, dpi, [*grids, *uprights], inked)

        return _Around(inked, page_grids(layout.ruled, layout.rulings, read))


def _read_layout(
    page: SourcePage, layout: _Layout, around: _Around, engine: Engine, options: Options
) -> tuple[PageResult, list[Line]]:
    """The result of a page whose text outside tables was read, and all lines read on it."""
    image, lifted, flat, rulings = layout.image, layout.lifted, layout.flat, layout.rulings
    inked, found = around.inked, around.grids
    grids = found.grids
    height, width = flat.shape
    rules = ruling_mask(rulings, height, width)
    boxes = [grid.box_of(span) for grid in grids for span in grid.spans]
    diagonals = find_diagonals(flat, boxes, image.dpi)
    picture = without_diagonals(lifted.image, diagonals)
    if diagonals:
        inked = inked_page(picture.pixels, image.dpi)
    if page.number % TRIMMED_EVERY == 0:
        give_back_freed_memory()
    texts = _Texts(_read_cells(engine, picture, grids, rules, inked), found.outside)
    with stage("tables from lines"):
        tables, blocks = _assemble(page, grids, texts, image.dpi, height, options)
    with stage("confidence"):
        drawn = rules | diagonal_mask(diagonals, height, width, image.dpi)
        unread = _unread(ink_mask(flat), drawn, grids, texts, image.dpi)
        look = _page_look("scan", image.dpi, grids, texts, rulings)
        rated = _rated(tables, grids, texts, unread, look)
    scale = POINTS_PER_INCH / image.dpi
    info = PageInfo(
        number=page.number,
        kind="scan",
        width=round(width * scale, 2),
        height=round(height * scale, 2),
        dpi=round(image.dpi, 2),
        rotation=image.rotation,
        skew=image.skew,
        to_source=_from_points(image),
        blocks=_with_seals(blocks, lifted),
        flags=image.flags,
    )
    evidence = tuple(r.evidence for r in rated)
    marked = tuple(mark_under_ink(mark_diagonals(r.table, diagonals, image.dpi), lifted) for r in rated)
    return PageResult(info, marked, (), image, tuple(rulings), evidence), texts.lines


def _read_cells(
    engine: Engine, image: PageImage, grids: Sequence[Grid], rules: NDArray[np.bool_], inked: InkedPage
) -> tuple[tuple[tuple[Line, ...], ...], ...]:
    """The lines of every cell of every grid, recognised cell by cell."""
    boxes = [grid.box_of(span) for grid in grids for span in grid.spans]
    with stage("lines in cells"):
        read = iter(read_cells(engine, image.pixels, image.dpi, boxes, rules, inked))
    return tuple(read_number_columns(grid, [next(read) for _ in grid.spans]) for grid in grids)


def _page_look(
    source: str, dpi: float, grids: Sequence[Grid], texts: _Texts, rulings: Sequence[Ruling]
) -> PageLook:
    """What confidences need to know of a page."""
    boxes = tuple(grid.box for grid in grids)
    return PageLook(source, dpi, page_weakness(texts.lines), texts.outside, tuple(rulings), boxes)


def _unread(
    ink: Image, rules: NDArray[np.bool_], grids: Sequence[Grid], texts: _Texts, dpi: float
) -> tuple[tuple[float, ...], ...]:
    """The ink in each cell of each grid that no line has."""
    boxes = [grid.box_of(span) for grid in grids for span in grid.spans]
    unread = iter(unread_ink(ink, rules, boxes, [lines for cells in texts.cells for lines in cells], dpi))
    return tuple(tuple(next(unread) for _ in grid.spans) for grid in grids)


def _rated(
    tables: Sequence[Table],
    grids: Sequence[Grid],
    texts: _Texts,
    unread: Sequence[Sequence[float]],
    look: PageLook,
) -> tuple[RatedTable, ...]:
    """The tables with their confidences."""
    return tuple(rate_table(*parts, look) for parts in zip(tables, grids, texts.cells, unread))


def _from_points(image: PageImage) -> Matrix:
    """From points of the frame to points of the page as a viewer shows it, rounded for output."""
    scale = image.dpi / POINTS_PER_INCH
    matrix = np.array(image.to_source) @ np.diag([scale, scale, 1.0])
    return as_matrix(matrix)


def _assemble(
    page: SourcePage, grids: Sequence[Grid], texts: _Texts, dpi: float, height: float, options: Options
) -> tuple[tuple[Table, ...], tuple[Block, ...]]:
    """Tables with their captions, and blocks in reading order, in points."""
    captions = find_captions([grid.box for grid in grids], texts.outside, height)
    tables = []
    for index, (grid, cells, caption) in enumerate(zip(grids, texts.cells, captions)):
        table_id = f"p{page.number}t{index + 1}"
        unit = options.unit or caption.unit
        table = build_table(grid, cells, page.number, table_id, unit, caption.title_text)
        tables.append(_in_points(table, dpi))
    return tuple(tables), _blocks(grids, tables, captions, texts.outside, dpi, height)


def _with_seals(blocks: Sequence[Block], lifted: LiftedPage) -> tuple[Block, ...]:
    """Blocks with one for each seal, in reading order."""
    dpi = lifted.image.dpi
    seals = [Block("seal", to_points(ink.box, dpi)) for ink in lifted.inks if ink.kind == "seal"]
    return tuple(sorted((*blocks, *seals), key=_reading_place))


def _blocks(
    grids: Sequence[Grid],
    tables: Sequence[Table],
    captions: Sequence[Caption],
    lines: Sequence[Line],
    dpi: float,
    height: float,
) -> tuple[Block, ...]:
    """Captions and notes of tables, and all other text, in reading order."""
    blocks = [Block("table", to_points(grid.box, dpi), table=table.id) for grid, table in zip(grids, tables)]
    taken: set[int] = set()
    for table, caption in zip(tables, captions):
        for kind, group in (("title", caption.title), ("caption", caption.marks), ("note", caption.notes)):
            taken.update(id(line) for line in group)
            blocks.extend(
                Block(kind, to_points(line.box, dpi), line.text, line.reading.confidence, table.id)
                for line in group
            )
    for block in page_blocks([line for line in lines if id(line) not in taken], height):
        blocks.append(Block(block.kind, to_points(block.box, dpi), block.text, block.confidence))
    return tuple(sorted(blocks, key=_reading_place))


def _reading_place(block: Block) -> tuple[bool, bool, float, float]:
    """Headers first, footers last, the rest from top to bottom and left to right."""
    return block.kind == "footer", block.kind != "header", block.box.top, block.box.left


def _in_points(table: Table, dpi: float) -> Table:
    """The table with its boxes in points."""
    cells = tuple(
        replace(cell, places=tuple(Place(p.page, to_points(p.box, dpi)) for p in cell.places))
        for cell in table.cells
    )
    fragments = tuple(replace(f, box=to_points(f.box, dpi)) for f in table.fragments)
    return replace(table, cells=cells, fragments=fragments)
