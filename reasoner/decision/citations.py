"""Citations as values: the place in a document, how well it is confirmed, and what was read into it."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import DCTERMS, RDFS, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from reasoner.knowledge import Library
from reasoner.knowledge.triples import Triples
from reasoner.model.ledger import Citation
from reasoner.vocabulary import GUIDE


def citation(library: Library, triples: Triples, node: URIRef) -> Citation:
    """The citation that a node of some triples describes; made once for a library."""
    key = (citation, triples, node)
    found: Citation | None = library.kept.get(key)
    if found is None:
        found = library.kept[key] = _citation(library, triples, node)
    return found


def _citation(library: Library, triples: Triples, node: URIRef) -> Citation:
    source = triples.iri(node, GUIDE.document) or node
    return Citation(
        source=_short_id(source),
        title=source_title(library, triples, source),
        version=triples.text(node, GUIDE.version),
        section=triples.text(node, GUIDE.section),
        clauses=tuple(str(o) for o in triples.objects(node, GUIDE.clause)),
        confidence=confidence(library, triples.iri(node, GUIDE.confidence)),
        remark=" ".join(str(o) for o in triples.objects(node, GUIDE.remark)),
        confirmed_on=triples.text(node, GUIDE.confirmedOn),
        interpretation=" ".join(str(o) for o in triples.objects(node, GUIDE.interpretation)),
    )


def citations(library: Library, triples: Triples, nodes: Iterable[Node]) -> tuple[Citation, ...]:
    """The citations of some nodes, in order, each once."""
    return tuple(dict.fromkeys(citation(library, triples, n) for n in nodes if isinstance(n, URIRef)))


def sources_of(library: Library, triples: Triples, subject: Node) -> tuple[Citation, ...]:
    """The citations that a subject names by dct:source."""
    return citations(library, triples, triples.iris(subject, DCTERMS.source))


def confidence(library: Library, term: URIRef | None) -> str:
    """The code of a confidence; what has none counts as unconfirmed."""
    if term is None:
        return "KNOWN"
    return library.vocabulary.text(term, SKOS.notation) or "KNOWN"


def source_title(library: Library, triples: Triples, source: URIRef) -> str:
    """The short name of a document or evidence source."""
    document = library.document(source)
    if document is not None:
        return document.short
    for held in (library.vocabulary.triples, triples):
        for predicate in (GUIDE.shortName, RDFS.label):
            found = held.text(source, predicate)
            if found:
                return found
    return _short_id(source)


def _short_id(source: URIRef) -> str:
    text = str(source).removesuffix("/guideline")
    return text.replace("#", "/").rstrip("/").rsplit("/", 1)[-1]
