"""What may close one open row: alternatives, each a conjunction of changes of single facts.

A change is proposed from what the criterion tests (`knowledge.shapes`) by the template of the fact run the other way round
(`inference.making`). Whether it closes the row is not decided here: `search` tries it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice, product

from rdflib import URIRef
from rdflib.namespace import SKOS

from reasoner.analysis.open_rows import OpenRow
from reasoner.analysis.remedies.goals import Wanted, goals, joined, shown
from reasoner.analysis.remedies.means import Means, means_of
from reasoner.decision.branches import atom_holds
from reasoner.decision.context import Context
from reasoner.decision.remedy import HORIZON
from reasoner.decision.words import amount
from reasoner.inference import ClassRules
from reasoner.inference.making import Goal, ask_otherwise, make
from reasoner.knowledge import Atom, Expression, FactDeclaration, Role, Shape
from reasoner.model.additions import Addition, Told
from reasoner.model.case import Case, Service
from reasoner.model.ledger import Status
from reasoner.model.remedies import Kind
from reasoner.vocabulary import GUIDE

MOST_CONJUNCTIONS = 24
"""Alternatives of one formula that are looked at: none of the library has more."""


@dataclass(frozen=True)
class Step:
    """One change: what is added, what it is, and what it must show. Two steps with the same addition are one."""

    addition: Addition
    kind: Kind = field(compare=False)
    means: Means = field(compare=False)
    only_if: str = field(default="", compare=False)
    text: str = field(default="", compare=False)
    # It rests on an exception, of which silence is read as absence.
    exception: bool = field(default=False, compare=False)
    # The first date of service with which it is enough, where the length of what is had tells it.
    day: date | None = field(default=None, compare=False)


_Propose = Callable[[OpenRow, FactDeclaration, Wanted], Iterator[Step]]


class Proposals:
    """Proposes what closes the rows of one case."""

    def __init__(self, context: Context, rules: ClassRules) -> None:
        self._context = context
        self._rules = rules
        self._case: Case = context.case

    def of(self, row: OpenRow) -> Iterator[tuple[Step, ...]]:
        """Each alternative for a row. A row that the record itself decides against has few or none."""
        shape = row.failing
        if shape is None:
            return
        for conjunction in islice(self._conjunctions(shape.expression, row.focus), MOST_CONJUNCTIONS):
            if row.status is not Status.NOT_MET or row.criterion.cured_by in ("ByDocument", "ByTreatment"):
                yield from self._each(row, conjunction, self._document)
            if row.criterion.cured_by == "ByTreatment":
                yield from self._each(row, conjunction, self._treatment)
            if row.criterion.cured_by == "ByRequest" and row.status is Status.NOT_MET:
                yield from self._each(row, conjunction, self._service)
        yield from self._elsewhere(row, shape)

    def _each(
        self, row: OpenRow, wanted: dict[URIRef, Wanted], propose: _Propose
    ) -> Iterator[tuple[Step, ...]]:
        """All goals of a conjunction reached, each by what is proposed for it."""
        steps: list[list[Step]] = []
        for name, each in wanted.items():
            declaration = self._context.declarations.get(name)
            if declaration is None:
                return
            steps.append(list(propose(row, declaration, each)))
        if steps:
            yield from product(*steps)

    def _conjunctions(self, expression: Expression, focus: URIRef) -> Iterator[dict[URIRef, Wanted]]:
        """What has to become so, one way after another; what is so already is left out."""
        if isinstance(expression, Atom):
            if atom_holds(expression, self._context.value(focus, expression.fact)):
                yield {}
            else:
                excepted = expression.closed_exception
                yield from ({expression.fact: Wanted(goal, excepted)} for goal in goals(expression))
        elif expression.any_of:
            for branch in expression.branches:
                yield from self._conjunctions(branch, focus)
        else:
            parts = [list(self._conjunctions(branch, focus)) for branch in expression.branches]
            yield from (joined(chosen) for chosen in product(*parts))

    def _document(self, row: OpenRow, declaration: FactDeclaration, wanted: Wanted) -> Iterator[Step]:
        library, shows = self._context.library, shown(declaration, wanted.goal)
        for addition in make(self._case, self._rules, declaration, row.focus, wanted.goal, most=1):
            excepted = Means.of(library, GUIDE.BeExcepted) if wanted.exception else None
            means = excepted or means_of(library, row.criterion, declaration)
            yield Step(addition, Kind.DOCUMENT, means, shows, exception=wanted.exception)

    def _treatment(self, row: OpenRow, declaration: FactDeclaration, wanted: Wanted) -> Iterator[Step]:
        """What is had after the record was made, and as early as it is enough. A statement alone is no treatment."""
        goal = wanted.goal
        # An exception is no aim of treatment.
        found = None if wanted.exception else self._soonest(row, declaration, goal)
        if found is not None and (found.care or found.medications or found.history):
            means = Means.of(self._context.library, GUIDE.Treat)
            timed = declaration.unit in ("day", "month") and bool(found.care or found.medications)
            day = found.date_of_service if timed else None
            yield Step(found, Kind.TREATMENT, means, shown(declaration, goal), day=day)

    def _soonest(self, row: OpenRow, declaration: FactDeclaration, goal: Goal) -> Addition | None:
        case = self._case
        begins = max(case.date_of_service, case.recorded_on + timedelta(days=1))

        def on(days: int) -> Addition | None:
            day = begins + timedelta(days=days)
            later = replace(case, recorded_on=day, date_of_service=day)
            made = make(later, self._rules, declaration, row.focus, goal, since=case.recorded_on, most=1)
            return replace(made[0], recorded_on=day, date_of_service=day) if made else None

        low, high = 0, HORIZON
        if on(low) is not None:
            return on(low)
        if declaration.unit not in ("day", "month") or on(high) is None:
            return None
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if on(middle) is not None else (middle + 1, high)
        return on(low)

    def _service(self, row: OpenRow, declaration: FactDeclaration, wanted: Wanted) -> Iterator[Step]:
        means = Means.of(self._context.library, GUIDE.AskOtherwise)
        for addition in ask_otherwise(self._case, self._rules, declaration, row.focus, wanted.goal):
            yield Step(addition, Kind.SERVICE, means, text=self._instead(addition))

    def _instead(self, addition: Addition) -> str:
        """The other request in words."""
        services, label = self._context.services, self._context.label
        told = [f"without {label(services[iri].procedure)}" for iri in sorted(addition.dropped, key=str)]
        for service in addition.asks:
            before = services[service.iri]
            for name in ("guidance", "sedation", "side", "sites", "drugs", "doses"):
                now, was = getattr(service, name), getattr(before, name)
                if now != was and name != "doses":
                    told.append(f"{name}: {self._named(now)} instead of {self._named(was) or 'what is told'}")
                elif now != was and service.drugs == before.drugs:
                    told += [f"{label(d.drug)} {amount(d.amount, '')} {d.unit}" for d in now if d not in was]
        return "; ".join(told)

    def _named(self, value: object) -> str:
        terms = value if isinstance(value, tuple) else (value,)
        return ", ".join(self._context.label(t) for t in terms if isinstance(t, URIRef))

    def _elsewhere(self, row: OpenRow, shape: Shape) -> Iterator[tuple[Step, ...]]:
        """What the request leaves open of its own kind, said: the row may then not be about it."""
        main = row.shapes.get(Role.MAIN)
        if main is None or main.target == shape.target or self._context.is_a(row.focus, main.target):
            return
        service = self._context.services.get(row.focus)
        vocabulary, means = self._context.library.vocabulary, Means.of(self._context.library, GUIDE.Say)
        for slot, kind in _OPEN_SLOTS if isinstance(service, Service) else ():
            if getattr(service, slot) is None:
                for _, term in sorted(vocabulary.terms_of(kind).items()):
                    label = vocabulary.label(kind).lower()
                    text = f"Say in the request, if it is so: {label} {vocabulary.label(term)}."
                    told = Addition(told=(Told(row.focus, slot, term),))
                    yield (Step(told, Kind.DOCUMENT, means, text=text),)


_OPEN_SLOTS = (("occurrence", GUIDE.Occurrence), ("intent", GUIDE.Intent))


def waits(day: date, context: Context) -> Step:
    """A later date of service."""
    means = Means.of(context.library, GUIDE.LetTimePass)
    text = f"Wait: a date of service on or after {day.isoformat()}."
    return Step(Addition(date_of_service=day), Kind.TIME, means, text=text, day=day)


def why_not(context: Context, row: OpenRow) -> str:
    """Why nothing cures a row, in one sentence."""
    if row.status is Status.NEEDS_JUDGEMENT:
        return "Only a person can judge this."
    if row.status is Status.CONTRADICTORY:
        return "The record disagrees; its authors must say which statement holds."
    if row.status is Status.NOT_DOCUMENTED:
        return "What the request asks for leaves this open; a document alone does not settle it."
    if row.criterion.cured_by == "ByNothing":
        return context.library.vocabulary.text(GUIDE.ByNothing, SKOS.definition)
    return "The record states otherwise, and a remedy does not take back what is recorded."
