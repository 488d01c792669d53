"""Criterion shapes as a tree: what the ledger, the author checks and a compiler read.

Two legal forms only (SEMANTICS, A1): a property shape over one fact, or a node shape that is nothing but
sh:or / sh:and over named branches. Anything else is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from rdflib import RDF, RDFS, SH, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError
from reasoner.knowledge.triples import Triples
from reasoner.vocabulary import GUIDE

IN, HAS_VALUE, MIN_INCLUSIVE, MAX_INCLUSIVE, MIN_EXCLUSIVE, MAX_EXCLUSIVE, MIN_COUNT, MAX_COUNT = CONSTRAINTS = (
    SH["in"], SH.hasValue, SH.minInclusive, SH.maxInclusive, SH.minExclusive, SH.maxExclusive, SH.minCount, SH.maxCount,
)  # fmt: skip
"""What an atom may ask, made once: a namespace of rdflib makes a name anew each time, and equal names cost a comparison."""


class Role(StrEnum):
    """What a failing shape means for its criterion."""

    MAIN = "main"
    TWIN = "twin"
    JUDGED = "judged"
    RAISES = "raises"


@dataclass(frozen=True, slots=True)
class Atom:
    """A test of one fact. `end` is status, atLeast or atMost; `tests` pairs of component and sorted values."""

    iri: URIRef
    fact: URIRef
    end: str
    tests: tuple[tuple[URIRef, tuple[Node, ...]], ...]
    label: str = ""
    closed_exception: bool = False

    def test(self, component: URIRef) -> tuple[Node, ...]:
        """The values of a constraint component, empty where the atom has none."""
        return dict(self.tests).get(component, ())


@dataclass(frozen=True, slots=True)
class Formula:
    """Any (`sh:or`) or all (`sh:and`) of some branches."""

    iri: URIRef
    any_of: bool
    branches: tuple[Expression, ...]
    label: str = ""


Expression = Atom | Formula


@dataclass(frozen=True, slots=True)
class Shape:
    """One named shape of a criterion, with its target and what it tests; `atoms` are all of its atoms, in order."""

    iri: URIRef
    criterion: URIRef
    role: Role
    main: URIRef | None
    target: URIRef
    message: str
    citations: tuple[URIRef, ...]
    presumed: bool
    expression: Expression
    atoms: tuple[Atom, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "atoms", tuple(atoms(self.expression)))


def atoms(expression: Expression) -> Iterator[Atom]:
    """Every atom of an expression, from left to right."""
    if isinstance(expression, Atom):
        yield expression
    else:
        for branch in expression.branches:
            yield from atoms(branch)


def read_shapes(triples: Triples) -> tuple[Shape, ...]:
    """Every shape that tests a criterion, sorted by IRI. Raises KnowledgeError on an illegal form."""
    return tuple(
        _shape(triples, subject)
        for subject in sorted({s for s, _ in triples.pairs(GUIDE.criterion)}, key=str)
        if isinstance(subject, URIRef)
    )


def _shape(triples: Triples, iri: URIRef) -> Shape:
    criterion, target = triples.iri(iri, GUIDE.criterion), triples.iri(iri, SH.targetClass)
    if criterion is None or target is None:
        raise KnowledgeError(f"The shape {iri} needs a guide:criterion and a sh:targetClass.")
    return Shape(
        iri=iri,
        criterion=criterion,
        role=_role(triples, iri),
        main=triples.iri(iri, GUIDE.twinOf) or triples.iri(iri, GUIDE.judgedOf),
        target=target,
        message=triples.text(iri, SH.message),
        citations=triples.iris(iri, URIRef("http://purl.org/dc/terms/source")),
        presumed=triples.text(iri, GUIDE.presumed) == "true",
        expression=_expression(triples, iri, ()),
    )


def _role(triples: Triples, iri: URIRef) -> Role:
    if triples.iri(iri, GUIDE.twinOf):
        return Role.TWIN
    if triples.iri(iri, GUIDE.judgedOf):
        return Role.JUDGED
    return Role.RAISES if triples.iri(iri, SH.severity) == GUIDE.NeedsJudgement else Role.MAIN


def _expression(triples: Triples, iri: Node, above: tuple[Node, ...]) -> Expression:
    if not isinstance(iri, URIRef):
        raise KnowledgeError(
            f"A branch of {above[0] if above else iri} has no name. Give every branch an IRI."
        )
    if iri in above:
        raise KnowledgeError(f"The shape {iri} contains itself.")
    label = triples.text(iri, RDFS.label)
    joins = [(component, o) for component in (SH["or"], SH["and"]) for o in triples.objects(iri, component)]
    path = triples.value(iri, SH.path)
    if path is None:
        if len(joins) != 1 or any(triples.objects(iri, c) for c in CONSTRAINTS):
            raise KnowledgeError(f"The node shape {iri} must be one sh:or or one sh:and and nothing else.")
        component, head = joins[0]
        branches = tuple(_expression(triples, b, (*above, iri)) for b in triples.members(head))
        return Formula(iri, component == SH["or"], branches, label)
    if joins:
        raise KnowledgeError(f"The property shape {iri} must not hold sh:or or sh:and.")
    return _atom(triples, iri, path, label)


def _atom(triples: Triples, iri: URIRef, path: Node, label: str) -> Atom:
    steps = triples.members(path) if triples.value(path, RDF.first) is not None else ()
    ends: dict[Node, str] = {GUIDE.status: "status", GUIDE.atLeast: "atLeast", GUIDE.atMost: "atMost"}
    if len(steps) != 2 or steps[1] not in ends or not isinstance(steps[0], URIRef):
        raise KnowledgeError(
            f"The path of {iri} must be a fact and one of guide:status, guide:atLeast, guide:atMost."
        )
    tests: list[tuple[URIRef, tuple[Node, ...]]] = []
    for component in CONSTRAINTS:
        values = triples.objects(iri, component)
        if values:
            held = triples.members(values[0]) if component is IN else values
            tests.append((component, tuple(held)))
    if not tests:
        raise KnowledgeError(f"The shape {iri} tests nothing.")
    closed = triples.text(iri, GUIDE.closedException) == "true"
    return Atom(iri, steps[0], ends[steps[1]], tuple(tests), label, closed)
