"""The W3C SHACL test suite: its tests, and what of a report they compare.

A report equals the expected one when both are isomorphic in what the suite's text names: conforms, and of each result focus
node, path (its structure), value, source shape, component and severity; messages only where the expected report has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

import pyoxigraph as ox
from rdflib import RDF, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
COMPARED = (
    SH.focusNode, SH.value, SH.resultSeverity, SH.sourceShape, SH.sourceConstraintComponent, SH.sourceConstraint,
)  # fmt: skip


@dataclass(frozen=True)
class SuiteTest:
    """One test: two files and the report they should give."""

    name: str
    data: Path
    shapes: Path
    expected: Graph


def read(path: Path) -> Graph:
    """A file as it is written: literals keep their text."""
    graph = Graph(bind_namespaces="none")
    data = path.read_bytes()
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=path.as_uri(), rename_blank_nodes=True):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return graph


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value.endswith("#string"):
        return Literal(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def suite_tests(folder: Path) -> Iterator[SuiteTest]:
    """Every test below a folder, in the order of the manifests, and those that no manifest names."""
    seen: set[Path] = set()
    for path in sorted(folder.rglob("*.ttl")):
        graph = read(path)
        for node in sorted(graph.subjects(RDF.type, SHT.Validate), key=str):
            action, result = graph.value(node, MF.action), graph.value(node, MF.result)
            if (path, node) in seen or result == SHT.Failure:
                continue
            yield SuiteTest(
                f"{path.parent.name}/{path.stem}",
                _file(graph.value(action, SHT.dataGraph)),
                _file(graph.value(action, SHT.shapesGraph)),
                projected(graph, result, None),
            )


def _file(node: Node | None) -> Path:
    return Path(unquote(urlparse(str(node)).path))


def projected(graph: Graph, report: Node | None, messages: frozenset[Node] | None) -> Graph:
    """What is compared of a report; of its messages those that are given, or all."""
    out = Graph(bind_namespaces="none")
    root = BNode()
    for conforms in graph.objects(report, SH.conforms):
        out.add((root, SH.conforms, Literal(str(conforms).lower())))
    for result in graph.objects(report, SH.result):
        node = BNode()
        out.add((root, SH.result, node))
        for predicate in COMPARED:
            for obj in graph.objects(result, predicate):
                out.add((node, predicate, obj))
        for path in graph.objects(result, SH.resultPath):
            out.add((node, SH.resultPath, _copied(graph, path, out)))
        for message in graph.objects(result, SH.resultMessage):
            if messages is None or message in messages:
                out.add((node, SH.resultMessage, message))
    return out


def _copied(graph: Graph, node: Node, out: Graph) -> Node:
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for predicate, obj in graph.predicate_objects(node):
        out.add((copy, predicate, _copied(graph, obj, out)))
    return copy


def equal(test: SuiteTest, report: Graph) -> bool:
    """Whether a report is the expected one."""
    (root,) = report.subjects(RDF.type, SH.ValidationReport)
    messages = frozenset(test.expected.objects(None, SH.resultMessage))
    return bool(isomorphic(projected(report, root, messages), test.expected))
