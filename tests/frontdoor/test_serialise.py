import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest
from drawn_documents import BOX, amount, budget_table, document_of, documents
from hypothesis import HealthCheck, given, settings

from budgetgrid.layout.errors import ResultUnreadable
from budgetgrid.layout.geometry import Box
from budgetgrid.schema import schema_text
from budgetgrid.serialise import from_json, to_json
from budgetgrid.tables.table import Cell

VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema_text()))
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(documents)
def test_json_round_trips_and_obeys_the_schema(document):
    text = to_json(document)
    VALIDATOR.validate(json.loads(text))
    assert from_json(text) == document
    assert to_json(from_json(text)) == text


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


def test_the_schema_names_every_key_that_is_written():
    """A key that is written and not described would be free to change within /1."""
    schema = json.loads(schema_text())
    written = json.loads(to_json(document_of(budget_table())))
    assert set(written) == set(schema["properties"])
    table = written["tables"][0]
    assert set(table) == set(schema["$defs"]["table"]["properties"])
    assert set(table["cells"][0]) == set(schema["$defs"]["cell"]["properties"])
    assert set(written["pages"][0]) == set(schema["$defs"]["page"]["properties"])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.update(status="fine"),
        lambda record: record["pages"][0].update(number=0),
        lambda record: record["tables"][0]["cells"][7].update(value="12,50"),
        lambda record: record["tables"][0]["cells"][0].update(confidence=1.5),
        lambda record: record["tables"][0].pop("header_rows"),
        lambda record: record["tables"][0]["fragments"][0].update(box=[1, 2, 3]),
    ],
)
def test_the_schema_refuses_a_spoilt_document(spoil):
    record = json.loads(to_json(document_of(budget_table())))
    spoil(record)
    assert list(VALIDATOR.iter_errors(record))


def test_keys_come_in_the_order_of_the_format():
    record = json.loads(to_json(document_of(budget_table())))
    assert list(record)[:3] == ["schema", "source", "run"]
    assert list(record["tables"][0]["cells"][0])[:6] == ["row", "col", "rowspan", "colspan", "text", "raw"]


def test_one_cell_takes_one_line():
    lines = to_json(document_of(budget_table())).splitlines()
    assert sum(line.lstrip().startswith('{"row"') for line in lines) == len(budget_table().cells)


def test_probabilities_and_boxes_are_rounded():
    cell = replace(amount(0, 0, "1", "1"), confidence=0.123456, text_confidence=-1e-9)
    table = replace(budget_table(), rows=1, cols=1, header_rows=0, cells=(cell,))
    page = replace(document_of().pages[0], blocks=(), width=595.276)
    record = json.loads(to_json(replace(document_of(table), pages=(page,))))
    assert record["tables"][0]["cells"][0]["confidence"] == 0.1235
    assert str(record["tables"][0]["cells"][0]["text_confidence"]) == "0.0"
    assert record["pages"][0]["width"] == 595.28


def test_values_are_plain_decimal_strings():
    values = [Decimal("1234.50"), Decimal("-3.00"), Decimal("1E+3"), Decimal("1E-2")]
    cells = tuple(Cell(0, col, value=value) for col, value in enumerate(values))
    table = replace(budget_table(), rows=1, cols=4, header_rows=0, cells=cells)
    written = json.loads(to_json(document_of(table)))["tables"][0]["cells"]
    assert [cell["value"] for cell in written] == ["1234.50", "-3.00", "1000", "0.01"]


def test_numbers_of_numpy_are_written_as_plain_ones():
    import numpy as np

    table = replace(budget_table(), rows=np.int64(4), confidence=np.float32(0.5))
    record = json.loads(to_json(document_of(table)))
    assert (record["tables"][0]["rows"], record["tables"][0]["confidence"]) == (4, 0.5)


def test_a_number_that_is_not_finite_is_refused():
    page = replace(document_of().pages[0], width=float("nan"))
    with pytest.raises(ValueError):
        to_json(replace(document_of(), pages=(page,)))


def test_an_undecodable_file_name_does_not_break_the_json():
    document = document_of()
    text = to_json(replace(document, source=replace(document.source, file="a\udcff.pdf")))
    assert json.loads(text.encode("utf-8"))["source"]["file"] == "a?.pdf"


def test_readers_ignore_unknown_keys():
    record = json.loads(to_json(document_of(budget_table())))
    record["later"] = record["tables"][0]["later"] = record["tables"][0]["cells"][0]["later"] = [1]
    assert from_json(json.dumps(record)) == from_json(to_json(document_of(budget_table())))


def test_readers_fill_in_absent_optional_keys():
    record = json.loads(to_json(document_of(budget_table())))
    for key in ("confidence", "raw", "flags", "alternatives", "rowspan"):
        del record["tables"][0]["cells"][0][key]
    cell = from_json(json.dumps(record)).tables[0].cells[0]
    assert (cell.confidence, cell.raw, cell.flags, cell.rowspan) == (None, "", (), 1)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": "other/1"}', '{"schema": "budgetgrid/2"}', '{"schema": "budgetgrid/1"}'],
)
def test_what_is_no_document_is_refused_with_its_slug(text):
    with pytest.raises(ResultUnreadable) as caught:
        from_json(text)
    assert caught.value.slug == "result-unreadable"


def test_a_later_format_asks_for_an_update():
    with pytest.raises(ResultUnreadable) as caught:
        from_json('{"schema": "budgetgrid/2"}')
    assert "Update" in caught.value.next_step


def test_repeated_header_boxes_come_back():
    fragment = replace(budget_table().fragments[0], repeated_header_box=Box(1.0, 2.0, 3.0, 4.0))
    table = replace(budget_table(), fragments=(fragment, replace(fragment, page=2, repeated_header_box=None)))
    again = from_json(to_json(document_of(table))).tables[0]
    assert [f.repeated_header_box for f in again.fragments] == [Box(1.0, 2.0, 3.0, 4.0), None]
    assert again.fragments[0].box == BOX
