from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.fit_text import LEADING, SIZES, fit_text, wrap


def square(text: str) -> float:
    """Every character as wide as its size, as CJK is."""
    return float(len(text))


def test_text_is_as_large_as_fits():
    assert fit_text("收支总表", 36.0, 12.0, square).size == 9.0
    assert fit_text("收支总表", 20.0, 6.0, square).size == 5.0


def test_text_breaks_where_the_box_ends():
    assert fit_text("收支总表", 18.0, 21.0, square).lines == ("收支", "总表")


@given(st.text(max_size=60), st.floats(1, 50))
def test_no_character_is_lost_in_wrapping(text, width):
    assert "".join(wrap(text, width, square)) == text.replace("\n", "")


@given(st.text(max_size=40), st.floats(4, 200), st.floats(4, 200))
def test_what_is_said_to_fit_fits(text, width, height):
    fitted = fit_text(text, width, height, square)
    if fitted.size > SIZES[-1]:
        assert len(fitted.lines) * fitted.size * LEADING <= height
        assert all(square(line) * fitted.size <= width for line in fitted.lines)
