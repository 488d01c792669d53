"""Fact declarations: which facts are made, by which template, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from reasoner.errors import KnowledgeError
from reasoner.knowledge.triples import Triples
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """One declared fact. `parameters` maps the local name of a guide: property to its sorted values."""

    name: URIRef
    label: str
    definition: str
    template: str
    focus: URIRef
    parameters: Mapping[str, tuple[Node, ...]]
    document: URIRef | None = None

    def terms(self, parameter: str) -> tuple[URIRef, ...]:
        """The values of a parameter that are terms."""
        return tuple(v for v in self.parameters.get(parameter, ()) if isinstance(v, URIRef))

    def term(self, parameter: str) -> URIRef | None:
        """The first term of a parameter, or None."""
        found = self.terms(parameter)
        return found[0] if found else None

    def flag(self, parameter: str) -> bool:
        """Whether a parameter is told to be true."""
        return any(str(v) == "true" for v in self.parameters.get(parameter, ()))

    def text(self, parameter: str) -> str:
        """The first value of a parameter as text, or the empty string."""
        found = self.parameters.get(parameter, ())
        return str(found[0]) if found else ""

    @property
    def unit(self) -> str:
        """The local name of the unit: day, month, percent, point; empty for a status or a count."""
        return self.text("unit").rpartition("#")[2]


def read_declarations(triples: Triples, document: URIRef | None = None) -> tuple[FactDeclaration, ...]:
    """Every fact declaration in some triples, sorted by name."""
    return tuple(
        _declaration(triples, s, document) for s in triples.subjects(RDF.type, GUIDE.FactDeclaration)
    )


def _declaration(triples: Triples, subject: Node, document: URIRef | None) -> FactDeclaration:
    template = triples.iri(subject, GUIDE.template)
    if not isinstance(subject, URIRef) or template is None:
        raise KnowledgeError(f"The fact {subject} has no template.")
    parameters = {
        str(p).rpartition("#")[2]: triples.objects(subject, p)
        for p in triples.predicates(subject)
        if str(p).startswith(str(GUIDE))
    }
    return FactDeclaration(
        name=subject,
        label=triples.text(subject, RDFS.label),
        definition=triples.text(subject, SKOS.definition),
        template=str(template).rpartition("#")[2],
        focus=triples.iri(subject, GUIDE.focus) or GUIDE.Service,
        parameters=parameters,
        document=document,
    )
