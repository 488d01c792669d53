"""Turtle: the W3C report as it was, the ledger that refers to it, and the origin of both."""

from __future__ import annotations

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import PROV, RDF, SH
from sample import PRIOR_RELIEF, ROWS, SAMPLE, SHAPES, hostile

from reasoner.report import render
from reasoner.report.turtle import review_graph
from reasoner.vocabulary import CASE, FACT, GUIDE

REVIEW = str(CASE) + "sample-596298/review"


def validation_report(order: int = 1) -> Graph:
    """A report of two results, written in one order or the other, with the path of both shared."""
    graph = Graph()
    report = BNode()
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(False)))
    path = BNode()
    Collection(graph, path, [FACT["prior-block-relief"], GUIDE.atMost])
    for row in (PRIOR_RELIEF, ROWS[0])[::order]:
        result = BNode()
        graph.add((report, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.focusNode, CASE["sample-596298#block-2"]))
        graph.add((result, SH.sourceShape, URIRef(row.iri + "/2026-01-01")))
        graph.add((result, SH.resultSeverity, SH.Violation))
        graph.add((result, SH.resultPath, path))
    return graph


def parsed(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


def test_equal_reviews_give_equal_bytes_whatever_the_order_of_the_report() -> None:
    texts = {render(SAMPLE, "turtle", validation_report=validation_report(order)) for order in (1, -1, 1)}
    assert len(texts) == 1


def test_the_w3c_report_is_kept() -> None:
    graph = parsed(render(SAMPLE, "turtle", validation_report=validation_report()))
    report = URIRef(REVIEW + "#validation-report")
    assert list(graph.objects(report, SH.conforms)) == [Literal(False)]
    told = {
        (
            graph.value(result, SH.focusNode),
            graph.value(result, SH.sourceShape),
            graph.value(result, SH.resultSeverity),
        )
        for result in graph.objects(report, SH.result)
    }
    focus = CASE["sample-596298#block-2"]
    assert told == {(focus, URIRef(row.iri + "/2026-01-01"), SH.Violation) for row in (PRIOR_RELIEF, ROWS[0])}
    for result in graph.objects(report, SH.result):
        path = graph.value(result, SH.resultPath)
        assert path is not None
        assert list(Collection(graph, path)) == [FACT["prior-block-relief"], GUIDE.atMost]


def test_the_ledger_refers_to_the_report_and_the_record() -> None:
    graph = parsed(render(SAMPLE, "turtle", validation_report=validation_report()))
    row = URIRef(REVIEW + "#row/block-2/sample-policy/prior-block-relief")
    assert graph.value(row, GUIDE.rowStatus) == GUIDE["rowStatus-not-met"]
    assert graph.value(row, GUIDE.criterion) == URIRef(SHAPES + "sample-policy/block/prior-block-relief")
    result = graph.value(row, GUIDE.result)
    assert graph.value(result, SH.sourceShape) == URIRef(PRIOR_RELIEF.iri + "/2026-01-01")
    assert set(graph.objects(row, PROV.wasDerivedFrom)) == {
        CASE["sample-596298#block-1"],
        CASE["sample-596298#epidural"],
    }


def test_every_row_is_there_once_and_every_line_has_its_ledgers() -> None:
    graph = review_graph(SAMPLE)
    rows = {str(row).rpartition("#")[2] for row in graph.subjects(RDF.type, GUIDE.LedgerRow)}
    assert rows == {f"row/block-2/sample-policy/{row.criterion}" for row in ROWS} | {
        "row/block-2/sample-society/second-block-advised",
        "row/line-3/sample-policy/drug-included",
    }
    lines = {
        str(line).rpartition("/")[2]: len(set(graph.objects(line, GUIDE.ledger)))
        for line in graph.subjects(RDF.type, GUIDE.LineReview)
    }
    assert lines == {"line-1": 2, "line-2": 2, "line-3": 3}


def test_where_it_comes_from_and_no_clock() -> None:
    graph = review_graph(SAMPLE, None, "ef" * 32)
    activity = URIRef(REVIEW + "#activity")
    used = {str(graph.value(entity, GUIDE.sha256)) for entity in graph.objects(activity, PROV.used)}
    assert used == {"ab" * 32, "cd" * 32, "ef" * 32}
    engine = graph.value(activity, PROV.wasAssociatedWith)
    assert graph.value(engine, RDF.type) == PROV.SoftwareAgent
    clock = {PROV.startedAtTime, PROV.endedAtTime, PROV.generatedAtTime}
    assert clock & set(graph.predicates()) == set()


def test_the_text_is_the_graph() -> None:
    assert isomorphic(parsed(render(SAMPLE, "turtle")), review_graph(SAMPLE))


def test_hostile_names_stay_inside_their_iris() -> None:
    graph = parsed(render(hostile(), "turtle", validation_report=validation_report()))
    subjects = {str(node) for node in graph.subjects() if isinstance(node, URIRef)}
    assert subjects
    assert all(subject.startswith(str(CASE)) for subject in subjects)
