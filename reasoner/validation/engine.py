"""The interface that every engine keeps: a data graph and a shapes graph in, findings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rdflib import Graph, URIRef
from rdflib.term import Node

from reasoner.errors import InputError, Problem
from reasoner.nearest import nearest
from reasoner.validation.shapes import Shapes


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One validation result: which shape failed on which node, with its severity."""

    focus: URIRef
    shape: URIRef
    severity: URIRef
    component: URIRef
    message: str
    value: str = ""


class HasGraph(Protocol):
    """Data that can be had as a graph."""

    @property
    def graph(self) -> Graph:
        """The data as an rdflib graph."""
        ...


Data = Graph | HasGraph


def data_as_graph(data: Data) -> Graph:
    """The data as an rdflib graph."""
    return data if isinstance(data, Graph) else data.graph


class Engine(Protocol):
    """An engine gives the same findings as every other engine, sorted, and never answers in silence."""

    name: str

    def report(self, data: Data, shapes: Shapes) -> Graph:
        """The W3C validation report."""
        ...

    def findings(self, data: Data, shapes: Shapes) -> tuple[Finding, ...]:
        """The results, sorted. Raises EngineError on a result whose source shape has no name."""
        ...


ENGINES = ("closures", "duckdb", "pyshacl")


def engine(name: str = "closures") -> Engine:
    """The engine of a name. The imports are here because each engine is heavy and only one is used."""
    if name == "closures":
        from reasoner.validation.closures import Closures

        return Closures()
    if name == "duckdb":
        from reasoner.validation.sql import DuckDb

        return DuckDb()
    if name == "pyshacl":
        from reasoner.validation.pyshacl_engine import PyShacl

        return PyShacl()
    raise InputError(
        Problem(
            f"There is no engine named '{name}'.",
            remedy=f"Use one of: {', '.join(ENGINES)}.",
            nearest=nearest(name, ENGINES),
        )
    )


def sort_key(node: Node | None) -> str:
    """A stable text for any term."""
    return "" if node is None else node.n3()
