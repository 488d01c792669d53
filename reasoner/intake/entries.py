"""A document that was understood: nodes with their properties, before they are triples or JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import RDF, URIRef
from rdflib.term import Node

from reasoner.errors import Place
from reasoner.intake.grammar import Part, Shape
from reasoner.knowledge.triples import Triple

CONTEXT = "https://w3id.org/guideline-reasoner/case/v1"
"""The one JSON-LD context that a case may name. It is shipped and never fetched."""


@dataclass(slots=True)
class Value:
    """One property of a node. `text` is how the normalised document writes the object."""

    part: Part
    object: Node | Entry
    text: str
    place: Place


@dataclass(slots=True)
class Entry:
    """One node of the case graph. `index` counts it within the list it stands in."""

    iri: URIRef
    shape: Shape
    place: Place
    values: list[Value] = field(default_factory=list)

    def walk(self) -> Iterator[Entry]:
        """This node and every node below it, in the order of the document."""
        yield self
        for value in self.values:
            if isinstance(value.object, Entry):
                yield from value.object.walk()

    def triples(self) -> Iterator[tuple[Triple, Place]]:
        """The triples of this node and those below it, each with its place."""
        for entry in self.walk():
            if entry.shape.type is not None:
                yield (entry.iri, RDF.type, entry.shape.type), entry.place
            for value in entry.values:
                target = value.object.iri if isinstance(value.object, Entry) else value.object
                yield (entry.iri, value.part.path, target), value.place

    def jsonld(self) -> dict[str, object]:
        """The node in the normalised form: absolute names, one key a property, every value a string."""
        found: dict[str, object] = {"id": str(self.iri)}
        if self.shape.type is not None:
            found["type"] = str(self.shape.type).rpartition("#")[2]
        for value in self.values:
            told = value.object.jsonld() if isinstance(value.object, Entry) else value.text
            before = found.get(value.part.name)
            if before is None:
                found[value.part.name] = told
            elif isinstance(before, list):
                before.append(told)
            else:
                found[value.part.name] = [before, told]
        return found


class Places:
    """Where the file tells a node, or one triple of it."""

    def __init__(self, name: str, nodes: dict[URIRef, Place], triples: dict[Triple, Place]) -> None:
        self.name = name
        self.nodes = nodes
        self._triples = triples

    def of(self, subject: Node, predicate: Node | None = None, obj: Node | None = None) -> Place:
        """The place of a triple if it is known, else of its node, else the file."""
        if predicate is not None and obj is not None:
            found = self._triples.get((subject, predicate, obj))
            if found is not None:
                return found
        found = self.nodes.get(subject) if isinstance(subject, URIRef) else None
        return found or Place(self.name)
