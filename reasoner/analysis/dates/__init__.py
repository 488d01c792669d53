"""On which dates of service a case would be eligible, given that nothing else changes.

facts     what decides of one case on one day after another
judge     where a line stands on what was derived, and what is open
standing  where each line stands on a day
scan      every day of a range, and the stretches of days on which nothing is open
explain   what is open on a day, in the words of the ordinary review
"""

from __future__ import annotations

from datetime import date, timedelta

from rdflib import URIRef

from reasoner.analysis.dates.explain import Explainer
from reasoner.analysis.dates.scan import Scan, always_open, ever_open, scan, stretches
from reasoner.analysis.dates.standing import Open, Standing
from reasoner.decision.remedy import HORIZON
from reasoner.errors import InputError, Problem
from reasoner.intake import ReadCase
from reasoner.knowledge import Library
from reasoner.model.case import Case
from reasoner.model.ledger import LineReview
from reasoner.model.timeline import Constraint, LineDates, Stretch, Timed, Timeline

__all__ = ["HORIZON", "timeline"]

LONGEST = 3660  # days: ten years and a few, so that a slip of the pen does not take minutes


def timeline(read: ReadCase, library: Library, until: date | None = None) -> Timeline:
    """The dates of service on which each line of a case is eligible, as nothing but the date changes.

    From the day on which the chart was read, or the requested date where that is earlier (at most HORIZON days before it),
    to `until`, or HORIZON days after the requested date. Raises InputError where `until` lies outside, or as a review does.
    """
    case = read.case
    first, last = _range(case, until)
    days, explainer = scan(case, library, first, last), Explainer(read, library)
    review, requested = explainer.review(case.date_of_service), (case.date_of_service - first).days
    lines = tuple(
        _line(library, explainer, days, line, standings, requested)
        for line, standings in days.standings.items()
    )
    return Timeline(
        case=case.identifier,
        case_sha256=case.sha256,
        recorded_on=case.recorded_on,
        date_of_service=case.date_of_service,
        first=first,
        last=last,
        lines=lines,
        refused=days.refused,
        notes=tuple(_notes(case, library, last)),
        knowledge=review.knowledge,
        content=review.content,
    )


def _range(case: Case, until: date | None) -> tuple[date, date]:
    day = case.date_of_service
    earliest = date.fromordinal(max(1, day.toordinal() - HORIZON))
    first = max(min(case.recorded_on, day), earliest)
    if until is None:
        return first, date.fromordinal(min(date.max.toordinal(), day.toordinal() + HORIZON))
    if until < day:
        what = f"The last day to look at, {until}, is before the date of service, {day}."
        raise InputError(Problem(what, remedy="Name a later day."))
    if (until - first).days > LONGEST:
        what = f"From {first} to {until} are more than {LONGEST} days."
        raise InputError(Problem(what, remedy=f"Name a day up to {first + timedelta(days=LONGEST)}."))
    return first, until


def _line(
    library: Library,
    explainer: Explainer,
    days: Scan,
    line: URIRef,
    standings: list[Standing | None],
    requested: int,
) -> LineDates:
    today = standings[requested]
    assert today is not None  # the case was read on this day
    reviewed = explainer.line(days.day(requested), line, today)
    always = always_open(standings)
    edges = _Edges(explainer, days, line, standings)
    eligible = edges.stretches(frozenset())
    return LineDates(
        line=reviewed.line,
        service=reviewed.service,
        codes=reviewed.codes,
        label=reviewed.label,
        serves=reviewed.serves,
        documents=_documents(library, standings),
        disposition=reviewed.disposition,
        eligible=eligible,
        always=explainer.constraints(days.day(requested), reviewed, always),
        # Of a document that is not in force nothing was decided: then nothing can be said of the rest.
        apart=edges.stretches(always) if always and all(o.criterion for o in always) else (),
        timed=_timed(library, days, standings, ever_open(standings) - always),
    )


class _Edges:
    """The stretches of one line, with what is open on the days around them."""

    def __init__(
        self, explainer: Explainer, days: Scan, line: URIRef, standings: list[Standing | None]
    ) -> None:
        self._explainer, self._days, self._line, self._standings = explainer, days, line, standings

    def stretches(self, ignored: frozenset[Open]) -> tuple[Stretch, ...]:
        """The days on which nothing but `ignored` is open."""
        found = stretches(self._standings, lambda s: s.open <= ignored)
        return tuple(
            Stretch(
                self._days.day(start),
                self._days.day(end),
                self._edge(start - 1, start, ignored),
                self._edge(end + 1, end, ignored),
            )
            for start, end in found
        )

    def _edge(self, outside: int, inside: int, ignored: frozenset[Open]) -> tuple[Constraint, ...]:
        """What is open on the day outside, where that was looked at."""
        if not 0 <= outside < len(self._standings):
            return ()
        day, standing = self._days.day(outside), self._standings[outside]
        if standing is None:
            return (self._explainer.refused(day),)
        self._reviewed(inside)
        reviewed = self._reviewed(outside)
        beside = self._explainer.review(self._days.day(inside))
        return self._explainer.constraints(day, reviewed, standing.open - ignored, beside)

    def _reviewed(self, place: int) -> LineReview:
        standing = self._standings[place]
        assert standing is not None  # only of days on which the case can be read
        return self._explainer.line(self._days.day(place), self._line, standing)


def _documents(library: Library, standings: list[Standing | None]) -> tuple[str, ...]:
    """The short names of the documents that determine something of a line on some day, in the order of the library."""
    names = {name for s in standings if s is not None for name in s.answering}
    return tuple(d.short for d in library.documents if d.name in names)


def _timed(
    library: Library, days: Scan, standings: list[Standing | None], open_: frozenset[Open]
) -> tuple[Timed, ...]:
    """The criteria that a date changes, in the order of their documents, each with the days without it."""
    found = []
    for document in library.documents:
        for criterion in document.criteria if any(o.guideline == document.name for o in open_) else ():
            what = Open(document.name, str(criterion.iri))
            if what in open_:
                met = stretches(standings, lambda s, what=what: what not in s.open)  # type: ignore[misc]
                spans = tuple((days.day(start), days.day(end)) for start, end in met)
                found.append(Timed(document.name, document.short, criterion.name, criterion.label, spans))
    return tuple(found)


def _notes(case: Case, library: Library, last: date) -> list[str]:
    """What a reader must know of dates that lie ahead."""
    notes = [
        f"Only the date of service is changed. What happens after {case.recorded_on.isoformat()}, the day on which the "
        "chart was read, is not known here.",
        "A text that is not known to end is taken to stay in force as it is.",
    ]
    end = library.vocabulary.code_release_end
    if end is not None and end < last:
        notes.append(
            f"Codes were checked against a release that ends on {end.isoformat()}; a newer one may change them."
        )
    return notes
