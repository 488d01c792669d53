"""The shapes that an engine is given: a graph, the triples of a file, or the files in force together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rdflib import Graph

from reasoner.knowledge.triples import Triples


@dataclass(frozen=True, eq=False)
class InForceShapes:
    """Files of shapes that run together. None refers to a shape of another."""

    parts: tuple[Triples, ...]

    @cached_property
    def graph(self) -> Graph:
        """All of them as one graph."""
        graph = Graph(bind_namespaces="none")
        for triples in self.parts:
            for triple in triples:
                graph.add(triple)
        return graph


Shapes = Graph | Triples | InForceShapes


def shapes_as_graph(shapes: Shapes) -> Graph:
    """The shapes as an rdflib graph."""
    return shapes if isinstance(shapes, Graph) else shapes.graph
