"""What is compared, as schemas `a` and `b` of one database: two books, or a book as it is and as changes would make it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from reasoner.analysis.simulation.changes import Changes
from reasoner.analysis.simulation.run import Sheet, open_sheets
from reasoner.book.ledger_plan import DETERMINATIONS, DISPOSITIONS, STATUSES, LedgerPlan, Line
from reasoner.book.ledger_query import (
    code_sql,
    determinations_query,
    lines_query,
    name_sql,
    next_query,
    services_query,
)
from reasoner.book.store import Book
from reasoner.book.views import databases, view_name
from reasoner.errors import InputError, Problem
from reasoner.knowledge import Document, Library
from reasoner.model.ledger import Status

_KEYS = "seq, service, line, document, version"


@dataclass(frozen=True)
class Pair:
    """Two books in one database. `versions` are the document versions of each that have statuses, as document@day.

    `advisory` are changed documents that bind nobody: they determine nothing, so their statuses are all that can change.
    """

    connection: duckdb.DuckDBPyConnection
    names: tuple[str, str]
    versions: Mapping[str, Sequence[str]]
    advisory: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@contextmanager
def two_books(first: Book, second: Book) -> Iterator[Pair]:
    """Two books that hold the same documents.

    Raises InputError where one holds nothing, they hold different ones, or a book that is made of another is not whole.
    """
    notes = []
    for book in (first, second):
        _refuse_begun(book)
        _refuse_empty(book)
        told = book.manifest
        notes.append(
            f"{book.path} decides its cases {told.conditions.words}, under the knowledge {told.knowledge[:16]}."
        )
    with databases({"a": first, "b": second}) as connection:
        _refuse_other_documents(connection, first, second)
        versions = {"a": first.versions("criteria"), "b": second.versions("criteria")}
        yield Pair(connection, (str(first.path), str(second.path)), versions, notes=tuple(notes))


@contextmanager
def changed_book(
    book: Book, library: Library, changes: Sequence[tuple[Document, Changes]], words: str
) -> Iterator[Pair]:
    """A book as it is, and as it would be with some documents changed; `words` say how.

    Raises InputError where the book holds nothing of a changed document or a criterion has no such threshold, BookError
    where it was made under other knowledge.
    """
    _refuse_empty(book)
    with databases({"told": book}) as connection:
        statuses = ", ".join(f"'{s.value}'" for s in Status)
        connection.execute(f"CREATE TYPE status AS ENUM ({statuses})")
        after: list[str] = []
        remade: dict[str, str] = {}
        notes: list[str] = []
        for document, told in changes:
            for sheet in open_sheets(connection, book, library, document, "told"):
                number = len(remade)
                _decided(sheet, sheet.changed(told), f"after_{number}")
                after.append(_of_lines(sheet, f"after_{number}"))
                _statuses(sheet, sheet.changed(told), f"statuses_{number}")
                remade[sheet.layout.name] = f"main.statuses_{number}"
            if not document.binding:
                notes.append(f"{document.name} binds nobody: no line changes by it.")
        versions = book.versions("criteria")
        _schema(connection, "a", versions, [], {})
        _schema(connection, "b", versions, after, remade)
        apart = book.manifest.total("by_reference")
        if apart:
            notes.append(
                f"{apart} cases that were decided one by one are left as they are: a number fits in no column."
            )
        advisory = tuple(document.name for document, _ in changes if not document.binding)
        named = (str(book.path), f"itself with {words}")
        yield Pair(connection, named, {"a": versions, "b": versions}, advisory, tuple(notes))


def _decided(sheet: Sheet, plan: LedgerPlan, table: str) -> None:
    """Keep the determinations of a document version under a plan, as numbers; every cursor sees the table."""
    sheet.connection.execute(f"CREATE TABLE main.{table} AS {determinations_query(plan)}")


def _of_lines(sheet: Sheet, table: str) -> str:
    """These determinations for every billed line, with the names of document and version."""
    layout = sheet.layout
    return (
        f"SELECT l.seq, l.service, l.line, '{layout.document.name}' AS document, "
        f"'{layout.version.effective_from.isoformat()}' AS version, d.determination "
        f"FROM told.lines AS l JOIN main.{table} AS d ON d.seq = l.seq AND d.service = l.service "
        "AND (d.line IS NULL OR d.line = l.line)"
    )


def _statuses(sheet: Sheet, plan: LedgerPlan, table: str) -> None:
    """Keep the statuses of a document version under a plan, as a book keeps them."""

    def named(held: Sequence[Line], prefix: str) -> str:
        codes = {line.name: f"{prefix}{i}" for i, line in enumerate(held)}
        told = (name_sql(codes[n.name], STATUSES) if n.name in codes else "NULL" for n in plan.lines)
        columns = (f'CAST({sql} AS status) AS "{n.name}"' for sql, n in zip(told, plan.lines, strict=True))
        return "".join(f", {column}" for column in columns)

    sql = f"SELECT seq, service, CAST(NULL AS SMALLINT) AS line{named(plan.of_services, 'c')} FROM ({services_query(plan)})"
    if plan.of_lines:
        sql += f" UNION ALL SELECT seq, service, line{named(plan.of_lines, 'l')} FROM ({lines_query(plan)})"
    sheet.connection.execute(f"CREATE TABLE main.{table} AS {sql}")


def _schema(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    versions: Sequence[str],
    decided: Sequence[str],
    statuses: Mapping[str, str],
) -> None:
    """A book of which some determinations and statuses are others; what happens next follows anew."""
    connection.execute(f"CREATE SCHEMA {schema}")
    for table in ("cases", "lines"):
        connection.execute(f"CREATE VIEW {schema}.{table} AS SELECT * FROM told.{table}")
    for version in versions:
        held = statuses.get(version, f"told.{view_name('criteria', version)}")
        connection.execute(f"CREATE VIEW {schema}.{view_name('criteria', version)} AS SELECT * FROM {held}")
    if not decided:
        connection.execute(f"CREATE VIEW {schema}.determinations AS SELECT * FROM told.determinations")
        return
    code = code_sql("CAST(r.determination AS VARCHAR)", DETERMINATIONS)
    connection.execute(
        f"CREATE VIEW {schema}.recast AS SELECT r.* EXCLUDE (determination, disposition), "
        f"CASE WHEN c.seq IS NULL THEN {code} ELSE c.determination END AS determination "
        f"FROM told.determinations AS r LEFT JOIN ({' UNION ALL '.join(decided)}) AS c USING ({_KEYS})"
    )
    binding = f"(SELECT seq, service, line, determination FROM {schema}.recast WHERE binding)"
    connection.execute(
        f"CREATE VIEW {schema}.determinations AS SELECT r.* REPLACE ({name_sql('r.determination', DETERMINATIONS)} "
        f"AS determination), {name_sql('n.disposition', DISPOSITIONS)} AS disposition "
        f"FROM {schema}.recast AS r JOIN ({next_query('told.lines', binding)}) AS n USING (seq, service, line)"
    )


def _refuse_empty(book: Book) -> None:
    if not book.manifest.total("cases"):
        raise InputError(
            Problem(f"The book {book.path} holds no case.", remedy="'reasoner book add' adds some.")
        )


def _refuse_begun(book: Book) -> None:
    origin = book.manifest.origin
    if origin is not None and not origin.whole:
        remedy = (
            f"Give 'reasoner book refresh {origin.path} --to {book.path}' again with its options: it goes on."
        )
        raise InputError(Problem(f"The book {book.path} is not whole.", remedy=remedy))


def _refuse_other_documents(connection: duckdb.DuckDBPyConnection, first: Book, second: Book) -> None:
    """Raise InputError where one number is two documents: such books cannot be compared line by line."""

    def documents(schema: str, book: Book) -> str:
        tables = [t for t in ("cases", "rejected") if book.files(t)]
        return " UNION ALL ".join(f"SELECT seq, sha256 FROM {schema}.{t}" for t in tables)

    found = connection.execute(
        f"SELECT count(*) FROM ({documents('a', first)}) AS a JOIN ({documents('b', second)}) AS b USING (seq) "
        "WHERE a.sha256 <> b.sha256"
    ).fetchall()
    if found[0][0]:
        what = f"{found[0][0]} numbers are other documents in {second.path} than in {first.path}."
        remedy = f"'reasoner book refresh {first.path} --to NEW' makes a book of the same documents."
        raise InputError(Problem(what, remedy=remedy))
