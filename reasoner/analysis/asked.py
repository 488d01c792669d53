"""What a criterion asks of the facts that it tests, in the words of a cell of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from rdflib import URIRef

from reasoner.decision.branches import number
from reasoner.decision.words import amount
from reasoner.knowledge import Atom, Expression, FactDeclaration, Formula
from reasoner.knowledge.shapes import (
    HAS_VALUE,
    IN,
    MAX_EXCLUSIVE,
    MAX_INCLUSIVE,
    MIN_EXCLUSIVE,
    MIN_INCLUSIVE,
    atoms,
)
from reasoner.model.ledger import Row

Declared = Mapping[URIRef, FactDeclaration]
BOUNDS = {
    MIN_INCLUSIVE: "at least",
    MAX_INCLUSIVE: "at most",
    MIN_EXCLUSIVE: "more than",
    MAX_EXCLUSIVE: "less than",
}
SIGNS = {MIN_INCLUSIVE: "≥", MAX_INCLUSIVE: "≤", MIN_EXCLUSIVE: ">", MAX_EXCLUSIVE: "<"}


def asked(atom: Atom, held: Declared, *, signs: bool = False) -> str:
    """What a test asks of its fact: bounds with words or signs, or the statuses it accepts."""
    unit = held[atom.fact].unit if atom.fact in held else ""
    told = []
    for component, values in atom.tests:
        if component in BOUNDS:
            told.append(f"{(SIGNS if signs else BOUNDS)[component]} {amount(number(values[0]), unit)}")
        elif component in (IN, HAS_VALUE):
            told.append(_status(values))
    return ", ".join(told) or "nothing recorded"


def _status(values: Iterable[object]) -> str:
    names = {str(v).rpartition("#")[2] for v in values}
    if names == {"Absent", "NotStated"}:
        return "absent, or nothing said"
    if names == {"Present", "NotStated"}:
        return "present, or nothing said"
    return " or ".join(sorted(n.replace("NotStated", "nothing said").lower() for n in names))


def asked_of(
    expression: Expression, facts: Collection[URIRef], held: Declared, shown: Mapping[URIRef, str]
) -> str:
    """The tests of some facts, joined as the criterion joins them: "≥ 2 (level 80 %)"; several are named each.

    `held` are their declarations, `shown` what to say of the figures of each.
    """
    return _told(expression, facts, held, shown, named=len(facts) > 1)


def _told(
    expression: Expression,
    facts: Collection[URIRef],
    held: Declared,
    shown: Mapping[URIRef, str],
    *,
    named: bool,
) -> str:
    if isinstance(expression, Formula):
        kept = _with(expression, facts)
        parts = []
        for branch in kept:
            text = _told(branch, facts, held, shown, named=named)
            several = isinstance(branch, Formula) and len(_with(branch, facts)) > 1
            parts.append(f"({text})" if several and len(kept) > 1 else text)
        return (" or " if expression.any_of else " and ").join(dict.fromkeys(parts))
    declaration = held[expression.fact]
    figures = shown.get(expression.fact, "")
    test = asked(expression, held, signs=True) + (f" ({figures})" if figures else "")
    return f"{declaration.label} {test}" if named else test


def _with(formula: Formula, facts: Collection[URIRef]) -> list[Expression]:
    return [b for b in formula.branches if any(a.fact in facts for a in atoms(b))]


def beside(expression: Expression, facts: Collection[URIRef]) -> str:
    """How tests of other facts join in: "or" where one is enough, "and" where all are asked; empty: there are none."""
    if not isinstance(expression, Formula):
        return ""
    kept = _with(expression, facts)
    below = [beside(branch, facts) for branch in kept]
    if len(kept) < len(expression.branches) and expression.any_of:
        return "or"
    if "or" in below:
        return "or"
    return "and" if len(kept) < len(expression.branches) or "and" in below else ""


def recorded_of(row: Row, facts: Collection[URIRef]) -> str:
    """What is recorded of some facts that a row of the ledger read: "70 % recorded", "nothing recorded"."""
    names = {str(fact).rpartition("#")[2] for fact in facts}
    told = {used.label: _recorded(used.value, used.status) for used in row.facts if used.name in names}
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return "; ".join(f"{label}: {value}" for label, value in told.items())


def _recorded(value: str, status: str) -> str:
    if value == "not stated":
        return "nothing recorded"
    if value.startswith("the record disagrees"):
        return value
    return f"{status.lower() if status else value} recorded"
