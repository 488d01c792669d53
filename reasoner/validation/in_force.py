"""Which shapes run: those of the groups in force, and those that look at the case itself."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rdflib import Graph

from reasoner.knowledge import Group
from reasoner.knowledge.triples import Triples


def shapes_graph(groups: Iterable[Group], case_shapes: Triples) -> Graph:
    """One shapes graph of the files in force and the shapes over cases; nothing else runs.

    Cases of one payer and year share it, so the last few are kept. Read it, do not change it.
    """
    return _joined((*(group.triples for group in groups), case_shapes))


@lru_cache(maxsize=8)
def _joined(parts: tuple[Triples, ...]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triples in parts:
        for triple in triples:
            graph.add(triple)
    return graph
