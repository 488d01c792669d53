"""The argument about the generators as Turtle: one node for each reason."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS

from reasoner.model.ledger import EvidenceItem, GeneratorArgument, Review
from reasoner.vocabulary import DOMAIN, GUIDE

Name = Callable[..., URIRef]


def add_argument(graph: Graph, review: Review, own: Name, node: Callable[[str], URIRef]) -> None:
    """Add every reason of a review; `own` names nodes of the review, `node` those of the case."""
    for argument in review.generators:
        for side, items in _sides(argument):
            for number, item in enumerate(items, 1):
                name = own("evidence", argument.generator, side, str(number))
                _item(graph, name, DOMAIN[argument.generator], side, item, node)


def _sides(argument: GeneratorArgument) -> tuple[tuple[str, tuple[EvidenceItem, ...]], ...]:
    return (
        ("for", argument.evidence_for),
        ("against", argument.evidence_against),
        ("discounted", argument.discounted),
    )


def _item(
    graph: Graph,
    name: URIRef,
    generator: URIRef,
    side: str,
    item: EvidenceItem,
    node: Callable[[str], URIRef],
) -> None:
    graph.add((name, RDF.type, GUIDE.EvidenceItem))
    graph.add((name, GUIDE.weighsOn, generator))
    texts = (
        (RDFS.label, item.text),
        (GUIDE.weighedSide, side),
        (GUIDE.standing, item.standing),
        (GUIDE.weighedStrength, item.strength),
        (GUIDE.weighedReason, item.reason),
    )
    for term, text in texts:
        if text:
            graph.add((name, term, Literal(text)))
    for told in item.items:
        graph.add((name, PROV.wasDerivedFrom, node(told.node)))
