"""What would make the lines of a case eligible: every minimal set of changes, the least effort first, each tried.

cover      the minimal sets that close all rows, and how many there are: pure combinatorics
means      how what is lacking is had, and with which effort: data
proposals  what may close one row, from what it tests
search     the sets that make a line eligible, each applied to the case and decided again
telling    steps in words, with the criteria that they answer
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from rdflib import URIRef

from reasoner.analysis.dates.scan import scan
from reasoner.analysis.dates.standing import CaseStandings, Open, Standing, Standings
from reasoner.analysis.open_rows import OpenRow, open_row
from reasoner.analysis.remedies.means import in_order
from reasoner.analysis.remedies.proposals import Proposals, Step, waits
from reasoner.analysis.remedies.search import Found, Search, Steps, Trial
from reasoner.analysis.remedies.telling import Telling
from reasoner.decision.context import Context
from reasoner.decision.prepared import prepare
from reasoner.decision.remedy import HORIZON
from reasoner.decision.words import fragment
from reasoner.errors import EngineError
from reasoner.inference import class_rules
from reasoner.intake import ReadCase
from reasoner.knowledge import Library
from reasoner.model.additions import added
from reasoner.model.case import Case
from reasoner.model.ledger import Disposition, LineReview, Review
from reasoner.model.remedies import LineRemedies, Remedies, Remedy
from reasoner.review import Reviewed, review_case
from reasoner.validation import engine

__all__ = ["DATED", "SHOWN", "remedies"]

SHOWN = 20
"""How many sets of one line are shown."""

DATED = 1
"""For how many of them the dates are looked for unless more is asked: each takes a tenth of a second."""


def remedies(
    read: ReadCase, library: Library, reviewed: Reviewed | None = None, dated: int = DATED
) -> Remedies:
    """What would make each line of a case eligible. `reviewed`: the ordinary review of the case, where it is at hand.

    `dated`: of how many sets of each line the days are looked for on which it is eligible with them.

    Raises InputError as a review does, EngineError where the review of a remedy says otherwise than was found: a defect.
    """
    reviewed = reviewed or review_case(read, library, engine())
    finder = _Finder(read, library, reviewed, dated)
    review, case = reviewed.review, read.case
    return Remedies(
        case=case.identifier,
        case_sha256=case.sha256,
        recorded_on=case.recorded_on,
        date_of_service=case.date_of_service,
        payer=review.payer,
        lines=tuple(finder.line(line) for line in review.lines),
        efforts=in_order(library),
        knowledge=review.knowledge,
        content=review.content,
    )


class _Finder:
    """Finds the remedies of the lines of one case; lines with the same things open share what was found."""

    def __init__(self, read: ReadCase, library: Library, reviewed: Reviewed, dated: int) -> None:
        self._read, self._library, self._reviewed, self._dated = read, library, reviewed, dated
        self._case: Case = read.case
        self._rules = class_rules(library.vocabulary)
        self._standings = CaseStandings(library)
        self._now = self._standings.of(self._case)
        self._contexts: dict[int, tuple[Case, Context]] = {id(self._case): (self._case, reviewed.context)}
        self._dated_standings = Standings(library, self._case)
        self._known: dict[tuple[URIRef, frozenset[Open]], LineRemedies] = {}

    def line(self, reviewed: LineReview) -> LineRemedies:
        """The remedies of a line."""
        iri, service = self._nodes(reviewed)
        standing = self._now[iri]
        if standing.disposition is not reviewed.disposition:
            raise EngineError(f"The standing of {reviewed.line} is not that of its review.")
        bare = LineRemedies(
            reviewed.line, reviewed.service, reviewed.codes, reviewed.label, reviewed.disposition
        )
        if standing.disposition is Disposition.APPROVE_ELIGIBLE:
            return bare
        # As a rule lines of a service with the same things open have the same remedies; those of one are tried on each.
        key = (service, standing.open)
        known = self._known.get(key)
        if known is None or not self._holds(known, iri):
            known = self._known[key] = self._found(bare, reviewed, iri, standing)
        told = (bare.line, bare.service, bare.codes, bare.label)
        return replace(known, line=told[0], service=told[1], codes=told[2], label=told[3])

    def _holds(self, known: LineRemedies, line: URIRef) -> bool:
        """Whether what was found for one line makes another one eligible, too."""
        tried = (self._standings.of(added(self._case, r.addition))[line] for r in known.remedies)
        return all(standing.disposition is Disposition.APPROVE_ELIGIBLE for standing in tried)

    def _nodes(self, reviewed: LineReview) -> tuple[URIRef, URIRef]:
        for service in self._case.services:
            for iri in (*(line.iri for line in service.lines), service.iri):
                if fragment(iri) == reviewed.line and fragment(service.iri) == reviewed.service:
                    return iri, service.iri
        raise EngineError(f"The review tells of a line {reviewed.line} that the case has not.")

    def _found(
        self, bare: LineRemedies, reviewed: LineReview, line: URIRef, standing: Standing
    ) -> LineRemedies:
        context = self._reviewed.context
        rows = {each: open_row(context, each, standing, line) for each in sorted(standing.open)}
        telling = Telling(self._reviewed.review, reviewed, context)
        trial = Trial(self._library, self._case, self._standings)
        search = self._search(trial, line, frozenset())
        waiting = self._waits(line, standing.open)
        proposed = {each: [*self._proposed(context, row), *waiting] for each, row in rows.items()}
        found = search.run(proposed, SHOWN)
        alternatives = search.alternatives
        hopeless = tuple(each for each in rows if not alternatives[each])
        told = tuple(telling.hopeless(each, rows[each]) for each in hopeless)
        if not hopeless:
            sets = tuple(self._remedy(trial, telling, line, s, n) for n, s in enumerate(found.sets))
            return replace(bare, remedies=sets, number=found.number, exact=found.exact)
        rest = {each: proposed[each] for each in rows if each not in hopeless}
        apart = self._apart(trial, telling, line, frozenset(hopeless), rest)
        return replace(bare, hopeless=told, apart=apart)

    def _apart(
        self,
        trial: Trial,
        telling: Telling,
        line: URIRef,
        hopeless: frozenset[Open],
        rest: Mapping[Open, Iterable[tuple[Step, ...]]],
    ) -> Remedy | None:
        """The cheapest set after which nothing but what is hopeless is open."""
        if not rest:
            return None
        search = self._search(trial, line, hopeless)
        found: Found = search.run(rest, 1)
        if not found.sets:
            return None
        return Remedy(telling.changes(trial, found.sets[0], search.alternatives))

    def _search(self, trial: Trial, line: URIRef, allowed: frozenset[Open]) -> Search:
        def proposals(case: Case, open_: Open) -> Iterable[tuple[Step, ...]]:
            context = self._context(case)
            standing = self._standings.of(case).get(line)
            if standing is None:
                return ()
            return self._proposed(context, open_row(context, open_, standing, line))

        return Search(trial, line, proposals, allowed)

    def _proposed(self, context: Context, row: OpenRow | None) -> list[tuple[Step, ...]]:
        return [] if row is None else list(Proposals(context, self._rules).of(row))

    def _waits(self, line: URIRef, open_: frozenset[Open]) -> list[tuple[Step, ...]]:
        """The first later day that closes each row that a day closes at all."""
        first = self._case.date_of_service + timedelta(days=1)
        last = date.fromordinal(min(date.max.toordinal(), first.toordinal() + HORIZON))
        days = self._dated_standings.closing(line, open_, first, last)
        return [(waits(day, self._reviewed.context),) for day in sorted(set(days.values()))]

    def _context(self, case: Case) -> Context:
        """What the decision reads of a case with some steps taken, but for what an engine finds."""
        held = self._contexts.get(id(case))
        if held is None:
            context = prepare(case, self._library, self._rules).context(())
            held = self._contexts[id(case)] = (case, context)
        return held[1]

    def _review(self, case: Case) -> Review:
        return review_case(ReadCase(case, (), self._read.places), self._library, engine()).review

    def _remedy(self, trial: Trial, telling: Telling, line: URIRef, steps: Steps, place: int) -> Remedy:
        """A set in words, reviewed again. Raises EngineError where the review does not say that the line is eligible."""
        found = trial.of(steps)
        assert found is not None  # it helps
        review = self._review(found[0])
        name = fragment(line)
        reviewed = next(each for each in review.lines if each.line == name)
        if reviewed.disposition is not Disposition.APPROVE_ELIGIBLE:
            raise EngineError(f"A remedy of {name} was found that its review does not confirm.")
        changes = telling.changes(trial, steps, None)
        if place >= self._dated:
            return Remedy(changes)
        return Remedy(changes, *self._days(found[0], line))

    def _days(self, case: Case, line: URIRef) -> tuple[date | None, date | None, tuple[str, ...]]:
        """The stretch of days with which the line is eligible, around the date of service of the case."""
        day = case.date_of_service
        first = min(case.recorded_on, day)
        last = date.fromordinal(min(date.max.toordinal(), day.toordinal() + HORIZON))
        standings = scan(case, self._library, first, last).standings[line]
        place = (day - first).days
        low = high = place
        while low > 0 and _eligible(standings[low - 1]):
            low -= 1
        while high + 1 < len(standings) and _eligible(standings[high + 1]):
            high += 1
        after = standings[high + 1] if high + 1 < len(standings) else None
        ends = () if after is None else tuple(self._labels(after.open))
        known = high + 1 < len(standings)
        return (
            (first + timedelta(days=low) if low else None),
            (first + timedelta(days=high) if known else None),
            ends,
        )

    def _labels(self, open_: frozenset[Open]) -> list[str]:
        """What is open, by document and label."""
        found = []
        for document in self._library.documents:
            for each in sorted(open_):
                if each.guideline == document.name:
                    labels = {str(c.iri): c.label for c in document.criteria}
                    found.append(f"{document.short}: {labels.get(each.criterion, 'no version in force')}")
        return found


def _eligible(standing: Standing | None) -> bool:
    return standing is not None and standing.disposition is Disposition.APPROVE_ELIGIBLE
