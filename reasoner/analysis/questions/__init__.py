"""Asking only what can still change the outcome, the most informative first.

relevant  which facts, and which keys of the request, an open row of an unsettled line hangs on
forms     answers of several parts: the entries that a record has
answers   an answer into the case, with its origin
worded    what is asked, and what was answered, in words

What comes first: what the request leaves open of its own kind, as it says which criteria apply at all; then what may
lift a criterion that is not met, as nothing else matters where it does not; then what more open rows hang on; then
what can settle a line by itself; then what a document shows before what is only told; then the order of the documents
and their criteria. An exception to a single criterion and what only spares a judgement come last. No probability is
made up.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from reasoner.analysis.dates.standing import CaseStandings, Standing
from reasoner.analysis.questions.answers import Answered, Source, answer
from reasoner.analysis.questions.forms import PLAIN
from reasoner.analysis.questions.relevant import Hanging, hanging, settled
from reasoner.analysis.questions.worded import form_asked, name_of, noted, worded
from reasoner.decision.context import Context
from reasoner.decision.prepared import prepare
from reasoner.decision.words import fragment
from reasoner.inference import class_rules
from reasoner.knowledge import Library
from reasoner.model.case import Case, Service
from reasoner.model.ledger import Disposition, Status
from reasoner.model.questions import Outcome, Question
from reasoner.vocabulary import GUIDE

__all__ = ["Interview", "Source"]

NOBODY = Source()


class Interview:
    """One case that is asked about. The case grows with every answer; nothing that it told before changes."""

    def __init__(self, case: Case, library: Library) -> None:
        """Raises InputError as a review does."""
        self._library = library
        self._rules = class_rules(library.vocabulary)
        self._standings_of = CaseStandings(library)
        self._passed: set[tuple[str, str]] = set()
        self._earlier: list[tuple[Case, set[tuple[str, str]]]] = []
        self._take(case)

    @property
    def case(self) -> Case:
        """The case with every answer so far."""
        return self._case

    def questions(self) -> tuple[Question, ...]:
        """What can still change the outcome, the most informative first; what was passed over is not asked again."""
        return tuple(question for question, _ in self._open)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Where each line stands."""
        return tuple(
            self._outcome(service, iri)
            for service in self._case.services
            for iri in ([line.iri for line in service.lines] or [service.iri])
        )

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask."""
        return not self._open

    def check(self, question: Question, text: str) -> None:
        """Whether an answer is understood and there is room for it. Raises InputError where not."""
        answer(self._context, self._rules, self._held(question), question, text, NOBODY)

    def _held(self, question: Question) -> Hanging:
        return next(h for q, h in self._open if q.name == question.name and q.focus == question.focus)

    def answer(self, question: Question, text: str, source: Source = NOBODY) -> tuple[str, ...]:
        """Take an answer; what is written of it, in words. Raises InputError where it is not understood or finds no room."""
        found: Answered = answer(self._context, self._rules, self._held(question), question, text, source)
        self._remember()
        # What was answered is not asked again, even where the answer leaves it open.
        self._passed.add((question.name, question.focus))
        self._take(found.case)
        return noted(self._context, found.addition)

    def pass_over(self, question: Question) -> None:
        """Not known: it is not asked again."""
        self._remember()
        self._passed.add((question.name, question.focus))
        self._take(self._case)

    def back(self) -> bool:
        """Take back the last answer; false where there is none."""
        if not self._earlier:
            return False
        case, self._passed = self._earlier.pop()
        self._take(case)
        return True

    def _remember(self) -> None:
        self._earlier.append((self._case, set(self._passed)))

    def _take(self, case: Case) -> None:
        self._case = case
        self._context: Context = prepare(case, self._library, self._rules).context(())
        self._standings = dict(self._standings_of.of(case))
        found = [
            (worded(self._context, held), held)
            for held in hanging(self._context, self._standings, self._passed)
            if self._can_be_told(held) and (name_of(held), fragment(held.focus)) not in self._passed
        ]
        order = {id(held): place for place, (_, held) in enumerate(found)}
        told = self._told_with(held for _, held in found)
        self._open = sorted(found, key=lambda e: (*_rank(e[0], e[1], told[id(e[1])]), order[id(e[1])]))

    def _told_with(self, found: Iterable[Hanging]) -> dict[int, int]:
        """For each question how many open rows its answer can tell of: of one kind of record all that hang on the kind."""
        kept = list(found)
        kinds = {
            id(h): form.kinds if (form := form_asked(self._context, h)) is not None else frozenset()
            for h in kept
        }
        rows: dict[frozenset[URIRef], set[object]] = {}
        for held in kept:
            rows.setdefault(kinds[id(held)], set()).update(held.rows)
        return {id(h): len(rows[kinds[id(h)]] if kinds[id(h)] else h.rows) for h in kept}

    def _can_be_told(self, held: Hanging) -> bool:
        """Whether an answer can be written down: as a yes or a no, or as the entries of a form."""
        for fact in held.facts:
            declaration = self._context.declarations.get(fact)
            if declaration is None or declaration.focus != GUIDE.Service:
                return False
            if declaration.template not in PLAIN and form_asked(self._context, held) is None:
                return False
        return True

    def part(self, question: Question, number: int, text: str) -> None:
        """Whether a text is understood as one part of a form. Raises InputError where not."""
        form = form_asked(self._context, self._held(question))
        if form is not None:
            form.part(number, text)

    def _outcome(self, service: Service, line: URIRef) -> Outcome:
        standing = self._standings[line]
        told = next((each for each in service.lines if each.iri == line), None)
        code = () if told is None else (str(told.code).rsplit("/", 1)[-1],)
        label = self._context.label(service.procedure if told is None else told.code)
        fixed = settled(self._context, standing, line, self._passed)
        still = not fixed and any(open_ in held.rows for _, held in self._open for open_ in standing.open)
        return Outcome(fragment(line), code, label, standing.disposition, not still, _why(standing, still))


def _rank(question: Question, held: Hanging, told: int) -> tuple[object, ...]:
    """The order of questions: see the head of this module."""
    documented = sum(row.status is not Status.NEEDS_JUDGEMENT for row in held.rows.values())
    # An exception to one criterion is asked when all else was: it comes first only where it lifts several.
    exception = len(held.excepted) == len(held.rows) == 1
    # What alone keeps a line from being settled: whatever is answered, less is asked after it.
    decides = any(row.status is Status.NOT_MET for row in held.rows.values())
    return (
        not held.slot,
        not decides,
        not documented,
        exception,
        -told,
        not question.settles,
        not question.shown,
    )


def _why(standing: Standing, still: bool) -> str:
    statuses: Iterable[Status] = standing.statuses.values()
    counts = {status: sum(each is status for each in statuses) for status in Status}
    if standing.disposition is Disposition.APPROVE_ELIGIBLE:
        return "Every deciding criterion is met."
    if counts[Status.NOT_MET]:
        n = counts[Status.NOT_MET]
        found = f"{n} deciding {'criterion is' if n == 1 else 'criteria are'} not met"
        return (
            f"{found}; an exception may still be told."
            if still
            else f"{found}; what is told besides changes nothing."
        )
    if still:
        return "Something that is not told yet can still change it."
    if counts[Status.CONTRADICTORY]:
        return "The record disagrees; its authors must say which statement holds."
    if counts[Status.NOT_DOCUMENTED]:
        n = counts[Status.NOT_DOCUMENTED]
        found = f"{n} deciding {'criterion stays' if n == 1 else 'criteria stay'} not documented"
        return f"{found}: not known, or not asked here."
    if counts[Status.NEEDS_JUDGEMENT]:
        return "A clause asks for a judgement that only a clinician can make."
    return "No text held here decides it; a physician does."
