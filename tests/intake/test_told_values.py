from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reasoner.intake.forms import read_date, read_day, read_length, read_number, read_percent
from reasoner.model.dates import Length, Span

D = Decimal


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-02", date(2026, 3, 2), date(2026, 3, 2)),
        ("2025-11", date(2025, 11, 1), date(2025, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_partial_dates(text, first, last):
    assert read_date(text) == Span(first, last)


@pytest.mark.parametrize(
    "text", ["02.03.2026", "3/2/2026", "2026-3-2", "2026-13", "2026-02-29", "0000", "last week", "20260302"]
)
def test_dates_that_are_refused(text):
    with pytest.raises(ValueError):
        read_date(text)


def test_a_day_is_exact():
    assert read_day("2026-03-02") == date(2026, 3, 2)
    with pytest.raises(ValueError):
        read_day("2026-03")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("6 weeks", Length(0, 42), Length(0, 42)),
        ("1 week", Length(0, 7), Length(0, 7)),
        ("P6W", Length(0, 42), Length(0, 42)),
        ("P1Y6M", Length(18), Length(18)),
        ("at least 3 months", Length(3), None),
        ("3+ months", None, None),
        ("3 months or more", Length(3), None),
        ("4-6 weeks", Length(0, 28), Length(0, 42)),
        ("4 – 6 weeks", Length(0, 28), Length(0, 42)),
        ("4 to 6 weeks", Length(0, 28), Length(0, 42)),
        ("between 4 and 6 weeks", Length(0, 28), Length(0, 42)),
        ("4 weeks to 3 months", Length(0, 28), Length(3)),
        ("less than 6 weeks", None, Length(0, 41)),
        ("more than 6 weeks", Length(0, 43), None),
        ("less than 3 months", None, Length(3)),
        ("> 6 months", Length(6), None),
        ("up to 2 years", None, Length(24)),
        ("≥ 14 days", Length(0, 14), None),
    ],
)
def test_lengths(text, low, high):
    if low is None and high is None:
        with pytest.raises(ValueError):
            read_length(text)
    else:
        assert read_length(text) == (low, high)


@pytest.mark.parametrize(
    "text", ["a few weeks", "6", "1.5 years", "weeks", "6-4 weeks", "about 6 weeks", "P", "-6 weeks", "P1H"]
)
def test_lengths_that_are_refused(text):
    with pytest.raises(ValueError):
        read_length(text)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("80", D("80"), D("80")),
        ("82.50", D("82.50"), D("82.50")),
        ("80 %", D("80"), D("80")),
        ("70-90", D("70"), D("90")),
        ("70–90 %", D("70"), D("90")),
        ("70% to 90%", D("70"), D("90")),
        ("at least 80", D("80"), None),
        ("80 or more", D("80"), None),
        (">= 80%", D("80"), None),
        ("less than 50", None, D("50")),
        ("up to 50 percent", None, D("50")),
        ("-20", D("-20"), D("-20")),
        ("-20 - 0", D("-20"), D("0")),
    ],
)
def test_percent(text, low, high):
    assert read_percent(text) == (low, high)


@pytest.mark.parametrize("text", ["good", "90-70", "80 %%", "1e2", "8 0", "", "50/100"])
def test_percent_that_is_refused(text):
    with pytest.raises(ValueError):
        read_percent(text)


def test_numbers_are_exact_decimals():
    assert read_number("82.50") == D("82.50")
    for text in ("1,000", "1e3", "0x1F", ".5", "5.", "+5", "NaN", "٣"):
        with pytest.raises(ValueError):
            read_number(text)
