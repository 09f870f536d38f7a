"""A result folder with more formats, or with the same ones written in another style."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from budgetgrid.corrected import corrected
from budgetgrid.correction_store import load_corrections, locked
from budgetgrid.export import truth
from budgetgrid.export.csv import CsvStyle
from budgetgrid.export.formats import DOCUMENT_JSON, SHOW_PAGES, belongs
from budgetgrid.layout.errors import ResultUnreadable
from budgetgrid.originals import original_or_none
from budgetgrid.output import replace_folder, result_files
from budgetgrid.serialise import from_json


def re_export(
    folder: Path,
    formats: tuple[str, ...],
    style: CsvStyle,
    sources: Sequence[Path] = (),
    password: str | None = None,
    *,
    as_truth: bool = False,
) -> None:
    """Write the formats into `folder` from its document.json and corrections; files of other formats stay,
    byte for byte, and so does document.json.

    `sources` are where the file that was read may be, a file or folders; `as_truth` adds truth.json. Raises
    ResultUnreadable where there is no document.json of ours, SourceMissing for formats that show pages, and
    as `replace_folder` does.
    """
    with locked(folder):
        try:
            document = from_json((folder / DOCUMENT_JSON).read_text(encoding="utf-8"))
            kept = {
                path.name: _plain_bytes(path)
                for path in sorted(folder.iterdir())
                if path.name == DOCUMENT_JSON or not belongs(path.name, formats)
            }
        except (OSError, UnicodeDecodeError) as error:
            raise ResultUnreadable(f"{folder} can't be read as a result: {error}") from error
        pictured = SHOW_PAGES.intersection(formats)
        original = original_or_none(document, folder, sources, password) if pictured else None
        corrections = load_corrections(folder)
        made = result_files(document, corrections, formats, style, original)
        if as_truth:
            made[truth.FILE_NAME] = truth.truth_json(corrected(document, corrections), corrections)
        replace_folder(folder, {**kept, **made})


def _plain_bytes(path: Path) -> bytes:
    """The content of a file that lies here: what a link leads to is none of the result. Raises
    ResultUnreadable, OSError."""
    if path.is_symlink():
        raise ResultUnreadable(f"{path} is a link", "Move it out of the folder.")
    return path.read_bytes()
