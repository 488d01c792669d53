"""A document that was understood: nodes with their properties, before they are triples or JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import Place
from reasoner.intake.grammar import Part, Shape
from reasoner.intake.node_values import NodeValues, property_name, typed
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

    def values_of(self) -> NodeValues:
        """The typed values of this node and of those below it."""
        found = NodeValues(str(self.iri), self.iri)
        for value in self.values:
            if isinstance(value.object, Entry):
                told: object = value.object.values_of()
            elif isinstance(value.object, Literal):
                told = typed(value.part, str(value.object))
            else:
                told = value.object
            found.of.setdefault(property_name(value.part.path), []).append(told)
        return found

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
    """Where the file tells a node, or one value of it."""

    def __init__(self, name: str, case: Entry) -> None:
        self.name = name
        self._case = case

    @classmethod
    def nowhere(cls, shape: Shape) -> Places:
        """Places of a case whose document is not at hand, or where a problem stands is nobody's question."""
        return cls("", Entry(URIRef(""), shape, Place("")))

    @cached_property
    def _entries(self) -> dict[URIRef, Entry]:
        return {entry.iri: entry for entry in self._case.walk()}

    @property
    def nodes(self) -> dict[URIRef, Place]:
        """The place of each node."""
        return {iri: entry.place for iri, entry in self._entries.items()}

    def of(self, node: URIRef, path: URIRef | None = None, obj: Node | None = None) -> Place:
        """The place of a value of a node (of the first one where none is named), else of the node, else the file."""
        entry = self._entries.get(node)
        if entry is None:
            return Place(self.name)
        told = [v for v in entry.values if v.part.path == path and obj in (None, v.object)]
        return min(told, key=lambda v: v.text).place if told else entry.place
