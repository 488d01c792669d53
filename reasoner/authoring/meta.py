"""SHACL about SHACL: the shapes of shapes/meta/ run over the files of a document."""

from __future__ import annotations

from collections.abc import Iterator

import pyshacl
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.authoring.files import home, parts, place, short
from reasoner.errors import EngineError, Problem
from reasoner.knowledge import Document, Library
from reasoner.knowledge.triples import read_turtle
from reasoner.nearest import nearest


def meta_shapes(library: Library) -> Graph:
    """The shapes about documents and criteria."""
    graph = Graph(bind_namespaces="none")
    for name in ("documents.ttl", "criteria.ttl"):
        for triple in read_turtle(library.root / "shapes" / "meta" / name):
            graph.add(triple)
    return graph


def check_meta(document: Document, shapes: Graph) -> Iterator[Problem]:
    """What the meta-shapes refuse in a document, each with its remedy. One run of pySHACL a document."""
    data = Graph(bind_namespaces="none")
    for _, triples in parts(document):
        for triple in triples:
            data.add(triple)
    _, report, text = pyshacl.validate(
        data, shacl_graph=shapes, inference="none", advanced=False, inplace=True, do_owl_imports=False
    )
    if not isinstance(report, Graph):
        raise EngineError(f"pySHACL gave no report: {text}")
    found = {
        _problem(document, shapes, report, result)
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }
    yield from sorted(found, key=str)


def _problem(document: Document, shapes: Graph, report: Graph, result: Node) -> Problem:
    focus, source = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
    component, path = report.value(result, SH.sourceConstraintComponent), report.value(result, SH.resultPath)
    where, told = _explained(shapes, source, component)
    message = str(shapes.value(told, SH.message) or f"The shape {source} is not met.")
    suggestion = ""
    if component == SH.ClosedConstraintComponent and path is not None:
        message = f"{message.rstrip('.')}: {short(path)}."
        allowed = {short(p) for p in _allowed(shapes, source)}
        # What is SHACL is not misspelt; it is one of the forms that are not legal here.
        suggestion = "" if URIRef(str(path)) in SH else nearest(short(path), allowed)
    named = focus if isinstance(focus, URIRef) else _owner(document, focus)
    return Problem(
        f"{short(named)}: {message}",
        place(home(document, focus or named), named),
        str(shapes.value(where, SH.description) or shapes.value(told, SH.description) or ""),
        suggestion,
    )


def _explained(shapes: Graph, source: Node | None, component: Node | None) -> tuple[Node | None, Node | None]:
    """The shape whose words explain a result: of a failed sh:node or sh:or, the last part that has words."""
    if component == SH.NodeConstraintComponent:
        inner = shapes.value(source, SH.node)
        return inner, inner
    if component == SH.OrConstraintComponent:
        members = list(shapes.items(shapes.value(source, SH["or"])))  # type: ignore[arg-type]
        inner = next((m for m in reversed(members) if shapes.value(m, SH.message)), source)
        return inner, inner
    return source, source


def _allowed(shapes: Graph, source: Node | None) -> Iterator[URIRef]:
    head = shapes.value(source, SH.ignoredProperties)
    if head is not None:
        yield from (p for p in shapes.items(head) if isinstance(p, URIRef))
    for part in shapes.objects(source, SH.property):
        path = shapes.value(part, SH.path)
        if isinstance(path, URIRef):
            yield path


def _owner(document: Document, node: Node | None) -> URIRef:
    """The named thing that leads to a blank node, for a place in the file."""
    for _, triples in parts(document):
        for subject, _, obj in triples:
            if obj == node and not isinstance(obj, Literal):
                return subject if isinstance(subject, URIRef) else _owner(document, subject)
    return document.iri
