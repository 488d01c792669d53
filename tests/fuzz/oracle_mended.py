"""pySHACL with the errors mended that docs/reference/conformance.md lists, so that they do not drown others.

A pair of values that pySHACL compares rightly is still compared by pySHACL; only the listed kinds of pairs are taken from
it (`unsound`). The order here is written from the text and shares nothing with the compiled engines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyshacl.constraints.core.property_pair_constraints as pairs
import pyshacl.constraints.core.string_based_constraints as strings
import pyshacl.constraints.core.value_constraints as terms
import pyshacl.constraints.core.value_range_constraints as ranges
from pyshacl import shape
from rdflib import RDF, SH, XSD, BNode, Graph, Literal
from rdflib.term import Node

from reasoner.validation.pyshacl_engine import PyShacl

_WHOLE = {
    XSD.integer: None, XSD.nonNegativeInteger: (0, None), XSD.int: (-(2**31), 2**31 - 1), XSD.byte: (-128, 127),
}  # fmt: skip
_STAMP = re.compile(r"(?:(\d{4}-\d\d-\d\d))?T?(?:(\d\d):(\d\d):(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_CALENDAR = {XSD.date, XSD.dateTime, XSD.time}
_KNOWN = {*_WHOLE, *_CALENDAR, XSD.decimal, XSD.double, XSD.float, XSD.boolean}
Value = tuple[str, Any]


def value(node: Node) -> Value | None:
    """The family and the value of a term, or None where nothing can be compared with it."""
    if not isinstance(node, Literal) or node.language:
        return None
    text, kind = str(node), node.datatype
    if kind is None:
        return "string", text
    if kind == XSD.boolean:
        return ("boolean", text in ("true", "1")) if text in ("true", "false", "1", "0") else None
    if kind in _WHOLE:
        if not re.fullmatch(r"[+-]?[0-9]+", text):
            return None
        low, high = _WHOLE[kind] or (None, None)
        number = int(text)
        return (
            ("number", number)
            if (low is None or number >= low) and (high is None or number <= high)
            else None
        )
    if kind == XSD.decimal:
        return ("number", Decimal(text)) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text) else None
    if kind in (XSD.double, XSD.float):
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", text) or text == "NaN":
            return None
        return "number", float(text)
    return _stamp(text, kind) if kind in _CALENDAR else None


def _stamp(text: str, kind: Node) -> Value | None:
    match = _STAMP.fullmatch(text)
    if match is None:
        return None
    day, hour, minute, second, part, zone = match.groups()
    wanted = {XSD.date: (True, False), XSD.dateTime: (True, True), XSD.time: (False, True)}[kind]  # type: ignore[index]
    if (day is not None, hour is not None) != wanted or ("T" in text) != all(wanted):
        return None
    try:
        start = datetime.fromisoformat(day or "2000-01-02")
        if hour == "24" and (minute, second, float(part or 0)) == ("00", "00", 0.0):
            start, hour = start + timedelta(days=bool(day)), "00"
        start = start.replace(hour=int(hour or 0), minute=int(minute or 0), second=int(second or 0))
    except ValueError:
        return None
    start += timedelta(seconds=float(part or 0))
    if zone is None:
        return f"{kind}", start
    sign = -1 if zone[0] == "-" else 1
    away = timedelta() if zone == "Z" else sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
    return f"{kind} in a zone", start - away


def order(left: Node, right: Node) -> int | None:
    """-1, 0, 1, or None where the two cannot be compared."""
    a, b = value(left), value(right)
    if a is None or b is None or a[0] != b[0]:
        return None
    x, y = a[1], b[1]
    if isinstance(x, float) is not isinstance(y, float):
        x, y = float(x), float(y)
    return 0 if x == y else 1 if x > y else -1


def unsound(left: Node, right: Node) -> str:
    """Why pySHACL's comparison of a pair is known to be wrong; empty where it is trusted."""
    a, b = value(left), value(right)
    if a is None or b is None:
        return "a term that has no place in any order"
    if a[0] != b[0]:
        return "values of two families"
    if a[0] == f"{XSD.date} in a zone":
        return "dates in time zones"
    if "T24:" in f"{left} {right}":
        return "the midnight that is written 24:00:00"
    return ""


def misread(node: Node) -> bool:
    """Whether rdflib takes a text for one of its datatype that is none (1e0 as a decimal), or the other way (24:00:00)."""
    if not isinstance(node, Literal) or node.datatype not in _KNOWN:
        return False
    return (value(node) is not None or str(node) == "NaN") is bool(node.ill_typed)


def turned(shapes: Graph, path: Node) -> bool:
    """Whether a path has the inverse of a path of several steps in it, which pySHACL walks in the wrong order."""
    if not isinstance(path, BNode):
        return False
    inverse = any(isinstance(o, BNode) for o in shapes.objects(path, SH.inversePath))
    return inverse or any(turned(shapes, o) for o in shapes.objects(path))


def _plain(held: Any) -> Graph:
    """A graph of rdflib with what pySHACL holds in a wrapping of its own."""
    graph = Graph(bind_namespaces="none")
    for triple in getattr(held, "impl", held).triples((None, None, None)):
        graph.add(triple[:3])
    return graph


def joined(shapes: Graph, path: Node, data: Graph, nodes: set[Node]) -> set[tuple[Node, Node]]:
    """All pairs of nodes that a path joins, by its definition in SPARQL 18.4."""
    if not isinstance(path, BNode):
        return set(data.subject_objects(path))
    if (path, RDF.first, None) in shapes:
        first, *rest = [joined(shapes, p, data, nodes) for p in shapes.items(path)]
        for other in rest:
            first = _beside(first, other)
        return first
    for head in shapes.objects(path, SH.alternativePath):
        return {pair for p in shapes.items(head) for pair in joined(shapes, p, data, nodes)}
    ((kind, inner),) = shapes.predicate_objects(path)
    once = joined(shapes, inner, data, nodes)
    if kind == SH.inversePath:
        return {(y, x) for x, y in once}
    found = once if kind == SH.oneOrMorePath else once | {(n, n) for n in nodes}
    while kind != SH.zeroOrOnePath and not (more := _beside(found, once)) <= found:
        found = found | more
    return found


def _beside(left: set[tuple[Node, Node]], right: set[tuple[Node, Node]]) -> set[tuple[Node, Node]]:
    return {(x, z) for x, y in left for w, z in right if y == w}


@contextmanager
def mended() -> Iterator[set[str]]:
    """pySHACL as the text has it, within the block; gives the set of errors that were met."""
    met: set[str] = set()
    held = (ranges.compare_literal, pairs.LessThanConstraintComponent._compare_lt,
            pairs.LessThanOrEqualsConstraintComponent._compare_ltoe)  # fmt: skip

    def compare(left: Node, right: Node) -> int:
        why = unsound(left, right)
        if not why:
            return int(held[0](left, right))
        met.add(why)
        told = order(left, right)
        if told is None:
            raise TypeError(why)
        return told

    def of_pairs(original: Callable[..., Any], wanted: tuple[int, ...]) -> Callable[..., Any]:
        def run(
            self: Any, nodes: set[Node], others: set[Node], data: Graph, focus: Node
        ) -> tuple[bool, list[Any]]:
            reports: list[Any] = []
            for node in nodes:
                for other in others:
                    why = unsound(node, other)
                    if not why:
                        reports += original(self, {node}, {other}, data, focus)[1]
                        continue
                    met.add(why)
                    if order(node, other) not in wanted:
                        reports.append(self.make_v_result(data, focus, value_node=node))
            return bool(reports), reports

        return run

    def of_length(self: Any, rule: Any, data: Graph, values: dict[Node, Any]) -> tuple[bool, list[Any]]:
        """sh:minLength 0 still forbids blank nodes."""
        failed, reports = shortest(self, rule, data, values)
        if int(rule) == 0:
            blank = [(f, v) for f, nodes in values.items() for v in nodes if isinstance(v, BNode)]
            met.update("sh:minLength 0 beside a blank node" for _ in blank)
            reports = [*reports, *(self.make_v_result(data, f, value_node=v) for f, v in blank)]
        return failed or bool(reports), reports

    def of_datatype(
        self: Any, executor: Any, data: Graph, values: dict[Node, Any], way: Any
    ) -> tuple[bool, list[Any]]:
        trusted = {f: [v for v in nodes if not misread(v)] for f, nodes in values.items()}
        _, reports = typed(self, executor, data, trusted, way)
        for focus, nodes in values.items():
            for node in nodes:
                if isinstance(node, Literal) and misread(node):
                    met.add("a text that rdflib misreads")
                    if node.datatype != self.datatype_rule or value(node) is None:
                        reports.append(self.make_v_result(data, focus, value_node=node))
        return not reports, reports

    def of_path(sg: Any, focus: Node, path: Node, data: Graph, recursion: int = 0) -> set[Node]:
        shapes = _plain(sg.graph) if isinstance(path, BNode) else Graph()
        if not turned(shapes, path):
            return set(walked(sg, focus, path, data, recursion=recursion))
        met.add("the inverse of a path of several steps")
        graph = _plain(data)
        nodes = {focus, *graph.subjects(), *graph.objects()}
        return {y for x, y in joined(shapes, path, graph, nodes) if x == focus}

    walked = shape.value_nodes_from_path
    shape.value_nodes_from_path = of_path
    typed = terms.DatatypeConstraintComponent.evaluate
    terms.DatatypeConstraintComponent.evaluate = of_datatype
    shortest = strings.MinLengthConstraintComponent._evaluate_string_rule
    strings.MinLengthConstraintComponent._evaluate_string_rule = of_length
    ranges.compare_literal = compare
    pairs.LessThanConstraintComponent._compare_lt = of_pairs(held[1], (-1,))
    pairs.LessThanOrEqualsConstraintComponent._compare_ltoe = of_pairs(held[2], (-1, 0))
    try:
        yield met
    finally:
        shape.value_nodes_from_path = walked
        terms.DatatypeConstraintComponent.evaluate = typed
        strings.MinLengthConstraintComponent._evaluate_string_rule = shortest
        ranges.compare_literal = held[0]
        pairs.LessThanConstraintComponent._compare_lt = held[1]
        pairs.LessThanOrEqualsConstraintComponent._compare_ltoe = held[2]


class Mended(PyShacl):
    """The reference engine without its listed errors."""

    met: frozenset[str] = frozenset()

    def report(self, data: Any, shapes: Any) -> Graph:
        """The report; `met` says afterwards which errors would have shown."""
        with mended() as met:
            found = super().report(data, shapes)
        self.met = frozenset(met)
        return found
