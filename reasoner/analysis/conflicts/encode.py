"""Shapes as formulas for a solver, and what can be so of the facts that they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdflib import URIRef

from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.atoms import test_of
from reasoner.analysis.conflicts.axioms import relations
from reasoner.analysis.conflicts.variables import (
    Key,
    Variable,
    fixed,
    key_of,
    make_variable,
    possible,
    related,
    settled,
)
from reasoner.inference import ClassRules
from reasoner.knowledge import Expression, FactDeclaration, Formula
from reasoner.knowledge.shapes import MAX_COUNT
from reasoner.model.facts import FactValue


@dataclass(frozen=True, eq=False)
class Term:
    """A formula and the variables that it reads, each once. `open_ended`: those that may rightly have no value."""

    holds: Any
    reads: tuple[Variable, ...]
    open_ended: frozenset[Key] = frozenset()


@dataclass(eq=False)
class Encoder:
    """Makes variables and formulas; one for all questions, so that one fact is one variable in each of them."""

    rules: ClassRules
    _variables: dict[Key, Variable] = field(default_factory=dict)
    # Formulas that stand in many questions, made once each.
    _possible: dict[Key, list[Any]] = field(default_factory=dict)
    _tied: dict[tuple[Key, Key], tuple[Any, ...]] = field(default_factory=dict)

    def variable(self, declaration: FactDeclaration) -> Variable:
        """The variable of a declared fact."""
        key = key_of(declaration)
        found = self._variables.get(key)
        if found is None:
            found = self._variables[key] = make_variable(key, declaration, len(self._variables))
        return found

    def term(self, expression: Expression, facts: Mapping[URIRef, FactDeclaration]) -> Term:
        """An expression of a shape."""
        reads: dict[Key, Variable] = {}
        open_ended: set[Key] = set()

        def made(each: Expression) -> Any:
            z3 = smt.load()
            if isinstance(each, Formula):
                parts = [made(branch) for branch in each.branches]
                return z3.Or(parts) if each.any_of else z3.And(parts)
            variable = self.variable(facts[each.fact])
            reads.setdefault(variable.key, variable)
            if each.test(MAX_COUNT):
                open_ended.add(variable.key)
            return test_of(each, variable)

        holds = made(expression)
        return Term(holds, tuple(reads.values()), frozenset(open_ended))

    def tied(self, one: Variable, other: Variable) -> tuple[Any, ...]:
        """What the first fact says of the second."""
        key = one.key, other.key
        found = self._tied.get(key)
        if found is None:
            held = relations(self.rules, one.declaration, other.declaration)
            found = self._tied[key] = tuple(related(r, one, other) for r in held)
        return found

    def possible(self, variable: Variable) -> list[Any]:
        """What holds of a fact whatever is recorded."""
        if variable.key not in self._possible:
            self._possible[variable.key] = possible(variable)
        return self._possible[variable.key]

    def world(self, terms: Sequence[Term], *, exact: bool) -> list[Any]:
        """What can be so of the facts that some terms read. `exact`: the record settles each of them."""
        reads = {v.key: v for t in terms for v in t.reads}
        free = frozenset[Key]().union(*(t.open_ended for t in terms)) if terms else frozenset()
        found = []
        for variable in reads.values():
            found += self.possible(variable)
            if exact:
                found.append(settled(variable, variable.key in free))
        each = list(reads.values())
        for one in each:
            for other in each:
                if one is not other:
                    found += self.tied(one, other)
        return found

    def connected(self, one: Term, other: Term) -> bool:
        """Whether what one term reads says anything of what the other reads."""
        return any(
            v.key == w.key or bool(self.tied(v, w)) or bool(self.tied(w, v))
            for v in one.reads
            for w in other.reads
        )


def both(terms: Iterable[Term]) -> Term:
    """All of some terms."""
    z3, each = smt.load(), tuple(terms)
    reads = {v.key: v for t in each for v in t.reads}
    free = frozenset[Key]().union(*(t.open_ended for t in each)) if each else frozenset[Key]()
    return Term(z3.And([t.holds for t in each]), tuple(reads.values()), free)


def without(term: Term) -> Term:
    """A term that holds where another does not."""
    return Term(smt.load().Not(term.holds), term.reads, term.open_ended)


def settled_so(values: Sequence[tuple[Variable, FactValue]]) -> Term:
    """That some facts have exactly these values."""
    return Term(smt.load().And([fixed(v, value) for v, value in values]), tuple(v for v, _ in values))
