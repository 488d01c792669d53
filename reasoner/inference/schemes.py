"""Phase schemes of the ontology: how the services of a class divide by intent and by order."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, URIRef

from reasoner.errors import KnowledgeError
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import curie


@dataclass(frozen=True, slots=True)
class PhaseScheme:
    """One scheme. A class that it does not give is not written."""

    name: URIRef
    services: tuple[URIRef, ...]
    intent: URIRef | None
    contrary: URIRef | None
    modifiers: tuple[str, ...]
    contrary_modifiers: tuple[str, ...]
    excluded: tuple[URIRef, ...]
    same_site: bool
    sure: URIRef | None
    possible: URIRef | None
    first: URIRef | None
    possible_first: URIRef | None
    second: URIRef | None
    possible_second: URIRef | None


def read_schemes(vocabulary: Vocabulary) -> tuple[PhaseScheme, ...]:
    """Every scheme, sorted by name. Raises KnowledgeError on one that says nothing of which services."""
    triples = vocabulary.triples
    found = []
    for name in triples.subjects(RDF.type, GUIDE.PhaseScheme):
        services = triples.iris(name, GUIDE.appliesTo) or triples.iris(name, GUIDE.procedureClass)
        if not isinstance(name, URIRef) or not services:
            raise KnowledgeError(
                f"The phase scheme {curie(str(name))} does not say which services it is for."
            )
        found.append(
            PhaseScheme(
                name=name,
                services=services,
                intent=triples.iri(name, GUIDE.intent),
                contrary=triples.iri(name, GUIDE.contraryIntent),
                modifiers=tuple(str(value) for value in triples.objects(name, GUIDE.modifierMeans)),
                contrary_modifiers=tuple(str(v) for v in triples.objects(name, GUIDE.contraryModifier)),
                excluded=triples.iris(name, GUIDE.excludedClass),
                same_site=triples.text(name, GUIDE.sameSite) == "true",
                sure=triples.iri(name, GUIDE.sureClass),
                possible=triples.iri(name, GUIDE.possibleClass),
                first=triples.iri(name, GUIDE.firstClass),
                possible_first=triples.iri(name, GUIDE.possibleFirstClass),
                second=triples.iri(name, GUIDE.secondClass),
                possible_second=triples.iri(name, GUIDE.possibleSecondClass),
            )
        )
    return tuple(found)
