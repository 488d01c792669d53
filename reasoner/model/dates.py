"""Dates that may be known only in part, and calendar arithmetic that every engine does the same way."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from reasoner.errors import InputError


@dataclass(frozen=True, slots=True)
class Span:
    """The days that an event can have happened on, both inclusive. None: no bound is known on that side."""

    earliest: date | None = None
    latest: date | None = None

    @property
    def exact(self) -> date | None:
        """The day, where it is known exactly."""
        return self.earliest if self.earliest is not None and self.earliest == self.latest else None

    @property
    def known(self) -> bool:
        """Whether anything at all is known of the date."""
        return self.earliest is not None or self.latest is not None


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as told: calendar months and days, kept apart (a month is not thirty days)."""

    months: int = 0
    days: int = 0

    _FORM = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")

    @classmethod
    def parse(cls, text: str) -> Length:
        """Read an xsd:duration of years, months, weeks and days. Raises InputError on any other form."""
        match = cls._FORM.match(text.strip())
        if not match or not any(match.groups()):
            raise InputError(f"'{text}' is not a length of years, months, weeks or days such as P6W or P3M.")
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return cls(12 * years + months, 7 * weeks + days)

    def after(self, day: date) -> date:
        """The day that lies this length after `day`; months go first, clipped at the end of the month."""
        return add_months(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """The day that lies this length before `day`; months go first, clipped at the end of the month."""
        return add_months(day, -self.months) - timedelta(days=self.days)

    def __str__(self) -> str:
        return (
            "P"
            + (f"{self.months}M" if self.months else "")
            + (f"{self.days}D" if self.days or not self.months else "")
        )


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later or earlier, clipped at the end of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """The number of whole calendar months from `start` to `end` (0 where `end` is earlier).

    The largest n with add_months(start, n) <= end, so that a month that begins on the 31st is whole
    on the last day of a shorter month.
    """
    if end < start:
        return 0
    count = (end.year - start.year) * 12 + end.month - start.month
    return count if add_months(start, count) <= end else count - 1
