"""Reading Turtle fast, with the literal forms kept as written, and an index over the triples.

pyoxigraph parses some thirty times faster than rdflib, which is most of a cold start. rdflib's own
normalisation of literals is off: `80.0` stays `80.0`, so that two engines see the same term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Place, Problem

Triple = tuple[Node, Node, Node]


class Triples:
    """An immutable set of triples with an index by subject and predicate and one by object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._spo: dict[Node, dict[Node, list[Node]]] = {}
        self._pos: dict[Node, dict[Node, list[Node]]] = {}
        for s, p, o in triples:
            self._spo.setdefault(s, {}).setdefault(p, []).append(o)
            self._pos.setdefault(p, {}).setdefault(o, []).append(s)
        self._sorted: dict[tuple[Node, Node], tuple[Node, ...]] = {}
        self._named: dict[tuple[Node, Node], tuple[URIRef, ...]] = {}

    def __iter__(self) -> Iterator[Triple]:
        for s, by_predicate in self._spo.items():
            for p, objects in by_predicate.items():
                for o in objects:
                    yield s, p, o

    def objects(self, subject: Node, predicate: Node) -> tuple[Node, ...]:
        """Every object, sorted."""
        key = (subject, predicate)
        found = self._sorted.get(key)
        if found is None:
            told = self._spo.get(subject, {}).get(predicate, ())
            found = self._sorted[key] = tuple(told) if len(told) < 2 else tuple(sorted(set(told), key=str))
        return found

    def each(self, subject: Node, predicate: Node) -> Iterable[Node]:
        """Every object as the files tell it, in no order: where order does not show, and time does."""
        return self._spo.get(subject, {}).get(predicate, ())

    def value(self, subject: Node, predicate: Node) -> Node | None:
        """The first object in order, or None."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def text(self, subject: Node, predicate: Node) -> str:
        """The first object as text, or the empty string."""
        found = self.value(subject, predicate)
        return "" if found is None else str(found)

    def subjects(self, predicate: Node, obj: Node) -> tuple[Node, ...]:
        """Every subject, sorted."""
        return tuple(sorted(set(self._pos.get(predicate, {}).get(obj, ())), key=str))

    def iris(self, subject: Node, predicate: Node) -> tuple[URIRef, ...]:
        """Every object that is an IRI, sorted."""
        key = (subject, predicate)
        found = self._named.get(key)
        if found is None:
            found = self._named[key] = tuple(o for o in self.objects(*key) if isinstance(o, URIRef))
        return found

    def iri(self, subject: Node, predicate: Node) -> URIRef | None:
        """The first object that is an IRI, or None."""
        found = self.iris(subject, predicate)
        return found[0] if found else None

    def predicates(self, subject: Node) -> tuple[Node, ...]:
        """Every predicate of a subject, sorted."""
        return tuple(sorted(self._spo.get(subject, {}), key=str))

    def pairs(self, predicate: Node) -> Iterator[tuple[Node, Node]]:
        """Every subject and object of a predicate."""
        for obj, subjects in self._pos.get(predicate, {}).items():
            for subject in subjects:
                yield subject, obj

    def members(self, head: Node | None) -> tuple[Node, ...]:
        """The members of an RDF list, in order."""
        found: list[Node] = []
        while head is not None and head != RDF.nil:
            first = self.value(head, RDF.first)
            if first is None or len(found) > 10_000:
                raise KnowledgeError(f"The list at {head} is broken.")
            found.append(first)
            head = self.value(head, RDF.rest)
        return tuple(found)

    @cached_property
    def graph(self) -> Graph:
        """The same triples as an rdflib graph."""
        graph = Graph()
        for triple in self:
            graph.add(triple)
        return graph


def read_turtle(path: Path) -> list[Triple]:
    """The triples of a Turtle file. Raises KnowledgeError with line and column where it is broken."""
    try:
        return list(parse_turtle(path.read_bytes()))
    except SyntaxError as error:
        raise KnowledgeError(
            Problem(
                f"This is not valid Turtle: {error.msg}.",
                Place(str(path), error.lineno or 0, error.offset or 0),
                "Mend the file; nothing was loaded.",
            )
        ) from None


def parse_turtle(data: bytes) -> Iterator[Triple]:
    """The triples of Turtle text. Raises SyntaxError (with lineno and offset) where it is broken."""
    cache: dict[str, URIRef] = {}
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True):
        yield _term(quad.subject, cache), _term(quad.predicate, cache), _term(quad.object, cache)


_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _term(term: object, cache: dict[str, URIRef]) -> Node:
    """The rdflib term of a pyoxigraph term; IRIs are shared, literals are never normalised."""
    if isinstance(term, ox.NamedNode):
        value = term.value
        found = cache.get(value)
        if found is None:
            found = cache[value] = URIRef(value)
        return found
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        kind = term.datatype.value
        return (
            Literal(term.value)
            if kind == _STRING
            else Literal(term.value, datatype=URIRef(kind), normalize=False)
        )
    raise KnowledgeError(f"{term} is no term of RDF 1.1.")
