"""Numbers as documents print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.tables.amounts import Number, looks_like_code, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1,234,567.89", "1234567.89"),
        ("0", "0"),
        ("0.00", "0.00"),
        (".5", "0.5"),
        ("-1.00", "-1.00"),
        ("−1.00", "-1.00"),
        ("–1.00", "-1.00"),
        ("—1.00", "-1.00"),
        ("(1.00)", "-1.00"),
        ("（1.00）", "-1.00"),
        ("△1.00", "-1.00"),
        ("▲1,000.00", "-1000.00"),
        ("１，２３４．５６", "1234.56"),
        ("－１.００", "-1.00"),
        ("￥500.00", "500.00"),
        ("¥ 500", "500"),
        (" 1,234. 56 ", "1234.56"),
    ],
)
def test_a_number_by_itself_is_plain(text, value):
    assert parse_number(text) == Number(Decimal(value), "plain")


@pytest.mark.parametrize(
    "text",
    ["", "—", "-", "–", "--", "－", "1,2345", "12,34", "1,234,56", "0,123", ",123", "1.2.3", "5.", "00.5"],
)
def test_dashes_and_misplaced_separators_are_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["(1.00", "1.00)", "(-1.00)", "-(1.00)", "1-2", "1/2", "+-1", "-"])
def test_half_brackets_and_two_signs_are_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["①", "5²", "½", "五", "Ⅳ", "１²"])
def test_only_digits_are_digits(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text", ["≥92%", "≤5", "＞3", "约100", "100%以上", "共5个", "3km", "增长5%", "第3期", "5%-8%"]
)
def test_comparisons_and_words_around_a_number_are_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["201 03", "201\n03", "1 234.56", "12 34"])
def test_two_numbers_apart_are_not_made_one(text):
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "sign"),
    [
        ("12.5%", "12.5", "%"),
        ("１００％", "100", "%"),
        ("-3.10%", "-3.10", "%"),
        ("5‰", "5", "‰"),
        ("99 %", "99", "%"),
    ],
)
def test_percentages_keep_their_sign(text, value, sign):
    assert parse_number(text) == Number(Decimal(value), "percent", sign)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("500万元", "500", "万元"),
        ("1,234.50元", "1234.50", "元"),
        ("３０元整", "30", "元"),
        ("1.5 亿元", "1.5", "亿元"),
        ("-2百元", "-2", "百元"),
    ],
)
def test_a_printed_unit_of_money_makes_an_amount(text, value, unit):
    assert parse_number(text) == Number(Decimal(value), "amount", unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5个", "5", "个"),
        ("100万人次", "100", "万人次"),
        ("3平方米", "3", "平方米"),
        ("3㎡", "3", "㎡"),
        ("12次/年", "12", "次/年"),
        ("1项目", "1", "项目"),
        ("20 小时", "20", "小时"),
        ("8个月", "8", "个月"),
    ],
)
def test_a_number_of_things_is_a_count(text, value, unit):
    assert parse_number(text) == Number(Decimal(value), "count", unit)


@pytest.mark.parametrize("text", ["5名人次台", "3间间", "2平", "7方米", "5万", "5万万亿"])
def test_characters_of_units_in_a_row_are_no_unit(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["2021年", "12月", "5日", "2021年度", "2021-01-05", "2021.1.5", "12:30"])
def test_dates_are_no_number(text):
    assert parse_number(text) is None


@pytest.mark.parametrize("text", ["201", "2010301", "01", "2021", "0"])
def test_digits_alone_look_like_a_code(text):
    assert looks_like_code(text)


@pytest.mark.parametrize("text", ["", "1.0", "1,234", "-1", "201a", "２０１", "①"])
def test_anything_else_looks_like_none(text):
    assert not looks_like_code(text)


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False, allow_infinity=False))
def test_every_amount_printed_with_separators_reads_back(amount):
    assert parse_number(f"{amount:,.2f}") == Number(amount, "plain")
    if amount > 0:
        assert parse_number(f"({amount:.2f})") == Number(-amount, "plain")


@given(st.text(alphabet="0123456789,.-()%△元万个 年人≥", max_size=9))
def test_no_text_breaks_the_reading(text):
    number = parse_number(text)
    digits = "".join(c for c in text if c.isdigit())
    if number is not None:
        assert number.value.is_finite()
        assert int(digits) == abs(int(number.value.scaleb(-number.value.as_tuple().exponent)))
