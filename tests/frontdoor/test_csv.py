import csv
import io
from dataclasses import replace

import pytest
from drawn_documents import budget_table, document_of, with_title
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.export.csv import CsvStyle, csv_files
from budgetgrid.export.file_names import NAME_BYTES, table_stems


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def written(style: CsvStyle | None = None, suffix: str = ".csv") -> list[list[str]]:
    return rows_of(csv_files(document_of(budget_table()), style or CsvStyle())["01-收支总表" + suffix])


def test_a_merged_cell_stands_at_its_first_position():
    assert written() == [
        ["收入", "", "支出", ""],
        ["项目", "金额", "项目", "金额"],
        ["税收", "12.50", "工资", "(3.00)"],
        ["其他", "—", "", "0"],
    ]


def test_fill_repeats_a_merged_cell_over_its_span():
    assert written(CsvStyle(fill=True))[0] == ["收入", "收入", "支出", "支出"]


def test_values_replace_texts_where_there_are_any():
    assert written(CsvStyle(values=True))[2:] == [["税收", "12.50", "工资", "-3.00"], ["其他", "—", "", "0"]]


@pytest.mark.parametrize("style", [CsvStyle(), CsvStyle(fill=True)])
def test_confidences_are_blank_where_unknown_or_continued(style):
    assert written(style, ".confidence.csv") == [
        ["0.9100", "", "", ""],
        ["", "", "", ""],
        ["0.5000", "0.9900", "", "0.9900"],
        ["", "", "", "0.9900"],
    ]


def test_lines_end_as_rfc_4180_says_and_only_what_must_be_quoted_is():
    cell = replace(budget_table().cells[0], text='1,234 "估"\n二', colspan=4)
    table = replace(budget_table(), rows=1, cells=(cell,))
    assert (
        csv_files(document_of(table), CsvStyle())["01-收支总表.csv"] == '"1,234 ""估""\n二",,,\r\n'.encode()
    )


def test_a_byte_order_mark_comes_only_when_asked_for():
    plain = csv_files(document_of(budget_table()), CsvStyle())["01-收支总表.csv"]
    marked = csv_files(document_of(budget_table()), CsvStyle(bom=True))["01-收支总表.csv"]
    assert marked == b"\xef\xbb\xbf" + plain


@given(st.lists(st.none() | st.text(max_size=90), max_size=12))
def test_every_title_gives_a_short_safe_unique_name(titles):
    names = [stem + suffix for stem in table_stems(titles) for suffix in (".csv", ".confidence.csv")]
    assert len({name.casefold() for name in names}) == 2 * len(titles)
    for name in names:
        assert len(name.encode()) <= NAME_BYTES
        assert not set(name) & set('/\\:*?"<>|\n\0') and name.isprintable()


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("预算01表：收支/总表", "01-预算01表：收支_总表"),
        (None, "01-table"),
        ("../..", "01-table"),
        ("财政拨款 “三公”经费", "01-财政拨款_“三公”经费"),
        ("字" * 80, "01-" + "字" * 34),
    ],
)
def test_titles_become_names(title, stem):
    assert table_stems([title]) == [stem]


def test_numbers_keep_the_order_of_more_than_99_tables():
    stems = table_stems([None] * 100)
    assert stems == sorted(stems) and stems[0] == "001-table"


def test_tables_of_the_same_title_do_not_overwrite_each_other():
    tables = [with_title(budget_table(), "表") for _ in range(3)]
    assert len(csv_files(document_of(*tables), CsvStyle())) == 6
