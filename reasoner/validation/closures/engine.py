"""The engine of the closures: one graph at a time, in microseconds a check. The default of a review."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.metadata import version
from typing import Protocol, runtime_checkable

from rdflib import Graph
from rdflib.term import Node

from reasoner.validation.closures.index import Index
from reasoner.validation.closures.paths import Walk, walk
from reasoner.validation.closures.rows import Reported, reported
from reasoner.validation.compiled import Compiled, compiled
from reasoner.validation.engine import Data, Finding, data_as_graph
from reasoner.validation.plan.algebra import Check, Focus
from reasoner.validation.results import Result, to_findings, to_report
from reasoner.validation.shacl.tree import Targets
from reasoner.validation.shapes import Shapes


@cache
def _version() -> str:
    """Reading it takes a tenth of a millisecond and more."""
    return version("guideline-reasoner")


class Closures:
    """Compiled Python functions over an index of one graph."""

    def __init__(self) -> None:
        self.name = f"closures {_version()}"

    def report(self, data: Data, shapes: Shapes) -> Graph:
        """The validation report."""
        return to_report(_run(compiled(shapes), data))

    def findings(self, data: Data, shapes: Shapes) -> tuple[Finding, ...]:
        """The results, sorted. Raises EngineError on a focus or source shape without a name."""
        return to_findings(_run(compiled(shapes), data))


def _run(held: Compiled, data: Data) -> list[Result]:
    index = data.index(held) if isinstance(data, Indexed) else Index(data_as_graph(data), held.reads)
    found: list[Result] = []
    for nodes, checks in runners(held):
        focus = nodes(index)
        for node in focus:
            for check, rows in checks:
                for value, path in rows(index, node):
                    found.append(Result(check, node, value, path))
    return found


@runtime_checkable
class Indexed(Protocol):
    """Data that is indexed already."""

    def index(self, plan: Compiled) -> Index:
        """What a plan reads of it."""
        ...


Runner = tuple[Callable[[Index], list[Node]], tuple[tuple[Check, Reported], ...]]


@lru_cache(maxsize=1024)
def runners(held: Compiled) -> tuple[Runner, ...]:
    """The checks of a plan, those with one focus together: its nodes are found once for all of them."""
    by_focus: dict[Focus, list[tuple[Check, Reported]]] = {}
    for part in held.parts or (held,):
        for check, rows in _functions(part):
            by_focus.setdefault(check.focus, []).append((check, rows))
    return tuple((_nodes(focus), tuple(checks)) for focus, checks in by_focus.items())


@lru_cache(maxsize=1024)
def _functions(part: Compiled) -> tuple[tuple[Check, Reported], ...]:
    """The checks of one file, which every set of files that holds it shares."""
    return tuple((check, reported(check.rows)) for check in part.plan.checks)


def _nodes(focus: Focus) -> Callable[[Index], list[Node]]:
    hops = tuple(walk(hop) for hop in focus.hops)
    targets = focus.targets

    def run(index: Index) -> list[Node]:
        nodes = target_nodes(index, targets)
        for hop in hops:
            nodes = _walked(index, nodes, hop)
        return nodes

    return run


def target_nodes(index: Index, targets: Targets) -> list[Node]:
    """The nodes that targets select, each once."""
    if len(targets.classes) == 1 and not (targets.nodes or targets.subjects_of or targets.objects_of):
        return list(index.instances(targets.classes[0]))
    found: dict[Node, None] = dict.fromkeys(targets.nodes)
    for cls in targets.classes:
        found.update(dict.fromkeys(index.instances(cls)))
    for predicate in targets.subjects_of:
        found.update(dict.fromkeys(index.out(predicate)))
    for predicate in targets.objects_of:
        found.update(dict.fromkeys(index.into(predicate)))
    return list(found)


def _walked(index: Index, nodes: list[Node], hop: Walk) -> list[Node]:
    return [each for node in nodes for each in hop(index, node)]
