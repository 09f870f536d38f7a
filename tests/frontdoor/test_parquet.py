import io
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from drawn_documents import amount, budget_table, document_of

from budgetgrid.export.formats import parse_formats
from budgetgrid.export.parquet import records_parquet
from budgetgrid.export.records import records_of
from budgetgrid.layout.errors import ExtraMissing


def test_lines_come_back_from_parquet_with_their_types():
    parquet = pytest.importorskip("pyarrow.parquet")
    document = document_of(budget_table())
    lines = parquet.read_table(io.BytesIO(records_parquet(document))).to_pylist()
    assert [line["row_path"] for line in lines] == [record.row_path for record in records_of(document)]
    line = lines[1]
    assert (line["value"], line["yuan"], line["confidence"]) == (Decimal("-3"), Decimal(-30000), 0.99)
    assert (line["page"], line["left"], line["bottom"]) == (1, 10.0, 40.0)


def test_a_number_that_the_format_cannot_hold_is_null_and_its_text_stays():
    parquet = pytest.importorskip("pyarrow.parquet")
    text = "0.12345678901"
    table = replace(budget_table(), rows=1, cols=1, header_rows=0, cells=(amount(0, 0, text, text),))
    lines = parquet.read_table(io.BytesIO(records_parquet(document_of(table)))).to_pylist()
    assert [(line["value"], line["text"]) for line in lines] == [(None, text)]


def test_a_missing_library_is_told_before_the_work_and_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraMissing) as caught:
        parse_formats("json,parquet")
    assert caught.value.slug == "extra-missing"
    assert "budgetgrid[parquet]" in caught.value.next_step
