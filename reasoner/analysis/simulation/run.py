"""One document version of a book under two ledgers, as it is and changed, counted over the facts that the book keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import duckdb
from rdflib import URIRef

from reasoner.analysis.simulation.changes import Changes, Named, Setting, refuse_without_threshold
from reasoner.book.layout import Layout, Layouts
from reasoner.book.ledger_plan import (
    CODE,
    DETERMINATIONS,
    LedgerPlan,
    determination_sql,
    ledger_plan,
)
from reasoner.book.ledger_query import deciding, service_statuses
from reasoner.book.results import Decider
from reasoner.book.store import Book, refuse_other_knowledge
from reasoner.book.views import database, view_name
from reasoner.errors import InputError, Problem
from reasoner.knowledge import Document, Library
from reasoner.model.ledger import Determination, Status
from reasoner.validation.compiled import criterion_test

NONE = "none"


@dataclass(frozen=True)
class Sheet:
    """The facts of one document version of a book, ready to be asked under any plan."""

    connection: duckdb.DuckDBPyConnection
    layout: Layout
    plan: LedgerPlan

    def rows(self, plan: LedgerPlan) -> str:
        """seq, service, the statuses that decide, and the determination of every service, as a query."""
        columns, _ = deciding(plan)
        worst = determination_sql(list(columns), "unencoded")
        inner = (
            f"SELECT f.seq, f.service, s.unencoded, {service_statuses(plan)} "
            "FROM facts AS f JOIN scope AS s ON s.kind = f.kind WHERE s.about"
        )
        return f"SELECT *, COALESCE({worst}, 0) AS determination FROM ({inner}) AS d"

    def changed(self, changes: Changes) -> LedgerPlan:
        """The plan with what is changed. Raises InputError where a criterion has no such threshold."""
        tests: dict[URIRef, list[object]] = {}
        for group in self.layout.groups:
            for shape in group.shapes:
                tests.setdefault(shape.criterion, []).append(criterion_test(group.triples, shape.iri))
        for told in changes.settings:
            refuse_without_threshold(told, tests.get(told.named.criterion.iri, []))  # type: ignore[arg-type]
        layout = self.layout
        plan = ledger_plan(
            layout.document, layout.version, layout.groups, layout.declared, layout.column, changes.edit
        )
        return plan.without(changes.dropped)


@contextmanager
def sheets(book: Book, library: Library, document: Document) -> Iterator[list[Sheet]]:
    """The sheets of a document, one for each version that the book holds. Raises InputError where it holds none,
    BookError where it was made under other knowledge.
    """
    with database(book) as connection:
        yield open_sheets(connection, book, library, document)


def open_sheets(
    connection: duckdb.DuckDBPyConnection,
    book: Book,
    library: Library,
    document: Document,
    schema: str = "main",
) -> list[Sheet]:
    """The sheets of a document of a book whose tables stand in a schema of a database. Raises as `sheets`."""
    refuse_other_knowledge(book, library)
    names = [v for v in book.versions("facts") if v.rsplit("@", 1)[0] == document.name]
    if not names:
        held = sorted({v.rsplit("@", 1)[0] for v in book.versions("facts")})
        raise InputError(
            Problem(
                f"The book holds no case that {document.name} is about.",
                remedy=f"It holds: {', '.join(held)}.",
            )
        )
    layouts, decider = Layouts(library), Decider(library)
    kinds = {
        kind: frozenset(URIRef(c) for c in classes)
        for kind, classes in connection.execute(
            f"SELECT DISTINCT kind, classes FROM {schema}.kinds"
        ).fetchall()
    }
    found = []
    for name in names:
        layout = layouts.named(name)
        # What is temporary belongs to one cursor alone, so every sheet has its own facts, lines and scope.
        cursor = connection.cursor()
        cursor.register("flags", decider.scope(layout, sorted(kinds.items())))
        cursor.execute("CREATE TEMP TABLE scope AS SELECT * FROM flags")
        cursor.execute(f"CREATE TEMP VIEW facts AS SELECT * FROM {schema}.{view_name('facts', name)}")
        if book.files("coding", name):
            cursor.execute(f"CREATE TEMP VIEW lines AS SELECT * FROM {schema}.{view_name('coding', name)}")
        else:
            cursor.register("lines", layout.schema(lines=True).empty_table())
        found.append(Sheet(cursor, layout, decider.plan(layout)))
    return found


def determinations(sheet: Sheet, plan: LedgerPlan) -> dict[str, int]:
    """How many services have which determination under a plan."""
    rows = sheet.connection.execute(
        f"SELECT determination, count(*) FROM ({sheet.rows(plan)}) AS d GROUP BY 1"
    ).fetchall()
    return {name_of(code): n for code, n in sorted(rows)}


def attrition(sheet: Sheet) -> list[tuple[str, int, int, int]]:
    """For each deciding criterion: how many it refuses, how many it alone does, how many are left after it."""
    columns, _ = deciding(sheet.plan)
    names = [line.name for line in sheet.plan.of_services if line.decides]
    refused = [f"COALESCE({c} = {CODE[Status.NOT_MET]}, FALSE)" for c in columns]
    if not refused:
        return []
    total = " + ".join(f"CAST({r} AS INTEGER)" for r in refused)
    parts = []
    for i, told in enumerate(refused):
        left = " AND ".join(f"NOT {r}" for r in refused[: i + 1])
        parts += [
            f"count(*) FILTER (WHERE {told})",
            f"count(*) FILTER (WHERE {told} AND ({total}) = 1)",
            f"count(*) FILTER (WHERE {left})",
        ]
    row = sheet.connection.execute(
        f"SELECT {', '.join(parts)} FROM ({sheet.rows(sheet.plan)}) AS d"
    ).fetchall()[0]
    return [(name, row[3 * i], row[3 * i + 1], row[3 * i + 2]) for i, name in enumerate(names)]


def curve(
    sheet: Sheet, at: Named, old: Decimal | None, values: Sequence[Decimal]
) -> list[tuple[Decimal, dict[str, int]]]:
    """The determinations under each value of a threshold."""
    return [
        (value, determinations(sheet, sheet.changed(Changes((Setting(at, old, value),))))) for value in values
    ]


def name_of(code: int) -> str:
    """The name of a determination's number; 0 is none."""
    return NONE if not code else DETERMINATIONS[code - 1].value


ORDER = (*(d.value for d in Determination), NONE)
