"""What no single key shows: the order of days, ranges of scales, codes that have ended, reversed bounds.

Checks read the graph, so that a case in YAML and one in Turtle are held to the same. A value that was refused
before is simply not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from rdflib import OWL, RDF, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from reasoner.errors import Problem
from reasoner.intake.entries import Places
from reasoner.intake.reader import View
from reasoner.intake.values import bare
from reasoner.knowledge.triples import Triples
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.dates import Span
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE

_REVERSIBLE = (
    (GUIDE.earliest, GUIDE.latest),
    (GUIDE.startEarliest, GUIDE.startLatest),
    (GUIDE.endEarliest, GUIDE.endLatest),
)


def check(triples: Triples, case: URIRef, vocabulary: Vocabulary, places: Places) -> list[Problem]:
    """Every problem between the values of a case, in the order of the file."""
    run = _Checks(triples, case, vocabulary, places)
    return [
        *run.days_of_the_case(),
        *run.reversed_bounds(),
        *run.later_than_the_record(),
        *run.ends_before_starts(),
        *run.responses(),
        *run.same_days(),
        *run.repeats(),
        *run.scales(),
        *run.codes(),
    ]


def warnings(triples: Triples, case: URIRef, vocabulary: Vocabulary, places: Places) -> tuple[Problem, ...]:
    """What a reader should know of a case that was accepted: a date after the last code release held."""
    day, end = View(triples).day(case, GUIDE.dateOfService), vocabulary.code_release_end
    if day is None or end is None or day <= end:
        return ()
    held = [
        vocabulary.text(s, DCTERMS.title) or str(s)
        for s in vocabulary.triples.subjects(RDF.type, OWL.Ontology)
        if str(end) in {str(o) for o in vocabulary.objects(s, GUIDE.validUntil)}
    ]
    release = f"the last day of the newest code release held ({', '.join(held)})"
    what = f"The date of service {day} is after {end}, {release}."
    place = places.of(case, GUIDE.dateOfService, triples.value(case, GUIDE.dateOfService))
    return (
        Problem(what, place, "Codes were checked against that release; a newer one may have changed them."),
    )


class _Checks:
    def __init__(self, triples: Triples, case: URIRef, vocabulary: Vocabulary, places: Places) -> None:
        self.triples, self.case, self.vocabulary, self.places = triples, case, vocabulary, places
        self.view = View(triples)
        self.service_day = self.view.day(case, GUIDE.dateOfService)
        self.recorded = self.view.day(case, GUIDE.recordedOn)

    def _problem(self, what: str, node: Node, path: Node, remedy: str = "", near: str = "") -> Problem:
        return Problem(what, self.places.of(node, path, self.triples.value(node, path)), remedy, near)

    def days_of_the_case(self) -> Iterator[Problem]:
        """Decided on or after it was received."""
        received, decided = self.view.day(self.case, GUIDE.received), self.view.day(self.case, GUIDE.decided)
        if received and decided and decided < received:
            yield self._problem(
                f"Decided on {decided}, before it was received on {received}.", self.case, GUIDE.decided
            )

    def reversed_bounds(self) -> Iterator[Problem]:
        """A first day after the last one, or an exact day outside both. Only Turtle can say so."""
        for low, high in _REVERSIBLE:
            for node, first in self.triples.pairs(low):
                last = self.triples.value(node, high)
                if last is not None and str(first) > str(last):
                    yield self._problem(f"The first day {first} is after the last day {last}.", node, low)
        for node, told in self.triples.pairs(GUIDE.reliefAtLeast):
            most = self.view.number(node, GUIDE.reliefAtMost)
            if most is not None and Decimal(str(told)) > most:
                what = f"The lower bound {told} is above the upper bound {most}."
                yield self._problem(what, node, GUIDE.reliefAtLeast)
        for node, day in self.triples.pairs(GUIDE.date):
            span = self.view.span(node)
            if {span.earliest, span.latest} != {date.fromisoformat(str(day))}:
                yield self._problem(f"The day {day} and its bounds disagree.", node, GUIDE.date)

    def later_than_the_record(self) -> Iterator[Problem]:
        """Nothing that the record tells can lie after the day on which it was read."""
        if self.recorded is None:
            return
        for path in (GUIDE.earliest, GUIDE.startEarliest):
            for node, told in self.triples.pairs(path):
                if str(told) > self.recorded.isoformat():
                    yield self._problem(
                        f"{told} is after {self.recorded}, the day on which the chart was read (recordedOn).",
                        node,
                        path,
                        "The record cannot tell of a later day: mend one of the two.",
                    )

    def ends_before_starts(self) -> Iterator[Problem]:
        """What has ended began before."""
        for node, told in self.triples.pairs(GUIDE.endLatest):
            start = self.view.start(node).earliest
            if start is not None and str(told) < start.isoformat():
                yield self._problem(
                    f"The end, {told} at the latest, is before the start, {start}.", node, GUIDE.endLatest
                )

    def responses(self) -> Iterator[Problem]:
        """A response is measured on or after the day of its procedure."""
        for event, response in self.triples.pairs(GUIDE.response):
            first, last = self.view.span(event).earliest, self.view.span(response).latest
            if first and last and last < first:
                yield self._problem(
                    f"Measured on {last}, before the procedure on {first}.", response, GUIDE.latest
                )

    def _span(self, node: Node) -> Span:
        if GUIDE.Service in self.triples.objects(node, RDF.type):
            return Span(self.service_day, self.service_day)
        return self.view.span(node)

    def same_days(self) -> Iterator[Problem]:
        """Acts of one day have dates that can be equal."""
        for node, other in self.triples.pairs(GUIDE.sameDayAs):
            mine, its = self._span(node), self._span(other)
            place = self.places.of(node, GUIDE.sameDayAs, other)
            if node == other:
                yield Problem("It is told to be on the same day as itself.", place, "Name another.")
            elif _apart(mine, its) or _apart(its, mine):
                yield Problem(
                    f"Told to be on one day, but the dates differ: {_days(mine)} and {_days(its)}.",
                    place,
                    "Mend one of them.",
                )

    def repeats(self) -> Iterator[Problem]:
        """What a service repeats was before it."""
        for node, prior in self.triples.pairs(GUIDE.repeats):
            first = self.view.span(prior).earliest
            if first and self.service_day and first > self.service_day:
                what = f"It is told to repeat what was done on {first}, after the date of service {self.service_day}."
                yield self._problem(what, node, GUIDE.repeats)

    def scales(self) -> Iterator[Problem]:
        """A value lies within its scale."""
        ranges = View(self.vocabulary.triples)
        for node, scale in self.triples.pairs(GUIDE.scale):
            low, high = ranges.number(scale, GUIDE.scaleLow), ranges.number(scale, GUIDE.scaleHigh)
            for path in (GUIDE.value, GUIDE.before, GUIDE.after):
                told = self.view.number(node, path)
                if told is None or ((low is None or told >= low) and (high is None or told <= high)):
                    continue
                bounds = " to ".join("no limit" if end is None else bare(end) for end in (low, high))
                name = self.vocabulary.label(scale)
                yield self._problem(
                    f"{bare(told)} is outside the scale '{name}', which goes from {bounds}.", node, path
                )

    def codes(self) -> Iterator[Problem]:
        """A code is billable and in force on the date of service."""
        for path in (GUIDE.diagnosis, GUIDE.code):
            for node, code in self.triples.pairs(path):
                name = str(code).rpartition("/")[2]
                what, near = self._code(code, name)
                if what:
                    yield Problem(
                        what, self.places.of(node, path, code), "Name a code that is valid on that day.", near
                    )

    def _code(self, code: Node, name: str) -> tuple[str, str]:
        until = self.vocabulary.text(code, GUIDE.billableUntil)
        before = bool(until and self.service_day and self.service_day.isoformat() <= until)
        if self.vocabulary.text(code, GUIDE.billable) in ("false", "0") and not before:
            below = [
                str(c).rpartition("/")[2] for c in self.vocabulary.triples.subjects(GUIDE.parentCode, code)
            ]
            return f"{name} is a header, not a code that can be billed.", nearest(name, below)
        first, last = (
            self.vocabulary.text(code, GUIDE.validFrom),
            self.vocabulary.text(code, GUIDE.validUntil),
        )
        day = self.service_day.isoformat() if self.service_day else ""
        if day and last and day > last:
            return f"{name} was retired: its last day was {last}, the date of service is {day}.", ""
        if day and first and day < first:
            return f"{name} was not valid yet: its first day is {first}, the date of service is {day}.", ""
        return "", ""


def _apart(one: Span, other: Span) -> bool:
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _days(span: Span) -> str:
    def day(value: date | None) -> str:
        return value.isoformat() if value else "not told"

    return day(span.earliest) if span.exact else f"{day(span.earliest)} to {day(span.latest)}"
