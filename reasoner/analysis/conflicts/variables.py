"""Facts for a solver: what can be so of each, what two say of each other, and that one has a value.

A status is one of four. A number has the bounds that the record proves, or lacks them, and a true value between them; the
relations of `axioms` are about the true values. Names of facts play no part: two documents' facts are one variable where
template, focus and every parameter agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reasoner.analysis.alignment import Fact, same_fact
from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.axioms import AtLeast, AtMost, Implies, Relation
from reasoner.knowledge import FactDeclaration
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

STATUSES = tuple(FactStatus)
PRESENT, ABSENT = STATUSES.index(FactStatus.PRESENT), STATUSES.index(FactStatus.ABSENT)

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


def is_status(declaration: FactDeclaration) -> bool:
    """Whether a fact is a status; else it is a number."""
    return declaration.template in TEMPLATES_OF_STATUS


def make_variable(key: Key, declaration: FactDeclaration, place: int) -> Variable:
    """The variable of a fact; `place` numbers it."""
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


def possible(v: Variable) -> list[Any]:
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


def settled(v: Variable, may_lack: bool) -> Any:
    """That the record settles a fact; `may_lack`: also by there being nothing that has such a number."""
    z3 = smt.load()
    if v.status is not None:
        return z3.Or(v.status == PRESENT, v.status == ABSENT)
    known = z3.And(v.has_low, v.has_high, v.low == v.high)
    return z3.Or(known, z3.And(z3.Not(v.has_low), z3.Not(v.has_high))) if may_lack else known


def related(relation: Relation, one: Variable, other: Variable) -> Any:
    """What a relation says of the true values."""
    z3 = smt.load()
    if isinstance(relation, AtMost):
        return one.value <= relation.factor * other.value + relation.plus
    if isinstance(relation, AtLeast):
        return one.value >= relation.factor * other.value
    if isinstance(relation, Implies):
        return z3.Implies(one.value, other.value)
    return z3.Not(z3.And(one.value, other.value))


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
