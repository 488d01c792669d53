"""Questions to the solver about criteria: can these be met together, does one follow from another, which few contradict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.encode import Encoder, Term, both, without
from reasoner.analysis.conflicts.narrowing import LONGEST, SHORTEST
from reasoner.analysis.conflicts.rules import Rule
from reasoner.analysis.conflicts.variables import Key, Variable, fixed
from reasoner.decision.branches import number
from reasoner.knowledge import Role, Shape
from reasoner.knowledge.shapes import MAX_EXCLUSIVE, MAX_INCLUSIVE, MIN_EXCLUSIVE, MIN_INCLUSIVE
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

NOTHING = FactValue()
Assignment = tuple[tuple[Variable, FactValue], ...]


@dataclass(eq=False)
class Prover:
    """Answers that are kept: the same two texts stand in several documents."""

    encoder: Encoder
    _terms: dict[tuple[Any, ...], Term] = field(default_factory=dict)
    _of: dict[tuple[Rule, Role], Term] = field(default_factory=dict)
    # By what the terms are made of: they are kept with the answer, so that none takes the place of another.
    _answers: dict[tuple[frozenset[Term], bool], bool | None] = field(default_factory=dict)
    _negated: dict[Term, Term] = field(default_factory=dict)
    _joined: dict[tuple[Term, Term], Term] = field(default_factory=dict)

    def met(self, rule: Rule) -> Term:
        """That a criterion is surely met, or left to a person's judgement only."""
        return self._term(rule, rule.twin)

    def possible(self, rule: Rule) -> Term:
        """That a criterion is not surely unmet."""
        return self._term(rule, rule.main)

    def judged(self, rule: Rule) -> Term | None:
        """That no person has to judge a criterion which is surely met; None where nobody ever has to."""
        shape = rule.shapes.get(Role.JUDGED)
        return None if shape is None else self._term(rule, shape)

    def settled(self, rule: Rule) -> Term:
        """That a criterion is met and nobody has to judge it."""
        met, judged = self.met(rule), self.judged(rule)
        return met if judged is None else self.joined(met, judged)

    def _term(self, rule: Rule, shape: Shape) -> Term:
        found = self._of.get((rule, shape.role))
        if found is None:
            made = self.encoder.term(shape.expression, rule.facts)
            # Documents that share a text have equal shapes under other names: they are one term.
            alike = made.holds.sexpr(), tuple(v.key for v in made.reads)
            found = self._of[rule, shape.role] = self._terms.setdefault(alike, made)
        return found

    def satisfiable(self, terms: Sequence[Term], *, exact: bool = False) -> bool | None:
        """Whether all of the terms can hold; None where the solver gave up. `exact`: on a record that settles all facts."""
        key = frozenset(terms), exact
        if key not in self._answers:
            self._answers[key] = self._asked(tuple(dict.fromkeys(terms)), exact)
        return self._answers[key]

    def _asked(self, terms: Sequence[Term], exact: bool) -> bool | None:
        solver = smt.solver()
        solver.add(*self.encoder.world(terms, exact=exact), *(t.holds for t in terms))
        return _answer(solver.check())

    def implies(self, one: Term, other: Term, *, exact: bool = False) -> bool | None:
        """Whether the second holds wherever the first does."""
        found = self.satisfiable((one, self.negated(other)), exact=exact)
        return None if found is None else not found

    def negated(self, term: Term) -> Term:
        """A term that holds where another does not; one for each."""
        return self._negated.setdefault(term, without(term))

    def joined(self, term: Term, given: Term) -> Term:
        """Both of two terms; one for each pair."""
        return self._joined.setdefault((term, given), both((term, given)))

    def core(self, terms: Sequence[Term]) -> tuple[int, ...] | None:
        """The places of a smallest set of terms that contradict each other: without any one of them the others can hold.

        None where they can all hold or the solver gave up.
        """
        if self.satisfiable(terms) is not False:
            return None
        kept = self._unsatisfied(terms)
        for place in tuple(kept):
            rest = [n for n in kept if n != place]
            if self.satisfiable([terms[n] for n in rest]) is False:
                kept = rest
        return tuple(kept)

    def _unsatisfied(self, terms: Sequence[Term]) -> list[int]:
        z3, solver = smt.load(), smt.solver()
        solver.add(*self.encoder.world(terms, exact=False))
        marks = [z3.Bool(f"term-{n}") for n in range(len(terms))]
        for mark, each in zip(marks, terms, strict=True):
            solver.assert_and_track(each.holds, mark)
        if solver.check() != z3.unsat:
            return list(range(len(terms)))
        names = {str(mark) for mark in solver.unsat_core()}
        return [n for n, mark in enumerate(marks) if str(mark) in names]

    def assignments(
        self, terms: Sequence[Term], values: Callable[[Variable], Sequence[FactValue]], most: int
    ) -> Iterator[Assignment]:
        """Up to `most` ways to fix every fact that the terms read, so that all of them hold.

        `values` are tried in order for each fact in turn, so the first way is the one that prefers the first values.
        """
        solver = smt.solver()
        reads: dict[Key, Variable] = {v.key: v for t in terms for v in t.reads}
        solver.add(*self.encoder.world(terms, exact=False), *(t.holds for t in terms))
        each = [(v, tuple(values(v))) for v in reads.values()]
        z3 = smt.load()
        for variable, told in each:
            solver.add(z3.Or([fixed(variable, value) for value in told]))
        for _ in range(most):
            if _answer(solver.check()) is not True:
                return
            solver.push()
            chosen = []
            for variable, told in each:
                for value in told:
                    solver.push()
                    solver.add(fixed(variable, value))
                    if _answer(solver.check()) is True:
                        chosen.append((variable, value))
                        break
                    solver.pop()
            for _ in chosen:
                solver.pop()
            solver.pop()
            yield tuple(chosen)
            solver.add(z3.Not(z3.And([fixed(v, value) for v, value in chosen])))


def _answer(found: Any) -> bool | None:
    z3 = smt.load()
    return True if found == z3.sat else False if found == z3.unsat else None


def values_near(limits: Sequence[Decimal], variable: Variable) -> tuple[FactValue, ...]:
    """Values to try of a fact: nothing told, then present and absent, or numbers at and beside the limits.

    Limits of other facts are tried too, also as days of so many months and months of so many days: facts hang together.
    """
    if variable.status is not None:
        return tuple(
            FactValue(status=s) for s in (FactStatus.NOT_STATED, FactStatus.PRESENT, FactStatus.ABSENT)
        )
    near = [t + step for t in limits for step in (Decimal(0), Decimal(-1), Decimal(1))]
    near += [t * SHORTEST for t in limits] + [t // LONGEST for t in limits] + [Decimal(0)]
    numbers = [n for n in dict.fromkeys(near) if n >= 0 and (not variable.whole or n == int(n))]
    return (NOTHING, *(FactValue(at_least=n, at_most=n) for n in numbers))


def thresholds_of(rule: Rule) -> tuple[Decimal, ...]:
    """The limits that the shapes of a rule set, each once, in order."""
    components = (MIN_INCLUSIVE, MAX_INCLUSIVE, MIN_EXCLUSIVE, MAX_EXCLUSIVE)
    found = (number(v) for s in rule.shapes.values() for a in s.atoms for c in components for v in a.test(c))
    return tuple(dict.fromkeys(found))
