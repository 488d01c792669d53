"""Turtle with the same bytes every time: blank nodes named canonically (RDFC-1.0), statements sorted.

rdflib's own writer orders blank nodes by chance and corrupts some literals whose form it does not like.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.vocabulary.namespaces import PREFIXES


def to_oxigraph(graph: Iterable[tuple[Node, Node, Node]]) -> list[ox.Triple]:
    """The triples of a graph as pyoxigraph terms."""
    return [ox.Triple(_subject(s), ox.NamedNode(str(p)), _term(o)) for s, p, o in graph]


def write_turtle(graph: Graph, prefixes: dict[str, str] | None = None) -> str:
    """Turtle text of a graph; equal graphs give equal text."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in to_oxigraph(graph))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    triples = sorted(
        (q.triple for q in dataset), key=lambda t: (str(t.subject), str(t.predicate), str(t.object))
    )
    data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes or PREFIXES)
    assert data is not None
    lines = data.decode().splitlines(keepends=True)
    count = next((i for i, line in enumerate(lines) if not line.startswith("@prefix")), len(lines))
    return "".join([*sorted(lines[:count]), *lines[count:]])


def _subject(node: Node) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))


def _term(node: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    assert isinstance(node, Literal)
    if node.language:
        return ox.Literal(str(node), language=node.language)
    return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)) if node.datatype else None)
