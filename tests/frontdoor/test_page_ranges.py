import pytest

from budgetgrid.cli.page_ranges import parse_pages
from budgetgrid.layout.errors import BadOption


@pytest.mark.parametrize(
    ("text", "pages"),
    [("3", (3,)), ("3-5,12", (3, 4, 5, 12)), ("5, 1 - 2 ,2", (1, 2, 5)), ("7-7", (7,))],
)
def test_pages_are_read_in_order_and_once(text, pages):
    assert parse_pages(text) == pages


@pytest.mark.parametrize("text", ["", "0", "0-3", "9-3", "a", "1,", "1-", "-3", "1-2-3", "３", "1-9999999"])
def test_what_is_no_list_of_pages_is_refused(text):
    with pytest.raises(BadOption):
        parse_pages(text)
