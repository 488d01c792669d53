"""Every day of a range, and the stretches of days on which nothing is open.

Every single day is decided. Windows and gaps make a criterion met, unmet and met again, so that nothing may be concluded
from two days about those between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rdflib import URIRef

from reasoner.analysis.dates.standing import Open, Standing, Standings
from reasoner.intake.moved import moved, refusal
from reasoner.knowledge import Library
from reasoner.model.case import Case
from reasoner.model.timeline import Refused

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scan:
    """The standing of every line on every day from `first` on; nothing on a day on which the case cannot be read."""

    first: date
    standings: dict[URIRef, list[Standing | None]]
    refused: tuple[Refused, ...]

    def day(self, place: int) -> date:
        """The day at a place in the lists."""
        return self.first + timedelta(days=place)


def scan(case: Case, library: Library, first: date, last: date) -> Scan:
    """Decide every day. Raises InputError where nothing binding is held for the payer or the place is needed."""
    of = Standings(library, case)
    found: dict[URIRef, list[Standing | None]] = {
        line: [] for s in case.services for line in ([each.iri for each in s.lines] or [s.iri])
    }
    reasons: list[str] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        problem = refusal(moved(case, day), library.vocabulary)
        reasons.append("" if problem is None else problem.what)
        standings = of.on(day) if problem is None else {}
        for line, told in found.items():
            told.append(standings.get(line))
    days = [first + timedelta(days=n) for n in range(len(reasons))]
    # A reason may name the date of service: on days in a row it is the same one all the same, told of the first.
    kinds = [reason.replace(day.isoformat(), "") for reason, day in zip(reasons, days, strict=True)]
    refused = tuple(
        Refused(days[start], days[end], reasons[start]) for start, end in _runs(kinds) if kinds[start]
    )
    return Scan(first, found, refused)


def _runs(values: list[str]) -> Iterator[tuple[int, int]]:
    """First and last place of each run of equal values."""
    starts = [0, *(n for n in range(1, len(values)) if values[n] != values[n - 1])] if values else []
    yield from ((start, end - 1) for start, end in pairwise([*starts, len(values)]))


def stretches(
    standings: list[Standing | None], clear: Callable[[Standing], bool]
) -> tuple[tuple[int, int], ...]:
    """First and last place of each run of days that are clear."""
    told = ["clear" if s is not None and clear(s) else "" for s in standings]
    return tuple((start, end) for start, end in _runs(told) if told[start])


def always_open(standings: list[Standing | None]) -> frozenset[Open]:
    """What is open on every day on which the case can be read."""
    read = [s.open for s in standings if s is not None]
    return frozenset[Open]().union(*read[:1]).intersection(*read)


def ever_open(standings: list[Standing | None]) -> frozenset[Open]:
    """What is open on some day."""
    return frozenset[Open]().union(*(s.open for s in standings if s is not None))
