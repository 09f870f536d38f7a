"""budgetgrid: scanned budget PDFs to clean CSV and JSON, with a confidence on every cell.

Importing this package loads nothing heavy. The names below are loaded when first used.
"""

from __future__ import annotations

import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgetgrid.conversion import convert
    from budgetgrid.document import Document
    from budgetgrid.layout.errors import BudgetgridError
    from budgetgrid.options import Options

    __version__: str

__all__ = ["BudgetgridError", "Document", "Options", "__version__", "convert"]

_HOMES = {
    "BudgetgridError": "budgetgrid.layout.errors",
    "Document": "budgetgrid.document",
    "Options": "budgetgrid.options",
    "convert": "budgetgrid.conversion",
}


def _keep_libraries_offline() -> None:
    """Keep the libraries behind us from using the network or HOME; what the user has set stays.

    onnxruntime reports to its vendor, PaddleX looks for model hosts and wants a cache folder, Ray counts its
    users. Each reads these variables when it is first imported, so they are set before any of them is.
    """
    user = os.getuid() if hasattr(os, "getuid") else "user"
    cache = Path(tempfile.gettempdir()) / f"budgetgrid-{user}" / "paddlex"
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "1")
    os.environ.setdefault("PADDLE_PDX_CACHE_HOME", str(cache))
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")


_keep_libraries_offline()


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562). Raises LibraryBroken."""
    if name == "__version__":
        from importlib.metadata import version

        return version("budgetgrid")
    if name not in _HOMES:
        raise AttributeError(f"module 'budgetgrid' has no attribute {name!r}")
    return _load(name)


def _load(name: str) -> object:
    """The object of that name from its module."""
    try:
        return getattr(import_module(_HOMES[name]), name)
    except ImportError as error:
        from budgetgrid.system_packages import library_broken

        raise library_broken(error) from error


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
