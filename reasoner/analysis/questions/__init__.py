"""Asking only what can still change the outcome, the most informative first.

relevant  which facts, and which keys of the request, an open row of an unsettled line hangs on
answers   an answer into the case, with its origin

What comes first: what the request leaves open of its own kind, as it says which criteria apply at all; then what more open
rows hang on; then what can settle a line by itself; then what a document shows before what is only told; then the order of
the documents and their criteria. No probability is made up.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef
from rdflib.namespace import SKOS

from reasoner.analysis.dates.standing import CaseStandings, Standing
from reasoner.analysis.open_rows import OpenRow
from reasoner.analysis.questions.answers import Answered, Source, answer
from reasoner.analysis.questions.relevant import SLOTS, Hanging, hanging, settled
from reasoner.analysis.remedies.means import Means, means_of
from reasoner.decision.citations import citations
from reasoner.decision.context import Context
from reasoner.decision.prepared import prepare
from reasoner.decision.words import fragment
from reasoner.inference import class_rules
from reasoner.inference.making import MAKERS
from reasoner.knowledge import Library, Role
from reasoner.model.case import Case, Service
from reasoner.model.ledger import Disposition, Status
from reasoner.model.questions import Answers, Outcome, Question
from reasoner.model.remedies import Asked
from reasoner.vocabulary import GUIDE

__all__ = ["Interview", "Source"]

# Templates whose number is a time up to the date of service.
_SINCE = ("StatementDuration", "GapSince", "CourseLength", "StatementAge")
_NUMBERS = frozenset(
    {
        "CountInWindow", "CountWhere", "CourseLength", "DistinctInSession", "EpisodeDuration", "GapSince", "KOfN",
        "Relief", "ScoreValue", "StatementAge", "StatementDuration", "SumInSession", "Sustained",
    }
)  # fmt: skip
NOBODY = Source()
_ON_PAPER = 1  # the effort up to which a document probably exists


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

    def answer(self, question: Question, text: str, source: Source = NOBODY) -> None:
        """Take an answer. Raises InputError where it is not understood or the record leaves no room for it."""
        held = next(h for q, h in self._open if q.name == question.name and q.focus == question.focus)
        found: Answered = answer(self._context, self._rules, held, question, text, source)
        self._remember()
        # What was answered is not asked again, even where the answer leaves it open.
        self._passed.add((question.name, question.focus))
        self._take(found.case)

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
            (self._question(held), held)
            for held in hanging(self._context, self._standings)
            if self._can_be_told(held) and self._key(held) not in self._passed
        ]
        order = {id(held): place for place, (_, held) in enumerate(found)}
        self._open = sorted(found, key=lambda each: (*_rank(*each), order[id(each[1])]))

    def _key(self, held: Hanging) -> tuple[str, str]:
        return self._name(held), fragment(held.focus)

    @staticmethod
    def _name(held: Hanging) -> str:
        return held.slot or "+".join(str(fact).rpartition("#")[2] for fact in held.facts)

    def _can_be_told(self, held: Hanging) -> bool:
        found = [self._context.declarations.get(fact) for fact in held.facts]
        return all(d is not None and d.template in MAKERS and d.focus == GUIDE.Service for d in found)

    def _question(self, held: Hanging) -> Question:
        rows = list(held.rows.values())
        asked = tuple(self._asked(row) for row in rows)
        if held.slot:
            return self._of_slot(held, asked)
        first = rows[0]
        if len(held.facts) > 1:
            return self._of_choice(held, first, asked)
        declaration = self._context.declarations[held.facts[0]]
        means = means_of(self._library, first.criterion, declaration)
        number = declaration.template in _NUMBERS
        return Question(
            name=self._name(held),
            focus=fragment(held.focus),
            takes=Answers.NUMBER if number else Answers.STATUS,
            text=self._text(first),
            fact=declaration.label,
            definition=declaration.definition,
            means=means.label,
            shown=means.effort <= _ON_PAPER,
            asked=asked,
            unit=declaration.unit if number else "",
            since=declaration.template in _SINCE,
            settles=bool(held.alone),
        )

    def _of_choice(self, held: Hanging, first: OpenRow, asked: tuple[Asked, ...]) -> Question:
        """Several findings of which one is enough."""
        declared = [self._context.declarations[fact] for fact in held.facts]
        means = [means_of(self._library, first.criterion, d) for d in declared]
        return Question(
            name=self._name(held),
            focus=fragment(held.focus),
            takes=Answers.SEVERAL,
            text=self._text(first),
            fact="which of these the record shows",
            definition="One of them is enough.",
            means=min(means, key=lambda m: (m.effort, m.label)).label,
            shown=any(m.effort <= _ON_PAPER for m in means),
            asked=asked,
            choices=tuple((str(d.name).rpartition("#")[2], d.label) for d in declared),
            settles=bool(held.alone),
        )

    def _of_slot(self, held: Hanging, asked: tuple[Asked, ...]) -> Question:
        vocabulary = self._library.vocabulary
        kind = dict(SLOTS)[held.slot]
        words = vocabulary.terms_of(kind)
        label = vocabulary.label(kind).lower()
        return Question(
            name=held.slot,
            focus=fragment(held.focus),
            takes=Answers.CHOICE,
            text=f"Say what is asked for: its {label}. It decides which criteria apply.",
            fact=label,
            definition=vocabulary.text(kind, SKOS.definition),
            means=Means.of(self._library, GUIDE.Say).label,
            shown=False,
            asked=asked,
            choices=tuple((word, vocabulary.label(term)) for word, term in words.items()),
        )

    @staticmethod
    def _text(row: OpenRow) -> str:
        twin = row.shapes.get(Role.TWIN)
        if twin is None or row.status is Status.NEEDS_JUDGEMENT:
            return row.criterion.question or row.criterion.message
        return twin.message

    def _asked(self, row: OpenRow) -> Asked:
        held = next(h for h in self._context.in_force if h.document.name == row.guideline)
        shape = row.shapes.get(Role.TWIN) or row.shapes[Role.RAISES]
        cited = citations(self._library, held.triples[shape.iri], shape.citations)
        return Asked(row.guideline, held.document.short, row.criterion.name, row.criterion.label, cited)

    def _outcome(self, service: Service, line: URIRef) -> Outcome:
        standing = self._standings[line]
        told = next((each for each in service.lines if each.iri == line), None)
        code = () if told is None else (str(told.code).rsplit("/", 1)[-1],)
        label = self._context.label(service.procedure if told is None else told.code)
        fixed = settled(self._context, standing, line)
        still = not fixed and any(open_ in held.rows for _, held in self._open for open_ in standing.open)
        return Outcome(fragment(line), code, label, standing.disposition, not still, _why(standing, still))


def _rank(question: Question, held: Hanging) -> tuple[object, ...]:
    """The order of questions: see the head of this module."""
    documented = sum(row.status is not Status.NEEDS_JUDGEMENT for row in held.rows.values())
    return (not held.slot, not documented, -len(held.rows), not question.settles, not question.shown)


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
