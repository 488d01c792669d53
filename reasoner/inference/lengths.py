"""Lengths of time in days or whole calendar months, with the bounds that hold wherever they lie."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from reasoner.model.dates import Length, add_months, whole_months

# A length of a hundred years and one of a thousand are bounded alike.
_LONGEST = 1200


@lru_cache(maxsize=256)
def parsed(text: str) -> Length:
    """A length that a declaration tells, read once. Raises InputError on any other form."""
    return Length.parse(text)


def elapsed(start: date, end: date, unit: str) -> int:
    """Days, or whole calendar months for the unit `month`, from start to end; 0 where end is not later."""
    if end < start:
        return 0
    return whole_months(start, end) if unit == "month" else (end - start).days


def shortest(length: Length, unit: str) -> int:
    """The least that a told length is in a unit, on whichever day it began."""
    if unit != "month":
        return _days(length.months)[0] + length.days
    extra = 0
    while extra < _LONGEST and _days(extra + 1)[1] <= length.days:
        extra += 1
    return length.months + extra


def longest(length: Length, unit: str) -> int:
    """The most that a told length is in a unit, on whichever day it began."""
    if unit != "month":
        return _days(length.months)[1] + length.days
    extra = 0
    while extra < _LONGEST and _days(extra + 1)[0] <= length.days:
        extra += 1
    return length.months + extra


def union_length(pieces: Iterable[tuple[date, date]], unit: str) -> int:
    """The length of a union of stretches of days: overlapping or touching ones are one, others are added."""
    total = 0
    start: date | None = None
    end: date | None = None
    for begins, ends in sorted(piece for piece in pieces if piece[0] <= piece[1]):
        if start is None or end is None:
            start, end = begins, ends
        elif begins <= end + timedelta(days=1):
            end = max(end, ends)
        else:
            total += elapsed(start, end, unit)
            start, end = begins, ends
    return total if start is None or end is None else total + elapsed(start, end, unit)


@lru_cache(maxsize=_LONGEST + 2)
def _days(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many calendar months take."""
    # Four years with a leap day hold every sequence of months; only the first and last days of a month differ.
    starts = [
        date(year, month, day) for year in range(2001, 2005) for month in range(1, 13) for day in (1, 28)
    ]
    starts += [add_months(date(2001, 1, 31), n) for n in range(48)]
    lengths = [(add_months(start, months) - start).days for start in starts]
    return min(lengths), max(lengths)
