"""The evidence graph of one service: record items → facts → criteria → determination, as a networkx graph.

Only what is open is in it, or nobody could read it. Criteria of which the record says nothing at all are one
node per document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from reasoner.model.ledger import ChartItem, FactUsed, Status
from reasoner.report import words
from reasoner.report.parts import plain
from reasoner.report.selection import Ground, ServiceLedger, chart_items, deciding

KINDS = ("record", "fact", "criterion", "determination")
_DRAWN = (Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED)

if TYPE_CHECKING:
    EvidenceGraph = nx.DiGraph[str]


def evidence_graph(service: ServiceLedger) -> EvidenceGraph:
    """The graph. Node attributes: kind (one of KINDS), text, note, status (of a criterion, else empty)."""
    graph: EvidenceGraph = nx.DiGraph()
    silent: dict[str, list[Ground]] = {}
    for ground in deciding(service):
        if ground.row.status not in _DRAWN:
            continue
        answer = _determination(graph, ground)
        if not chart_items(ground.row) and ground.row.status is Status.NOT_DOCUMENTED:
            silent.setdefault(answer, []).append(ground)
            continue
        criterion = f"criterion {ground.guideline.iri} {ground.row.iri}"
        note = ground.row.margin or words.STATUS[ground.row.status]
        _node(graph, criterion, "criterion", ground.row.label, note, ground.row.status.value)
        graph.add_edge(criterion, answer)
        for fact in ground.row.facts:
            if fact.follows:
                graph.add_edge(_fact(graph, fact), criterion)
    for answer, grounds in silent.items():
        node = f"silent {answer}"
        count = f"{len(grounds)} criteria" if len(grounds) > 1 else grounds[0].row.label
        _node(
            graph, node, "criterion", f"{count}: the record says nothing", "Not documented", "not-documented"
        )
        graph.add_edge(node, answer)
    return graph


def _determination(graph: EvidenceGraph, ground: Ground) -> str:
    node = f"determination {ground.guideline.iri}"
    found = ground.guideline.determination
    text = words.DETERMINATION[found] if found is not None else "No determination"
    _node(graph, node, "determination", text, ground.guideline.short or ground.guideline.title, "")
    return node


def _fact(graph: EvidenceGraph, fact: FactUsed) -> str:
    node = f"fact {fact.name} {fact.value}"
    _node(graph, node, "fact", fact.label, fact.value, "")
    for item in fact.follows:
        graph.add_edge(_item(graph, item), node)
    return node


def _item(graph: EvidenceGraph, item: ChartItem) -> str:
    node = f"record {item.node}"
    told = f"“{item.words}”" if item.words else item.text or item.node
    where = ", ".join(part for part in (item.document, f"page {item.page}" if item.page else "") if part)
    _node(
        graph,
        node,
        "record",
        told,
        where or plain(words.chart(item)) if item.words else where or item.node,
        "",
    )
    return node


def _node(graph: EvidenceGraph, node: str, kind: str, text: str, note: str, status: str) -> None:
    if node not in graph:
        graph.add_node(node, kind=kind, text=text, note=note, status=status)
