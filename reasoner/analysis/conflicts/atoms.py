"""Tests of shapes as formulas for a solver, in the words of `decision.branches`, with which tests compare them."""

from __future__ import annotations

from typing import Any

from rdflib import URIRef
from rdflib.term import Node

from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.variables import STATUSES, Variable
from reasoner.decision.branches import number
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


def test_of(atom: Atom, v: Variable) -> Any:
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
