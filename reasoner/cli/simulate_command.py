"""The command `reasoner simulate`."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.output import Subparsers, write

if TYPE_CHECKING:
    from reasoner.analysis.simulation.changes import Changes
    from reasoner.analysis.simulation.report import Report
    from reasoner.book.store import Book
    from reasoner.knowledge import Document, Library


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "simulate", help="say what a changed criterion, or another library, would do to the cases of a book"
    )
    command.add_argument("book", type=Path)
    command.add_argument(
        "--set", action="append", default=[], metavar="CRITERION=VALUE",
        help="another threshold: document/criterion=80, or document/criterion:50=80 where it has several",
    )  # fmt: skip
    command.add_argument(
        "--drop", action="append", default=[], metavar="CRITERION", help="leave a criterion out"
    )
    command.add_argument(
        "--against", type=Path, metavar="OTHER", help="compare with a book that 'reasoner book refresh' made"
    )
    command.add_argument(
        "--range", metavar="CRITERION=FROM:TO:STEP", help="the determinations under each value of a threshold"
    )
    command.add_argument(
        "--attrition", metavar="DOCUMENT", help="how many services each criterion refuses, and it alone"
    )
    command.add_argument(
        "--plot",
        type=Path,
        metavar="FILE",
        help="draw --range or --attrition (.svg or .png), a panel a version",
    )
    command.add_argument("--parquet", type=Path, metavar="FILE", help="write the tables as Parquet, whole")
    command.add_argument("--csv", type=Path, metavar="FILE", help="write the tables as CSV, whole")
    command.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    from reasoner.analysis.simulation.report import text, write_csv, write_parquet
    from reasoner.book.store import library_of, read_book

    _refuse_unclear(options)
    book = read_book(options.book)
    every = bool(options.parquet or options.csv)
    if options.against:
        report = _against(book, options.against, every)
    elif options.attrition:
        report = _attrition(book, library_of(book), options.attrition, options.plot)
    elif options.range:
        report = _range(book, library_of(book), options.range, options.plot)
    else:
        report = _changed(book, library_of(book), options, every)
    if options.parquet:
        write_parquet(report, options.parquet)
    if options.csv:
        write_csv(report, options.csv)
    write(text(report), None)
    return 0


def _refuse_unclear(options: argparse.Namespace) -> None:
    """Raise InputError where nothing or several things are to be simulated, or there is nothing to draw."""
    from reasoner.errors import InputError, Problem

    told = (options.set or options.drop, options.range, options.attrition, options.against)
    if sum(map(bool, told)) != 1:
        raise InputError(
            Problem(
                "Say one thing to simulate.",
                remedy="Use --set and --drop, or --against, or --range, or --attrition.",
            )
        )
    if options.plot and not (options.range or options.attrition):
        raise InputError(
            Problem(
                "--set, --drop and --against give no picture.",
                remedy="Use --plot with --range or --attrition.",
            )
        )


def _against(book: Book, other: Path, every: bool) -> Report:
    from reasoner.analysis.simulation.compare import compare
    from reasoner.analysis.simulation.pair import two_books
    from reasoner.book.store import read_book

    with two_books(book, read_book(other)) as pair:
        return compare(pair, every=every)


def _changed(book: Book, library: Library, options: argparse.Namespace, every: bool) -> Report:
    from reasoner.analysis.simulation.compare import compare
    from reasoner.analysis.simulation.pair import changed_book

    words = ", ".join((*options.set, *(f"{name} left out" for name in options.drop)))
    with changed_book(book, library, _changes(library, options.set, options.drop), words) as pair:
        return compare(pair, every=every)


def _changes(library: Library, set_: list[str], drop: list[str]) -> list[tuple[Document, Changes]]:
    """What is changed in each document that is named. Raises InputError where a name or number is none."""
    from reasoner.analysis.simulation.changes import Changes, named, setting

    settings = [setting(library, text) for text in set_]
    dropped = [named(library, text) for text in drop]
    documents = {n.document.iri: n.document for n in (*(s.named for s in settings), *dropped)}
    return [
        (
            document,
            Changes(
                tuple(s for s in settings if s.named.document.iri == iri),
                frozenset(n.criterion.iri for n in dropped if n.document.iri == iri),
            ),
        )
        for iri, document in documents.items()
    ]


def _range(book: Book, library: Library, told: str, plot: Path | None) -> Report:
    from reasoner.analysis.simulation.changes import named, number
    from reasoner.analysis.simulation.report import Report, Section
    from reasoner.analysis.simulation.run import ORDER, curve, sheets

    name, _, bounds = told.partition("=")
    criterion, _, old = name.partition(":")
    at, values = named(library, criterion), _values(bounds)
    with sheets(book, library, at.document) as found:
        points = {s.layout.name: curve(s, at, number(old) if old else None, values) for s in found}
    if plot:
        from reasoner.analysis.simulation.plots import curve_plot

        curve_plot(points, criterion, plot)
    seen = [n for n in ORDER if any(counts.get(n) for held in points.values() for _, counts in held)]
    rows = (
        (version, str(value), *(counts.get(n, 0) for n in seen))
        for version, held in points.items()
        for value, counts in held
    )
    title = f"Services by what the document says of them, under each value of {criterion}"
    return Report((), (Section("range", title, ("version", "value", *seen), tuple(rows)),))


def _attrition(book: Book, library: Library, name: str, plot: Path | None) -> Report:
    from reasoner.analysis.simulation.report import Report, Section
    from reasoner.analysis.simulation.run import attrition, sheets
    from reasoner.errors import InputError, Problem
    from reasoner.nearest import nearest

    document = next((d for d in library.documents if d.name == name), None)
    if document is None:
        near = nearest(name, [d.name for d in library.documents])
        raise InputError(Problem(f"No document is called '{name}'.", nearest=near))
    with sheets(book, library, document) as found:
        held = {sheet.layout.name: attrition(sheet) for sheet in found}
    if plot:
        from reasoner.analysis.simulation.plots import attrition_plot

        attrition_plot(held, plot)
    rows = tuple((version, *row) for version, told in held.items() for row in told)
    columns = ("version", "criterion", "refused", "alone", "left")
    return Report((), (Section("attrition", "Services that each criterion refuses", columns, rows),))


def _values(text: str) -> list[Decimal]:
    """Read FROM:TO:STEP. Raises InputError where it is none, or has too many steps."""
    from reasoner.errors import InputError, Problem

    try:
        first, last, step = (Decimal(part) for part in text.split(":"))
    except (ValueError, InvalidOperation):
        raise InputError(
            Problem(f"'{text}' is no range.", remedy="Write FROM:TO:STEP, such as 50:90:5.")
        ) from None
    if step <= 0 or last < first or (last - first) / step > 1000:
        raise InputError(
            Problem(f"'{text}' has no values, or too many.", remedy="Write FROM:TO:STEP, such as 50:90:5.")
        )
    return [first + n * step for n in range(int((last - first) / step) + 1)]
