"""Tests as functions: from an index and a node to true or false."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.closures.index import Index
from reasoner.validation.closures.paths import walk
from reasoner.validation.plan.algebra import (
    All,
    Always,
    Among,
    Any,
    Clean,
    Compared,
    Count,
    Instance,
    Kind,
    Long,
    Matching,
    Not,
    One,
    Order,
    Tagged,
    Test,
    Typed,
)  # fmt: skip
from reasoner.validation.regular import python_pattern
from reasoner.validation.values import compare, value_of, well_formed

Holds = Callable[[Index, Node], bool]

# For each order the results of a comparison that are in it.
IN_ORDER = {
    Order.LESS: (-1,),
    Order.LESS_OR_EQUAL: (-1, 0),
    Order.MORE: (1,),
    Order.MORE_OR_EQUAL: (0, 1),
}


@lru_cache(maxsize=16_384)
def holds(test: Test) -> Holds:
    """The function of a test; equal tests share one."""
    if isinstance(test, Always):
        told = test.holds
        return lambda index, node: told
    if isinstance(test, All | Any | One | Not):
        return _logical(test)
    if isinstance(test, Count):
        return _count(test)
    if isinstance(test, Clean):
        from reasoner.validation.closures.rows import any_row  # rows ask tests, and Clean asks rows

        found = any_row(test.rows)
        return lambda index, node: not found(index, node)
    return _of_term(test)


def _logical(test: All | Any | One | Not) -> Holds:
    if isinstance(test, Not):
        inner = holds(test.test)
        return lambda index, node: not inner(index, node)
    parts = tuple(holds(t) for t in test.tests)
    if isinstance(test, One):
        return lambda index, node: sum(part(index, node) for part in parts) == 1
    if len(parts) == 2:
        first, second = parts
        if isinstance(test, All):
            return lambda index, node: first(index, node) and second(index, node)
        return lambda index, node: first(index, node) or second(index, node)
    if isinstance(test, All):
        return lambda index, node: all(part(index, node) for part in parts)
    return lambda index, node: any(part(index, node) for part in parts)


def _count(test: Count) -> Holds:
    path, least, most = walk(test.path), test.least or 0, test.most
    if test.test == Always(True):

        def number(index: Index, node: Node) -> bool:
            found = len(path(index, node))
            return found >= least and (most is None or found <= most)

        return number
    passes = holds(test.test)
    if most is None and least == 1:
        return lambda index, node: any(passes(index, each) for each in path(index, node))
    if most == 0 and not least:
        return lambda index, node: not any(passes(index, each) for each in path(index, node))

    def counted(index: Index, node: Node) -> bool:
        found = sum(passes(index, each) for each in path(index, node))
        return found >= least and (most is None or found <= most)

    return counted


def _of_term(test: Test) -> Holds:
    """Tests that look at the term alone, or at its classes."""
    if isinstance(test, Kind):
        kinds = test.kinds
        return lambda index, node: kind_of(node) in kinds
    if isinstance(test, Typed):
        datatype = test.datatype
        return lambda index, node: is_typed(node, datatype)
    if isinstance(test, Among):
        terms = frozenset(test.terms)
        return lambda index, node: node in terms
    if isinstance(test, Instance):
        cls = test.cls
        return lambda index, node: node in index.members(cls)
    if isinstance(test, Compared):
        value, orders = value_of(test.literal), IN_ORDER[test.order]
        return lambda index, node: compare(value_of(node), value) in orders
    if isinstance(test, Long):
        least, most = test.least or 0, test.most
        return lambda index, node: (
            not isinstance(node, BNode)
            and least <= len(str(node))
            and (most is None or len(str(node)) <= most)
        )
    if isinstance(test, Matching):
        pattern = python_pattern(test.pattern, test.flags)
        return lambda index, node: not isinstance(node, BNode) and pattern.search(str(node)) is not None
    if isinstance(test, Tagged):
        ranges = tuple(r.lower() for r in test.ranges)
        return lambda index, node: in_ranges(node, ranges)
    raise EngineError(f"The closures know no test {test}.")


def kind_of(node: Node) -> str:
    """`iri`, `blank` or `literal`."""
    return "iri" if isinstance(node, URIRef) else "blank" if isinstance(node, BNode) else "literal"


def is_typed(node: Node, datatype: URIRef) -> bool:
    """Whether a term is a literal of a datatype with a text that the datatype has."""
    return isinstance(node, Literal) and datatype_of(node) == datatype and well_formed(str(node), datatype)


def datatype_of(literal: Literal) -> URIRef:
    """The datatype of a literal as RDF 1.1 has it: one without is a string, one with a language rdf:langString."""
    if literal.language:
        return _LANG_STRING
    return literal.datatype or _STRING


_STRING = URIRef("http://www.w3.org/2001/XMLSchema#string")
_LANG_STRING = URIRef("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def in_ranges(node: Node, ranges: tuple[str, ...]) -> bool:
    """Whether the language of a term is in one of some basic ranges (RFC 4647), given in lower case."""
    tag = node.language.lower() if isinstance(node, Literal) and node.language else ""
    return bool(tag) and any(r == "*" or tag == r or tag.startswith(f"{r}-") for r in ranges)
