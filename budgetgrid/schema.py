"""The name of our document format and its JSON Schema, which the package ships."""

from __future__ import annotations

from importlib.resources import files

SCHEMA = "budgetgrid/1"
"""What document.json says it is. Within /1 keys are only added."""

FAMILY = "budgetgrid/"
"""How the name of every version begins; a folder whose document.json says so is ours."""


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) of document.json."""
    return (files("budgetgrid") / "budgetgrid-1.schema.json").read_text(encoding="utf-8")
