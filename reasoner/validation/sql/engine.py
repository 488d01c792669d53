"""The engine of the queries: DuckDB in this process decides the graphs of many cases at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import duckdb
import pyarrow as pa
from rdflib import Graph

from reasoner.errors import EngineError
from reasoner.knowledge.triples import Triple
from reasoner.validation.compiled import Compiled, compiled
from reasoner.validation.engine import Data, Finding, data_as_graph
from reasoner.validation.results import Result, to_findings, to_report
from reasoner.validation.shapes import Shapes
from reasoner.validation.sql.dictionary import Dictionary
from reasoner.validation.sql.query import Query, query


class DuckDb:
    """A plan as SQL. One graph is a batch of one."""

    def __init__(self) -> None:
        self.name = f"duckdb {duckdb.__version__}"

    def report(self, data: Data, shapes: Shapes) -> Graph:
        """The validation report."""
        return self.reports([data], shapes)[0]

    def findings(self, data: Data, shapes: Shapes) -> tuple[Finding, ...]:
        """The results, sorted. Raises EngineError on a focus or source shape without a name."""
        return to_findings(self.results([data], shapes)[0])

    def reports(self, data: Sequence[Data], shapes: Shapes) -> list[Graph]:
        """The report of each graph; none sees another."""
        return [to_report(found) for found in self.results(data, shapes)]

    def results(self, data: Sequence[Data], shapes: Shapes) -> list[list[Result]]:
        """The results of each graph, in a fixed order."""
        held = compiled(shapes)
        found: list[list[Result]] = [[] for _ in data]
        graphs = [data_as_graph(each) for each in data]
        for part in held.parts or (held,):
            for case, result in _run(part, graphs):
                found[case].append(result)
        return found


def _run(held: Compiled, graphs: Sequence[Iterable[Triple]]) -> list[tuple[int, Result]]:
    asked = _query(held)
    dictionary = Dictionary(asked.terms)
    quads = dictionary.quads(graphs)
    targets = {n for check in held.plan.checks for n in check.focus.targets.nodes}
    named = [dictionary.number(n) for n in sorted(targets, key=str)]
    connection = duckdb.connect(":memory:", config={"enable_external_access": "false", "threads": "2"})
    try:
        connection.register("quads_given", quads)
        connection.register("terms_given", dictionary.table())
        connection.register("targets_given", _pairs(len(graphs), named))
        for name in ("quads", "terms"):
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")
        connection.execute(
            "CREATE TABLE nodes AS SELECT c, s AS n FROM quads UNION SELECT c, o FROM quads "
            "UNION SELECT c, n FROM targets_given"
        )
        connection.execute(asked.sql)
        rows = connection.fetchall()
    except duckdb.Error as error:
        raise EngineError(f"DuckDB could not run the plan: {error}") from None
    finally:
        connection.close()
    terms = dictionary.terms
    return [
        (
            c,
            Result(
                held.plan.checks[k],
                terms[focus],
                None if value is None else terms[value],
                None if path is None else terms[path],
            ),
        )
        for k, c, focus, value, path in sorted(rows, key=_order)
    ]


def _order(row: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(-1 if part is None else part for part in row)


def _pairs(cases: int, nodes: list[int]) -> pa.Table:
    """Nodes that shapes name: they are looked at in every case, whether the case speaks of them or not."""
    return pa.table(
        {
            "c": pa.array([c for c in range(cases) for _ in nodes], pa.int32()),
            "n": pa.array([n for _ in range(cases) for n in nodes], pa.int32()),
        }
    )


@lru_cache(maxsize=1024)
def _query(held: Compiled) -> Query:
    return query(held.plan)
