"""The system packages that our libraries lean on, and how to say that one is missing."""

from __future__ import annotations

from budgetgrid.layout.errors import LibraryBroken

DEBIAN_PACKAGES = {
    "libGL": "libgl1",
    "libgthread": "libglib2.0-0",
    "libglib": "libglib2.0-0",
    "libgomp": "libgomp1",
    "libstdc++": "libstdc++6",
}
"""By the beginning of a shared library's name, the Debian and Ubuntu package that holds it (`ldd` of the cv2,
onnxruntime and pymupdf extension modules shows which they need)."""


def library_broken(error: ImportError) -> LibraryBroken:
    """The error to show for an import that failed, naming the package to install."""
    message = str(error)
    for library, package in DEBIAN_PACKAGES.items():
        if library in message:
            return LibraryBroken(message, f"Install it: apt-get install {package} (Debian, Ubuntu).")
    if isinstance(error, ModuleNotFoundError) and error.name:
        return LibraryBroken(
            f"the Python package that holds {error.name} is not installed",
            "Install budgetgrid again: pip install --force-reinstall budgetgrid.",
        )
    return LibraryBroken(message)
