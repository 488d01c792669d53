"""Evaluating one branch of a formula on the facts, so that the ledger can show every branch.

An engine reports only that a sh:or failed as a whole; which branch held, and how surely, is said here.
Tests hold that this agrees with the engine on every shape of the library.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from rdflib import SH, Literal, URIRef
from rdflib.term import Node

from reasoner.knowledge import Atom, Expression, Formula
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
    return all(_passes(component, values, node) for component, values in atom.tests)


def _node(atom: Atom, value: FactValue) -> URIRef | Decimal | None:
    if atom.end == "status":
        return None if value.status is None else value.status.iri
    return value.at_least if atom.end == "atLeast" else value.at_most


def _passes(component: URIRef, values: tuple[Node, ...], node: URIRef | Decimal | None) -> bool:
    if component == SH.minCount:
        return (node is not None) >= bool(int(str(values[0])))
    if component == SH.maxCount:
        return not (node is not None and int(str(values[0])) == 0)
    if component == SH.hasValue:
        return node == values[0]
    if node is None:
        return True
    if component == SH["in"]:
        return node in values
    return isinstance(node, Decimal) and _compare(component, node, number(values[0]))


def number(node: Node) -> Decimal:
    """The number of a literal."""
    return Decimal(str(node)) if isinstance(node, Literal) else Decimal(0)


def _compare(component: URIRef, left: Decimal, right: Decimal) -> bool:
    if component == SH.minInclusive:
        return left >= right
    if component == SH.maxInclusive:
        return left <= right
    return left > right if component == SH.minExclusive else left < right


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
