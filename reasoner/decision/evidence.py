"""The publications that a review speaks of: those that its rows cite, and those about what was asked for."""

from __future__ import annotations

from rdflib import RDF, URIRef

from reasoner.decision.citations import confidence
from reasoner.decision.context import Context
from reasoner.model.ledger import Evidence, LineReview
from reasoner.vocabulary import GUIDE


def evidence(context: Context, lines: tuple[LineReview, ...]) -> tuple[Evidence, ...]:
    """Every evidence source that a row cites or that is about a requested procedure, sorted by identifier."""
    held = context.library.vocabulary.triples
    cited = {c.source for line in lines for g in line.guidelines for row in g.criteria for c in row.citations}
    found = []
    for node in held.subjects(RDF.type, GUIDE.EvidenceSource):
        if not isinstance(node, URIRef):
            continue
        name = str(node).replace("#", "/").rsplit("/", 1)[-1]
        about = held.iris(node, GUIDE.appliesTo)
        if name in cited or any(context.is_a(s.iri, cls) for s in context.case.services for cls in about):
            found.append(
                Evidence(
                    identifier=name,
                    citation=held.text(node, GUIDE.citationText) or context.label(node),
                    confidence=confidence(context.library, held.iri(node, GUIDE.confidence)),
                    remark=held.text(node, GUIDE.remark),
                    says=_says(context, node),
                )
            )
    return tuple(found)


def _says(context: Context, source: URIRef) -> tuple[str, ...]:
    """What a source says, sentence by sentence, each with its confidence."""
    held = context.library.vocabulary.triples
    found = []
    for place in held.subjects(GUIDE.document, source):
        known = context.label(held.iri(place, GUIDE.confidence) or GUIDE.Unconfirmed)
        found += [f"{sentence} ({known})" for sentence in held.objects(place, GUIDE.says)]
    return tuple(found)
