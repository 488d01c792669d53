"""The picture: only what is open, each node once, nothing drawn over anything else."""

from __future__ import annotations

import re

from sample import SAMPLE, hostile

from reasoner.report.drawing import draw
from reasoner.report.evidence_graph import evidence_graph
from reasoner.report.selection import services

DETERMINATION = "Does not meet criteria"


def test_the_graph_holds_what_is_open_and_nothing_else() -> None:
    graph = evidence_graph(services(SAMPLE)[0])
    held = {(data["kind"], data["text"]) for _, data in graph.nodes(data=True)}
    assert held == {
        ("determination", DETERMINATION),
        ("criterion", "Relief from the first diagnostic block"),
        ("criterion", "No radiculopathy"),
        ("criterion", "Duration of conservative care"),
        ("criterion", "Interval between blocks"),
        ("criterion", "Submitted diagnosis agrees with the chart"),
        ("criterion", "7 criteria: the record says nothing"),
        ("fact", "relief of index pain from the block it repeats"),
        ("fact", "radiculopathy"),
        ("fact", "length of conservative care"),
        ("fact", "days since the first block"),
        ("fact", "claim and chart"),
        ("record", "“no relief from the facet block”"),
        ("record", "“radicular pain resolved after the epidural”"),
        ("record", "“radicular pain down the right leg to behind the knee”"),
        ("record", "exercise and/or drugs and/or physical therapy, failed, no dates"),
    }


def test_edges_go_from_the_record_to_the_determination() -> None:
    graph = evidence_graph(services(SAMPLE)[0])
    kinds = {(graph.nodes[a]["kind"], graph.nodes[b]["kind"]) for a, b in graph.edges()}
    assert kinds == {("record", "fact"), ("fact", "criterion"), ("criterion", "determination")}
    ends = [node for node in graph if graph.out_degree(node) == 0]
    assert [graph.nodes[node]["text"] for node in ends] == [DETERMINATION]


def test_boxes_do_not_overlap_and_lie_in_the_picture() -> None:
    svg = draw(evidence_graph(services(SAMPLE)[0]), "title")
    width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)[0])
    pattern = r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'
    boxes = [tuple(map(float, box)) for box in re.findall(pattern, svg)]
    assert len(boxes) == 16
    for number, (x, y, w, h) in enumerate(boxes):
        assert 0 <= x <= x + w <= width
        assert 20 <= y <= y + h <= height
        for ox, oy, ow, oh in boxes[number + 1 :]:
            assert x + w <= ox or ox + ow <= x or y + h <= oy or oy + oh <= y


def test_the_drawing_is_the_same_every_time_and_escapes() -> None:
    graph = evidence_graph(services(hostile())[0])
    svg = draw(graph, '"><script>')
    assert svg == draw(evidence_graph(services(hostile())[0]), '"><script>')
    assert "<script" not in svg
