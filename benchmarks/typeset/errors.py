"""What can be wrong with a source or the machine it is typeset on."""

from __future__ import annotations

from budgetgrid.layout.errors import BudgetgridError


class SourceError(BudgetgridError):
    """The source of a document breaks the format."""

    slug = "sample-source"
    next_step = "Correct the source; samples/FORMAT.md describes the format."

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")


class FaceMissing(BudgetgridError):
    """A typeface is not installed."""

    slug = "face-missing"

    def __init__(self, name: str, file: str, package: str) -> None:
        super().__init__(
            f"typeface {name} ({file}) is not installed", f"Install the Debian package {package}."
        )
