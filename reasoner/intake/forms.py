"""How the text of a value is read: partial dates, lengths of time, percentages, numbers and their bounds.

Every function takes the text as written and raises ValueError with a sentence for the user if it cannot be
read. Nothing is guessed: "a few weeks" is refused, not rounded.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from reasoner.errors import InputError
from reasoner.model.dates import Length, Span

T = TypeVar("T")
Bounds = tuple[T | None, T | None]

DATE_PATTERN = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
DAY_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
NUMBER_PATTERN = r"-?[0-9]+(?:\.[0-9]+)?"
IDENTIFIER_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
LENGTH_LIMIT = 200
"""Longest text of a value that is read by a form, in characters."""

_DATE = re.compile(DATE_PATTERN)
_NUMBER = re.compile(NUMBER_PATTERN)
_LENGTH = re.compile(r"(\d{1,4})\s*(day|week|month|year)s?", re.IGNORECASE)
_BARE = re.compile(r"\d{1,4}")
_AT_LEAST = re.compile(r"(?:at least|no less than|not less than|minimum|>=|≥)\s*(.+)", re.IGNORECASE)
_AT_LEAST_AFTER = re.compile(r"(.+?)\s*(?:\+|or more|or longer)", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:at most|no more than|not more than|up to|maximum|<=|≤)\s*(.+)", re.IGNORECASE)
_AT_MOST_AFTER = re.compile(r"(.+?)\s*(?:or less|or fewer|or shorter)", re.IGNORECASE)
_ABOVE = re.compile(r"(?:more than|longer than|greater than|over|above|>)\s*(.+)", re.IGNORECASE)
_BELOW = re.compile(r"(?:less than|fewer than|shorter than|under|below|<)\s*(.+)", re.IGNORECASE)
_BETWEEN = re.compile(r"between\s+(.+?)\s+and\s+(.+)", re.IGNORECASE)
_RANGE = re.compile(r"(-?[0-9P][^–—-]*?)\s*(?:–|—|-|\bto\b)\s*(.+)", re.IGNORECASE)


def read_day(text: str) -> date:
    """The day of an ISO date such as 2026-03-02."""
    span = read_date(text)
    if span.exact is None:
        raise ValueError("a day such as 2026-03-02 is needed here, not a month or a year")
    return span.exact


def read_date(text: str) -> Span:
    """The days that an ISO date, month or year can mean: 2026-03-02, 2025-11, 2025."""
    if not _DATE.fullmatch(text):
        raise ValueError("a date is written as 2026-03-02, 2025-11 or 2025")
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    try:
        if "-" not in text:
            return Span(date(year, 1, 1), date(year, 12, 31))
        if not text[7:]:
            return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Span(date(year, month, day), date(year, month, day))
    except ValueError:
        raise ValueError("the calendar has no such date") from None


def read_number(text: str) -> Decimal:
    """A decimal number such as 300 or 2.5, without exponent, separators or unit."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number is written with digits and a point, such as 300 or 2.5")
    return Decimal(text)


def read_percent(text: str) -> Bounds[Decimal]:
    """Bounds in percent: 80, 80 %, 70-90, at least 80, up to 50.

    "More than 80" is read as at least 80 and "less than 80" as at most 80: bounds are inclusive, and the
    reading that proves less is taken.
    """

    def quantity(part: str, _whole: str) -> Decimal:
        return read_number(re.sub(r"\s*(?:%|percent)$", "", part, flags=re.IGNORECASE))

    try:
        low, high, _strict = _bounds(text, quantity)
    except ValueError:
        raise ValueError("percent is written as 80, 70-90, at least 80 or up to 50") from None
    if low is not None and high is not None and low > high:
        raise ValueError("the lower bound is above the upper one")
    return low, high


def read_length(text: str) -> Bounds[Length]:
    """Bounds of a length of time: 6 weeks, 4-6 weeks, at least 3 months, less than 6 weeks, P6W.

    Lengths are counted in whole days: less than 6 weeks is at most 41 days, more than 6 weeks at least 43.
    Of months, which have no fixed number of days, "less than" and "more than" are read inclusively.
    """
    try:
        low, high, strict = _bounds(text, _length)
    except (ValueError, InputError):
        raise ValueError(
            "a length is written as 6 weeks, 4-6 weeks, at least 3 months, less than 6 weeks or P6W"
        ) from None
    if strict and low is not None:
        low = _shift(low, 1)
    if strict and high is not None:
        high = _shift(high, -1)
    if low is not None and high is not None and _rough(low) > _rough(high):
        raise ValueError("the lower bound is above the upper one")
    return low, high


def _length(part: str, whole: str) -> Length:
    if part.startswith("P"):
        return Length.parse(part)
    match = _LENGTH.fullmatch(part)
    if match is None and _BARE.fullmatch(
        part
    ):  # the first number of "4-6 weeks" takes the unit of the second
        unit = _LENGTH.search(whole)
        match = _LENGTH.fullmatch(f"{part} {unit[2]}") if unit else None
    if match is None:
        raise ValueError
    number, unit_name = int(match[1]), match[2].lower()
    months = {"month": number, "year": 12 * number}.get(unit_name, 0)
    return Length(months, {"day": number, "week": 7 * number}.get(unit_name, 0))


def _shift(length: Length, days: int) -> Length:
    return length if length.months else Length(0, max(0, length.days + days))


def _rough(length: Length) -> timedelta:
    return length.after(date(2000, 1, 1)) - date(2000, 1, 1)


def _bounds(text: str, quantity: Callable[[str, str], T]) -> tuple[T | None, T | None, bool]:
    """Lower and upper bound that a text tells, and whether it excludes the bound itself."""
    text = text.strip()
    if len(text) > LENGTH_LIMIT:
        raise ValueError
    for pattern, lower, strict in (
        (_AT_LEAST, True, False),
        (_AT_LEAST_AFTER, True, False),
        (_AT_MOST, False, False),
        (_AT_MOST_AFTER, False, False),
        (_ABOVE, True, True),
        (_BELOW, False, True),
    ):
        if match := pattern.fullmatch(text):
            found = quantity(match[1].strip(), text)
            return (found, None, strict) if lower else (None, found, strict)
    match = _BETWEEN.fullmatch(text) or _RANGE.fullmatch(text)
    if match:
        return quantity(match[1].strip(), text), quantity(match[2].strip(), text), False
    found = quantity(text, text)
    return found, found, False
