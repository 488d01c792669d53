"""Evaluating one branch of a formula on the facts, so that the ledger can show every branch.

An engine reports only that a sh:or failed as a whole; which branch held, and how surely, is said here.
Tests hold that this agrees with the engine on every shape of the library.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from operator import ge, gt, le, lt

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.knowledge import Atom, Expression, Formula
from reasoner.knowledge.shapes import (
    HAS_VALUE,
    IN,
    MAX_COUNT,
    MAX_EXCLUSIVE,
    MAX_INCLUSIVE,
    MIN_COUNT,
    MIN_EXCLUSIVE,
    MIN_INCLUSIVE,
)
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Branch
from reasoner.vocabulary import FactStatus

Lookup = Callable[[URIRef], FactValue]


def holds(expression: Expression, lookup: Lookup, *, silence: bool = True) -> bool:
    """Whether an expression conforms, given the value of every fact.

    Without `silence` a test that accepts a fact of which nothing is stated does not hold on one: so it shows
    whether a twin rests on what the record says or on what is presumed.
    """
    if isinstance(expression, Formula):
        results = (holds(branch, lookup, silence=silence) for branch in expression.branches)
        return any(results) if expression.any_of else all(results)
    value = lookup(expression.fact)
    if not silence and value.status is FactStatus.NOT_STATED:
        return False
    return atom_holds(expression, value)


def atom_holds(atom: Atom, value: FactValue) -> bool:
    """Whether a test of one fact conforms; a value node that is missing passes everything but minCount."""
    node = _node(atom, value)
    return all(_PASSES[component](values, node) for component, values in atom.tests)


def _node(atom: Atom, value: FactValue) -> URIRef | Decimal | None:
    if atom.end == "status":
        return None if value.status is None else value.status.iri
    return value.at_least if atom.end == "atLeast" else value.at_most


def number(node: Node) -> Decimal:
    """The number of a literal."""
    return Decimal(str(node)) if isinstance(node, Literal) else Decimal(0)


Value = URIRef | Decimal | None
Test = Callable[[tuple[Node, ...], Value], bool]


def _compared(holds: Callable[[Decimal, Decimal], bool]) -> Test:
    """A comparison, which a missing value passes and anything but a number fails."""
    return lambda values, node: node is None or (isinstance(node, Decimal) and holds(node, number(values[0])))


_PASSES: dict[URIRef, Test] = {
    MIN_COUNT: lambda values, node: (node is not None) >= bool(int(str(values[0]))),
    MAX_COUNT: lambda values, node: node is None or int(str(values[0])) != 0,
    HAS_VALUE: lambda values, node: node == values[0],
    IN: lambda values, node: node is None or node in values,
    MIN_INCLUSIVE: _compared(ge),
    MAX_INCLUSIVE: _compared(le),
    MIN_EXCLUSIVE: _compared(gt),
    MAX_EXCLUSIVE: _compared(lt),
}


def branches(main: Expression, twin: Expression, lookup: Lookup) -> tuple[Branch, ...]:
    """The named branches of a formula, each with how surely it holds; none for a single fact."""
    if not isinstance(main, Formula) or not isinstance(twin, Formula):
        return ()
    shown: list[Branch] = []
    for possible, sure in zip(main.branches, twin.branches, strict=False):
        if isinstance(possible, Formula) and not possible.label:
            shown.extend(branches(possible, sure, lookup))
            continue
        how = "surely" if holds(sure, lookup) else "possibly" if holds(possible, lookup) else "no"
        exception = isinstance(possible, Atom) and possible.closed_exception
        label = possible.label or sure.label
        shown.append(Branch(label=label, holds=how, exception=exception))
    return tuple(shown)
