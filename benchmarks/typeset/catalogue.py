"""The typefaces a source may name: file, position in a collection, Debian package, and bold companion."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texlive/texmf-dist/fonts"),
    Path.home() / ".local/share/fonts",
)
"""Where Debian packages and users put fonts."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A face of the catalogue. `index` is its place in a collection file; `bold` names its bold companion.

    `unfit` are characters whose glyphs no mainland document has; they are taken from another face.
    """

    file: str
    index: int
    package: str
    bold: str
    unfit: str = ""


CENTRED_STOPS = "、。"
"""UMing and UKai set these in the middle of their square, as in Taiwan, in all faces of the collection."""


SIMPLIFIED = 2
"""Place of the simplified Chinese face in every Noto CJK collection (Japanese and Korean come first)."""


def _noto() -> dict[str, Listing]:
    """Noto Serif and Sans CJK SC in the weights worth having."""
    weights = {
        "": ("Regular", "fonts-noto-cjk"),
        "-light": ("Light", "fonts-noto-cjk-extra"),
        "-medium": ("Medium", "fonts-noto-cjk-extra"),
        "-bold": ("Bold", "fonts-noto-cjk"),
        "-black": ("Black", "fonts-noto-cjk-extra"),
    }
    listings = {
        f"noto-{kind.lower()}{suffix}": Listing(
            f"Noto{kind}CJK-{weight}.ttc", SIMPLIFIED, package, f"noto-{kind.lower()}-bold"
        )
        for kind in ("Serif", "Sans")
        for suffix, (weight, package) in weights.items()
    }
    listings["noto-serif-semibold"] = Listing(
        "NotoSerifCJK-SemiBold.ttc", SIMPLIFIED, "fonts-noto-cjk-extra", "noto-serif-bold"
    )
    return listings


FANDOL = "texlive-lang-chinese"
LIBERATION = "fonts-liberation"

CATALOGUE: dict[str, Listing] = {
    **_noto(),
    "uming": Listing("uming.ttc", 0, "fonts-arphic-uming", "noto-serif-bold", CENTRED_STOPS),
    "ukai": Listing("ukai.ttc", 0, "fonts-arphic-ukai", "noto-serif-bold", CENTRED_STOPS),
    "gbsn": Listing("gbsn00lp.ttf", 0, "fonts-arphic-gbsn00lp", "noto-serif-bold"),
    "gkai": Listing("gkai00mp.ttf", 0, "fonts-arphic-gkai00mp", "noto-serif-bold"),
    "wqy-zenhei": Listing("wqy-zenhei.ttc", 0, "fonts-wqy-zenhei", "noto-sans-bold"),
    "wqy-microhei": Listing("wqy-microhei.ttc", 0, "fonts-wqy-microhei", "noto-sans-bold"),
    "fandol-song": Listing("FandolSong-Regular.otf", 0, FANDOL, "fandol-song-bold"),
    "fandol-song-bold": Listing("FandolSong-Bold.otf", 0, FANDOL, "fandol-song-bold"),
    "fandol-hei": Listing("FandolHei-Regular.otf", 0, FANDOL, "fandol-hei-bold"),
    "fandol-hei-bold": Listing("FandolHei-Bold.otf", 0, FANDOL, "fandol-hei-bold"),
    "fandol-kai": Listing("FandolKai-Regular.otf", 0, FANDOL, "fandol-song-bold"),
    "fandol-fang": Listing("FandolFang-Regular.otf", 0, FANDOL, "fandol-hei"),
    "liberation-serif": Listing("LiberationSerif-Regular.ttf", 0, LIBERATION, "liberation-serif-bold"),
    "liberation-serif-bold": Listing("LiberationSerif-Bold.ttf", 0, LIBERATION, "liberation-serif-bold"),
    "liberation-sans": Listing("LiberationSans-Regular.ttf", 0, LIBERATION, "liberation-sans-bold"),
    "liberation-sans-bold": Listing("LiberationSans-Bold.ttf", 0, LIBERATION, "liberation-sans-bold"),
    "liberation-mono": Listing("LiberationMono-Regular.ttf", 0, LIBERATION, "liberation-mono"),
}
