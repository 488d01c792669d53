"""Random terms and graphs: small enough that shapes meet them, strange enough that engines part over them."""

from __future__ import annotations

import random
from datetime import date, timedelta

from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

EX = Namespace("https://example.org/")
NODES = [EX[f"n{i}"] for i in range(5)]
PREDICATES = [EX[f"p{i}"] for i in range(4)]
CLASSES = [EX[f"C{i}"] for i in range(3)]

NUMBERS = [
    ("0", "integer"), ("1", "integer"), ("01", "integer"), ("2", "integer"), ("-1", "integer"), ("1.0", "decimal"),
    ("1.5", "decimal"), ("0.1", "decimal"), ("2.50", "decimal"), ("1", "byte"), ("300", "byte"),
    ("-5", "nonNegativeInteger"),
    ("1e0", "double"), ("1.5E0", "double"), ("0.1", "double"), ("INF", "double"), ("-INF", "double"), ("NaN", "double"),
    ("-0.0", "double"), ("x", "integer"), ("1.5", "integer"), ("", "decimal"),
]  # fmt: skip
TIMES = [
    ("2024-02-29", "date"), ("2024-03-01", "date"), ("2023-02-28", "date"), ("2023-02-30", "date"), ("soon", "date"),
    ("2023-12-31", "date"), ("2024-01-01", "date"), ("2024-02-29T00:00:00", "dateTime"), ("2024-02-29T12:30:00", "dateTime"),
    ("2024-02-29T12:30:00Z", "dateTime"), ("2024-02-29T13:30:00+01:00", "dateTime"), ("2024-02-29T12:30:00.5", "dateTime"),
    ("12:00:00", "time"), ("12:30:00", "time"),
]  # fmt: skip
TEXTS = ["", "a", "b", "abc", "A1", "12", "a b", "é", "long text with words"]
TAGS = ["en", "en-GB", "de", "EN"]


def literal(rng: random.Random) -> Literal:
    """A literal of some datatype; sometimes with a text that the datatype does not have."""
    kind = rng.randrange(6)
    if kind == 0:
        return Literal(rng.choice(TEXTS))
    if kind == 1:
        return Literal(rng.choice(TEXTS), lang=rng.choice(TAGS))
    if kind == 2:
        return typed(*rng.choice(TIMES))
    if kind == 3:
        return typed(rng.choice(["true", "false", "1", "0", "yes"]), "boolean")
    if kind == 4 and rng.random() < 0.3:
        return typed((date(2023, 1, 1) + timedelta(days=rng.randrange(800))).isoformat(), "date")
    return typed(*rng.choice(NUMBERS))


def typed(text: str, kind: str) -> Literal:
    """A literal with its text kept."""
    return Literal(text, datatype=XSD[kind], normalize=False)


def node(rng: random.Random, blanks: list[BNode]) -> Node:
    """A node that may be a subject."""
    return rng.choice(blanks) if blanks and rng.random() < 0.15 else rng.choice(NODES)


def graph(rng: random.Random) -> Graph:
    """A graph of some ten triples, with classes and now and then a subclass."""
    found = Graph(bind_namespaces="none")
    blanks = [BNode(f"b{i}") for i in range(rng.choice([0, 0, 1, 2]))]
    for _ in range(rng.randrange(2, 14)):
        obj = literal(rng) if rng.random() < 0.55 else node(rng, blanks)
        found.add((node(rng, blanks), rng.choice(PREDICATES), obj))
    for _ in range(rng.randrange(1, 5)):
        found.add((node(rng, blanks), RDF.type, rng.choice(CLASSES)))
    if rng.random() < 0.3:
        found.add((rng.choice(CLASSES), RDFS.subClassOf, rng.choice(CLASSES)))
    return found


def iri(text: str) -> URIRef:
    """A name in the example namespace."""
    return EX[text]
