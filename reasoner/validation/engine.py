"""The interface that every engine keeps: a data graph and a shapes graph in, findings out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rdflib import Graph, URIRef
from rdflib.term import Node

from reasoner.errors import InputError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One validation result: which shape failed on which node, with its severity."""

    focus: URIRef
    shape: URIRef
    severity: URIRef
    component: URIRef
    message: str
    value: str = ""


class Engine(Protocol):
    """An engine gives the same findings as every other engine, sorted, and never answers in silence."""

    name: str

    def report(self, data: Graph, shapes: Graph) -> Graph:
        """The W3C validation report."""
        ...

    def findings(self, data: Graph, shapes: Graph) -> tuple[Finding, ...]:
        """The results, sorted. Raises EngineError on a result whose source shape has no name."""
        ...


def engine(name: str = "pyshacl") -> Engine:
    """The engine of a name. The import is here because each engine is heavy and only one is used."""
    if name == "pyshacl":
        from reasoner.validation.pyshacl_engine import PyShacl

        return PyShacl()
    raise InputError(f"There is no engine named '{name}'. Use 'pyshacl'.")


def sort_key(node: Node | None) -> str:
    """A stable text for any term."""
    return "" if node is None else node.n3()
