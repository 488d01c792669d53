"""Paths as functions: from an index and a node to the nodes that the path gives, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rdflib import URIRef
from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.closures.index import NO_STEPS, NOTHING, Index, shared
from reasoner.validation.shacl.paths import Back, Either, Path, Repeat, Self, Step, Then

Walk = Callable[[Index, Node], Sequence[Node]]


def walk(path: Path) -> Walk:
    """The function of a path."""
    if isinstance(path, Self):
        return lambda index, node: (node,)
    if isinstance(path, Step):
        return _step(path)
    if isinstance(path, Back):
        return _back(path.path)
    if isinstance(path, Then):
        steps = [p.predicate for p in path.paths if isinstance(p, Step)]
        if len(steps) == len(path.paths) == 2:
            return _two_steps(steps[0], steps[1])
        return _then(tuple(walk(p) for p in path.paths))
    if isinstance(path, Either):
        return _either(tuple(walk(p) for p in path.paths))
    if isinstance(path, Repeat):
        return _repeat(walk(path.path), path.least)
    raise EngineError(f"The closures know no path {path}.")


def _step(path: Step) -> Walk:
    predicate = shared(path.predicate)
    return lambda index, node: index.steps.get(predicate, NO_STEPS).get(node, NOTHING)


def _back(path: Path) -> Walk:
    """A path backwards: single steps by the other index, compound ones turned around part by part."""
    if isinstance(path, Step):
        predicate = shared(path.predicate)
        return lambda index, node: index.into(predicate).get(node, NOTHING)
    if isinstance(path, Back):
        return walk(path.path)
    if isinstance(path, Then):
        return _then(tuple(_back(p) for p in reversed(path.paths)))
    if isinstance(path, Either):
        return _either(tuple(_back(p) for p in path.paths))
    if isinstance(path, Repeat):
        return _repeat(_back(path.path), path.least)
    return walk(path)


def _two_steps(first: URIRef, second: URIRef) -> Walk:
    """The path of nearly every criterion: a fact and one of its ends."""
    first, second = shared(first), shared(second)

    def run(index: Index, node: Node) -> Sequence[Node]:
        here = index.steps.get(first, NO_STEPS).get(node, NOTHING)
        if len(here) == 1:
            return index.steps.get(second, NO_STEPS).get(here[0], NOTHING)
        return _once(each for at in here for each in index.out(second).get(at, NOTHING))

    return run


def _then(parts: tuple[Walk, ...]) -> Walk:
    def run(index: Index, node: Node) -> Sequence[Node]:
        here: Sequence[Node] = (node,)
        for part in parts:
            one = len(here) == 1
            here = part(index, here[0]) if one else _once(each for at in here for each in part(index, at))
            if not here:
                return NOTHING
        return here

    return run


def _either(parts: tuple[Walk, ...]) -> Walk:
    return lambda index, node: _once(each for part in parts for each in part(index, node))


def _repeat(part: Walk, least: int) -> Walk:
    def run(index: Index, node: Node) -> Sequence[Node]:
        reached: dict[Node, None] = {} if least else {node: None}
        todo = [node]
        while todo:
            for each in part(index, todo.pop()):
                if each not in reached:
                    reached[each] = None
                    todo.append(each)
        return tuple(reached)

    return run


def _once(nodes: Iterable[Node]) -> Sequence[Node]:
    return tuple(dict.fromkeys(nodes))
