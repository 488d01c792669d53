"""What decides of one case on one date of service after another."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rdflib import URIRef

from reasoner.book.facts import Derived, Facts
from reasoner.decision.needed import deciding
from reasoner.inference import ClassRules
from reasoner.inference.batch import Values
from reasoner.inference.later import LaterDays
from reasoner.intake.moved import moved
from reasoner.knowledge import Library
from reasoner.model.case import Case


@dataclass(frozen=True)
class Era:
    """Days after the record between two changes of what is in force: what does not read the day stays as on the first."""

    first: Derived
    later: LaterDays


@dataclass(frozen=True)
class OfDay:
    """What decides on one day. `era` has the rest of what stays; None: nothing is known to stay."""

    derived: Derived
    era: Era | None

    def stays(self, focus: URIRef, fact: URIRef) -> bool:
        """Whether a fact is the same on every day of the era."""
        return self.era is not None and (focus, fact) not in self.era.later.dated


class DatedFacts:
    """The facts of one case on many dates of service. Equal to those of `Facts` on each."""

    def __init__(self, library: Library, case: Case) -> None:
        self._case = case
        self._facts = Facts(library, needs_of=deciding)
        self._turns = self._facts.turns(case)
        self._eras: dict[int, Era] = {}
        after = case.recorded_on + timedelta(days=1) if case.recorded_on < date.max else None
        self._settled = after is not None and LaterDays.settled(moved(case, after))

    @property
    def rules(self) -> ClassRules:
        """The compiled classes of the vocabulary."""
        return self._facts.rules

    def turns_after(self, day: date) -> date | None:
        """The first day after a day on which something in force changes."""
        place = bisect_right(self._turns, day)
        return self._turns[place] if place < len(self._turns) else None

    def on(self, day: date) -> OfDay:
        """What decides of the case on a day. Raises InputError as `prepare` does."""
        case = moved(self._case, day)
        if not self._settled or day <= case.recorded_on:
            return OfDay(self._facts.of(case), None)
        number = bisect_right(self._turns, day)
        era = self._eras.get(number)
        if era is None:
            first = self._facts.of(case)
            held = first.bearing.needs
            era = self._eras[number] = Era(first, LaterDays(case, self.rules, held.ordered, held.wanted))
            return OfDay(first, era)
        values = {focus: Values(told.places, told.row.copy()) for focus, told in era.first.values.items()}
        for focus, name, value in era.later.values(case):
            told = values[focus]
            told.row[told.places[name]] = value
        return OfDay(replace(era.first, case=case, values=values), era)
