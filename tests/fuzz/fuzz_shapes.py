"""Random shapes of SHACL Core, never recursive: every component, target and path, each with a name and a message."""

from __future__ import annotations

import random
from collections.abc import Callable

from fuzz_terms import CLASSES, EX, NODES, PREDICATES, literal, typed
from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

TRUE = typed("true", "boolean")
KINDS = [SH.IRI, SH.Literal, SH.BlankNode, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral]
DATATYPES = [
    XSD.integer, XSD.decimal, XSD.double, XSD.string, XSD.date, XSD.dateTime, XSD.boolean, XSD.byte, RDF.langString,
]  # fmt: skip
PATTERNS = [("^a", ""), ("b$", ""), ("^[A-C]", "i"), (r"^\d+$", ""), ("a.c", "s"), ("x|é", ""), (".", "")]


class Shapes:
    """Builds one shapes graph."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.graph, self._count = rng, Graph(bind_namespaces="none"), 0

    def add(self, s: Node, p: URIRef, o: Node) -> None:
        self.graph.add((s, p, o))

    def once(self, s: Node, p: URIRef, o: Node) -> None:
        """Add a value of a parameter that takes one."""
        if (s, p, None) not in self.graph:
            self.add(s, p, o)

    def listed(self, members: list[Node]) -> Node:
        head = BNode()
        Collection(self.graph, head, members)
        return head if members else RDF.nil

    def shape(self, depth: int, *, target: bool = False, wants_path: bool | None = None) -> URIRef:
        """A shape with constraints; inner shapes get shallower."""
        rng = self.rng
        self._count += 1
        me = EX[f"s{self._count}"]
        has_path = rng.random() < 0.6 if wants_path is None else wants_path
        self.add(me, RDF.type, SH.PropertyShape if has_path else SH.NodeShape)
        self.add(me, SH.message, Literal(f"message of {self._count}"))
        if has_path:
            self.add(me, SH.path, self.path(2))
        if target:
            self.targets(me)
        if rng.random() < 0.15:
            self.add(me, SH.severity, rng.choice([SH.Warning, SH.Info, EX.Mine]))
        if rng.random() < 0.04:
            self.add(me, SH.deactivated, TRUE)
        for _ in range(rng.choice([1, 1, 2, 3])):
            rng.choice(self.constraints(depth, has_path))(me)
        return me

    def targets(self, me: URIRef) -> None:
        rng = self.rng
        for _ in range(rng.choice([1, 1, 2])):
            kind = rng.randrange(6)
            if kind == 0:
                self.add(me, SH.targetNode, rng.choice([*NODES, literal(rng), EX.unknown]))
            elif kind in (1, 2):
                self.add(me, SH.targetClass, rng.choice(CLASSES))
            elif kind == 3:
                self.add(me, SH.targetSubjectsOf, rng.choice(PREDICATES))
            elif kind == 4:
                self.add(me, SH.targetObjectsOf, rng.choice(PREDICATES))
            else:
                self.add(me, RDF.type, URIRef("http://www.w3.org/2000/01/rdf-schema#Class"))

    def path(self, depth: int) -> Node:
        rng = self.rng
        if depth == 0 or rng.random() < 0.55:
            return rng.choice(PREDICATES)
        kind = rng.randrange(6)
        if kind == 0:
            return self.listed([self.path(depth - 1), self.path(depth - 1)])
        node = BNode()
        if kind == 1:
            self.add(node, SH.alternativePath, self.listed([self.path(depth - 1), self.path(depth - 1)]))
        else:
            names = [SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath]
            self.add(node, names[kind - 2], self.path(depth - 1))
        return node

    def constraints(self, depth: int, has_path: bool) -> list[Callable[[URIRef], None]]:
        found: list[Callable[[URIRef], None]] = [
            self._term, self._term, self._range, self._range, self._text, self._in, self._pair, self._value, self._closed,
        ]  # fmt: skip
        if has_path:
            found += [self._counts, self._counts, self._unique, self._less]
        if depth:
            found += [self._logic, self._logic, self._property, self._property]
            if has_path:
                found.append(self._qualified)
        self._depth = depth
        return found

    def _term(self, me: URIRef) -> None:
        rng = self.rng
        kind = rng.randrange(3)
        if kind == 0:
            self.add(me, SH["class"], rng.choice(CLASSES))
        elif kind == 1:
            self.once(me, SH.datatype, rng.choice(DATATYPES))
        else:
            self.once(me, SH.nodeKind, rng.choice(KINDS))

    def _range(self, me: URIRef) -> None:
        name = self.rng.choice(["minInclusive", "maxInclusive", "minExclusive", "maxExclusive"])
        while True:
            value = literal(self.rng)
            if not value.language and value.ill_typed is not True:
                break
        self.add(me, SH[name], value)

    def _text(self, me: URIRef) -> None:
        rng = self.rng
        kind = rng.randrange(4)
        if kind == 0:
            self.once(me, SH.minLength, Literal(rng.randrange(4)))
        elif kind == 1:
            self.once(me, SH.maxLength, Literal(rng.randrange(25)))
        elif kind == 2:
            pattern, flags = rng.choice(PATTERNS)
            if (me, SH.pattern, None) not in self.graph:
                self.add(me, SH.pattern, Literal(pattern))
                if flags:
                    self.add(me, SH.flags, Literal(flags))
        else:
            tags: list[Node] = [Literal(t) for t in rng.sample(["en", "de", "en-GB"], 2)]
            self.once(me, SH.languageIn, self.listed(tags))

    def _in(self, me: URIRef) -> None:
        rng = self.rng
        members = [rng.choice([*NODES, literal(rng)]) for _ in range(rng.randrange(1, 5))]
        if (me, SH["in"], None) not in self.graph:
            self.add(me, SH["in"], self.listed(members))

    def _value(self, me: URIRef) -> None:
        self.add(me, SH.hasValue, self.rng.choice([*NODES, literal(self.rng)]))

    def _pair(self, me: URIRef) -> None:
        self.add(me, self.rng.choice([SH.equals, SH.disjoint]), self.rng.choice(PREDICATES))

    def _less(self, me: URIRef) -> None:
        self.add(me, self.rng.choice([SH.lessThan, SH.lessThanOrEquals]), self.rng.choice(PREDICATES))

    def _unique(self, me: URIRef) -> None:
        self.add(me, SH.uniqueLang, TRUE)

    def _counts(self, me: URIRef) -> None:
        name = self.rng.choice([SH.minCount, SH.maxCount])
        if (me, name, None) not in self.graph:
            self.add(me, name, Literal(self.rng.randrange(3)))

    def _closed(self, me: URIRef) -> None:
        if self.rng.random() < 0.3 and (me, SH.closed, None) not in self.graph:
            self.add(me, SH.closed, TRUE)
            if self.rng.random() < 0.6:
                self.add(me, SH.ignoredProperties, self.listed([RDF.type, self.rng.choice(PREDICATES)]))

    def _logic(self, me: URIRef) -> None:
        rng, depth = self.rng, self._depth
        name = rng.choice(["not", "node", "and", "or", "xone"])
        if name == "not":
            self.add(me, SH["not"], self.shape(depth - 1))
        elif name == "node":
            self.add(me, SH.node, self.shape(depth - 1, wants_path=False))
        else:
            self.add(me, SH[name], self.listed([self.shape(depth - 1) for _ in range(2)]))

    def _property(self, me: URIRef) -> None:
        self.add(me, SH.property, self.shape(self._depth - 1, wants_path=True))

    def _qualified(self, me: URIRef) -> None:
        if (me, SH.qualifiedValueShape, None) in self.graph:
            return
        rng = self.rng
        self.add(me, SH.qualifiedValueShape, self.shape(self._depth - 1))
        self.add(me, rng.choice([SH.qualifiedMinCount, SH.qualifiedMaxCount]), Literal(rng.randrange(3)))
        if rng.random() < 0.3:
            self.add(me, SH.qualifiedValueShapesDisjoint, TRUE)


def shapes(rng: random.Random) -> Graph:
    """One or two shapes with targets, and the shapes that they lead to."""
    made = Shapes(rng)
    for _ in range(rng.choice([1, 1, 2])):
        made.shape(rng.choice([0, 1, 1, 2]), target=True)
    return made.graph
