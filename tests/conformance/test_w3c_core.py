"""The W3C suite of SHACL Core on every engine. A report passes when it equals the expected one as the suite defines it:

the same properties of the same results (isomorphic graphs), a path by its structure, a message only where one is expected.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import rdflib
from rdflib import RDF, SH, BNode, Graph, Namespace
from rdflib.compare import isomorphic
from rdflib.term import Node

from reasoner.errors import ReasonerError
from reasoner.validation import engine
from reasoner.validation.engine import ENGINES

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SHARED = Path(os.environ.get("REASONER_SHARED", Path(__file__).resolve().parents[3] / "shared"))
CORE = SHARED / "w3c-shacl" / "data-shapes-test-suite" / "tests" / "core"
TESTS = 98
COMPARED = (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape, SH.value)

# (engine, test): the sentence of the text that the engine breaks, as docs/reference/conformance.md tells it.
BROKEN = {
    ("pyshacl", "property/uniqueLang-002"): (
        "'If $uniqueLang is true' (4.4.5): pySHACL takes \"1\"^^xsd:boolean for the term true in a graph that rdflib has "
        "read before it"
    ),
}


@dataclass(frozen=True)
class Case:
    """One test of the suite. `expected` is None where a failure is expected."""

    name: str
    data: Path
    shapes: Path
    expected: Graph | None


@pytest.fixture(autouse=True)
def exact_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib would rewrite "1"^^xsd:boolean as true while it reads; the suite has both."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def read(path: Path) -> Graph:
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        return Graph().parse(path, format="turtle", publicID=path.as_uri())
    finally:
        rdflib.NORMALIZE_LITERALS = before


def file_of(node: Node | None) -> Path:
    return Path(str(node).removeprefix("file://"))


def cases(manifest: Path) -> Iterator[Case]:
    graph = read(manifest)
    for node in graph.subjects(RDF.type, MF.Manifest):
        for part in sorted(graph.objects(node, MF.include)):
            yield from cases(file_of(part))
        for entries in graph.objects(node, MF.entries):
            for entry in graph.items(entries):
                action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
                name = f"{manifest.parent.name}/{str(entry).rsplit('/', 1)[-1]}"
                data, shapes = graph.value(action, SHT.dataGraph), graph.value(action, SHT.shapesGraph)
                expected = None if result == SHT.Failure else compared(graph, result, None)
                yield Case(name, file_of(data), file_of(shapes), expected)


def compared(source: Graph, report: Node | None, messages: set[Node] | None) -> Graph:
    """What is compared of a report: every message where `messages` is None, else those that are in it."""
    found = Graph()
    root = BNode()
    found.add((root, RDF.type, SH.ValidationReport))
    for o in source.objects(report, SH.conforms):
        found.add((root, SH.conforms, o))
    for result in source.objects(report, SH.result):
        node = BNode()
        found.add((root, SH.result, node))
        for predicate in COMPARED:
            for o in source.objects(result, predicate):
                found.add((node, predicate, o))
        for o in source.objects(result, SH.resultPath):
            found.add((node, SH.resultPath, copied(source, o, found)))
        for o in source.objects(result, SH.resultMessage):
            if messages is None or o in messages:
                found.add((node, SH.resultMessage, o))
    return found


def copied(source: Graph, node: Node, into: Graph) -> Node:
    """A path under blank nodes of its own."""
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for p, o in source.predicate_objects(node):
        into.add((copy, p, copied(source, o, into)))
    return copy


CASES = list(cases(CORE / "manifest.ttl")) if CORE.is_dir() else []


def parameters() -> Iterator[object]:
    for name in ENGINES:
        for case in CASES:
            why = BROKEN.get((name, case.name))
            marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
            yield pytest.param(name, case, id=f"{name}-{case.name}", marks=marks)


ABSENT = f"{CORE} does not exist (REASONER_SHARED): the W3C suite does not run"
needs_suite = pytest.mark.skipif(not CORE.is_dir(), reason=ABSENT)


@needs_suite
@pytest.mark.parametrize(("name", "case"), parameters())
def test_report_equals_the_expected_one(name: str, case: Case) -> None:
    data = read(case.data)
    shapes = data if case.shapes == case.data else read(case.shapes)
    if case.expected is None:
        with pytest.raises(ReasonerError):
            engine(name).report(data, shapes)
        return
    report = engine(name).report(data, shapes)
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    found = compared(report, node, set(case.expected.objects(None, SH.resultMessage)))
    assert len(list(found.objects(None, SH.result))) == len(list(case.expected.objects(None, SH.result)))
    assert isomorphic(found, case.expected)


@needs_suite
def test_every_test_of_the_suite_runs_on_every_engine() -> None:
    assert len({case.name for case in CASES}) == len(CASES) == TESTS
    assert len(list(parameters())) == TESTS * len(ENGINES)


@needs_suite
def test_a_report_that_lacks_a_result_or_its_path_does_not_pass() -> None:
    needed = {SH.result, SH.resultPath, SH.value}
    expected = next(c.expected for c in CASES if c.expected and needed <= set(c.expected.predicates()))
    for predicate in needed:
        short = Graph()
        for triple in expected:
            short.add(triple)
        short.remove(next(short.triples((None, predicate, None))))
        assert not isomorphic(short, expected)
