"""What inference yields: the classes of every act and line, every fact, and both as an RDF graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError
from reasoner.model.facts import Fact, FactValue
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import curie

DERIVED_FROM = URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
TRUE = Literal("true", datatype=XSD.boolean, normalize=False)


@dataclass(frozen=True)
class Inferred:
    """The classes and facts of one case. `facts` is sorted by focus and name."""

    types: Mapping[URIRef, frozenset[URIRef]]
    facts: tuple[Fact, ...]
    reasons: Mapping[tuple[URIRef, URIRef], tuple[URIRef | str, ...]] = field(repr=False)

    @cached_property
    def _by_name(self) -> dict[tuple[URIRef, URIRef], Fact]:
        return {(fact.focus, fact.name): fact for fact in self.facts}

    def fact(self, focus: URIRef, name: URIRef) -> Fact:
        """The fact of a focus node. Raises KnowledgeError where no such fact is declared for it."""
        found = self._by_name.get((focus, name))
        if found is None:
            raise KnowledgeError(f"There is no fact {curie(name)} of {focus}.")
        return found

    def why(self, node: URIRef, name: URIRef) -> tuple[URIRef | str, ...]:
        """From what the class of a node follows: terms and nodes of the case; empty where it has it not."""
        return self.reasons.get((node, name), ())

    @cached_property
    def graph(self) -> Graph:
        """The classes and facts as RDF; the chart itself is not in it.

        A prior procedure keeps only what it is told to be: criteria target classes of requested services, and
        what was done before is not under review.
        """
        graph = Graph(bind_namespaces="none")
        for node in sorted(self.types):
            if GUIDE.PriorProcedure not in self.types[node]:
                graph.addN((node, RDF.type, name, graph) for name in sorted(self.types[node]))
        for fact in self.facts:
            graph.addN((s, p, o, graph) for s, p, o in _triples(fact))
        return graph


def _triples(fact: Fact) -> list[tuple[Node, Node, Node]]:
    value: FactValue = fact.value
    found: list[tuple[Node, Node, Node]] = [
        (fact.focus, fact.name, fact.iri),
        (fact.iri, RDF.type, GUIDE.Fact),
    ]
    if value.status is not None:
        found.append((fact.iri, GUIDE.status, value.status.iri))
    if value.at_least is not None:
        found.append((fact.iri, GUIDE.atLeast, decimal_literal(value.at_least)))
    if value.at_most is not None:
        found.append((fact.iri, GUIDE.atMost, decimal_literal(value.at_most)))
    if value.conflicting:
        found.append((fact.iri, GUIDE.conflicting, TRUE))
    found += [(fact.iri, DERIVED_FROM, node) for node in value.follows]
    return found


@lru_cache(maxsize=4096)
def decimal_literal(value: Decimal) -> Literal:
    """An xsd:decimal in one form: without an exponent, with a point, without idle zeros."""
    text = format(value.normalize(), "f")
    return Literal(text if "." in text else f"{text}.0", datatype=XSD.decimal, normalize=False)
