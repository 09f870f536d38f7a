"""The records as Parquet, for those who load archives into a database. Needs pyarrow, an extra."""

from __future__ import annotations

import io
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING

from budgetgrid.document import Document
from budgetgrid.export.matrix import CONFIDENCE_DECIMALS
from budgetgrid.export.records import COLUMNS, Record, records_of
from budgetgrid.layout.errors import ExtraMissing

if TYPE_CHECKING:
    import pyarrow

FILE_NAME = "records.parquet"
DIGITS, DECIMALS = 38, 10
"""Of numbers: the most digits that Parquet readers hold (128 bit), ten of them decimals; amounts have two to
four, and 亿元 in 元 as many before the point as a state's budget."""

SIDES = ("left", "top", "right", "bottom")


def records_parquet(document: Document) -> bytes:
    """The lines of all tables: numbers as decimals, the box as four columns, what is unknown null.

    A number that has more digits than the format holds is null; its text stands beside it. Raises
    ExtraMissing where pyarrow is not installed.
    """
    check_installed()
    import pyarrow
    import pyarrow.parquet

    buffer = io.BytesIO()
    rows = [record_row(record) for record in records_of(document)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=record_schema()), buffer)
    return buffer.getvalue()


def record_schema() -> pyarrow.Schema:
    """The columns and their types."""
    import pyarrow

    number = pyarrow.decimal128(DIGITS, DECIMALS)
    types = {"value": number, "yuan": number, "confidence": pyarrow.float64(), "page": pyarrow.int32()}
    types |= dict.fromkeys(SIDES, pyarrow.float64())
    names = [name for column in COLUMNS for name in (SIDES if column == "box" else (column,))]
    return pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in names])


def check_installed() -> None:
    """Raise ExtraMissing where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ExtraMissing("Parquet needs pyarrow", "Install it: pip install 'budgetgrid[parquet]'")


def record_row(record: Record) -> dict[str, str | int | float | Decimal | None]:
    """The record by the names of the columns."""
    row = {name: getattr(record, name) for name in COLUMNS if name != "box"}
    sides = {side: getattr(record.box, side) if record.box else None for side in SIDES}
    confidence = None if record.confidence is None else round(record.confidence, CONFIDENCE_DECIMALS)
    numbers = {"value": _storable(record.value), "yuan": _storable(record.yuan)}
    texts = {k: v.encode("utf-8", "replace").decode() for k, v in row.items() if isinstance(v, str)}
    return {**row, **texts, **sides, **numbers, "confidence": confidence}


def _storable(value: Decimal | None) -> Decimal | None:
    """The number if the format holds all its digits."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    fits = isinstance(exponent, int) and exponent >= -DECIMALS and value.adjusted() < DIGITS - DECIMALS
    return value if fits else None
