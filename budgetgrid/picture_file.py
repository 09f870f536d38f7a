"""A picture on disk, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from budgetgrid.file_system import file_system_errors


def write_picture(path: Path, png: bytes) -> None:
    """Write the bytes to `path`, making its folder. Raises NoSpace, OutputNotWritable."""
    part = path.with_name(f".{path.name}.part")
    with file_system_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(png)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
