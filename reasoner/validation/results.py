"""What an engine found, and the validation report that says so (SHACL 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rdflib import RDF, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.engine import Finding
from reasoner.validation.plan.algebra import Check
from reasoner.validation.shacl.paths import SELF, Back, Either, Path, Repeat, Step, Then


class Result(NamedTuple):
    """One validation result: of which check, at which focus node, with the value and the path where it has them."""

    check: Check
    focus: Node
    value: Node | None = None
    path: Node | None = None


def to_findings(results: Iterable[Result]) -> tuple[Finding, ...]:
    """The results, sorted. Raises EngineError where a focus or a source shape has no name."""
    found = []
    for check, focus, value, _ in results:
        if not isinstance(focus, URIRef) or not isinstance(check.shape, URIRef):
            raise EngineError(
                f"A validation result has no named focus, shape or severity: {(focus, check.shape, check.severity)}."
            )
        found.append(
            Finding(
                focus=focus,
                shape=check.shape,
                severity=check.severity,
                component=check.component,
                message=str(check.messages[0]) if check.messages else "",
                value="" if value is None else str(value),
            )
        )
    return tuple(sorted(found, key=_texts))


def _texts(told: Finding) -> tuple[str, ...]:
    """The order of findings by their texts, which compare faster than terms and in the same order."""
    return (
        str(told.focus), str(told.shape), str(told.severity), str(told.component), told.message, told.value,
    )  # fmt: skip


def to_report(results: Iterable[Result]) -> Graph:
    """The validation report."""
    graph = Graph(bind_namespaces="none")
    report = BNode()
    graph.add((report, RDF.type, SH.ValidationReport))
    conforms = True
    for check, focus, value, path in results:
        conforms = False
        node = BNode()
        told = [
            (RDF.type, SH.ValidationResult),
            (SH.focusNode, focus),
            (SH.resultSeverity, check.severity),
            (SH.sourceConstraintComponent, check.component),
            (SH.sourceShape, check.shape),
            *((SH.resultMessage, message) for message in check.messages),
        ]
        if value is not None:
            told.append((SH.value, value))
        if path is not None:
            told.append((SH.resultPath, path))
        elif check.path is not None:
            told.append((SH.resultPath, _written(graph, check.path)))
        graph.add((report, SH.result, node))
        for predicate, obj in told:
            graph.add((node, predicate, obj))
    graph.add(
        (report, SH.conforms, Literal("true" if conforms else "false", datatype=XSD.boolean, normalize=False))
    )
    return graph


def _written(graph: Graph, path: Path) -> Node:
    """A path as SHACL writes it, under blank nodes of its own, so that a report can be read without the shapes."""
    if isinstance(path, Step):
        return path.predicate
    if isinstance(path, Then):
        return _list(graph, path.paths)
    node = BNode()
    if isinstance(path, Back):
        graph.add((node, SH.inversePath, _written(graph, path.path)))
    elif isinstance(path, Repeat):
        kind = SH.oneOrMorePath if path.least else SH.zeroOrMorePath
        graph.add((node, kind, _written(graph, path.path)))
    elif isinstance(path, Either) and path.paths[0] == SELF:
        graph.add((node, SH.zeroOrOnePath, _written(graph, path.paths[1])))
    elif isinstance(path, Either):
        graph.add((node, SH.alternativePath, _list(graph, path.paths)))
    return node


def _list(graph: Graph, paths: tuple[Path, ...]) -> Node:
    head: Node = RDF.nil
    for path in reversed(paths):
        node = BNode()
        graph.add((node, RDF.first, _written(graph, path)))
        graph.add((node, RDF.rest, head))
        head = node
    return head
