"""A review as Turtle: the W3C validation report, the ledger that refers to it, and their origin (PROV-O).

No clock is in it: the same case, knowledge and engine give the same bytes. Every node but the lists of
paths has an IRI below `…/case/<case>/review`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, SH, XSD
from rdflib.term import Node

from reasoner.knowledge.turtle import write_turtle
from reasoner.model.ledger import Citation, GuidelineLedger, LineReview, Review, Row
from reasoner.report.selection import ServiceLedger, services
from reasoner.report.turtle_argument import add_argument
from reasoner.vocabulary import CASE, FACT, GUIDE

_SAFE = "-._~"
_CONFIDENCE = {
    "SEEN-P": GUIDE.SeenInPrimaryText,
    "SEEN-M": GUIDE.SeenOnContractorPage,
    "SEEN-S": GUIDE.SeenSecondary,
    "KNOWN": GUIDE.Unconfirmed,
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DCT_SOURCE = URIRef("http://purl.org/dc/terms/source")


def turtle_page(review: Review, validation_report: Graph | None = None, completed_sha256: str = "") -> str:
    """The Turtle text. Without a validation report the ledger stands alone; an empty hash is left out."""
    return write_turtle(review_graph(review, validation_report, completed_sha256))


def review_graph(review: Review, validation_report: Graph | None = None, completed_sha256: str = "") -> Graph:
    """The same as a graph."""
    graph = Graph()
    names = _Names(review)
    _provenance(graph, review, names, completed_sha256)
    results = _report(graph, validation_report, names) if validation_report is not None else ()
    for service in services(review):
        _service(graph, service, names, results)
    add_argument(graph, review, names.own, names.node)
    return graph


class _Names:
    """The IRIs of a review: its own nodes, and those of the case."""

    def __init__(self, review: Review) -> None:
        self.case = CASE[quote(review.case, safe=_SAFE)]
        self.review = URIRef(f"{self.case}/review")

    def own(self, *parts: str) -> URIRef:
        """A node of the review."""
        return URIRef(f"{self.review}#" + "/".join(quote(part.lstrip("#"), safe=_SAFE) for part in parts))

    def node(self, name: str) -> URIRef:
        """A node of the case, named as in the review: '#block' is below the IRI of the case."""
        return URIRef(f"{self.case}#" + quote(name.lstrip("#"), safe=_SAFE + "/"))


def _text(graph: Graph, node: Node, term: URIRef, text: str) -> None:
    if text:
        graph.add((node, term, Literal(text)))


def _provenance(graph: Graph, review: Review, names: _Names, completed_sha256: str) -> None:
    activity, engine = names.own("activity"), names.own("engine")
    graph.add((names.review, RDF.type, GUIDE.Review))
    graph.add((names.review, RDF.type, PROV.Entity))
    graph.add((names.review, GUIDE.reviews, names.case))
    graph.add((names.review, PROV.wasGeneratedBy, activity))
    day = Literal(review.date_of_service.isoformat(), datatype=XSD.date)
    graph.add((names.review, GUIDE.dateOfService, day))
    _text(graph, names.review, GUIDE.chosenText, review.chosen)
    _text(graph, names.review, GUIDE.contentReviewedBy, review.content.by)
    _text(graph, names.review, GUIDE.contentState, review.content.status)
    _text(graph, names.review, GUIDE.lastUpdated, review.content.last_updated)
    graph.add((activity, RDF.type, PROV.Activity))
    graph.add((activity, PROV.wasAssociatedWith, engine))
    graph.add((engine, RDF.type, PROV.SoftwareAgent))
    _text(graph, engine, RDFS.label, review.engine)
    used = (
        ("case", "case document", review.case_sha256, ""),
        ("knowledge", "knowledge", review.knowledge.sha256, review.knowledge.version),
        ("completed", "completed graph of the case", completed_sha256, ""),
    )
    for name, label, digest, version in used:
        if digest:
            node = names.own(name)
            graph.add((node, RDF.type, PROV.Entity))
            graph.add((activity, PROV.used, node))
            _text(graph, node, RDFS.label, label)
            _text(graph, node, GUIDE.sha256, digest)
            _text(graph, node, GUIDE.version, version)


def _report(graph: Graph, found: Graph, names: _Names) -> tuple[tuple[URIRef, str, str], ...]:
    """Copy the W3C report under IRIs of the review; (result, focus node, source shape) of each result."""
    top = names.own("validation-report")
    graph.add((top, RDF.type, SH.ValidationReport))
    for report in found.subjects(RDF.type, SH.ValidationReport):
        for conforms in found.objects(report, SH.conforms):
            graph.add((top, SH.conforms, conforms))
    graph.add((names.own("activity"), PROV.generated, top))
    results = sorted(found.subjects(RDF.type, SH.ValidationResult), key=lambda node: _signature(found, node))
    placed = []
    for number, result in enumerate(results, 1):
        node = names.own("result", f"{number:04d}")
        graph.add((top, SH.result, node))
        for term, value in found.predicate_objects(result):
            graph.add((node, term, _copied(graph, found, value)))
        focus, shape = found.value(result, SH.focusNode), found.value(result, SH.sourceShape)
        placed.append((node, str(focus), str(shape)))
    return tuple(placed)


def _signature(found: Graph, node: Node) -> tuple[str, ...]:
    """What a result says, without the names of blank nodes: the order of the results."""
    return tuple(sorted(f"{term} {_told(found, value)}" for term, value in found.predicate_objects(node)))


def _told(found: Graph, value: Node) -> str:
    if not isinstance(value, BNode):
        return value.n3()
    return " ".join(sorted(f"{term} {_told(found, other)}" for term, other in found.predicate_objects(value)))


def _copied(graph: Graph, found: Graph, value: Node) -> Node:
    """The value, a blank node (a path) with all below it as a tree of its own."""
    if not isinstance(value, BNode):
        return value
    fresh = BNode()
    for term, other in found.predicate_objects(value):
        graph.add((fresh, term, _copied(graph, found, other)))
    return fresh


def _service(
    graph: Graph, service: ServiceLedger, names: _Names, results: tuple[tuple[URIRef, str, str], ...]
) -> None:
    shared = [
        _ledger(graph, found, service.service, names, results) for found in service.shared if found.criteria
    ]
    own = {reviewed.line: ledgers for reviewed, ledgers in service.own}
    for reviewed in service.lines:
        node = _line(graph, reviewed, names)
        for ledger in shared:
            graph.add((node, GUIDE.ledger, ledger))
        for found in own.get(reviewed.line, ()):
            graph.add((node, GUIDE.ledger, _ledger(graph, found, reviewed.line, names, results)))


def _line(graph: Graph, reviewed: LineReview, names: _Names) -> URIRef:
    node = names.own("line", reviewed.line)
    graph.add((node, RDF.type, GUIDE.LineReview))
    graph.add((names.review, GUIDE.lineReview, node))
    graph.add((node, GUIDE.reviews, names.node(reviewed.line)))
    graph.add((node, GUIDE.reviewedService, names.node(reviewed.service)))
    graph.add((node, GUIDE.disposition, GUIDE[f"disposition-{reviewed.disposition.value}"]))
    if reviewed.serves:
        graph.add((node, GUIDE.serves, names.node(reviewed.serves)))
    return node


def _ledger(
    graph: Graph,
    found: GuidelineLedger,
    focus: str,
    names: _Names,
    results: tuple[tuple[URIRef, str, str], ...],
) -> URIRef:
    node = names.own("ledger", focus, found.guideline)
    graph.add((node, RDF.type, GUIDE.GuidelineLedger))
    graph.add((node, GUIDE.document, URIRef(found.iri)))
    graph.add((node, GUIDE.authority, GUIDE.Binding if found.authority == "binding" else GUIDE.Advisory))
    _text(graph, node, GUIDE.version, found.version)
    if found.determination is not None:
        graph.add((node, GUIDE.determination, GUIDE[f"determination-{found.determination.value}"]))
    for row in found.criteria:
        graph.add((node, GUIDE.row, _row(graph, row, focus, found.guideline, names, results)))
    return node


def _row(
    graph: Graph,
    row: Row,
    focus: str,
    guideline: str,
    names: _Names,
    results: tuple[tuple[URIRef, str, str], ...],
) -> URIRef:
    node, about = names.own("row", focus, guideline, row.criterion), names.node(focus)
    graph.add((node, RDF.type, GUIDE.LedgerRow))
    graph.add((node, GUIDE.about, about))
    graph.add((node, GUIDE.criterion, URIRef(row.iri)))
    graph.add((node, GUIDE.effect, GUIDE.Decides if row.decides else GUIDE.Advises))
    graph.add((node, GUIDE.rowStatus, GUIDE[f"rowStatus-{row.status.value}"]))
    _text(graph, node, RDFS.label, row.label)
    _text(graph, node, GUIDE.message, row.message)
    _text(graph, node, GUIDE.margin, row.margin)
    if row.presumed:
        graph.add((node, GUIDE.presumed, Literal(True)))
    for fact in row.facts:
        graph.add((node, GUIDE.reads, FACT[quote(fact.name.removeprefix("fact:"), safe=_SAFE)]))
        for item in fact.follows:
            graph.add((node, PROV.wasDerivedFrom, names.node(item.node)))
    for result, focus_node, shape in results:
        if shape.startswith(f"{row.iri}/") and focus_node == str(about):
            graph.add((node, GUIDE.result, result))
    for number, citation in enumerate(row.citations, 1):
        source = names.own("citation", focus, guideline, row.criterion, str(number))
        graph.add((node, _DCT_SOURCE, source))
        _citation(graph, source, citation)
    return node


def _citation(graph: Graph, node: URIRef, citation: Citation) -> None:
    graph.add((node, RDF.type, GUIDE.Citation))
    graph.add((node, GUIDE.confidence, _CONFIDENCE.get(citation.confidence, GUIDE.Unconfirmed)))
    _text(graph, node, RDFS.label, citation.title or citation.source)
    for term, text in (
        (GUIDE.version, citation.version),
        (GUIDE.section, citation.section),
        (GUIDE.remark, citation.remark),
        (GUIDE.interpretation, citation.interpretation),
    ):
        _text(graph, node, term, text)
    for clause in citation.clauses:
        _text(graph, node, GUIDE.clause, clause)
    if _DAY.fullmatch(citation.confirmed_on):
        graph.add((node, GUIDE.confirmedOn, Literal(citation.confirmed_on, datatype=XSD.date)))
