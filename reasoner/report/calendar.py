"""A stretch of days cut into columns of one kind: days, parts of months, months or years."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta

Column = tuple[date, date]

# First days of the columns within a month, or months per column, from fine to coarse.
_WITHIN = (range(1, 31, 10), range(1, 31, 15), (1,))
_MONTHS = (3, 6, 12)


def columns(first: date, last: date, most: int) -> tuple[Column, ...]:
    """The finest columns, at most `most` of them, that the days from first to last are cut into; both inclusive."""
    if (last - first).days < most:
        days = range((last - first).days + 1)
        return tuple((d, d) for d in (first + timedelta(days=n) for n in days))
    choices: list[Callable[[date], bool]] = [lambda d, w=within: d.day in w for within in _WITHIN]  # type: ignore[misc]
    choices += [lambda d, m=months: d.day == 1 and (d.month - 1) % m == 0 for months in _MONTHS]  # type: ignore[misc]
    found: tuple[Column, ...] = ()
    for starts in choices:
        found = tuple(_cut(first, last, starts))
        if len(found) <= most:
            break
    return found


def _cut(first: date, last: date, starts: Callable[[date], bool]) -> Iterator[Column]:
    begin = day = first
    while day < last:
        following = day + timedelta(days=1)
        if starts(following):
            yield begin, day
            begin = following
        day = following
    yield begin, last


def month_starts(first: date, last: date) -> Iterator[date]:
    """The first day of every month that begins within the days."""
    year, month = first.year, first.month
    if first.day != 1:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while (year, month) <= (last.year, last.month):
        yield date(year, month, 1)
        if (year, month) == (date.max.year, 12):
            return
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def initial(month: int) -> str:
    """The initial of a month."""
    return calendar.month_name[month][0]
