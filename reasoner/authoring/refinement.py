"""The refinement test: learning more never turns met into not met or back, and what is known in full is decided.

For every criterion every state of its facts is tried, as far as they are few (else a seeded sample): each
status, and each interval over the constants of its tests and one step to either side. Then one fact is made
one step more exact. A status that a closed exception or a presumed twin reads out of silence is held: silence
there is an answer, and may only be told as what it was read as.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import islice, product

from rdflib import URIRef

from reasoner.authoring.files import short
from reasoner.authoring.pairs import LOWER, UPPER, sure
from reasoner.authoring.roles import Rule
from reasoner.decision.branches import holds, number
from reasoner.errors import Problem
from reasoner.knowledge import Atom, Role
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Status
from reasoner.vocabulary import FactStatus

State = Mapping[URIRef, FactValue]
STATES_TRIED = 1000
SHOWN = 1

STATUSES = tuple(
    FactValue(status=s, conflicting=s is FactStatus.CONFLICTING)
    for s in (FactStatus.PRESENT, FactStatus.ABSENT, FactStatus.NOT_STATED, FactStatus.CONFLICTING)
)


@dataclass(frozen=True)
class Subject:
    """One rule with the values that its facts may take."""

    rule: Rule
    _seen: dict[tuple[FactValue, ...], Status | None] = field(default_factory=dict, repr=False)

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """Every atom of every shape of the rule."""
        return tuple(atom for role in sorted(self.rule.shapes) for atom in self.rule.shapes[role].atoms)

    @cached_property
    def facts(self) -> tuple[URIRef, ...]:
        """Every fact that the rule reads, sorted."""
        return tuple(sorted({atom.fact for atom in self.atoms}))

    @cached_property
    def exceptions(self) -> frozenset[URIRef]:
        """Facts of closed exceptions: silence and a conflict are both no record of one, hence none."""
        return frozenset(atom.fact for atom in self.atoms if atom.closed_exception)

    @cached_property
    def presumed(self) -> Mapping[URIRef, FactStatus]:
        """Facts whose silence a twin reads as a status, and as which."""
        found: dict[URIRef, FactStatus] = {}
        for atom in self.atoms:
            status, silent = sure(atom) if atom.end == "status" else (None, False)
            if status is not None and silent:
                found[atom.fact] = FactStatus(str(status).rpartition("#")[2])
        return found

    def points(self, fact: URIRef) -> tuple[Decimal, ...]:
        """The constants that a fact is compared with, and one step to either side."""
        constants = {
            number(values[0])
            for a in self.atoms
            if a.fact == fact
            for c, values in a.tests
            if c in (*LOWER, *UPPER)
        }
        return tuple(sorted({c + step for c in constants or {Decimal(1)} for step in (-1, 0, 1)}))

    def values(self, fact: URIRef) -> tuple[FactValue, ...]:
        """Every value of a fact that is worth trying."""
        if any(a.fact == fact and a.end == "status" for a in self.atoms):
            return STATUSES
        ends: tuple[Decimal | None, ...] = (None, *self.points(fact))
        pairs = ((low, high) for low in ends for high in ends)
        return tuple(
            FactValue(at_least=low, at_most=high)
            for low, high in pairs
            if low is None or high is None or low <= high
        )

    def finer(self, fact: URIRef, value: FactValue) -> Iterator[FactValue]:
        """The values one step more exact than a value."""
        if fact in self.exceptions and value.status in (FactStatus.NOT_STATED, FactStatus.CONFLICTING):
            yield FactValue(status=FactStatus.ABSENT)
        elif fact in self.presumed and value.status is FactStatus.NOT_STATED:
            yield FactValue(status=self.presumed[fact])
        elif value.status in (FactStatus.NOT_STATED, FactStatus.CONFLICTING):
            yield from STATUSES[:2]
        elif value.status is None:
            points = self.points(fact)
            low, high = value.at_least, value.at_most
            if low != high or low is None:
                yield from (
                    replace(value, at_least=p)
                    for p in points
                    if (low is None or p > low) and (high is None or p <= high)
                )
                yield from (
                    replace(value, at_most=p)
                    for p in points
                    if (high is None or p < high) and (low is None or p >= low)
                )

    def states(self, seed: int) -> Iterator[State]:
        """Every state where they are few, else a sample that is the same every time."""
        choices = [self.values(fact) for fact in self.facts]
        count = 1
        for values in choices:
            count *= len(values)
        if count <= STATES_TRIED:
            for chosen in product(*choices):
                yield dict(zip(self.facts, chosen, strict=True))
            return
        source = random.Random(seed)
        for _ in range(STATES_TRIED):
            yield {fact: source.choice(values) for fact, values in zip(self.facts, choices, strict=True)}

    def exact_states(self) -> Iterator[State]:
        """States in which every fact is known in full: the constants, and a step to either side."""
        choices = [
            [v for v in self.values(f) if v.known and not v.conflicting and v.at_least == v.at_most]
            for f in self.facts
        ]
        for chosen in islice(product(*choices), STATES_TRIED):
            yield dict(zip(self.facts, chosen, strict=True))

    def status(self, state: State) -> Status | None:
        """The status of the criterion; None where its shapes say surely not met and surely met at once."""
        key = tuple(state[fact] for fact in self.facts)
        if key not in self._seen:
            self._seen[key] = self._status(state)
        return self._seen[key]

    def _status(self, state: State) -> Status | None:
        shapes = self.rule.shapes
        fails = {role: not holds(shape.expression, state.__getitem__) for role, shape in shapes.items()}
        if fails[Role.MAIN]:
            return Status.NOT_MET if fails[Role.TWIN] else None
        if fails[Role.TWIN]:
            return Status.NOT_DOCUMENTED
        return Status.NEEDS_JUDGEMENT if fails.get(Role.JUDGED) else Status.MET


def check_refinement(rule: Rule, seed: int = 7) -> tuple[tuple[Problem, ...], int]:
    """What the test finds for one rule, and how many steps it tried. A judgement clause has no two readings."""
    if Role.RAISES in rule.shapes:
        return (), 0
    subject = Subject(rule)
    flips: list[str] = []
    tried = 0
    for state in subject.states(seed):
        before = subject.status(state)
        if before is None:
            flips.append(f"main fails and twin passes with {_text(state)}.")
            continue
        for fact in subject.facts:
            for finer in subject.finer(fact, state[fact]):
                tried += 1
                after = subject.status({**state, fact: finer})
                if after is not None and not _allowed(before, after):
                    learned = f"{short(fact)} = {_value(finer)}"
                    flips.append(
                        f"{before.value} becomes {after.value} when {learned} is learned with {_text(state)}."
                    )
    undecided = [_text(s) for s in subject.exact_states() if subject.status(s) is Status.NOT_DOCUMENTED]
    problems = [
        rule.problem(
            f"{flip} ({len(flips)} such)" if len(flips) > 1 else flip,
            "Main must be the optimistic reading of the twin.",
        )
        for flip in flips[:SHOWN]
    ]
    problems += [
        rule.problem(
            f"not documented although everything is known: {text}.",
            "Main and twin must meet where all is known.",
        )
        for text in undecided[:SHOWN]
    ]
    outcomes = {subject.status(state) for state in subject.exact_states()}
    for wanted in (Status.MET, Status.NOT_MET):
        # A question that a person must answer can stand in the place of "met".
        if wanted not in outcomes and not (wanted is Status.MET and Status.NEEDS_JUDGEMENT in outcomes):
            problems.append(
                rule.problem(f"no facts at all make it {wanted.value}.", "Mend the test; it decides nothing.")
            )
    return tuple(problems), tried


PASSED = (Status.MET, Status.NEEDS_JUDGEMENT)


def _allowed(before: Status, after: Status) -> bool:
    """What twin passes stays passed, be it met or a question to a person; what main fails stays failed."""
    if before in PASSED:
        return after in PASSED
    return before is not Status.NOT_MET or after is Status.NOT_MET


def _text(state: State) -> str:
    return ", ".join(f"{short(fact)} = {_value(value)}" for fact, value in sorted(state.items()))


def _value(value: FactValue) -> str:
    if value.status is not None:
        return value.status.value
    return f"{'?' if value.at_least is None else value.at_least}..{'?' if value.at_most is None else value.at_most}"
