"""What an engine answers to a trial, as text; and the smallest trial on which two engines still differ."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from rdflib import Graph

from reasoner.errors import ReasonerError
from reasoner.validation import engine
from reasoner.validation.canonical import canonical

logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # ill-typed literals are wanted here
logging.getLogger("pyshacl").setLevel(logging.CRITICAL)
Answers = dict[str, str]


@cache
def runner(name: str) -> Any:
    if name == "topbraid":
        from oracle_topbraid import TopBraid

        return TopBraid()
    if name == "mended":
        from oracle_mended import Mended

        return Mended()
    return engine(name)


def answer(name: str, data: Graph, shapes: Graph) -> str:
    """The canonical report, or one line that says that the engine refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if name in ("pyshacl", "mended"):  # it writes into both graphs
                report = runner(name).report(_graph(list(data)), _copy(shapes))
            else:
                report = runner(name).report(data, shapes)
    except ReasonerError as refusal:
        return f"refused: {refusal}"
    except Exception as error:  # a crash is an answer, and one that no other engine gives
        return f"failed: {type(error).__name__}: {str(error)[:200]}"
    return canonical(report, data, shapes)


_copies: dict[int, tuple[Graph, Graph]] = {}


def _copy(shapes: Graph) -> Graph:
    """A copy for pySHACL alone; the shapes of the project, which are many triples, are copied once."""
    held = _copies.get(id(shapes))
    if held is not None and held[0] is shapes:
        return held[1]
    copy = _graph(list(shapes))
    if len(shapes) > 150:
        _copies[id(shapes)] = (shapes, copy)
    return copy


def answers(names: list[str], data: Graph, shapes: Graph) -> Answers:
    return {name: answer(name, data, shapes) for name in names}


def differ(found: Answers) -> bool:
    """Refusals differ only from answers, whatever their words."""
    told = {a.split(":", 1)[0] if a.startswith(("refused:", "failed:")) else a for a in found.values()}
    return len(told) > 1


def smallest(names: list[str], data: Graph, shapes: Graph, budget: int = 400) -> tuple[Graph, Graph]:
    """Take triples away one by one, from the shapes and the data, as long as the engines differ without a crash."""
    before = {n: a.startswith(("refused:", "failed:")) for n, a in answers(names, data, shapes).items()}

    def still(d: Graph, s: Graph) -> bool:
        found = answers(names, d, s)
        kinds = {n: a.startswith(("refused:", "failed:")) for n, a in found.items()}
        return kinds == before and differ(found)

    left = [budget]
    shapes = _reduced(shapes, lambda g: still(data, g), left)
    data = _reduced(data, lambda g: still(g, shapes), left)
    return data, _reduced(shapes, lambda g: still(data, g), left)


def _reduced(graph: Graph, still: Callable[[Graph], bool], left: list[int]) -> Graph:
    triples = sorted(graph)
    size = max(1, len(triples) // 4)
    while size:
        at = 0
        while at < len(triples) and left[0] > 0:
            left[0] -= 1
            kept = triples[:at] + triples[at + size :]
            if kept and still(_graph(kept)):
                triples = kept
            else:
                at += size
        size //= 2
    return _graph(triples)


def _graph(triples: list[Any]) -> Graph:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def written(data: Graph, shapes: Graph) -> str:
    """The trial as one readable text."""
    return "# data\n" + data.serialize(format="nt") + "# shapes\n" + shapes.serialize(format="nt")
