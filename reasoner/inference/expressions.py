"""Class expressions of OWL 2 that defined classes of the ontology may use, read from RDF.

Understood: a named class, owl:intersectionOf, owl:unionOf, owl:oneOf, owl:someValuesFrom, owl:hasValue.
Anything else is refused by name: a definition that is silently half understood would classify wrongly.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Protocol

from rdflib import OWL, RDF, RDFS, BNode, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.knowledge.triples import Triples
from reasoner.vocabulary.namespaces import curie

THING = OWL.Thing


class World(Protocol):
    """What an expression is evaluated over: the classes and the values of nodes."""

    def types(self, node: Node) -> Set[URIRef]:
        """Every class that the node is known to have."""

    def values(self, node: Node, path: URIRef) -> Set[Node]:
        """Every value that the node is known to have."""


@dataclass(frozen=True, slots=True)
class Named:
    """A named class."""

    name: URIRef

    def holds(self, node: Node, world: World) -> bool:
        """Whether the node is known to be in it."""
        return self.name in world.types(node) or self.name is THING


@dataclass(frozen=True, slots=True)
class Every:
    """owl:intersectionOf."""

    parts: tuple[Expression, ...]

    def holds(self, node: Node, world: World) -> bool:
        """Whether the node is known to be in all parts."""
        return all(part.holds(node, world) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    """owl:unionOf."""

    parts: tuple[Expression, ...]

    def holds(self, node: Node, world: World) -> bool:
        """Whether the node is known to be in one part."""
        return any(part.holds(node, world) for part in self.parts)


@dataclass(frozen=True, slots=True)
class OneOf:
    """owl:oneOf."""

    members: frozenset[Node]

    def holds(self, node: Node, world: World) -> bool:
        """Whether the node is a member."""
        return node in self.members


@dataclass(frozen=True, slots=True)
class Some:
    """owl:someValuesFrom on a property."""

    path: URIRef
    filler: Expression

    def holds(self, node: Node, world: World) -> bool:
        """Whether a value of the node is known to be in the filler."""
        return any(self.filler.holds(value, world) for value in world.values(node, self.path))


@dataclass(frozen=True, slots=True)
class Value:
    """owl:hasValue on a property."""

    path: URIRef
    value: Node

    def holds(self, node: Node, world: World) -> bool:
        """Whether the node is known to have the value."""
        return self.value in world.values(node, self.path)


Expression = Named | Every | Either | OneOf | Some | Value


def guard(expression: Expression) -> URIRef | None:
    """A class without which the expression cannot hold: the cheapest thing to refute it by; None: no such."""
    if isinstance(expression, Named):
        return None if expression.name is THING else expression.name
    if isinstance(expression, Every):
        return next((name for part in expression.parts if (name := guard(part)) is not None), None)
    return None


def paths_of(expression: Expression) -> frozenset[URIRef]:
    """Every property of which the expression looks at the values."""
    if isinstance(expression, Named | OneOf):
        return frozenset()
    if isinstance(expression, Value):
        return frozenset({expression.path})
    if isinstance(expression, Some):
        return paths_of(expression.filler) | {expression.path}
    return frozenset[URIRef]().union(*(paths_of(part) for part in expression.parts))


def order_key(expression: Expression) -> str:
    """A text that sorts expressions the same way every time."""
    if isinstance(expression, Named):
        return f"1 {expression.name}"
    if isinstance(expression, OneOf):
        return "2 " + " ".join(sorted(str(member) for member in expression.members))
    if isinstance(expression, Value):
        return f"3 {expression.path} {expression.value}"
    if isinstance(expression, Some):
        return f"4 {expression.path} {order_key(expression.filler)}"
    mark = "5" if isinstance(expression, Every) else "6"
    return f"{mark} ( {' '.join(order_key(part) for part in expression.parts)} )"


def read_expression(triples: Triples, node: Node, where: str) -> Expression:
    """The class expression at a node. `where` names the definition in an error."""
    if isinstance(node, URIRef):
        if node == THING:
            return Named(THING)
        if str(node).startswith(str(OWL)):
            raise _refused(node, where)
        return Named(node)
    _only_known(triples, node, where)
    for predicate, kind in ((OWL.intersectionOf, Every), (OWL.unionOf, Either)):
        head = triples.value(node, predicate)
        if head is not None:
            parts = (read_expression(triples, member, where) for member in triples.members(head))
            # Named parts come first in this order, and they are the cheapest to refute.
            return kind(tuple(sorted(parts, key=order_key)))
    head = triples.value(node, OWL.oneOf)
    if head is not None:
        return OneOf(frozenset(triples.members(head)))
    path = triples.value(node, OWL.onProperty)
    if not isinstance(path, URIRef):
        raise _refused(node if path is None else path, where)
    filler, value = triples.value(node, OWL.someValuesFrom), triples.value(node, OWL.hasValue)
    if filler is not None:
        return Some(path, read_expression(triples, filler, where))
    if value is not None:
        return Value(path, value)
    raise _refused(path, where)


_KNOWN = {OWL.intersectionOf, OWL.unionOf, OWL.oneOf, OWL.onProperty, OWL.someValuesFrom, OWL.hasValue}
# An anonymous class may itself stand on the left of an axiom; that is not part of the expression.
_BESIDE = {RDF.type, RDFS.subClassOf, OWL.equivalentClass}


def _only_known(triples: Triples, node: Node, where: str) -> None:
    for predicate in triples.predicates(node):
        if predicate not in _KNOWN and predicate not in _BESIDE:
            raise _refused(predicate, where)


def _refused(what: Node, where: str) -> KnowledgeError:
    shown = "an anonymous node" if isinstance(what, BNode) else curie(str(what))
    return KnowledgeError(
        Problem(
            f"The definition of {where} uses {shown}, which inference over a case does not understand.",
            remedy="Write it with intersectionOf, unionOf, oneOf, someValuesFrom or hasValue, "
            "or make it a declared fact.",
        )
    )
