import pytest

from budgetgrid.export.csv import csv_bytes, disarmed


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "\r=1", "-A1"])
def test_what_a_spreadsheet_would_calculate_is_marked(text):
    assert disarmed(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-1.00", "+3", "-1,234.56", "-5%", "-", "--", "", "(1.00)", "a=b", "△1", "—"]
)
def test_amounts_and_dashes_stay_as_they_are(text):
    assert disarmed(text) == text


def test_marks_are_made_only_when_asked_for():
    assert csv_bytes([["=1"]]) == b"=1\r\n"
    assert csv_bytes([["=1"]], safe=True) == b"'=1\r\n"
