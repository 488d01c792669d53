"""A validation report as text that can be compared byte for byte: one line a result, sorted, no blank node's own name.

Compared is what the W3C suite compares: focus, path (as a structure), value, shape, component and severity, and of the
messages those that the shapes give. Blank nodes of the data and of the shapes stand by what is said of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from rdflib import RDF, SH, BNode, Graph, Literal
from rdflib.term import Node

from reasoner.errors import EngineError

_TERMS = (SH.focusNode, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity)
_REPEATED: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
_DEEPEST = 50


def canonical(report: Graph, data: Graph, shapes: Graph) -> str:
    """The text of a report over some data and shapes. Raises EngineError where the graph holds no report."""
    (node,) = tuple(report.subjects(RDF.type, SH.ValidationReport)) or (None,)
    if node is None:
        raise EngineError("The graph that should be a validation report holds none.")
    told = set(shapes.objects(None, SH.message))
    named_blank = any(isinstance(o, BNode) for p in _TERMS for o in report.objects(None, p))
    names = {**blank_names(data), **blank_names(shapes)} if named_blank else {}
    lines = sorted(_line(report, shapes, result, told, names) for result in report.objects(node, SH.result))
    conforms = " ".join(sorted(str(o).lower() for o in report.objects(node, SH.conforms)))
    return "\n".join([f"conforms {conforms}", *lines, ""])


def blank_names(graph: Graph) -> dict[Node, str]:
    """A name for each blank node of a graph from what is said of it, near and far; alike nodes have one name."""
    names: dict[Node, str] = {n: "" for s, _, o in graph for n in (s, o) if isinstance(n, BNode)}
    kinds = 0
    while names and kinds < (now := len(set(names.values()))):
        kinds = now
        said: dict[Node, list[str]] = {n: [] for n in names}
        for s, p, o in graph:
            if s in said:
                said[s].append(f"> {p} {_term(o, names)}")
            if o in said:
                said[o].append(f"< {p} {_term(s, names)}")
        names = {n: hashlib.sha256("\n".join(sorted(said[n])).encode()).hexdigest()[:16] for n in names}
    return names


def _line(report: Graph, shapes: Graph, result: Node, told: set[Node], names: Mapping[Node, str]) -> str:
    parts = []
    for predicate in _TERMS:
        found = sorted(_term(o, names) for o in report.objects(result, predicate))
        parts.append(f"{str(predicate)[len(str(SH)) :]} {' '.join(found)}")
    paths = [_path(report, shapes, o, 0) for o in report.objects(result, SH.resultPath)]
    messages = [o.n3() for o in report.objects(result, SH.resultMessage) if o in told]
    parts.append(f"path {' '.join(sorted(paths))}")
    return " | ".join([*parts, f"message {' '.join(sorted(messages))}"])


def _term(node: Node, names: Mapping[Node, str]) -> str:
    if isinstance(node, BNode):
        return f"_:{names.get(node, 'unknown')}"
    if isinstance(node, Literal) and node.language:  # RDF 1.1: "en" and "EN" are one
        return f"{node.n3().removesuffix(node.language)}{node.language.lower()}"
    return node.n3()


def _path(report: Graph, shapes: Graph, node: Node, depth: int) -> str:
    """A path in the signs of SPARQL, each part in brackets."""
    if not isinstance(node, BNode):
        return node.n3()
    if depth > _DEEPEST:
        raise EngineError("A path in a validation report runs in a circle or is too deep.")
    graph = report if (node, None, None) in report else shapes
    for predicate, obj in graph.predicate_objects(node):
        if predicate == RDF.first:
            return f"({'/'.join(_path(report, shapes, n, depth + 1) for n in graph.items(node))})"
        if predicate == SH.inversePath:
            return f"(^{_path(report, shapes, obj, depth + 1)})"
        if predicate == SH.alternativePath:
            return f"({'|'.join(_path(report, shapes, n, depth + 1) for n in graph.items(obj))})"
        if predicate in _REPEATED:
            return f"({_path(report, shapes, obj, depth + 1)}{_REPEATED[predicate]})"
    return "[]"
