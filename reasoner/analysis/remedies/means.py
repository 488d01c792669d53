"""How what is lacking is had, and with which effort: data of the criterion, the fact, its concepts, its template."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import SKOS

from reasoner.errors import KnowledgeError
from reasoner.knowledge import Criterion, FactDeclaration, Library
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, slots=True)
class Means:
    """A means of the vocabulary: what it is called, what to do, and its place in the order of effort."""

    name: str
    label: str
    text: str
    effort: int

    @classmethod
    def of(cls, library: Library, term: URIRef) -> Means:
        """The means that a term stands for. Raises KnowledgeError where it has no effort."""
        vocabulary = library.vocabulary
        effort = vocabulary.text(term, GUIDE.effort)
        if not effort.isdigit():
            raise KnowledgeError(f"{term} is no means: it has no guide:effort.")
        return cls(
            str(term).rpartition("#")[2],
            vocabulary.text(term, RDFS.label),
            vocabulary.text(term, SKOS.definition),
            int(effort),
        )


def in_order(library: Library) -> tuple[tuple[str, ...], ...]:
    """The labels of all means, those of the least effort first."""
    found: dict[int, list[str]] = {}
    for term in library.vocabulary.triples.subjects(RDF.type, GUIDE.Means):
        means = Means.of(library, URIRef(str(term)))
        found.setdefault(means.effort, []).append(means.label)
    return tuple(tuple(sorted(found[effort])) for effort in sorted(found))


def means_of(library: Library, criterion: Criterion, declaration: FactDeclaration) -> Means:
    """How a document for a fact is had: as the criterion says, else the fact, its concepts and scales, its template.

    Raises KnowledgeError where nothing says so.
    """
    told = criterion.had_by or declaration.term("hadBy") or _of_terms(library, declaration)
    told = told or library.vocabulary.triples.iri(GUIDE[declaration.template], GUIDE.hadBy)
    if told is None:
        raise KnowledgeError(f"Nothing says how the fact {declaration.name} is had.")
    return Means.of(library, told)


def _of_terms(library: Library, declaration: FactDeclaration) -> URIRef | None:
    """What the concepts or scales of a fact say, or what lies above them; of several that differ the least effort."""
    triples, vocabulary = library.vocabulary.triples, library.vocabulary
    found: list[URIRef] = []
    for parameter in ("concept", "member", "scaleClass"):
        for term in declaration.terms(parameter):
            own = triples.iri(term, GUIDE.hadBy)
            above = (triples.iri(a, GUIDE.hadBy) for a in sorted(vocabulary.ancestors(term), key=str))
            told = own or next((a for a in above if a is not None), None)
            if told is not None:
                found.append(told)
    return min(found, key=lambda term: (Means.of(library, term).effort, str(term)), default=None)
