"""Random shapes of SHACL Core: every component, target and path; no shape refers to itself."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from oracle_terms import (
    CLASSES,
    EX,
    LANGUAGES,
    NODES,
    PATTERNS,
    PREDICATES,
    TEXTS,
    TRUE,
    comparable,
    exact,
    literal,
    number,
)  # fmt: skip
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

KINDS = [SH.IRI, SH.BlankNode, SH.Literal, SH.BlankNodeOrIRI, SH.BlankNodeOrLiteral, SH.IRIOrLiteral]
SEVERITIES = [SH.Info, SH.Warning, SH.Violation, EX.Grave]
DEEPEST = 2


class Maker:
    """Writes shapes into a graph, with fresh names."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.graph = Graph(bind_namespaces="none")
        self.count = 0

    def say(self, subject: Node, predicate: URIRef, obj: Node) -> None:
        self.graph.add((subject, predicate, obj))

    def fresh(self, kind: str, blank: float = 0.0) -> Node:
        self.count += 1
        name = f"{kind}{self.count}"
        return BNode(name) if self.rng.random() < blank else EX[name]

    def items(self, members: list[Node]) -> Node:
        if not members:
            return RDF.nil
        head = self.fresh("l", 1)
        nodes = [head, *(self.fresh("l", 1) for _ in members[1:])]
        for node, member, rest in zip(nodes, members, [*nodes[1:], RDF.nil], strict=True):
            self.say(node, RDF.first, member)
            self.say(node, RDF.rest, rest)
        return head

    def path(self, depth: int = 0) -> Node:
        rng = self.rng
        if depth > 1 or rng.random() < (0.6 if depth == 0 else 0.5):
            return rng.choice([*PREDICATES, *PREDICATES, RDF.type])
        kind = rng.choice(("inverse", "sequence", "alternative", "star", "plus", "maybe"))
        if kind == "sequence":
            return self.items([self.path(depth + 1) for _ in range(rng.randint(2, 3))])
        node = self.fresh("q", 1)
        if kind == "alternative":
            self.say(
                node, SH.alternativePath, self.items([self.path(depth + 1) for _ in range(rng.randint(2, 3))])
            )
            return node
        predicate = {"inverse": SH.inversePath, "star": SH.zeroOrMorePath, "plus": SH.oneOrMorePath}
        self.say(node, predicate.get(kind, SH.zeroOrOnePath), self.path(depth + 1))
        return node

    def targets(self, node: Node) -> None:
        rng = self.rng
        for _ in range(rng.choice((1, 1, 1, 2))):
            kind = rng.choice(("node", "class", "subjects", "objects", "implicit"))
            if kind == "node":
                self.say(node, SH.targetNode, rng.choice(NODES) if rng.random() < 0.7 else literal(rng))
            elif kind == "class":
                self.say(node, SH.targetClass, rng.choice(CLASSES))
            elif kind == "subjects":
                self.say(node, SH.targetSubjectsOf, rng.choice(PREDICATES))
            elif kind == "objects":
                self.say(node, SH.targetObjectsOf, rng.choice(PREDICATES))
            elif isinstance(node, URIRef):
                self.say(node, RDF.type, RDFS.Class)

    def shape(self, node: Node, depth: int, *, is_property: bool) -> Node:
        rng = self.rng
        self.say(node, RDF.type, SH.PropertyShape if is_property else SH.NodeShape)
        if is_property:
            self.say(node, SH.path, self.path())
        if rng.random() < 0.2:
            self.say(node, SH.severity, rng.choice(SEVERITIES))
        if rng.random() < 0.2:
            self.say(node, SH.message, exact(f"message {self.count}", lang=rng.choice((None, "en"))))
        if rng.random() < 0.04:
            self.say(node, SH.deactivated, TRUE)
        usable = ON_ANY + (ON_PROPERTY if is_property else [])
        if depth < DEEPEST:
            usable = usable + NESTED + ([qualified] if is_property else [])
        for make in rng.sample(usable, rng.choice((1, 1, 2, 3))):
            make(self, node, depth)
        return node

    def inner(self, depth: int, *, is_property: bool | None = None) -> Node:
        prop = self.rng.random() < 0.5 if is_property is None else is_property
        return self.shape(self.fresh("i", 0.3), depth + 1, is_property=prop)


Make = Callable[[Maker, Node, int], None]


def term(predicate: URIRef, choose: Callable[[Random], Node], twice: float = 0.0) -> Make:
    def make(m: Maker, node: Node, depth: int) -> None:
        m.say(node, predicate, choose(m.rng))
        if m.rng.random() < twice:
            m.say(node, predicate, choose(m.rng))

    return make


def pattern(m: Maker, node: Node, depth: int) -> None:
    m.say(node, SH.pattern, exact(m.rng.choice(PATTERNS)))
    if m.rng.random() < 0.3:
        m.say(node, SH.flags, exact(m.rng.choice(("i", "s", "m", "is"))))


def among(m: Maker, node: Node, depth: int) -> None:
    m.say(node, SH["in"], m.items([value_named(m.rng) for _ in range(m.rng.randint(0, 3))]))


def languages(m: Maker, node: Node, depth: int) -> None:
    few = m.rng.sample(("en", "EN-gb", "de", "en-GB", *LANGUAGES[3:]), 2)
    m.say(node, SH.languageIn, m.items([exact(t) for t in dict.fromkeys(few)]))


def closed(m: Maker, node: Node, depth: int) -> None:
    m.say(node, SH.closed, TRUE)
    if m.rng.random() < 0.6:
        m.say(node, SH.ignoredProperties, m.items(list(m.rng.sample([*PREDICATES, RDF.type], 2))))


def several(predicate: URIRef) -> Make:
    def make(m: Maker, node: Node, depth: int) -> None:
        m.say(node, predicate, m.items([m.inner(depth) for _ in range(m.rng.randint(1, 3))]))

    return make


def one(predicate: URIRef, is_property: bool | None) -> Make:
    def make(m: Maker, node: Node, depth: int) -> None:
        for _ in range(m.rng.choice((1, 1, 2))):
            m.say(node, predicate, m.inner(depth, is_property=is_property))

    return make


def qualified(m: Maker, node: Node, depth: int) -> None:
    m.say(node, SH.qualifiedValueShape, m.inner(depth))
    told = m.rng.choice(("least", "most", "both"))
    if told != "most":
        m.say(node, SH.qualifiedMinCount, number(m.rng.randint(0, 2)))
    if told != "least":
        m.say(node, SH.qualifiedMaxCount, number(m.rng.randint(0, 2)))


def siblings(m: Maker, node: Node, depth: int) -> None:
    """Property shapes side by side that share their values out (4.7.3)."""
    for _ in range(2):
        child = m.fresh("i", 0.2)
        m.say(child, RDF.type, SH.PropertyShape)
        m.say(child, SH.path, m.rng.choice(PREDICATES))
        qualified(m, child, depth + 1)
        if m.rng.random() < 0.8:
            m.say(child, SH.qualifiedValueShapesDisjoint, TRUE)
        m.say(node, SH.property, child)


def value_named(rng: Random) -> Node:
    return rng.choice(NODES) if rng.random() < 0.4 else literal(rng)


def small(rng: Random) -> Node:
    return number(rng.randint(0, 3))


def predicate(rng: Random) -> Node:
    return rng.choice(PREDICATES)


ON_ANY: list[Make] = [
    term(SH["class"], lambda rng: rng.choice(CLASSES), 0.1),
    term(SH.datatype, lambda rng: rng.choice([*TEXTS, RDF.langString])),
    term(SH.nodeKind, lambda rng: rng.choice(KINDS)),
    term(SH.minExclusive, comparable),
    term(SH.minInclusive, comparable),
    term(SH.maxExclusive, comparable),
    term(SH.maxInclusive, comparable),
    term(SH.minLength, small),
    term(SH.maxLength, small),
    pattern,
    languages,
    term(SH.equals, predicate),
    term(SH.disjoint, predicate),
    term(SH.hasValue, value_named, 0.1),
    among,
    closed,
]
ON_PROPERTY: list[Make] = [
    term(SH.minCount, small),
    term(SH.maxCount, small),
    term(SH.uniqueLang, lambda rng: TRUE),
    term(SH.lessThan, predicate, 0.1),
    term(SH.lessThanOrEquals, predicate, 0.1),
]
NESTED: list[Make] = [
    one(SH["not"], None), one(SH.node, False), one(SH.property, True), one(SH.property, True), several(SH["and"]),
    several(SH["or"]), several(SH.xone), siblings,
]  # fmt: skip


def shapes_of(rng: Random) -> Graph:
    """One to three shapes with targets."""
    m = Maker(rng)
    for _ in range(rng.choice((1, 1, 2, 3))):
        is_property = rng.random() < 0.4
        node = m.fresh("S", 0.05)
        m.targets(node)
        m.shape(node, 0, is_property=is_property)
    return m.graph
