"""What no single value shows: the order of days, ranges of scales, codes that have ended, reversed bounds.

Checks read the model, so that a case is held to the same whatever it was written in. A value that was refused before is
simply not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain

from rdflib import OWL, RDF, XSD, URIRef
from rdflib.namespace import DCTERMS

from reasoner.errors import Problem
from reasoner.intake.entries import Entry, Places, Value
from reasoner.intake.values import bare
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case
from reasoner.model.dates import Span
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE

_UNKNOWN = Span()
_DATE, _DECIMAL = XSD.date, XSD.decimal


def check(case: Case, vocabulary: Vocabulary, places: Places) -> Iterator[Problem]:
    """Every problem between the values of a case."""
    run = _Checks(case, vocabulary, places)
    return chain(
        run.days_of_the_case(),
        run.later_than_the_record(),
        run.ends_before_starts(),
        run.responses(),
        run.same_days(),
        run.repeats(),
        run.scales(),
        run.codes(),
    )


def check_bounds(case: Entry) -> Iterator[Problem]:
    """Lower bounds above the upper ones, and an exact day outside both: only a graph can say so."""
    for entry in case.walk():
        told: dict[str, dict[str, Value]] = {}
        for value in entry.values:
            if value.part.bound:
                key = next(k for k in entry.shape.keys.values() if value.part in k.parts)
                told.setdefault(key.key, {})[value.part.bound] = value
        for bounds in told.values():
            yield from _reversed(bounds)


def _reversed(bounds: dict[str, Value]) -> Iterator[Problem]:
    low, high, exact = (bounds.get(b) for b in ("low", "high", "exact"))
    if low is not None and high is not None:
        if low.part.datatype == _DATE and low.text > high.text:
            yield Problem(f"The first day {low.text} is after the last day {high.text}.", low.place)
        if low.part.datatype == _DECIMAL and Decimal(low.text) > Decimal(high.text):
            yield Problem(f"The lower bound {low.text} is above the upper bound {high.text}.", low.place)
    if exact is not None and any(b is not None and b.text != exact.text for b in (low, high)):
        yield Problem(f"The day {exact.text} and its bounds disagree.", exact.place)


def warnings(case: Case, vocabulary: Vocabulary, places: Places) -> tuple[Problem, ...]:
    """What a reader should know of a case that was accepted: a date after the last code release held."""
    day, end = case.date_of_service, vocabulary.code_release_end
    if end is None or day <= end:
        return ()
    held = [
        vocabulary.text(s, DCTERMS.title) or str(s)
        for s in vocabulary.triples.subjects(RDF.type, OWL.Ontology)
        if str(end) in {str(o) for o in vocabulary.objects(s, GUIDE.validUntil)}
    ]
    release = f"the last day of the newest code release held ({', '.join(held)})"
    what = f"The date of service {day} is after {end}, {release}."
    place = places.of(case.iri, GUIDE.dateOfService)
    return (
        Problem(what, place, "Codes were checked against that release; a newer one may have changed them."),
    )


def starts(case: Case) -> Iterator[tuple[URIRef, Span, Span]]:
    """When each thing that the record tells was, and when it began; nothing is known of the one that it has not."""
    for document in case.documents:
        yield document.iri, document.date, _UNKNOWN
    for statement in case.statements:
        yield statement.iri, statement.date, statement.start
    for score in case.scores:
        yield score.iri, score.date, _UNKNOWN
    for episode in (*case.care, *case.medications):
        yield episode.iri, _UNKNOWN, episode.start
    for prior in case.history:
        yield prior.iri, prior.date, _UNKNOWN
        for response in prior.responses:
            yield response.iri, response.date, _UNKNOWN


class _Checks:
    def __init__(self, case: Case, vocabulary: Vocabulary, places: Places) -> None:
        self.case, self.vocabulary, self.places = case, vocabulary, places
        # The first of days stands for a value that was refused.
        self.service_day = case.date_of_service if case.date_of_service != date.min else None

    def _problem(self, what: str, node: URIRef, path: URIRef, remedy: str = "") -> Problem:
        return Problem(what, self.places.of(node, path), remedy)

    def days_of_the_case(self) -> Iterator[Problem]:
        """Decided on or after it was received."""
        received, decided = self.case.received, self.case.decided
        if received and decided and decided < received:
            yield self._problem(
                f"Decided on {decided}, before it was received on {received}.", self.case.iri, GUIDE.decided
            )

    def later_than_the_record(self) -> Iterator[Problem]:
        """Nothing that the record tells can lie after the day on which it was read."""
        recorded = self.case.recorded_on
        if recorded == date.min:
            return
        for node, when, start in starts(self.case):
            for path, first in ((GUIDE.earliest, when.earliest), (GUIDE.startEarliest, start.earliest)):
                if first is not None and first > recorded:
                    yield self._problem(
                        f"{first} is after {recorded}, the day on which the chart was read (recordedOn).",
                        node,
                        path,
                        "The record cannot tell of a later day: mend one of the two.",
                    )

    def ends_before_starts(self) -> Iterator[Problem]:
        """What has ended began before."""
        for episode in (*self.case.care, *self.case.medications):
            last, start = episode.end.latest, episode.start.earliest
            if last is not None and start is not None and last < start:
                yield self._problem(
                    f"The end, {last} at the latest, is before the start, {start}.",
                    episode.iri,
                    GUIDE.endLatest,
                )

    def responses(self) -> Iterator[Problem]:
        """A response is measured on or after the day of its procedure."""
        for prior in self.case.history:
            first = prior.date.earliest
            for response in prior.responses:
                last = response.date.latest
                if first and last and last < first:
                    yield self._problem(
                        f"Measured on {last}, before the procedure on {first}.", response.iri, GUIDE.latest
                    )

    def _span(self, node: URIRef) -> Span:
        if any(service.iri == node for service in self.case.services):
            return Span(self.service_day, self.service_day)
        return next((prior.date for prior in self.case.history if prior.iri == node), _UNKNOWN)

    def same_days(self) -> Iterator[Problem]:
        """Acts of one day have dates that can be equal."""
        for prior in self.case.history:
            for other in prior.same_day_as:
                mine, its = prior.date, self._span(other)
                place = self.places.of(prior.iri, GUIDE.sameDayAs, other)
                if prior.iri == other:
                    yield Problem("It is told to be on the same day as itself.", place, "Name another.")
                elif _apart(mine, its) or _apart(its, mine):
                    yield Problem(
                        f"Told to be on one day, but the dates differ: {_days(mine)} and {_days(its)}.",
                        place,
                        "Mend one of them.",
                    )

    def repeats(self) -> Iterator[Problem]:
        """What a service repeats was before it."""
        for service in self.case.services:
            if service.repeats is None:
                continue
            first = self._span(service.repeats).earliest
            if first and self.service_day and first > self.service_day:
                what = f"It is told to repeat what was done on {first}, after the date of service {self.service_day}."
                yield self._problem(what, service.iri, GUIDE.repeats)

    def scales(self) -> Iterator[Problem]:
        """A value lies within its scale."""
        for score in self.case.scores:
            yield from self._within(score.iri, score.scale, ((GUIDE.value, score.value),))
        for prior in self.case.history:
            for response in prior.responses:
                if response.scale is not None:
                    told = ((GUIDE.before, response.before), (GUIDE.after, response.after))
                    yield from self._within(response.iri, response.scale, told)

    def _within(
        self, node: URIRef, scale: URIRef, told: tuple[tuple[URIRef, Decimal | None], ...]
    ) -> Iterator[Problem]:
        low, high = self.vocabulary.scale_ends(scale)
        for path, value in told:
            if value is None or ((low is None or value >= low) and (high is None or value <= high)):
                continue
            bounds = " to ".join("no limit" if end is None else bare(end) for end in (low, high))
            name = self.vocabulary.label(scale)
            yield self._problem(
                f"{bare(value)} is outside the scale '{name}', which goes from {bounds}.", node, path
            )

    def codes(self) -> Iterator[Problem]:
        """A code is billable and in force on the date of service."""
        for service in self.case.services:
            for code in service.diagnoses:
                yield from self._code(service.iri, GUIDE.diagnosis, code)
            for line in service.lines:
                yield from self._code(line.iri, GUIDE.code, line.code)

    def _code(self, node: URIRef, path: URIRef, code: URIRef) -> Iterator[Problem]:
        what, near = self._refused(code)
        if what:
            place = self.places.of(node, path, code)
            yield Problem(what, place, "Name a code that is valid on that day.", near)

    def _refused(self, code: URIRef) -> tuple[str, str]:
        """Why a code cannot be billed on the date of service, and the nearest that can; empty where it can."""
        told, day, name = self.vocabulary.code_days(code), self.service_day, code.rpartition("/")[2]
        if told.header and not (told.billable_until and day and day <= told.billable_until):
            below = [
                str(c).rpartition("/")[2] for c in self.vocabulary.triples.subjects(GUIDE.parentCode, code)
            ]
            return f"{name} is a header, not a code that can be billed.", nearest(name, below)
        if day and told.last and day > told.last:
            return f"{name} was retired: its last day was {told.last}, the date of service is {day}.", ""
        if day and told.first and day < told.first:
            return (
                f"{name} was not valid yet: its first day is {told.first}, the date of service is {day}.",
                "",
            )
        return "", ""


def _apart(one: Span, other: Span) -> bool:
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _days(span: Span) -> str:
    def day(value: date | None) -> str:
        return value.isoformat() if value else "not told"

    return day(span.earliest) if span.exact else f"{day(span.earliest)} to {day(span.latest)}"
