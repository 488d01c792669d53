"""Where each requested line stands: of one case on one date of service after another, or of one case after another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from rdflib import URIRef

from reasoner.analysis.dates.facts import DatedFacts, OfDay
from reasoner.analysis.dates.judge import Judge, Open, Standing
from reasoner.book.facts import Facts
from reasoner.decision.needed import deciding
from reasoner.intake.moved import moved, refusal
from reasoner.knowledge import Library
from reasoner.model.case import Case

__all__ = ["CaseStandings", "Open", "Standing", "Standings"]


class Standings:
    """The standing of the lines of one case on one day after another; what was judged of equal facts is kept."""

    def __init__(self, library: Library, case: Case) -> None:
        self._case = case
        self._library = library
        self._facts = DatedFacts(library, case)
        self._judge = Judge(self._facts.rules)

    def on(self, day: date) -> Mapping[URIRef, Standing]:
        """The standing of every billed line, and of every service without one, by IRI. Raises InputError as `prepare`."""
        return self._judge.standings(self._facts.on(day), self._case)

    def closing(self, line: URIRef, rows: frozenset[Open], first: date, last: date) -> Mapping[Open, date]:
        """For each row the first day from `first` to `last` on which it is not open of a line, all else as it is.

        Stretches on which no row reads the day are decided once; a day on which the case cannot be read closes nothing.
        """
        found: dict[Open, date] = {}
        day = first
        while day <= last and len(found) < len(rows):
            of = self._facts.on(day)
            standing = self._judge.standings(of, self._case)[line]
            closed = rows - standing.open - found.keys()
            if closed and refusal(moved(self._case, day), self._library.vocabulary) is None:
                found |= dict.fromkeys(closed, day)
            if closed or of.era is None or self._judge.dated(of, line) & (rows - found.keys()):
                day += timedelta(days=1)
            else:
                day = self._facts.turns_after(day) or last + timedelta(days=1)
        return found


class CaseStandings:
    """The standing of the lines of one case after another, each on its date of service."""

    def __init__(self, library: Library) -> None:
        self._facts = Facts(library, needs_of=deciding)
        self._judge = Judge(self._facts.rules)

    def of(self, case: Case) -> Mapping[URIRef, Standing]:
        """The standing of every billed line, and of every service without one, by IRI. Raises InputError as `prepare`."""
        return self._judge.standings(OfDay(self._facts.of(case), None), case)
