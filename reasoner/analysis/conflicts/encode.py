"""Facts and shapes as formulas for a solver, in the words of `decision.branches`, which tests compare them with.

A status is one of four. A number has the bounds that the record proves, or lacks them, and a true value between them; the
relations of `axioms` are about the true values. Names of facts play no part: two documents' facts are one variable where
template, focus and every parameter agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from reasoner.analysis.alignment import Fact, same_fact
from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.axioms import AtLeast, AtMost, Implies, Relation, relations
from reasoner.decision.branches import number
from reasoner.inference import ClassRules
from reasoner.knowledge import Expression, FactDeclaration, Formula
from reasoner.knowledge.shapes import (
    HAS_VALUE,
    IN,
    MAX_COUNT,
    MAX_EXCLUSIVE,
    MAX_INCLUSIVE,
    MIN_COUNT,
    MIN_EXCLUSIVE,
    MIN_INCLUSIVE,
    Atom,
)
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

STATUSES = tuple(FactStatus)
PRESENT, ABSENT = STATUSES.index(FactStatus.PRESENT), STATUSES.index(FactStatus.ABSENT)
UNSTATED = STATUSES.index(FactStatus.NOT_STATED)

TEMPLATES_OF_STATUS = frozenset(
    {
        "Stated", "CodedInSet", "EpisodeOutcome", "SameScale", "ScoreRecorded", "SameDayCompanion", "SameSite", "Agreement",
        "CodesExclude", "IncludedInSession", "TreatmentRecorded", "EventRecorded", "SideExceedsSymptom",
    }
)  # fmt: skip
"""Templates whose result is a status; that of the others is a number."""

COUNTS = frozenset({"KOfN", "CountInWindow", "CountWhere", "DistinctInSession"})
SIGNED = frozenset({"Relief", "ScoreValue"})
"""Numbers that can be below zero: a response can be worse than before, a scale can begin anywhere."""

Key = tuple[Fact, str, str, str]


def key_of(declaration: FactDeclaration) -> Key:
    """What makes two declarations one variable: the same fact, at one level, in one window, in one unit."""
    return same_fact(declaration), declaration.text("level"), declaration.text("window"), declaration.unit


@dataclass(frozen=True, eq=False)
class Variable:
    """One fact for the solver. `value` is what is so. A status has `status`; a number bounds, if they are proved."""

    key: Key
    declaration: FactDeclaration
    value: Any
    status: Any = None
    low: Any = None
    high: Any = None
    has_low: Any = None
    has_high: Any = None

    @property
    def whole(self) -> bool:
        """Whether its number is a whole one: a count, or days or months."""
        return self.declaration.template in COUNTS or self.declaration.unit in ("day", "month")


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
            found = self._variables[key] = _variable(key, declaration, len(self._variables))
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
            return _atom(each, variable)

        holds = made(expression)
        return Term(holds, tuple(reads.values()), frozenset(open_ended))

    def tied(self, one: Variable, other: Variable) -> tuple[Any, ...]:
        """What the first fact says of the second."""
        key = one.key, other.key
        found = self._tied.get(key)
        if found is None:
            held = relations(self.rules, one.declaration, other.declaration)
            found = self._tied[key] = tuple(_related(r, one, other) for r in held)
        return found

    def possible(self, variable: Variable) -> list[Any]:
        """What holds of a fact whatever is recorded."""
        if variable.key not in self._possible:
            self._possible[variable.key] = _possible(variable)
        return self._possible[variable.key]

    def world(self, terms: Sequence[Term], *, exact: bool) -> list[Any]:
        """What can be so of the facts that some terms read. `exact`: the record settles each of them."""
        reads = {v.key: v for t in terms for v in t.reads}
        free = frozenset[Key]().union(*(t.open_ended for t in terms)) if terms else frozenset()
        found = []
        for variable in reads.values():
            found += self.possible(variable)
            if exact:
                found.append(_settled(variable, variable.key in free))
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


def is_status(declaration: FactDeclaration) -> bool:
    """Whether a fact is a status; else it is a number."""
    return declaration.template in TEMPLATES_OF_STATUS


def _variable(key: Key, declaration: FactDeclaration, place: int) -> Variable:
    z3 = smt.load()
    if is_status(declaration):
        return Variable(key, declaration, z3.Bool(f"f{place}"), status=z3.Int(f"f{place}-status"))
    whole = Variable(key, declaration, None).whole
    make = z3.Int if whole else z3.Real
    return Variable(
        key,
        declaration,
        make(f"f{place}"),
        low=make(f"f{place}-low"),
        high=make(f"f{place}-high"),
        has_low=z3.Bool(f"f{place}-has-low"),
        has_high=z3.Bool(f"f{place}-has-high"),
    )


def _possible(v: Variable) -> list[Any]:
    """What holds of a fact whatever is recorded."""
    z3 = smt.load()
    if v.status is not None:
        return [
            v.status >= 0,
            v.status < len(STATUSES),
            z3.Implies(v.status == PRESENT, v.value),
            z3.Implies(v.status == ABSENT, z3.Not(v.value)),
        ]
    found = [z3.Implies(v.has_low, v.low <= v.value), z3.Implies(v.has_high, v.value <= v.high)]
    declaration = v.declaration
    if declaration.template not in SIGNED:
        found += [v.value >= 0, z3.Implies(v.has_low, v.low >= 0)]
    most = _most(declaration)
    if most is not None:
        found += [v.value <= most, z3.Implies(v.has_high, v.high <= most)]
    return found


def _most(declaration: FactDeclaration) -> int | None:
    if declaration.template == "Relief":
        return 100
    if declaration.template == "KOfN":
        return len(declaration.terms("concept") or declaration.terms("member"))
    return None


def _settled(v: Variable, may_lack: bool) -> Any:
    z3 = smt.load()
    if v.status is not None:
        return z3.Or(v.status == PRESENT, v.status == ABSENT)
    known = z3.And(v.has_low, v.has_high, v.low == v.high)
    return z3.Or(known, z3.And(z3.Not(v.has_low), z3.Not(v.has_high))) if may_lack else known


def _related(relation: Relation, one: Variable, other: Variable) -> Any:
    z3 = smt.load()
    if isinstance(relation, AtMost):
        return one.value <= relation.factor * other.value + relation.plus
    if isinstance(relation, AtLeast):
        return one.value >= relation.factor * other.value
    if isinstance(relation, Implies):
        return z3.Implies(one.value, other.value)
    return z3.Not(z3.And(one.value, other.value))


def _atom(atom: Atom, v: Variable) -> Any:
    """A test of one fact: what is missing passes all but minCount and hasValue, as in `atom_holds`."""
    z3 = smt.load()
    return z3.And([_test(component, values, atom.end, v) for component, values in atom.tests])


def _test(component: URIRef, values: tuple[Node, ...], end: str, v: Variable) -> Any:
    z3 = smt.load()
    if (end == "status") != (v.status is not None):  # nothing is there to test
        return z3.BoolVal(_of_nothing(component, values))
    if end == "status":
        return _of_status(component, values, v.status)
    held, told = (v.has_low, v.low) if end == "atLeast" else (v.has_high, v.high)
    if component == MIN_COUNT:
        return held if int(str(values[0])) else z3.BoolVal(True)
    if component == MAX_COUNT:
        return z3.BoolVal(True) if int(str(values[0])) else z3.Not(held)
    if component in (HAS_VALUE, IN):
        return z3.Not(held) if component == IN else z3.BoolVal(False)
    limit = z3.RealVal(str(number(values[0])))
    asked = {
        MIN_INCLUSIVE: told >= limit,
        MAX_INCLUSIVE: told <= limit,
        MIN_EXCLUSIVE: told > limit,
        MAX_EXCLUSIVE: told < limit,
    }[component]
    return z3.Or(z3.Not(held), asked)


def _of_status(component: URIRef, values: tuple[Node, ...], status: Any) -> Any:
    z3 = smt.load()
    wanted = [n for n, each in enumerate(STATUSES) if each.iri in values]
    if component == HAS_VALUE:
        return status == wanted[0] if wanted and STATUSES[wanted[0]].iri == values[0] else z3.BoolVal(False)
    if component == IN:
        return z3.Or([status == n for n in wanted])
    if component == MIN_COUNT:
        return z3.BoolVal(True)
    if component == MAX_COUNT:
        return z3.BoolVal(int(str(values[0])) != 0)
    return z3.BoolVal(False)  # a status is no number


def _of_nothing(component: URIRef, values: tuple[Node, ...]) -> bool:
    if component == MIN_COUNT:
        return not int(str(values[0]))
    return component != HAS_VALUE


def fixed(v: Variable, value: FactValue) -> Any:
    """That a fact has exactly a value."""
    z3 = smt.load()
    if v.status is not None:
        return v.status == STATUSES.index(value.status or FactStatus.NOT_STATED)
    parts = []
    for told, has, bound in ((value.at_least, v.has_low, v.low), (value.at_most, v.has_high, v.high)):
        parts.append(z3.Not(has) if told is None else z3.And(has, bound == _number(told)))
    return z3.And(parts)


def _number(value: Decimal) -> Any:
    return smt.load().RealVal(str(value))
