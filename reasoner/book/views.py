"""A book as a database: its tables as views that SQL can ask, and nothing else within reach of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from reasoner.book.store import BY_VERSION, TABLES, Book
from reasoner.errors import InputError, Problem


@contextmanager
def database(book: Book, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the tables of a book, reads its folder alone, and can change none of these settings.

    Tables: cases, rejected, lines, bearing, kinds, determinations; and for each document version facts_…, coding_… and
    criteria_…, named by document and first day with underlines between.
    """
    with databases({"main": book}, threads) as connection:
        yield connection


@contextmanager
def databases(books: Mapping[str, Book], threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees the tables of several books, each in a schema of its own, as `database` does those of one."""
    connection = duckdb.connect(":memory:", config={"threads": str(threads)})
    try:
        folders = ", ".join(f"'{_quoted(book.path.resolve())}'" for book in books.values())
        connection.execute(f"SET allowed_directories = [{folders}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        for schema, book in books.items():
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for table in TABLES:
                _view(connection, f"{schema}.{table}", [str(f.resolve()) for f in book.files(table)])
            for table in BY_VERSION:
                for version in book.versions(table):
                    files = [str(f.resolve()) for f in book.files(table, version)]
                    _view(connection, f"{schema}.{view_name(table, version)}", files)
        yield connection
    finally:
        connection.close()


def view_name(table: str, version: str) -> str:
    """The view of a table of one document version."""
    return f"{table}_{re.sub(r'[^a-z0-9]+', '_', version.lower())}"


def _view(connection: duckdb.DuckDBPyConnection, name: str, files: list[str]) -> None:
    if files:
        listed = ", ".join(f"'{_quoted(Path(f))}'" for f in files)
        connection.execute(
            f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}], union_by_name = true)"
        )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def ask(book: Book, sql: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The columns and rows that one SELECT gives. Raises InputError where it is none, or cannot be run."""
    with database(book) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise InputError(
                    Problem("A question is one SELECT.", remedy="Write one, without a semicolon between.")
                )
            connection.execute(sql)
            columns = tuple(d[0] for d in connection.description or ())
            return columns, connection.fetchall()
        except duckdb.Error as error:
            listed = "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1"
            views = [row[0] for row in connection.execute(listed).fetchall()]
            shown = ", ".join(v for v in views if not v.startswith(("facts_", "coding_", "criteria_")))
            first = str(error).splitlines()[0].rstrip(".")
            remedy = (
                f"Tables are {shown}, and those of each document version ('reasoner book query {book.path}')."
            )
            raise InputError(Problem(f"The query cannot be run: {first}.", remedy=remedy)) from None
