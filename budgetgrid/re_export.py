"""A result folder with more formats, or with the same ones written in another style."""

from __future__ import annotations

from pathlib import Path

from budgetgrid.export.csv import CsvStyle
from budgetgrid.export.formats import DOCUMENT_JSON, belongs, make_files
from budgetgrid.layout.errors import ResultUnreadable
from budgetgrid.output import replace_folder
from budgetgrid.serialise import from_json


def re_export(folder: Path, formats: tuple[str, ...], style: CsvStyle) -> None:
    """Write the formats into `folder` from its document.json; files of other formats stay, byte for byte.

    Raises ResultUnreadable where there is no document.json of ours, and as `replace_folder` does.
    """
    try:
        document = from_json((folder / DOCUMENT_JSON).read_text(encoding="utf-8"))
        kept = {
            path.name: path.read_bytes()
            for path in sorted(folder.iterdir())
            if not belongs(path.name, formats)
        }
    except (OSError, UnicodeDecodeError) as error:
        raise ResultUnreadable(f"{folder} can't be read as a result: {error}") from error
    replace_folder(folder, {**kept, **make_files(document, formats, style)})
