"""Facts of many cases, where only what decides is wanted: statuses and bounds, without grounds and notes.

A template reads a small part of a case. What it made of a part is kept and looked up for the next case that has
the same part; what is not kept is made by the same template. Nothing is defined here a second time.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from itertools import count

from rdflib import URIRef

from reasoner.inference.asked import Making, Plan, plan_of
from reasoner.inference.classes import ClassRules
from reasoner.inference.groups import STATUSES, Decided, Memo, OfActs, OfChart, OfCoded, One, Row
from reasoner.inference.kept import keep
from reasoner.inference.phases import phase_names
from reasoner.inference.record import Focus, Record
from reasoner.inference.seen import Seen
from reasoner.inference.slices import (
    OF_ONE_ACT,
    OfDay,
    Slice,
    Told,
    Without,
    acts_of,
    day_of,
    slice_of,
    told_of,
)
from reasoner.inference.templates import LINE, PRIOR, SERVICE
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Case, Service

__all__ = ["STATUSES", "BatchDeriver", "Decided", "Values"]


class Values(Mapping[URIRef, Decided]):
    """The values of one focus by the name of the fact. `places` tells where in `row` each stands; many rows share it."""

    __slots__ = ("places", "row")

    def __init__(self, places: Mapping[URIRef, int], row: Row) -> None:
        self.places = places
        self.row = row

    def __getitem__(self, fact: URIRef) -> Decided:
        return self.row[self.places[fact]]

    def __iter__(self) -> Iterator[URIRef]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.row)


Decisions = Mapping[URIRef, Values]

# Values, and rows of values, that are kept before all are forgotten. A hundred thousand take some tens of megabytes.
KEPT = 100_000
_NOTHING = Decided(None, None, None, False)


class BatchDeriver:
    """Classes and facts of one case after another. Equal to `classify` and `derive`, whatever cases came before.

    Not to be shared between threads: give each worker its own.
    """

    def __init__(self, rules: ClassRules, kept: int = KEPT) -> None:
        self._rules = rules
        self._memo = Memo(kept)
        self._numbers: dict[frozenset[URIRef], int] = {}
        self._types: list[frozenset[URIRef]] = []
        self._declared: dict[int, tuple[FactDeclaration, int]] = {}
        self._next = count()
        self._sets: dict[int, tuple[Plan, dict[URIRef, _Facts]]] = {}
        self._last: tuple[Case, Record] | None = None

    def __len__(self) -> int:
        """How many values and rows of values are kept."""
        return len(self._memo)

    def classify(self, case: Case) -> Mapping[URIRef, int]:
        """The classes of every act and line, phases included: a number that `types` explains."""
        record = self._record(case)
        found: dict[URIRef, int] = {}
        for iri, kind in record.kinds.items():
            found[iri] = self._number(kind.types)
            act = record.acts[iri]
            if isinstance(act, Service):
                for line, types in zip(act.lines, kind.of_lines, strict=True):
                    found[line.iri] = self._number(types)
        return found

    def types(self, number: int) -> frozenset[URIRef]:
        """The classes that a number stands for."""
        return self._types[number]

    def derive(
        self,
        case: Case,
        declarations: tuple[FactDeclaration, ...],
        wanted: Container[URIRef] | None = None,
    ) -> Decisions:
        """What decides of the declared facts of a case, for each focus; of them only the `wanted` ones.

        Raises KnowledgeError where a declaration cannot be understood, as `derive` does.
        """
        record = self._record(case)
        plan = plan_of(declarations, wanted)
        record.charted = plan.charted
        facts, seen = self._facts(plan), Seen(record, self._memo.numbers)
        focuses_of: dict[URIRef, tuple[Focus, ...]] = {
            SERVICE: case.services,
            LINE: tuple([line for service in case.services for line in service.lines]),
            PRIOR: case.history,
        }
        found: dict[URIRef, Values] = {}
        for kind, focuses in focuses_of.items():
            of = facts[kind]
            if of.names:
                for focus, row in zip(focuses, of.rows(seen, focuses), strict=True):
                    found[focus.iri] = Values(of.places, row)
        return found

    def _record(self, case: Case) -> Record:
        """The classified record of a case; that of the last one is kept, as it is asked for twice."""
        if self._last is not None and self._last[0] is case:
            return self._last[1]
        record = Record(case, self._rules)
        record.settle({s.iri: tuple([(name, ()) for name in phase_names(record, s)]) for s in case.services})
        self._last = (case, record)
        return record

    def _number(self, types: frozenset[URIRef]) -> int:
        found = self._numbers.get(types)
        if found is None:
            found = self._numbers[types] = len(self._types)
            self._types.append(types)
        return found

    def _facts(self, plan: Plan) -> dict[URIRef, _Facts]:
        held = self._sets.get(id(plan))
        if held is None:
            # The plan is held with its facts, so that its identity stays its own.
            held = (plan, {kind: self._of(plan, kind) for kind in (SERVICE, LINE, PRIOR)})
            keep(self._sets, id(plan), held, 256)
        return held[1]

    def _of(self, plan: Plan, kind: URIRef) -> _Facts:
        makings = [m for m in plan.makings if m.declaration.focus == kind]
        facts = [One(self._fact_number(m), place, m) for place, m in enumerate(makings)]
        return _Facts(self._memo, facts, of_prior=kind == PRIOR)

    def _fact_number(self, making: Making) -> int:
        """The number of a declaration. What reads other declarations has a new one in every set of them."""
        told = making.told
        if making.declaration.template == "Agreement":
            return next(self._next)
        held = self._declared.get(id(told))
        if held is None:
            held = (told, next(self._next))
            keep(self._declared, id(told), held)
        return held[1]


class _Facts:
    """The facts of one kind of focus, by the part of a case that they read."""

    def __init__(self, memo: Memo, facts: list[One], of_prior: bool) -> None:
        self.names = tuple(fact.making.declaration.name for fact in facts)
        self.places = {name: place for place, name in enumerate(self.names)}
        coded: dict[Slice, list[One]] = {}
        acts: list[tuple[One, OfDay | Without]] = []
        shared: list[tuple[One, Told]] = []
        focused: list[tuple[One, Told]] = []
        self._each: list[One] = []
        for fact in facts:
            declaration = fact.making.declaration
            of, told = slice_of(declaration), told_of(declaration)
            if of is not None and (of in OF_ONE_ACT or not of_prior):
                coded.setdefault(of, []).append(fact)
            elif told is not None:
                (focused if told.focused else shared).append((fact, told))
            elif (read := day_of(declaration) or acts_of(declaration)) is not None and not of_prior:
                acts.append((fact, read))
            else:
                self._each.append(fact)
        self._shared = OfChart(memo, shared) if shared else None
        self._groups: list[OfCoded | OfActs | OfChart] = [OfCoded(memo, s, each) for s, each in coded.items()]
        self._groups += [OfActs(memo, acts)] if acts else []
        self._groups += [OfChart(memo, focused)] if focused else []

    def rows(self, seen: Seen, focuses: tuple[Focus, ...]) -> list[Row]:
        """The values of each focus in the order of the names."""
        if not focuses:
            return []
        first = [_NOTHING] * len(self.names)
        if self._shared is not None:
            # The same of every focus: what is told of the patient.
            self._shared.fill(seen, focuses[0], first)
        rows = [first, *(first.copy() for _ in focuses[1:])]
        for focus, row in zip(focuses, rows, strict=True):
            for group in self._groups:
                group.fill(seen, focus, row)
            for fact in self._each:
                row[fact.place] = fact.over(seen.record, focus)
        return rows
