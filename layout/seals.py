"""Seals, signatures and handwriting in coloured ink, lifted off the black print they lie on.

Ink of a seal or a pen lets light of its own colour through: in that channel black print stands out from under
it, and what the ink itself darkens there is made up for by how dark it is in the channel it absorbs most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, Image, enclosing
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.resolution import reduction

Mask = NDArray[np.bool_]
Light = NDArray[np.float32]

SEARCH_DPI = 100.0
"""Resolution at which colour is looked for: fringes of a scanner's colours beside black strokes, a px wide,
red on one side, blue on the other, cancel out there; the stroke of a pen (0.4 mm) does not."""

COLOURED = 0.15
"""Difference between the lightest and the darkest channel, as a share of paper, from which ink is coloured. A
seal stamped at a third of its strength has 0.2, JPEG's stains beside black print at quality 45 have 0.06."""

STAINED = 0.05
"""The same for the faint edge of what is coloured."""

LEAST_COLOUR_MM2 = 8.0
"""Coloured area from which a page is looked at: less than any signature."""

PAPER_REACH_MM = 7.5
"""Width of the neighbourhood in which paper is seen: wider than the star of a seal of 42 mm is solid (5 mm),
narrower than bands and pictures, whose colour so counts as paper."""

PAPER_STEP = 4
"""Px of the small page to one at which paper is looked for."""

LEAST_MM, LEAST_ACROSS_MM, MOST_MM = 12.0, 5.0, 75.0
"""Extent of a connected piece of a seal or signature, longer and shorter side. Printed characters of 24 pt
measure 8.5 mm; official seals 38 to 50 mm (国发〔1999〕25号), seals of persons 15 to 22 mm; rules and
frames of tables are longer."""

SEAL_ACROSS_MM = 12.0
SEAL_SHAPE = 2.2
SEAL_HULL = 0.7
"""A seal is this wide at least, at most this many times longer than wide, and its hull fills this share of
its box: an ellipse fills 0.79, strokes of a signature 0.4 to 0.6. Anything else is handwriting."""

SOLID = 0.6
"""Share of its box that a piece fills at most; seals fill 0.2 to 0.45, coloured cells and bands more."""

STRAIGHT_MM = 8.0
STRAIGHT_SHARE = 0.6
"""A piece made of straight level and upright runs of this length, by this share of its area, is a coloured
table. The frame of a square seal has up to 0.5."""

LARGE_PRINT_MM = 25.0
"""Height up to which three coloured pieces in a row are characters: the red heads of official letters."""

AROUND_MM = 2.0
"""Reach within which coloured ink around a piece is part of the same seal: parted arcs, characters, the
star."""

EDGE_MM = 0.4
"""Reach of the blur beside coloured ink, in which JPEG has mixed its colour with the paper's."""

BLACK = 0.6
"""Light of print that is darker than any coloured ink in its own channel, blurred strokes included."""

LEFT_OVER = 0.2
STEEP = 0.4
EDGE_PX = 5
"""Darkness, as a share of paper, that is taken for paper at the edges of lifted ink, where its strength
changes by the second within the third: JPEG keeps colour at half the resolution, so the channel that should
not show an edge has 0.05 to 0.15 of it. Taken so everywhere, faded rules under seals are lost."""

BRIDGED_MM = 0.9
"""Width of black strokes over which an ink's strength is taken from their sides."""

InkKind = Literal["seal", "handwriting"]


@dataclass(frozen=True, slots=True)
class ColouredInk:
    """A seal, or handwriting in coloured ink, by the box around it, px of the page's frame."""

    kind: InkKind
    box: Box


@dataclass(frozen=True, slots=True)
class LiftedPage:
    """A page without its seals and coloured handwriting: `image` shows the print under them in grey. `inks`
    are what was lifted, and `inked`, (H, W) bool, where it lay."""

    image: PageImage
    inks: tuple[ColouredInk, ...]
    inked: Mask


@dataclass(frozen=True, slots=True)
class _Colours:
    """A page in small: `scale` px of it to one of the page; `paper` (h, w, 3) float32, `ratio` (h, w, 3) the
    light of each px as a share of it, `chroma` (h, w) how far the channels differ."""

    scale: float
    paper: Light
    ratio: Light
    chroma: Light

    def px(self, mm: float) -> int:
        """Millimetres in px of the small page, 1 at least."""
        return max(1, round(mm / 25.4 * SEARCH_DPI))


def lift_seals(page: PageImage) -> LiftedPage:
    """The page with seals and coloured handwriting taken off the print under them.

    Coloured print (figures, heads, rules, bands) stays as it is, and so does a page without colour.
    """
    nothing = np.broadcast_to(np.False_, page.pixels.shape[:2])
    colours = _colours_of(page)
    if colours is None:
        return LiftedPage(page, (), nothing)
    found = [ink for channel in range(3) for ink in _inks_of(colours, channel)]
    if not found:
        return LiftedPage(page, (), nothing)
    pixels, inked = page.pixels.copy(), nothing.copy()
    for _, mask in found:
        _lift(pixels, inked, page, colours, mask)
    inks = tuple(ColouredInk(ink.kind, ink.box.scaled(1 / colours.scale)) for ink, _ in found)
    return LiftedPage(replace(page, pixels=pixels), inks, inked)


def _colours_of(page: PageImage) -> _Colours | None:
    """The page's colours in small; None where there are none worth a look."""
    scale = reduction(page.dpi, SEARCH_DPI)
    small = cv2.resize(page.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if not _is_coloured(np.asarray(small[::2, ::2], np.uint8)):
        return None
    height, width = small.shape[:2]
    size = max(1, width // PAPER_STEP), max(1, height // PAPER_STEP)
    coarse = cv2.medianBlur(cv2.resize(small, size, interpolation=cv2.INTER_AREA), 3)
    reach = round(PAPER_REACH_MM / 25.4 * SEARCH_DPI / PAPER_STEP) | 1
    paper = cv2.blur(cv2.dilate(coarse, np.ones((reach, reach), np.uint8)), (reach, reach))
    level = np.maximum(cv2.resize(paper, (width, height)), 1).astype(np.float32)
    ratio = np.minimum(small / level, 1.0).astype(np.float32)
    return _Colours(scale, level, ratio, _chroma(*cv2.split(ratio)))


def _is_coloured(sample: Image) -> bool:
    """Whether a page has colour worth a look, by every other px of it in small, (h, w, 3) uint8."""
    paper = np.maximum(channel_percentiles(sample[::2, ::2], 80), 1).astype(np.float32)
    least = LEAST_COLOUR_MM2 * (SEARCH_DPI / 25.4) ** 2 / 4
    ratio = (channel / level for channel, level in zip(cv2.split(sample), paper, strict=True))
    return int(np.count_nonzero(_chroma(*ratio) > COLOURED)) >= least


def _chroma(red: Light, green: Light, blue: Light) -> Light:
    """How far the lightest of three channels, (h, w), is from the darkest, (h, w)."""
    lightest = np.maximum(np.maximum(red, green), blue)
    return np.asarray(lightest - np.minimum(np.minimum(red, green), blue), np.float32)


def _inks_of(colours: _Colours, channel: int) -> list[tuple[ColouredInk, Mask]]:
    """What lies on the page in inks that let most light of one channel through; boxes and (h, w) masks in px
    of the small page."""
    own = colours.ratio.argmax(axis=2) == channel
    coloured = own & (colours.chroma > COLOURED)
    raw = _bridged(coloured, colours)
    _, found, stats, _ = cv2.connectedComponentsWithStats(raw, connectivity=8)
    labels = np.asarray(found, np.int32)
    boxes = [Box(x, y, x + w, y + h) for x, y, w, h, _ in stats.tolist()]
    pieces = [
        label
        for label in range(1, len(boxes))
        if _is_sized(boxes[label], colours) and _is_drawn(labels, label, stats[label], colours)
    ]
    pieces = [label for label in pieces if not _is_large_print(boxes[label], boxes[1:], colours)]
    groups = _groups([boxes[label] for label in pieces], colours.px(AROUND_MM))
    stained = own & (colours.chroma > STAINED)
    return [_ink(group, coloured, stained, colours) for group in groups]


def _bridged(ink: Mask, colours: _Colours) -> Image:
    """Coloured ink, (h, w) uint8, with the black print that parts it, which shows no colour."""
    reach = 2 * colours.px(EDGE_MM) + 1
    near = cv2.dilate(ink.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0
    return np.asarray(ink | (near & (colours.ratio.max(axis=2) < BLACK)), np.uint8)


def _is_sized(box: Box, colours: _Colours) -> bool:
    """Whether a piece is as large as seals and signatures are."""
    long, short = max(box.width, box.height), min(box.width, box.height)
    return colours.px(LEAST_MM) <= long <= colours.px(MOST_MM) and short >= colours.px(LEAST_ACROSS_MM)


def _is_drawn(labels: NDArray[np.int32], label: int, stat: NDArray[np.int32], colours: _Colours) -> bool:
    """Whether a piece is made of strokes, and neither a coloured area nor the rules of a coloured table."""
    left, top, width, height, area = (int(v) for v in stat)
    piece = (labels[top : top + height, left : left + width] == label).astype(np.uint8)
    # Black print on a coloured area leaves holes in it.
    whole = cv2.morphologyEx(piece, cv2.MORPH_CLOSE, np.ones((colours.px(1.0), colours.px(1.0)), np.uint8))
    if whole.sum() > SOLID * width * height:
        return False
    run = colours.px(STRAIGHT_MM)
    level = cv2.morphologyEx(piece, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    upright = cv2.morphologyEx(piece, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    return int(cv2.bitwise_or(level, upright).sum()) <= STRAIGHT_SHARE * area


def _is_large_print(box: Box, others: Sequence[Box], colours: _Colours) -> bool:
    """Whether a piece stands in a row of at least three of its height."""
    if box.height > colours.px(LARGE_PRINT_MM):
        return False
    beside = [
        other
        for other in others
        if 0.6 <= other.height / box.height <= 1.6
        and abs(other.center[1] - box.center[1]) < 0.3 * box.height
        and abs(other.center[0] - box.center[0]) < 4 * box.height
    ]
    return len(beside) >= 3


def _groups(boxes: Sequence[Box], reach: int) -> list[Box]:
    """Boxes that meet, grown by `reach`, as one."""
    groups: list[Box] = []
    for box in boxes:
        near = [g for g in groups if g.grown(reach).overlap(box.grown(reach)) > 0]
        groups = [g for g in groups if g not in near]
        groups.append(enclosing([box, *near]))
    return groups


def _ink(group: Box, coloured: Mask, stained: Mask, colours: _Colours) -> tuple[ColouredInk, Mask]:
    """A seal or handwriting in a box, and the (h, w) mask of its ink with the blur beside it."""
    area = group.grown(colours.px(AROUND_MM))
    rows = slice(max(0, int(area.top)), int(area.bottom))
    cols = slice(max(0, int(area.left)), int(area.right))
    ys, xs = np.nonzero(coloured[rows, cols])
    ys, xs = ys + rows.start, xs + cols.start
    box = Box(float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))
    hull = cv2.contourArea(cv2.convexHull(np.column_stack((xs, ys)).astype(np.int32))) / box.area
    long, short = max(box.width, box.height), min(box.width, box.height)
    is_seal = short >= colours.px(SEAL_ACROSS_MM) and long <= SEAL_SHAPE * short and hull >= SEAL_HULL
    mask = np.zeros(stained.shape, np.bool_)
    mask[rows, cols] = stained[rows, cols]
    return ColouredInk("seal" if is_seal else "handwriting", box), mask


def _lift(pixels: Image, inked: Mask, page: PageImage, colours: _Colours, mask: Mask) -> None:
    """Take the ink under an (h, w) mask of the small page off the page, on `pixels`, and note its place in
    `inked`. Where another ink was lifted before, the lighter of both is the print."""
    ys, xs = np.nonzero(mask)
    edge = colours.px(EDGE_MM)
    top, left = (max(0, int((v - edge) / colours.scale)) for v in (ys.min(), xs.min()))
    bottom, right = (int((v + 1 + edge) / colours.scale) for v in (ys.max(), xs.max()))
    window = np.s_[top:bottom, left:right]
    light = page.pixels[window]
    size = light.shape[1], light.shape[0]
    grown = cv2.dilate(mask.astype(np.uint8), np.ones((2 * edge + 1, 2 * edge + 1), np.uint8))
    place = _enlarged(grown.astype(np.float32), (left, top), size, colours.scale) > 0
    paper = _enlarged(colours.paper, (left, top), size, colours.scale)
    bare = _without_ink(np.asarray(light / paper, np.float32), _ink_colour(colours.ratio[mask]), page.dpi)
    print_alone = np.clip(bare[:, :, None] * paper, 0, 255).astype(np.uint8)
    both = inked[window] & place
    print_alone[both] = np.maximum(print_alone, pixels[window])[both]
    pixels[window][place] = print_alone[place]
    inked[window] |= place


def _enlarged(small: Light, corner: tuple[int, int], size: tuple[int, int], scale: float) -> Light:
    """The part of a small picture that shows a window of the page: its left top `corner` and (width, height)
    `size` in px of the page."""
    matrix = np.array(
        [[scale, 0, (corner[0] + 0.5) * scale - 0.5], [0, scale, (corner[1] + 0.5) * scale - 0.5]]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(small, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def _ink_colour(ratio: Light) -> Light:
    """The light, (3,), that an ink at full strength lets through, from (N, 3) px that it lies on."""
    chroma = ratio.max(axis=1) - ratio.min(axis=1)
    return np.asarray(np.median(ratio[chroma >= np.percentile(chroma, 90)], axis=0), np.float32)


def _without_ink(light: Light, ink: Light, dpi: float) -> Light:
    """The light of the print alone, (H, W), of (H, W, 3) with an ink of colour (3,) over it.

    print x (1 - strength x (1 - ink)) is seen in each channel. The difference of two of them gives the
    strength on paper; strokes of print, which are black, are bridged.
    """
    through, absorbed = int(ink.argmax()), int(ink.argmin())
    difference = (light[:, :, through] - light[:, :, absorbed]) / max(
        0.05, float(ink[through] - ink[absorbed])
    )
    bridge = np.ones((2 * round(BRIDGED_MM / 50.8 * dpi) + 1,) * 2, np.uint8)
    strength = cv2.morphologyEx(np.clip(difference, 0, 1).astype(np.float32), cv2.MORPH_CLOSE, bridge)
    bare = light[:, :, through] / (1 - strength * (1 - float(ink[through])))
    edges = cv2.morphologyEx(strength, cv2.MORPH_GRADIENT, np.ones((EDGE_PX, EDGE_PX), np.uint8))
    left_over = LEFT_OVER * np.clip(edges / STEEP, 0, 1)
    return np.asarray(np.minimum(1.0, bare / (1 - left_over)), np.float32)
