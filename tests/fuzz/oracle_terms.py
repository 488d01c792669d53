"""The terms that random trials are made of: literals of every datatype that matters, good and ill-typed, and names."""

from __future__ import annotations

from random import Random

from rdflib import RDF, RDFS, XSD, BNode, Literal, Namespace, URIRef
from rdflib.term import Node

EX = Namespace("http://example.org/fuzz#")
NODES = [EX[f"n{i}"] for i in range(5)]
CLASSES = [EX[f"C{i}"] for i in range(4)]
PREDICATES = [EX[f"p{i}"] for i in range(4)]
BLANKS = [BNode("b0"), BNode("b1")]

TEXTS: dict[URIRef, tuple[str, ...]] = {
    XSD.integer: ("0", "-0", "+1", "1", "01", "2", "-1", "10", "9", "1.0", "", "x", "100000000000000000000001"),
    XSD.nonNegativeInteger: ("0", "1", "-1"),
    XSD.int: ("1", "2147483647", "2147483648"),
    XSD.byte: ("127", "128", "-128", "-129"),
    XSD.decimal: ("1.0", "1", "1.00", "-0.0", "0.1", "10.50", "9.99", "1e0", ".5", "5.", "x"),
    XSD.double: ("1.0E0", "1", "NaN", "INF", "-INF", "-0.0", "0.0", "0.1", "1e400", "1.5", "inf", "x"),
    XSD.float: ("1.0", "NaN", "INF", "0.1"),
    XSD.boolean: ("true", "false", "1", "0", "yes", "TRUE", ""),
    XSD.date: (
        "2024-02-29", "2023-02-29", "2023-03-01", "2024-02-29Z", "2024-02-29+14:00", "2024-03-01-05:00", "1900-02-29",
        "2000-02-29", "2024-13-01", "2024-1-1", "x", "2024-12-31", "2025-01-01",
    ),
    XSD.dateTime: (
        "2024-02-29T00:00:00", "2024-02-29T00:00:00Z", "2024-02-28T24:00:00", "2024-02-29T23:59:59.999",
        "2024-02-29T01:00:00+01:00", "2024-02-29T12:00:00-05:00", "2024-02-29", "2023-02-29T00:00:00", "x",
    ),
    XSD.time: ("00:00:00", "24:00:00", "12:30:00Z", "12:30:00", "25:00:00"),
    XSD.string: ("", "a", "A", "ab", "abc", "a b", "1", "é", "line\nbreak", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", "\U0001d11e"),
    XSD.anyURI: ("http://example.org/", "a"),
    XSD.gYear: ("2024", "x"),
    EX.ownType: ("a", "1"),
}  # fmt: skip
LANGUAGES = ("en", "EN", "en-GB", "de", "fr")
# Signs that XPath, RE2 and Python read alike.
PATTERNS = (
    "^a",
    "a$",
    "^a+b?$",
    "[0-9]+",
    "a|b",
    "^$",
    ".",
    "^(ab)*c?$",
    "b",
    "[^a]",
    "^http",
    "1{1,2}",
    "\\d",
    "\\.",
)


def exact(text: str, datatype: URIRef | None = None, lang: str | None = None) -> Literal:
    """A literal as it is written. A string has no datatype in rdflib, as when Turtle is read."""
    datatype = None if datatype == XSD.string else datatype
    return Literal(text, datatype=datatype, lang=lang, normalize=False)


def number(value: int) -> Literal:
    return exact(str(value), XSD.integer)


TRUE = exact("true", XSD.boolean)


def literal(rng: Random) -> Literal:
    if rng.random() < 0.12:
        return exact(rng.choice(("a", "b", "ab", "")), lang=rng.choice(LANGUAGES))
    if rng.random() < 0.05:
        return exact(rng.choice(("a", "ab", "1")))
    kind = rng.choice(list(TEXTS))
    return exact(rng.choice(TEXTS[kind]), kind)


def comparable(rng: Random) -> Literal:
    """A literal whose datatype has an order."""
    kind = rng.choice((XSD.integer, XSD.decimal, XSD.double, XSD.date, XSD.dateTime, XSD.string, XSD.boolean))
    return exact(rng.choice(TEXTS[kind]), kind)


def value(rng: Random) -> Node:
    told = rng.random()
    if told < 0.4:
        return rng.choice(NODES)
    if told < 0.45:
        return rng.choice(BLANKS)
    return literal(rng)


def triples_of_data(rng: Random) -> list[tuple[Node, Node, Node]]:
    """A small graph: facts, classes and sometimes a hierarchy."""
    found: list[tuple[Node, Node, Node]] = []
    few = rng.sample(NODES, rng.randint(1, 4)) + ([rng.choice(BLANKS)] if rng.random() < 0.2 else [])
    predicates = rng.sample(PREDICATES, rng.randint(1, 4))
    focused = (
        rng.choice(list(TEXTS)) if rng.random() < 0.4 else None
    )  # many values of one datatype meet each other
    for _ in range(rng.randint(1, 10)):
        obj = exact(rng.choice(TEXTS[focused]), focused) if focused and rng.random() < 0.6 else value(rng)
        found.append((rng.choice(few), rng.choice(predicates), obj))
    for _ in range(rng.randint(0, 3)):
        found.append((rng.choice(few), RDF.type, rng.choice(CLASSES)))
    for _ in range(rng.choice((0, 0, 1, 2))):
        found.append((rng.choice(CLASSES), RDFS.subClassOf, rng.choice(CLASSES)))
    return found
