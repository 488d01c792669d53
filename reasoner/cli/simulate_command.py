"""The command `reasoner simulate`."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.output import Subparsers, write

if TYPE_CHECKING:
    from reasoner.analysis.simulation.run import Sheet


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "simulate", help="say what a changed criterion would do to the cases of a book"
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
        "--range", metavar="CRITERION=FROM:TO:STEP", help="the determinations under each value of a threshold"
    )
    command.add_argument(
        "--attrition", metavar="DOCUMENT", help="how many services each criterion refuses, and it alone"
    )
    command.add_argument(
        "--plot", type=Path, metavar="FILE", help="draw --range or --attrition (.svg or .png)"
    )
    command.add_argument("--parquet", type=Path, metavar="FILE", help="write the table as Parquet")
    command.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    from reasoner.analysis.simulation.changes import Changes, named, number, setting
    from reasoner.analysis.simulation.run import attrition, curve, flips, reasons, sheets, unknowns
    from reasoner.book.store import read_book
    from reasoner.errors import InputError, Problem
    from reasoner.knowledge import load
    from reasoner.nearest import nearest

    told = [bool(options.set or options.drop), bool(options.range), bool(options.attrition)]
    if sum(told) != 1:
        raise InputError(
            Problem("Say one thing to simulate.", remedy="Use --set and --drop, or --range, or --attrition.")
        )
    if options.plot and not (options.range or options.attrition):
        raise InputError(
            Problem("--set and --drop give no picture.", remedy="Use --plot with --range or --attrition.")
        )
    library, book = load(), read_book(options.book)
    rows: list[dict[str, object]] = []
    if options.attrition:
        document = next((d for d in library.documents if d.name == options.attrition), None)
        if document is None:
            near = nearest(options.attrition, [d.name for d in library.documents])
            raise InputError(Problem(f"No document is called '{options.attrition}'.", nearest=near))
        with sheets(book, library, document) as found:
            for sheet in found:
                held = attrition(sheet)
                rows += [
                    {"version": sheet.layout.name, "criterion": n, "refused": r, "alone": a, "left": left}
                    for n, r, a, left in held
                ]
                _plot_attrition(options.plot, sheet, held)
        return _answer(rows, options.parquet)
    if options.range:
        name, _, bounds = options.range.partition("=")
        criterion, _, old = name.partition(":")
        at = named(library, criterion)
        values = _values(bounds)
        with sheets(book, library, at.document) as found:
            for sheet in found:
                points = curve(sheet, at, number(old) if old else None, values)
                rows += [{"version": sheet.layout.name, "value": str(v), **counts} for v, counts in points]
                if options.plot:
                    from reasoner.analysis.simulation.plots import curve_plot

                    curve_plot(sheet.layout.name, criterion, points, options.plot)
        return _answer(rows, options.parquet)
    settings = [setting(library, text) for text in options.set]
    dropped = [named(library, text) for text in options.drop]
    documents = {n.document.iri: n.document for n in (*(s.named for s in settings), *dropped)}
    for document in documents.values():
        changes = Changes(
            tuple(s for s in settings if s.named.document.iri == document.iri),
            frozenset(n.criterion.iri for n in dropped if n.document.iri == document.iri),
        )
        with sheets(book, library, document) as found:
            for sheet in found:
                plan = sheet.changed(changes)
                version = sheet.layout.name
                rows += [
                    {"version": version, "from": a, "to": b, "services": n} for a, b, n in flips(sheet, plan)
                ]
                rows += [
                    {"version": version, "because of": c, "from": a, "to": b, "services": n}
                    for c, a, b, n in reasons(sheet, plan)
                ]
                before, after = unknowns(sheet, sheet.plan), unknowns(sheet, plan)
                rows.append({"version": version, "unknown before": before, "unknown after": after})
    return _answer(rows, options.parquet)


def _plot_attrition(path: Path | None, sheet: Sheet, held: list[tuple[str, int, int, int]]) -> None:
    if path is not None:
        from reasoner.analysis.simulation.plots import attrition_plot

        attrition_plot(sheet.layout.name, held, path)


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


def _answer(rows: list[dict[str, object]], parquet: Path | None) -> int:
    from reasoner.analysis.tables import Answer, table

    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    if parquet is not None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table({c: [row.get(c) for row in rows] for c in columns}), parquet)
    told = tuple(tuple("" if row.get(c) is None else str(row[c]) for c in columns) for row in rows)
    write(table(Answer(columns, told), "text"), None)
    return 0
