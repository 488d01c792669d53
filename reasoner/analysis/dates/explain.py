"""Why a line is not eligible on a day, in the words of the ordinary review of that day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rdflib import URIRef

from reasoner.analysis.dates.standing import Open, Standing
from reasoner.decision.words import fragment
from reasoner.errors import EngineError
from reasoner.intake import ReadCase
from reasoner.intake.moved import moved, refusal
from reasoner.knowledge import Library
from reasoner.model.ledger import GuidelineLedger, LineReview, Review
from reasoner.model.timeline import Constraint
from reasoner.review import review_case
from reasoner.validation import engine

NOT_ENCODED = "The document has rows that would decide this request and are only listed."
NOT_HELD = "No text that decides this request is held here."


class Explainer:
    """Reviews single days of a case, each once, and words what is open on them."""

    def __init__(self, read: ReadCase, library: Library) -> None:
        self._read = read
        self._library = library
        self._reviews: dict[date, Review] = {}

    def review(self, day: date) -> Review:
        """The ordinary review of the case on a day."""
        found = self._reviews.get(day)
        if found is None:
            case = moved(self._read.case, day)
            read = ReadCase(case, (), self._read.places)
            found = self._reviews[day] = review_case(read, self._library, engine()).review
        return found

    def line(self, day: date, line: URIRef, standing: Standing) -> LineReview:
        """The review of a line on a day. Raises EngineError where the scan of all days saw another disposition."""
        found = next(each for each in self.review(day).lines if each.line == fragment(line))
        if found.disposition is not standing.disposition:
            raise EngineError(
                f"On {day.isoformat()} the scan of all days says {standing.disposition.value} of {found.line}, "
                f"the review {found.disposition.value}."
            )
        return found

    def refused(self, day: date) -> Constraint:
        """Why the case cannot be read on a day."""
        problem = refusal(moved(self._read.case, day), self._library.vocabulary)
        what = "" if problem is None else problem.what
        return Constraint(day, "", "", "", "The case cannot be read as it is", "", what)

    def constraints(
        self, day: date, line: LineReview, open_: Iterable[Open], beside: Review | None = None
    ) -> tuple[Constraint, ...]:
        """Each thing that is open on a day, as the review of the day tells it; `beside` is the other side of a boundary.

        The documents stand in the order of the review, the criteria in that of their document.
        """
        wanted = set(open_)
        serving = next((o for o in self.review(day).lines if o.line == line.serves), line)
        other = {} if beside is None else _versions(beside)
        found: list[Constraint] = []
        for ledger in serving.guidelines:
            versions = (ledger.version, other.get(ledger.guideline, ledger.version if beside is None else ""))
            for row in ledger.criteria:
                if Open(ledger.guideline, row.iri) in wanted:
                    found.append(
                        Constraint(
                            day, ledger.guideline, ledger.short or ledger.title, row.criterion, row.label,
                            row.status.value, row.message, row.margin, *versions, row.citations,
                        )
                    )  # fmt: skip
            if Open(ledger.guideline) in wanted:
                found.append(_whole(day, ledger, versions))
        if Open("") in wanted:
            notes = [g.note for g in serving.guidelines if not g.version and g.note]
            found.append(
                Constraint(
                    day, "", "", "", "No document held here decides it", "", " ".join(notes) or NOT_HELD
                )
            )
        if len(found) < len(wanted):
            raise EngineError(
                f"The review of {day.isoformat()} does not show all that the scan of all days found open."
            )
        return tuple(found)


def _whole(day: date, ledger: GuidelineLedger, versions: tuple[str, str]) -> Constraint:
    """A document that is not in force, or of which rows that would decide are only listed."""
    if ledger.version:
        label, message = "Rows that decide are not encoded", "; ".join(ledger.unencoded) or NOT_ENCODED
    else:
        label, message = "No version in force", ledger.note
    short = ledger.short or ledger.title
    return Constraint(day, ledger.guideline, short, "", label, "", message, "", *versions)


def _versions(review: Review) -> dict[str, str]:
    return {g.guideline: g.version for line in review.lines for g in line.guidelines}
