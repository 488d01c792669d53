"""The ledgers of a chunk: statuses, determinations and dispositions, computed from its facts by the ledger plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as compute
from rdflib import URIRef

from reasoner.book.chunk import Chunk, Rows
from reasoner.book.layout import Layout
from reasoner.book.ledger_plan import (
    CODE,
    DETERMINATIONS,
    DISPOSITIONS,
    STATUSES,
    LedgerPlan,
    ledger_plan,
    scope_columns,
    scope_flags,
)
from reasoner.book.ledger_query import determinations_query, lines_query, next_query, services_query
from reasoner.book.reference import reference
from reasoner.decision.prepared import prepare
from reasoner.errors import EngineError
from reasoner.inference import ClassRules, class_rules
from reasoner.knowledge import Library
from reasoner.model.ledger import Determination

_NAMES = pa.dictionary(pa.int8(), pa.string())
DETERMINED = pa.schema(
    [
        ("seq", pa.int64()), ("service", pa.int16()), ("line", pa.int16()), ("document", pa.string()),
        ("version", pa.string()), ("binding", pa.bool_()), ("determination", _NAMES), ("disposition", _NAMES),
    ]
)  # fmt: skip


@dataclass
class Results:
    """The determinations of a chunk, and the statuses of each document version by the name of its layout."""

    determinations: pa.Table
    criteria: dict[str, pa.Table]


class Decider:
    """Decides chunks; the plan of each document version is made once."""

    def __init__(self, library: Library, on: date | None = None) -> None:
        """`on`: the day whose texts are read, in place of those of each date of service."""
        self._library = library
        self._on = on
        self._rules: ClassRules = class_rules(library.vocabulary)
        self._plans: dict[str, LedgerPlan] = {}
        self._flags: dict[tuple[str, int], tuple[bool, ...]] = {}

    def plan(self, layout: Layout) -> LedgerPlan:
        """The ledger plan of a document version."""
        found = self._plans.get(layout.name)
        if found is None:
            found = self._plans[layout.name] = ledger_plan(
                layout.document, layout.version, layout.groups, layout.declared, layout.column
            )
        return found

    def scope(self, layout: Layout, kinds: Iterable[tuple[int, frozenset[URIRef]]]) -> pa.Table:
        """The flags of some kinds of services and lines for a document version."""
        plan = self.plan(layout)
        rows = Rows(pa.schema([("kind", pa.int64()), *((name, pa.bool_()) for name in scope_columns(plan))]))
        for kind, classes in kinds:
            key = (layout.name, kind)
            flags = self._flags.get(key)
            if flags is None:
                flags = self._flags[key] = scope_flags(plan, self._rules, classes)
            rows.add(kind, *flags)
        return rows.table()

    def results(self, chunk: Chunk) -> Results:
        """The ledgers of a chunk. Raises EngineError where DuckDB cannot run a plan."""
        criteria: dict[str, pa.Table] = {}
        with duckdb.connect(
            ":memory:", config={"threads": "1", "enable_external_access": "false"}
        ) as connection:
            apart = pa.array([seq for seq, _ in chunk.by_reference], pa.int64())
            for name, rows in (("billed", chunk.lines), ("bearing", chunk.bearing)):
                table = rows.table()
                planned = compute.invert(compute.is_in(table["seq"], value_set=apart))
                connection.register(name, table.filter(planned))
            connection.execute(
                "CREATE TABLE determined (seq BIGINT, service SMALLINT, line SMALLINT, document VARCHAR, "
                "version VARCHAR, determination TINYINT)"
            )
            try:
                for layout in _layouts(chunk):
                    criteria[layout.name] = self._decide(connection, chunk, layout)
                determinations = _dispositions(connection)
            except duckdb.Error as error:
                raise EngineError(f"DuckDB could not run a ledger plan: {error}") from None
        return self._with_reference(chunk, Results(determinations, criteria))

    def _decide(self, connection: duckdb.DuckDBPyConnection, chunk: Chunk, layout: Layout) -> pa.Table:
        """Add the determinations of one document version, and give its statuses."""
        plan = self.plan(layout)
        connection.register("scope", self.scope(layout, sorted(chunk.kinds.items())))
        services = chunk.of_services.get(layout.name)
        lines = chunk.of_lines.get(layout.name)
        facts = (services[1] if services else Rows(layout.schema(lines=False))).table()
        connection.register("facts", facts)
        connection.register("lines", (lines[1] if lines else Rows(layout.schema(lines=True))).table())
        of_services = connection.sql(services_query(plan)).to_arrow_table()
        found = [statuses_table(plan, of_services, lines=False)]
        connection.register("service_statuses", of_services)
        if plan.of_lines:
            of_lines = connection.sql(lines_query(plan)).to_arrow_table()
            found.append(statuses_table(plan, of_lines, lines=True))
            connection.register("line_statuses", of_lines)
        if layout.document.binding:
            query = determinations_query(plan, "service_statuses", "line_statuses")
            connection.execute(
                f"INSERT INTO determined SELECT seq, service, line, '{layout.document.name}', "
                f"'{layout.version.effective_from.isoformat()}', determination FROM ({query}) AS d"
            )
        return sorted_table(pa.concat_tables(found))

    def _with_reference(self, chunk: Chunk, found: Results) -> Results:
        """Add what the reference decides of the cases whose numbers fit in no column."""
        for seq, case in chunk.by_reference:
            told = reference(seq, prepare(case, self._library, self._rules, on=self._on), self.plan)
            found.determinations = pa.concat_tables([found.determinations, _determined(told.determinations)])
            for layout, rows in told.criteria:
                plan = self.plan(layout)
                table = pa.Table.from_pylist(rows, schema=criteria_schema(plan))
                held = found.criteria.get(layout.name)
                found.criteria[layout.name] = table if held is None else pa.concat_tables([held, table])
        if chunk.by_reference:
            found.determinations = found.determinations.sort_by(
                [
                    ("seq", "ascending"),
                    ("service", "ascending"),
                    ("line", "ascending"),
                    ("binding", "descending"),
                    ("document", "ascending"),
                ]
            )
            found.criteria = {name: sorted_table(table) for name, table in found.criteria.items()}
        return found


def _layouts(chunk: Chunk) -> Iterator[Layout]:
    held = {name: layout for name, (layout, _) in (*chunk.of_services.items(), *chunk.of_lines.items())}
    for name in sorted(held):
        yield held[name]


def sorted_table(table: pa.Table) -> pa.Table:
    """Rows by case, service and line; the row of the service itself before those of its lines."""
    keys = [(name, "ascending", "at_start") for name in ("seq", "service", "line")]
    return table.take(compute.sort_indices(table, sort_keys=keys))


def criteria_schema(plan: LedgerPlan) -> pa.Schema:
    """The table of statuses of a document version: a column for each criterion, named within the document."""
    fields = [("seq", pa.int64()), ("service", pa.int16()), ("line", pa.int16())]
    return pa.schema([*fields, *((line.name, _NAMES) for line in plan.lines)])


def statuses_table(plan: LedgerPlan, found: pa.Table, *, lines: bool) -> pa.Table:
    """What a query of services or lines gave, as the table of statuses."""
    held = plan.of_lines if lines else plan.of_services
    at = {line.name: found[f"{'l' if lines else 'c'}{i}"] for i, line in enumerate(held)}
    columns = [found["seq"], found["service"], found["line"] if lines else pa.nulls(len(found), pa.int16())]
    for line in plan.lines:
        codes = at.get(line.name)
        columns.append(pa.nulls(len(found), _NAMES) if codes is None else _named(codes, STATUSES))
    return pa.table(columns, schema=criteria_schema(plan))


def _named(codes: pa.ChunkedArray, names: tuple[str, ...]) -> pa.DictionaryArray:
    """Small numbers as the names behind them; 0 and nothing are nothing."""
    held = (
        codes.combine_chunks().cast(pa.int8())
        if isinstance(codes, pa.ChunkedArray)
        else codes.cast(pa.int8())
    )
    places = compute.if_else(compute.equal(held, 0), None, compute.subtract(held, pa.scalar(1, pa.int8())))
    return pa.DictionaryArray.from_arrays(places.cast(pa.int8()), pa.array([str(n) for n in names]))


def _dispositions(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row for each line and document that bears on it, with what happens next with the line."""
    none = CODE[Determination.NO_GUIDELINE_IN_FORCE]
    connection.execute(
        "INSERT INTO determined "
        f"SELECT seq, service, NULL, document, version, {none} FROM bearing WHERE binding AND version = ''"
    )
    found = connection.sql(
        f"""
        WITH next AS ({next_query("billed", "determined")})
        SELECT l.seq, l.service, l.line, b.document, b.version, b.binding, d.determination, n.disposition
        FROM billed AS l
        JOIN next AS n ON n.seq = l.seq AND n.service = l.service AND n.line = l.line
        LEFT JOIN bearing AS b ON b.seq = l.seq AND b.service = l.service
        LEFT JOIN determined AS d
          ON d.seq = l.seq AND d.service = l.service AND d.document = b.document AND (d.line IS NULL OR d.line = l.line)
        ORDER BY l.seq, l.service, l.line, b.binding DESC, b.document
        """
    ).to_arrow_table()
    plain = [field.name for field in DETERMINED][:6]
    columns = [found[name] for name in plain]
    columns.append(_named(found["determination"], DETERMINATIONS))
    columns.append(_named(found["disposition"], DISPOSITIONS))
    return pa.table(columns, schema=DETERMINED)


def _determined(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=DETERMINED)
