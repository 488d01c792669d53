"""Terms as dense numbers, with everything that a query may ask of a term in columns beside it.

Values keep their order as ranks: each family of values (numbers, days, moments, texts …) is sorted once, in Python, by the
comparison that all back ends share, and a query compares integers. No value is rounded to fit a column of the database.
A number that is compared with a double has a second rank, as a double: XPath promotes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
from rdflib import BNode, Literal
from rdflib.term import Node

from reasoner.knowledge.triples import Triple
from reasoner.validation.closures.tests import datatype_of, kind_of
from reasoner.validation.values import Value, value_of, well_formed

KINDS = {"iri": 0, "blank": 1, "literal": 2}


class Dictionary:
    """Numbers for terms, from 0 in the order in which they are met. A blank node is another one in each case."""

    def __init__(self, constants: Iterable[Node] = ()) -> None:
        self._numbers: dict[object, int] = {}
        self.terms: list[Node] = []
        for term in constants:
            self.number(term)

    def number(self, term: Node, case: int = -1) -> int:
        """The number of a term."""
        key: object = (case, term) if isinstance(term, BNode) else term
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.terms)
            self.terms.append(term)
        return found

    def quads(self, graphs: Iterable[Iterable[Triple]]) -> pa.Table:
        """The triples of some graphs, with the number of the graph: columns c, s, p, o."""
        columns: tuple[list[int], ...] = ([], [], [], [])
        cases, subjects, predicates, objects = columns
        for case, graph in enumerate(graphs):
            for s, p, o in graph:
                cases.append(case)
                subjects.append(self.number(s, case))
                predicates.append(self.number(p, case))
                objects.append(self.number(o, case))
        return pa.table(
            {name: pa.array(held, pa.int32()) for name, held in zip("cspo", columns, strict=True)}
        )

    def table(self) -> pa.Table:
        """Every term with its columns; `ranks` says what they mean."""
        values = [value_of(term) for term in self.terms]
        exact, inexact = ranks(values)
        families = {name: i for i, name in enumerate(sorted({v.family for v in values if v is not None}))}
        texts = ["" if isinstance(term, BNode) else str(term) for term in self.terms]
        datatypes = [datatype_of(t) if isinstance(t, Literal) else None for t in self.terms]
        return pa.table(
            {
                "id": pa.array(range(len(self.terms)), pa.int32()),
                "kind": pa.array([KINDS[kind_of(t)] for t in self.terms], pa.int8()),
                "text": pa.array(texts, pa.string()),
                "length": pa.array([len(t) for t in texts], pa.int32()),
                "datatype": pa.array([None if d is None else str(d) for d in datatypes], pa.string()),
                "formed": pa.array(list(_formed(texts, datatypes)), pa.bool_()),
                "tag": pa.array([_tag(t) for t in self.terms], pa.string()),
                "family": pa.array([None if v is None else families[v.family] for v in values], pa.int8()),
                "inexact": pa.array([None if v is None else v.inexact for v in values], pa.bool_()),
                "rank": pa.array(exact, pa.int32()),
                "rank_double": pa.array(inexact, pa.int32()),
            }
        )


def _formed(texts: list[str], datatypes: list[Any]) -> Iterator[bool]:
    for text, datatype in zip(texts, datatypes, strict=True):
        yield datatype is not None and well_formed(text, datatype)


def _tag(term: Node) -> str:
    return term.language.lower() if isinstance(term, Literal) and term.language else ""


def ranks(values: list[Value | None]) -> tuple[list[int | None], list[int | None]]:
    """For each value its place among those of its family: exactly, and (numbers alone) as a double."""
    exact: list[int | None] = [None] * len(values)
    double: list[int | None] = [None] * len(values)
    for family in sorted({v.family for v in values if v is not None}):
        held = [(i, v) for i, v in enumerate(values) if v is not None and v.family == family]
        _rank(exact, [(i, v.key) for i, v in held if not v.inexact])
        if family == "number":
            _rank(double, [(i, float(v.key)) for i, v in held])  # type: ignore[arg-type]
    return exact, double


def _rank(into: list[int | None], keys: list[tuple[int, Any]]) -> None:
    place = {key: rank for rank, key in enumerate(sorted({key for _, key in keys}))}
    for i, key in keys:
        into[i] = place[key]
