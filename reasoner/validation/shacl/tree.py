"""The tree of a shapes graph: shapes with their targets and constraints, as SHACL Core names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.validation.shacl.paths import Path


@dataclass(frozen=True, slots=True)
class Terms:
    """A constraint whose parameter is one term or a list of terms (class, datatype, nodeKind, hasValue, in, ranges …)."""

    component: URIRef
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A constraint whose parameter is a count (minCount, maxCount, minLength, maxLength)."""

    component: URIRef
    number: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """sh:pattern with its flags."""

    component: URIRef
    pattern: str
    flags: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """A constraint whose parameter is one shape or a list of shapes (not, and, or, xone, node, property)."""

    component: URIRef
    shapes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Qualified:
    """sh:qualifiedValueShape with one of its counts; `siblings` are the shapes that a counted node must not conform to."""

    component: URIRef
    shape: Node
    least: int | None
    most: int | None
    siblings: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """sh:closed: `allowed` are the predicates that a value node may have."""

    component: URIRef
    allowed: frozenset[URIRef]


Constraint = Terms | Number | Pattern | Shapes | Qualified | Closed


@dataclass(frozen=True, slots=True)
class Targets:
    """What a shape is about: nodes, instances of classes, subjects and objects of predicates."""

    nodes: tuple[Node, ...] = ()
    classes: tuple[URIRef, ...] = ()
    subjects_of: tuple[URIRef, ...] = ()
    objects_of: tuple[URIRef, ...] = ()

    @property
    def none(self) -> bool:
        """Whether the shape has no target of its own."""
        return not (self.nodes or self.classes or self.subjects_of or self.objects_of)


@dataclass(frozen=True, slots=True)
class ShapeTree:
    """One shape. A property shape has a `path`, a node shape has none."""

    node: Node
    path: Path | None
    targets: Targets
    constraints: tuple[Constraint, ...]
    severity: URIRef
    messages: tuple[Literal, ...]
    deactivated: bool


@dataclass(frozen=True, slots=True)
class ShapesTree:
    """All shapes of a shapes graph by their node, sorted; references between them are by node."""

    shapes: Mapping[Node, ShapeTree]

    def __getitem__(self, node: Node) -> ShapeTree:
        return self.shapes[node]
