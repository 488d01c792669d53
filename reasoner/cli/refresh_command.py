"""The command `reasoner book refresh`."""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.book_output import counts, made
from reasoner.cli.output import Subparsers, write

if TYPE_CHECKING:
    from reasoner.book.store import Book

MOST_NAMED = 20


def add_command(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "refresh", help="make another book of the same documents, under other knowledge or conditions"
    )
    command.add_argument("book", type=Path)
    command.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="OTHER",
        help="the folder of the book to make, or to go on with",
    )
    command.add_argument(
        "--knowledge",
        type=Path,
        metavar="FOLDER",
        help="a folder with ontology/ and shapes/ (default: the shipped one)",
    )
    command.add_argument(
        "--payer",
        default="",
        metavar="NAME",
        help="as requests of this payer; the jurisdiction is dropped unless told",
    )
    command.add_argument(
        "--jurisdiction", default="", metavar="NAME", help="in this jurisdiction; with --payer"
    )
    command.add_argument(
        "--in-force-on", default="", metavar="DAY",
        help="under the texts in force on this day, not on each date of service; facts keep the days of the case",
    )  # fmt: skip
    command.add_argument("--workers", type=int, default=2, help="processes that read and derive (default: 2)")
    command.set_defaults(run=_refresh)


def _refresh(options: argparse.Namespace) -> int:
    from reasoner.book.conditions import Conditions
    from reasoner.book.refresh import refresh
    from reasoner.knowledge import load

    library = load(options.knowledge.resolve() if options.knowledge else None)
    conditions = Conditions(options.payer, options.jurisdiction, options.in_force_on)
    workers = options.workers
    book = made(
        lambda told: refresh(
            options.book, options.to, library, conditions=conditions, workers=workers, told=told
        )
    )
    if book is None:
        return 2
    write(
        f"{counts(book)}Decided {conditions.words}, under the knowledge {library.sha256[:16]}.\n{_cut(book)}",
        None,
    )
    return 0


def _cut(book: Book) -> str:
    """The documents that could not be read again; the first of them by name."""
    from reasoner.book.refresh import cut

    found = cut(book)
    named = [f"{place} (number {seq})" for seq, place in islice(found, MOST_NAMED)]
    more = sum(1 for _ in found)
    if not named:
        return ""
    listed = ", ".join(named) + (f", and {more} more" if more else "")
    told = f"Not read again, because only their beginning is kept: {listed}."
    return f"{told} Where they matter, make a book of their sources.\n"
