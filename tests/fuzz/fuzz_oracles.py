"""The engines that a trial compares, and the reference with its known errors mended.

pySHACL 0.40.1 parts from SHACL in five places (docs/reference/conformance.md has the sentences): it compares values that
have no order (a boolean and a date, two IRIs), it reads xsd:date without its time zone, it walks the inverse of a sequence
in the wrong order, it lets a blank node pass `sh:minLength 0`, and it stops with an error where sh:lessThan meets a blank
node or a decimal meets NaN. `Mended` puts that right by means of its own: Python's values and a naive walk, not ours. A
trial that pySHACL fails and `Mended` passes counts as one of its errors; a trial that both fail is a mismatch.
"""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unittest import mock

from pyshacl import shape
from pyshacl.constraints.core import property_pair_constraints as pairs
from pyshacl.constraints.core import string_based_constraints as texts
from pyshacl.constraints.core import value_range_constraints as ranges
from rdflib import RDF, SH, BNode, Graph, Literal
from rdflib.term import Node

from reasoner.validation import engine

Report = Counter[tuple[str, ...]]
_PARTS = (
    SH.focusNode, SH.resultPath, SH.value, SH.sourceShape, SH.sourceConstraintComponent, SH.resultSeverity, SH.resultMessage,
)  # fmt: skip


def canonical(report: Graph) -> Report:
    """The results of a report as texts, each as often as it is there; paths by their structure."""
    found: Report = Counter()
    inner = set(report.objects(None, SH.detail))
    for result in report.subjects(RDF.type, SH.ValidationResult):
        if result not in inner:
            found[
                tuple(
                    " ".join(sorted(_text(report, o, p) for o in report.objects(result, p))) for p in _PARTS
                )
            ] += 1
    return found


def _text(graph: Graph, node: Node, predicate: Node) -> str:
    if predicate != SH.resultPath or not isinstance(node, BNode):
        return node.n3()
    inner = sorted(f"{p.n3()} {_text(graph, o, SH.resultPath)}" for p, o in graph.predicate_objects(node))
    return f"[{'; '.join(inner)}]"


class Mended:
    """pySHACL with its known errors put right."""

    name = "pyshacl, mended"

    def report(self, data: Graph, shapes: Graph) -> Graph:
        with mended():
            return engine("pyshacl").report(data, shapes)


@contextmanager
def mended() -> Iterator[None]:
    """Put the known errors of pySHACL right for a while."""
    with (
        mock.patch.object(shape, "value_nodes_from_path", _on_path),
        mock.patch.object(ranges, "compare_literal", _compare),
        mock.patch.object(pairs.LessThanConstraintComponent, "_compare_lt", _less((-1,))),
        mock.patch.object(pairs.LessThanOrEqualsConstraintComponent, "_compare_ltoe", _less((-1, 0))),
        mock.patch.object(texts.MinLengthConstraintComponent, "_evaluate_string_rule", _min_length),
    ):
        yield


def _on_path(shapes: Any, focus: Node, path: Node, data: Any, recursion: int = 0) -> set[Node]:
    """The nodes on a path, from all pairs of nodes that the path joins."""
    held, graph = _plain(shapes.graph), _plain(data)
    nodes = {focus, *graph.subjects(), *graph.objects()}
    return {y for x, y in _pairs(held, path, graph, nodes) if x == focus}


def _plain(held: Any) -> Graph:
    """A graph of rdflib with what pySHACL holds in its own wrapping."""
    graph = Graph(bind_namespaces="none")
    for triple in getattr(held, "impl", held).triples((None, None, None)):
        graph.add(triple[:3])
    return graph


def _pairs(shapes: Graph, path: Node, graph: Graph, nodes: set[Node]) -> set[tuple[Node, Node]]:
    if not isinstance(path, BNode):
        return set(graph.subject_objects(path))
    if (path, RDF.first, None) in shapes:
        parts = [_pairs(shapes, n, graph, nodes) for n in shapes.items(path)]
        return functools.reduce(_joined, parts)
    choice = shapes.value(path, SH.alternativePath)
    if choice is not None:
        return set().union(*(_pairs(shapes, n, graph, nodes) for n in shapes.items(choice)))
    ((predicate, inner),) = shapes.predicate_objects(path)
    once = _pairs(shapes, inner, graph, nodes)
    if predicate == SH.inversePath:
        return {(y, x) for x, y in once}
    none = {(n, n) for n in nodes}
    if predicate == SH.zeroOrOnePath:
        return once | none
    found = once | none if predicate == SH.zeroOrMorePath else once
    while not (more := _joined(found, once)) <= found:
        found |= more
    return found


def _joined(left: set[tuple[Node, Node]], right: set[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    return {(x, z) for x, y in left for w, z in right if y == w}


def _min_length(self: Any, rule: Any, graph: Any, values: dict[Node, list[Node]]) -> tuple[bool, list[Any]]:
    """SHACL 4.4.1: a blank node is reported, whatever the length."""
    found = [
        self.make_v_result(graph, focus, value_node=value)
        for focus, nodes in values.items()
        for value in nodes
        if isinstance(value, BNode) or len(str(value)) < int(rule)
    ]
    return bool(found), found


def _less(orders: tuple[int, ...]) -> Any:
    def run(
        self: Any, values: set[Node], others: set[Node], graph: Any, focus: Node
    ) -> tuple[bool, list[Any]]:
        found = [
            self.make_v_result(graph, focus, value_node=value)
            for value in values
            for other in others
            if _order(value, other) not in orders
        ]
        return bool(found), found

    return run


def _compare(left: Literal, right: Literal) -> int:
    order = _order(left, right)
    if order is None:
        raise TypeError("no order")
    return order


def _order(left: Node, right: Node) -> int | None:
    """The order of two terms by Python's own values; None where SPARQL has none."""
    one, other = _value(left), _value(right)
    if one is None or other is None or one[0] != other[0]:
        return None
    a, b = one[1], other[1]
    if isinstance(a, float) is not isinstance(b, float):
        a, b = float(a), float(b)
    return (a > b) - (a < b)


def _value(node: Node) -> tuple[object, Any] | None:
    if not isinstance(node, Literal) or node.language or node.ill_typed:
        return None
    value = node.value
    if node.datatype is None or isinstance(value, str):
        return ("text", str(node))
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float | Decimal):
        return None if value != value else ("number", value)
    if isinstance(value, datetime.datetime | datetime.time):
        return ((type(value), value.tzinfo is None), value)
    if isinstance(value, datetime.date):
        zone = str(node).strip()[10:]
        start = datetime.datetime.combine(value, datetime.time())
        return (("date", bool(zone)), datetime.datetime.fromisoformat(start.isoformat() + zone))
    return None
