"""Which shapes run: those of the groups in force, and those that look at the case itself."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph

from reasoner.knowledge import Group
from reasoner.knowledge.triples import Triples


def shapes_graph(groups: Iterable[Group], case_shapes: Triples) -> Graph:
    """One shapes graph of the files in force and the shapes over cases; nothing else runs."""
    graph = Graph(bind_namespaces="none")
    for triples in (*(group.triples for group in groups), case_shapes):
        for triple in triples:
            graph.add(triple)
    return graph
