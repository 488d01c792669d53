"""A layered drawing of an evidence graph as inline SVG: no library, no script, the same bytes every time."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from reasoner.report.parts import clean

if TYPE_CHECKING:
    from reasoner.report.evidence_graph import EvidenceGraph

_KINDS = ("record", "fact", "criterion", "determination")
_HEADS = ("The record says", "Fact", "Criterion", "Determination")
_WIDTH, _GAP, _TOP = 164, 34, 26
_LINE, _PADDING, _SPACE, _SIGNS, _LINES = 14, 8, 14, 27, 4
_SWEEPS = 4


@dataclass(slots=True)
class _Box:
    """One node with its place: `x`, `y` is the upper left corner."""

    node: str
    kind: int
    text: list[str]
    note: list[str]
    full: str
    status: str
    x: float = 0.0
    y: float = 0.0

    @property
    def height(self) -> float:
        return _LINE * (len(self.text) + len(self.note)) + 2 * _PADDING

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(graph: EvidenceGraph, title: str) -> str:
    """The drawing, 4 columns from left to right; every text in it is escaped. Width follows the page."""
    boxes = {node: _box(node, data) for node, data in graph.nodes(data=True)}
    columns = [[box for box in boxes.values() if box.kind == kind] for kind in range(len(_KINDS))]
    _order(graph, boxes, columns)
    height = max((box.y + box.height for box in boxes.values()), default=_TOP) + _SPACE
    width = len(_KINDS) * _WIDTH + (len(_KINDS) - 1) * _GAP + 2
    drawn = [_edge(boxes[start], boxes[end]) for start, end in graph.edges()]
    drawn += [_shape(box) for column in columns for box in column]
    heads = [
        f'<text class="head" x="{kind * (_WIDTH + _GAP) + 1}" y="14">{escape(head)}</text>'
        for kind, head in enumerate(_HEADS)
    ]
    return (
        f'<svg class="evidence" role="img" viewBox="0 0 {width} {height:.0f}" '
        f'aria-label="{escape(clean(title), quote=True)}. The table below says the same in words.">'
        + "".join(heads + drawn)
        + "</svg>"
    )


def _box(node: str, data: dict[str, str]) -> _Box:
    text, note = _wrap(clean(data["text"])), _wrap(clean(data["note"]))[:2]
    full = f"{clean(data['text'])} ({clean(data['note'])})"
    return _Box(node, _KINDS.index(data["kind"]), text, note, full, data["status"])


def _wrap(text: str) -> list[str]:
    """Lines of at most _SIGNS signs, at most _LINES of them; a long word is cut, the rest is an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        while len(word) > _SIGNS:
            lines.append(word[: _SIGNS - 1] + "-")
            word = word[_SIGNS - 1 :]
        if lines and len(lines[-1]) + 1 + len(word) <= _SIGNS:
            lines[-1] += " " + word
        else:
            lines.append(word)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _SIGNS - 1] + "…"]
    return lines


def _order(graph: EvidenceGraph, boxes: dict[str, _Box], columns: list[list[_Box]]) -> None:
    """Place the boxes; each column is sorted by the mean height of its neighbours, back and forth."""
    for number, column in enumerate(columns):
        for box in column:
            box.x = number * (_WIDTH + _GAP) + 1
        _stack(column)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for column in reversed(columns) if forth else columns:
            near = graph.successors if forth else graph.predecessors
            means = {
                box.node: _mean([boxes[other].middle for other in near(box.node)], box.middle)
                for box in column
            }
            column.sort(key=lambda box: (means[box.node], box.y))
            _stack(column)
    tallest = max((_extent(column) for column in columns), default=0.0)
    for column in columns:
        for box in column:
            box.y += (tallest - _extent(column)) / 2


def _stack(column: list[_Box]) -> None:
    y = float(_TOP)
    for box in column:
        box.y = y
        y += box.height + _SPACE


def _extent(column: list[_Box]) -> float:
    return sum(box.height + _SPACE for box in column)


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _edge(start: _Box, end: _Box) -> str:
    x1, x2 = start.x + _WIDTH, end.x
    bend = (x2 - x1) / 2
    return (
        f'<path class="edge" d="M{x1:.0f} {start.middle:.1f} C{x1 + bend:.0f} {start.middle:.1f} '
        f'{x2 - bend:.0f} {end.middle:.1f} {x2:.0f} {end.middle:.1f}"/>'
    )


def _shape(box: _Box) -> str:
    role = f"box {_KINDS[box.kind]}" + (f" is-{box.status}" if box.status else "")
    words = [(text, "") for text in box.text] + [(note, ' class="note"') for note in box.note]
    texts = "".join(
        f'<tspan{style} x="{box.x + _PADDING:.0f}" y="{box.y + _PADDING + _LINE * (number + 0.8):.1f}">'
        f"{escape(text)}</tspan>"
        for number, (text, style) in enumerate(words)
    )
    return (
        f'<g class="{role}"><title>{escape(box.full)}</title><rect x="{box.x:.0f}" y="{box.y:.1f}" '
        f'width="{_WIDTH}" height="{box.height:.1f}" rx="4"/><text>{texts}</text></g>'
    )
