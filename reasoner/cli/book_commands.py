"""Commands about a book of many cases: add, refresh, info, show, rejected, query."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reasoner.cli import refresh_command
from reasoner.cli.book_output import counts, made
from reasoner.cli.output import Subparsers, write


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser."""
    book = commands.add_parser("book", help="keep and decide many cases: add, refresh, info, show, …")
    inner = book.add_subparsers(title="what to do", metavar="ACTION", required=True)

    add = inner.add_parser("add", help="add the cases of some files to a book, and decide them")
    add.add_argument("book", type=Path, help="the folder of the book; made where there is none")
    add.add_argument("sources", type=Path, nargs="+", metavar="SOURCE", help="files of cases")
    add.add_argument("--workers", type=int, default=2, help="processes that read and derive (default: 2)")
    add.set_defaults(run=_add)

    refresh_command.add_command(inner)

    info = inner.add_parser("info", help="say what a book holds")
    info.add_argument("book", type=Path)
    info.set_defaults(run=_info)

    show = inner.add_parser("show", help="review one case of a book")
    show.add_argument("book", type=Path)
    show.add_argument("case", help="the identifier of the case, or its number in the book")
    show.add_argument(
        "--format", choices=("text", "markdown", "html", "json", "turtle", "document"), default="text"
    )
    show.add_argument("--output", "-o", type=Path)
    show.set_defaults(run=_show)

    rejected = inner.add_parser(
        "rejected", help="list the documents that could not be read or decided, with their errors"
    )
    rejected.add_argument("book", type=Path)
    rejected.add_argument("--format", choices=("text", "csv", "json"), default="text")
    rejected.set_defaults(run=_rejected)

    query = inner.add_parser("query", help="ask a book in SQL; without a question its tables are listed")
    query.add_argument("book", type=Path)
    query.add_argument(
        "sql",
        nargs="?",
        help="a SELECT over cases, lines, determinations, criteria_…",
    )
    query.add_argument("--format", choices=("text", "csv", "json"), default="text")
    query.set_defaults(run=_query)


def _add(options: argparse.Namespace) -> int:
    from reasoner.book.ingest import add
    from reasoner.knowledge import load

    library = load()
    book = made(lambda told: add(options.book, options.sources, library, workers=options.workers, told=told))
    if book is None:
        return 2
    write(counts(book), None)
    return 0


def _info(options: argparse.Namespace) -> int:
    from reasoner.book.store import read_book

    book = read_book(options.book)
    lines = [
        counts(book),
        f"knowledge  {book.manifest.knowledge[:16]} (guideline-reasoner {book.manifest.library})\n",
    ]
    if book.manifest.root:
        lines.append(f"folder     {book.manifest.root}\n")
    if book.manifest.origin:
        state = "" if book.manifest.origin.whole else " (not whole)"
        lines.append(f"made of    {book.manifest.origin.path}{state}\n")
        lines.append(f"decided    {book.manifest.conditions.words}\n")
    for source in book.manifest.sources:
        state = "read" if source.done else f"read up to byte {source.position:,} of {source.size:,}"
        lines.append(f"source     {source.path}: {state}\n")
    lines += [f"document   {version}\n" for version in book.versions("criteria")]
    write("".join(lines), None)
    return 0


def _show(options: argparse.Namespace) -> int:
    from reasoner.analysis.remedies import remedies
    from reasoner.book.cases import item, review
    from reasoner.book.conditions import AS_TOLD
    from reasoner.book.store import library_of, read_book
    from reasoner.report import render

    book = read_book(options.book)
    if options.format == "document":
        write(item(book, options.case).raw.decode("utf-8", "replace") + "\n", options.output)
        return 0
    library = library_of(book)
    reviewed = review(book, options.case, library)
    if book.manifest.conditions != AS_TOLD:
        print(f"reasoner: decided {book.manifest.conditions.words}, as this book is.", file=sys.stderr)
    turtle = options.format == "turtle"
    # Under the texts of another day nothing is decided for the payer, so that nothing can be remedied.
    remedied = not turtle and not book.manifest.conditions.in_force_on
    text = render(
        reviewed.review,
        options.format,
        validation_report=reviewed.report() if turtle else None,
        completed_sha256=reviewed.data_sha256() if turtle else "",
        colour=options.output is None and sys.stdout.isatty(),
        remedies=remedies(reviewed.read, library, reviewed) if remedied else None,
    )
    write(text, options.output)
    return 0


def _rejected(options: argparse.Namespace) -> int:
    sql = "SELECT source, row AS line, error FROM rejected ORDER BY seq"
    return _answer(options.book, sql, options.format)


def _query(options: argparse.Namespace) -> int:
    if options.sql:
        return _answer(options.book, options.sql, options.format)
    tables = (
        "SELECT view_name AS table, column_count AS columns FROM duckdb_views() WHERE NOT internal ORDER BY 1"
    )
    return _answer(options.book, tables, options.format)


def _answer(path: Path, sql: str, form: str) -> int:
    from reasoner.analysis.tables import Answer, table
    from reasoner.book.store import read_book
    from reasoner.book.views import ask

    columns, rows = ask(read_book(path), sql)
    told = tuple(tuple("" if v is None else str(v) for v in row) for row in rows)
    write(table(Answer(columns, told), form), None)
    return 0
