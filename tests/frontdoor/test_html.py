from dataclasses import replace

from drawn_documents import budget_table, document_of
from lxml import etree

from budgetgrid.export.html import html_page


def page_of(*tables):
    return etree.fromstring(html_page(document_of(*tables)).decode(), etree.HTMLParser())


def test_merged_cells_keep_their_spans_and_rows_their_number():
    page = page_of(budget_table())
    assert len(page.findall(".//tr")) == 4
    assert [cell.get("colspan") for cell in page.findall(".//tr[1]/th")] == ["2", "2"]
    assert [cell.findtext("a") for cell in page.findall(".//tr[3]/td")] == ["税收", "12.50", "工资", "(3.00)"]


def test_every_text_is_escaped():
    nasty = "<script>alert(1)</script>&\"'"
    table = replace(
        budget_table(),
        title=nasty,
        unit=nasty,
        cells=tuple(replace(cell, text=nasty) for cell in budget_table().cells),
    )
    page = page_of(table)
    assert page.findall(".//script") == []
    assert {cell.findtext("a") for cell in page.iter("td", "th")} == {nasty}


def test_doubtful_cells_are_coloured_unlike_sure_ones():
    kinds = {cell.findtext("a"): cell.get("class") for cell in page_of(budget_table()).iter("td")}
    assert (kinds["税收"], kinds["12.50"], kinds["工资"]) == ("doubt", "trusted number", "unknown")


def test_nothing_is_loaded_from_elsewhere():
    text = html_page(document_of(budget_table())).decode()
    assert "http" not in text and "src=" not in text and "url(" not in text
