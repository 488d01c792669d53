"""Rows as functions: from an index and a node to the pairs of value and path that are reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from rdflib import Literal
from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.closures.index import NOTHING, Index
from reasoner.validation.closures.paths import walk
from reasoner.validation.closures.tests import IN_ORDER, holds
from reasoner.validation.plan.algebra import Apart, Doubled, Each, Rows, Shared, Stray, Unordered, Whole
from reasoner.validation.values import compare, value_of

Row = tuple[Node | None, Node | None]
Reported = Callable[[Index, Node], Iterable[Row]]
NO_ROWS: tuple[Row, ...] = ()
WHOLE: tuple[Row, ...] = ((None, None),)


def reported(rows: Rows) -> Reported:
    """The function of some rows."""
    if isinstance(rows, Each):
        return _each(rows)
    if isinstance(rows, Whole):
        passes = holds(rows.test)
        return lambda index, node: NO_ROWS if passes(index, node) else WHOLE
    if isinstance(rows, Apart | Shared):
        return _compared(rows)
    if isinstance(rows, Unordered):
        return _unordered(rows)
    if isinstance(rows, Doubled):
        return _doubled(rows)
    if isinstance(rows, Stray):
        return _stray(rows)
    raise EngineError(f"The closures know no rows {rows}.")


def any_row(rows: Rows) -> Callable[[Index, Node], bool]:
    """Whether there is any row."""
    found = reported(rows)
    return lambda index, node: any(True for _ in found(index, node))


def _each(rows: Each) -> Reported:
    path, passes = walk(rows.path), holds(rows.test)

    def run(index: Index, node: Node) -> Iterable[Row]:
        values = path(index, node)
        if len(values) == 1:
            return NO_ROWS if passes(index, values[0]) else ((values[0], None),)
        return [(each, None) for each in values if not passes(index, each)]

    return run


def _compared(rows: Apart | Shared) -> Reported:
    path, other, wanted = walk(rows.path), walk(rows.other), isinstance(rows, Shared)

    def run(index: Index, node: Node) -> Iterable[Row]:
        beside = frozenset(other(index, node))
        return [(each, None) for each in path(index, node) if (each in beside) is wanted]

    return run


def _unordered(rows: Unordered) -> Reported:
    path, other, orders = walk(rows.path), walk(rows.other), IN_ORDER[rows.order]

    def run(index: Index, node: Node) -> Iterable[Row]:
        beside = [value_of(each) for each in other(index, node)]
        return [
            (each, None)
            for each in path(index, node)
            for value in beside
            if compare(value_of(each), value) not in orders
        ]

    return run


def _doubled(rows: Doubled) -> Reported:
    path = walk(rows.path)

    def run(index: Index, node: Node) -> Iterable[Row]:
        told = (n.language.lower() for n in path(index, node) if isinstance(n, Literal) and n.language)
        return [(None, None) for number in Counter(told).values() if number > 1]

    return run


def _stray(rows: Stray) -> Reported:
    path, allowed = walk(rows.path), rows.allowed

    def run(index: Index, node: Node) -> Iterable[Row]:
        return [
            (obj, predicate)
            for each in path(index, node)
            for predicate in index.predicates
            if predicate not in allowed
            for obj in index.out(predicate).get(each, NOTHING)
        ]

    return run
