"""On which day each act of a case was done: told dates, acts told to be on one day, and what that narrows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rdflib import URIRef

from reasoner.inference.truth import Truth
from reasoner.model.case import Case
from reasoner.model.dates import Span


class Days:
    """The day of every act as narrowly as the record tells, and which acts share a day.

    Acts are on one day when they are told to be (`sameDayAs`, either way and transitively) or have the same
    exact date; what is told of the day of one is then told of all. A past act lies on or before the day of
    recording and of service, also when it has no date.
    """

    def __init__(self, case: Case) -> None:
        self._limit = min(case.recorded_on, case.date_of_service)
        self._group: dict[URIRef, frozenset[URIRef]] = {}
        self._told: dict[URIRef, Span] = {}
        self._span: dict[URIRef, Span] = {}
        day = Span(case.date_of_service, case.date_of_service)
        for service in case.services:
            self._told[service.iri] = day
        for act in case.history:
            self._told[act.iri] = act.date
        for iri in self._told:
            self._group[iri] = frozenset([iri])
        self._join([iri for iri, span in self._told.items() if span == day])
        for act in case.history:
            for other in act.same_day_as:
                if other in self._group:
                    self._join([act.iri, other])
        self._settle()

    def span(self, act: URIRef) -> Span:
        """The days that an act can have been done on; `earliest` is None where nothing bounds it."""
        return self._span[act]

    def same(self, act: URIRef) -> tuple[URIRef, ...]:
        """The other acts that are surely on the day of an act, sorted."""
        group = self._group[act]
        return () if len(group) == 1 else tuple(sorted(group - {act}))

    def together(self, act: URIRef, other: URIRef) -> Truth:
        """Whether two acts were done on one day."""
        if other in self._group[act]:
            return Truth.YES
        return Truth.MAYBE if _meet((self.span(act), self.span(other))) is not None else Truth.NO

    def group(self, act: URIRef) -> frozenset[URIRef]:
        """All acts that are surely on the day of an act, itself included."""
        return self._group[act]

    def _join(self, acts: Iterable[URIRef]) -> None:
        joined: frozenset[URIRef] = frozenset().union(*(self._group[act] for act in acts))
        for act in joined:
            self._group[act] = joined

    def _settle(self) -> None:
        """Narrow the day of each group, and join groups that turn out to have the same exact day."""
        while True:
            by_day: dict[date, set[URIRef]] = {}
            for act in self._told:
                self._span[act] = self._narrow(act)
                exact = self._span[act].exact
                if exact is not None:
                    by_day.setdefault(exact, set()).add(act)
            apart = [acts for acts in by_day.values() if len({self._group[act] for act in acts}) > 1]
            if not apart:
                return
            for acts in apart:
                self._join(sorted(acts))

    def _narrow(self, act: URIRef) -> Span:
        told, group = self._told[act], self._group[act]
        if len(group) == 1:
            if told.latest is not None and told.latest <= self._limit:
                return told
            return _meet((told, Span(None, self._limit))) or told
        # Dates of one day that contradict each other say nothing about each other.
        shared = _meet(self._told[other] for other in group) or told
        past = _meet((shared, Span(None, self._limit)))
        return past or shared


def _meet(spans: Iterable[Span]) -> Span | None:
    """The days that lie in all spans; None where there is none."""
    earliest: date | None = None
    latest: date | None = None
    for span in spans:
        if span.earliest is not None and (earliest is None or span.earliest > earliest):
            earliest = span.earliest
        if span.latest is not None and (latest is None or span.latest < latest):
            latest = span.latest
    if earliest is not None and latest is not None and earliest > latest:
        return None
    return Span(earliest, latest)
