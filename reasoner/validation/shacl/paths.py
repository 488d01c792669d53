"""Property paths (SHACL 2.3.1): from a node to a set of nodes.

The same values are the paths of the tree and of the plan; the plan alone uses `Self`. For a node x of a graph:

    Self            {x}
    Step(p)         {y | x p y}
    Back(E)         {y | x in E(y)}
    Then(E, F)      the union of F(y) over y in E(x)
    Either(E, F)    E(x) and F(x) together
    Repeat(E, n)    E followed any number of times, at least n (0 or 1) of them
"""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, SH, BNode, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError, Problem
from reasoner.knowledge.triples import Triples


@dataclass(frozen=True, slots=True)
class Self:
    """The node itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One triple forwards."""

    predicate: URIRef


@dataclass(frozen=True, slots=True)
class Back:
    """A path walked backwards."""

    path: Path


@dataclass(frozen=True, slots=True)
class Then:
    """Paths one after the other; at least two."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of some paths."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path followed again and again, at least `least` times: 0 or 1."""

    path: Path
    least: int


Path = Self | Step | Back | Then | Either | Repeat

SELF = Self()
_DEPTH = 64
_UNARY = (SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath, SH.zeroOrOnePath)


def read_path(triples: Triples, node: Node, shape: Node, depth: int = 0) -> Path:
    """The path that a node describes. Raises KnowledgeError where it describes none, or one without an end."""
    if isinstance(node, URIRef) and node != RDF.nil:
        return Step(node)
    if depth > _DEPTH:
        raise _refused(shape, "is nested too deep, or contains itself")
    if triples.each(node, RDF.first):
        members = tuple(read_path(triples, m, shape, depth + 1) for m in triples.members(node))
        if len(members) < 2:
            raise _refused(shape, "is a sequence of fewer than two steps")
        return Then(members)
    if not isinstance(node, BNode):
        raise _refused(shape, f"is {node.n3()}, which is no path")
    listed = triples.value(node, SH.alternativePath)
    if listed is not None:
        members = tuple(read_path(triples, m, shape, depth + 1) for m in triples.members(listed))
        if len(members) < 2:
            raise _refused(shape, "is a choice of fewer than two paths")
        return Either(members)
    told = [(p, o) for p in _UNARY for o in triples.objects(node, p)]
    if len(told) != 1:
        raise _refused(shape, f"is a blank node with {len(told)} kinds of path")
    predicate, inner = told[0]
    path = read_path(triples, inner, shape, depth + 1)
    if predicate == SH.inversePath:
        return Back(path)
    if predicate == SH.zeroOrOnePath:
        return Either((SELF, path))
    return Repeat(path, 0 if predicate == SH.zeroOrMorePath else 1)


def _refused(shape: Node, why: str) -> KnowledgeError:
    return KnowledgeError(
        Problem(f"The sh:path of {shape} {why}.", remedy="Mend the path; nothing is guessed.")
    )


def predicates(path: Path) -> frozenset[URIRef]:
    """Every predicate that a path reads."""
    if isinstance(path, Step):
        return frozenset([path.predicate])
    if isinstance(path, Back | Repeat):
        return predicates(path.path)
    if isinstance(path, Then | Either):
        return frozenset[URIRef]().union(*(predicates(p) for p in path.paths))
    return frozenset()


def path_text(path: Path) -> str:
    """A path as SPARQL writes it, with full IRIs; the node itself is a dot."""
    if isinstance(path, Step):
        return path.predicate.n3()
    if isinstance(path, Back):
        return f"^{_grouped(path.path)}"
    if isinstance(path, Then):
        return "/".join(_grouped(p) for p in path.paths)
    if isinstance(path, Either):
        if path.paths[0] == SELF and len(path.paths) == 2:
            return f"{_grouped(path.paths[1])}?"
        return "|".join(_grouped(p) for p in path.paths)
    if isinstance(path, Repeat):
        return f"{_grouped(path.path)}{'+' if path.least else '*'}"
    return "."


def _grouped(path: Path) -> str:
    return f"({path_text(path)})" if isinstance(path, Then | Either) else path_text(path)
