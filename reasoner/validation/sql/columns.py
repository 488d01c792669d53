"""Tests as SQL conditions over one wide row of facts: most criteria become a predicate of a column or two.

A fact has at most one status and at most one bound on each side, so a path of a fact and an end is a column that may be
empty. What the algebra says of the nodes on a path, it then says of the column, and the query has no join at all:

    Count(fact/end, t, 1, -)   ->   the column is there and passes t
    Count(fact/end, t, -, 0)   ->   not so
    Compared(op, c)            ->   column op c, as decimals
    Among(c…)                  ->   column IN (…), statuses as small numbers

A test that asks anything else is refused by name; the plan over graphs (`conditions.py`) takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.validation.plan.algebra import All, Always, Among, Any, Compared, Count, Not, One, Order, Test
from reasoner.validation.shacl.paths import Path, Step, Then, path_text
from reasoner.validation.values import value_of
from reasoner.vocabulary import GUIDE, FactStatus

# Statuses as the small numbers that a column holds.
STATUS_CODES = {
    FactStatus.NOT_STATED.iri: 0,
    FactStatus.PRESENT.iri: 1,
    FactStatus.ABSENT.iri: 2,
    FactStatus.CONFLICTING.iri: 3,
}
ENDS = {GUIDE.status: "status", GUIDE.atLeast: "least", GUIDE.atMost: "most"}

# From a fact and the name of an end (status, least, most) to the SQL of its column.
ColumnOf = Callable[[Node, str], str]


@dataclass(frozen=True, slots=True)
class FactPath:
    """A path that is a fact and one of its ends."""

    fact: Node
    end: str


def fact_path(path: Path) -> FactPath:
    """The fact and the end of a path. Raises KnowledgeError where it is another path."""
    if isinstance(path, Then) and len(path.paths) == 2:
        first, second = path.paths
        if isinstance(first, Step) and isinstance(second, Step) and second.predicate in ENDS:
            return FactPath(first.predicate, ENDS[second.predicate])
    raise _refused(f"the path {path_text(path)}, which is no fact and one of its ends")


def condition(test: Test, column: ColumnOf) -> str:
    """The condition under which a focus node passes a test. Raises KnowledgeError where no column can tell."""
    if isinstance(test, Always):
        return "TRUE" if test.holds else "FALSE"
    if isinstance(test, Not):
        return f"(NOT {condition(test.test, column)})"
    if isinstance(test, All | Any):
        return _joined(
            [condition(t, column) for t in test.tests], " AND " if isinstance(test, All) else " OR "
        )
    if isinstance(test, One):
        told = " + ".join(f"CAST({condition(t, column)} AS INTEGER)" for t in test.tests)
        return f"(({told or '0'}) = 1)"
    if isinstance(test, Count):
        return _count(test, column)
    raise _refused(f"the test {type(test).__name__} of the focus node itself")


def _joined(parts: Iterable[str], word: str) -> str:
    told = word.join(parts)
    return f"({told})" if told else ("TRUE" if word == " AND " else "FALSE")


def _count(test: Count, column: ColumnOf) -> str:
    path = fact_path(test.path)
    name = column(path.fact, path.end)
    least, most = test.least or 0, test.most
    if least > 1:
        return "FALSE"
    if least == 1:
        inner = of_column(test.test, name, path.end)
        if most is not None and most < 1:
            return "FALSE"
        return f"({name} IS NOT NULL)" if inner == "TRUE" else f"COALESCE({inner}, FALSE)"
    if most != 0:
        return "TRUE"
    if test.test == Always(True):
        return f"({name} IS NULL)"
    if isinstance(test.test, Not):  # no value fails the test: it is not there, or passes
        return f"COALESCE({of_column(test.test.test, name, path.end)}, TRUE)"
    return f"COALESCE(NOT {of_column(test.test, name, path.end)}, TRUE)"


def of_column(test: Test, name: str, end: str) -> str:
    """The condition under which the value of a column, which is there, passes a test."""
    if isinstance(test, Always):
        return "TRUE" if test.holds else "FALSE"
    if isinstance(test, Not):
        return f"(NOT {of_column(test.test, name, end)})"
    if isinstance(test, All | Any):
        return _joined(
            (of_column(t, name, end) for t in test.tests), " AND " if isinstance(test, All) else " OR "
        )
    if isinstance(test, Among) and end == "status":
        codes = sorted(code for term, code in STATUS_CODES.items() if term in test.terms)
        return f"({name} IN ({', '.join(map(str, codes))}))" if codes else "FALSE"
    if isinstance(test, Compared) and end != "status":
        return _compared(test.order, test, name)
    raise _refused(f"the test {type(test).__name__} of the {end} of a fact")


def _compared(order: Order, test: Compared, name: str) -> str:
    value = value_of(test.literal)
    if value is None or value.family != "number" or value.inexact or not isinstance(value.key, Decimal):
        raise _refused(f"the constant {test.literal.n3()}, which is no exact number")
    return f"({name} {order} {format(value.key, 'f')})"


def _refused(what: str) -> KnowledgeError:
    return KnowledgeError(
        Problem(
            f"A criterion asks {what}: it cannot be decided from columns of facts.",
            remedy="Declare a fact for it.",
        )
    )
