"""`reasoner conflicts`: where documents disagree, what no case can meet, and what no version covers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.output import Subparsers, day, done, progress, write

if TYPE_CHECKING:
    from reasoner.analysis.conflicts import Conflicts

FORMATS = ("text", "markdown", "html", "csv", "json")


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "conflicts",
        help="where documents disagree, criteria that no case can meet or that say nothing new, and what no version covers",
    )
    command.add_argument(
        "document", nargs="*", metavar="DOCUMENT", help="tell only what involves these documents"
    )
    command.add_argument(
        "--on",
        type=day,
        metavar="DATE",
        help="the texts in force on this day (else on the last day on which a version that is held begins)",
    )
    command.add_argument(
        "--witnesses", type=Path, metavar="FOLDER", help="write each case that shows a claim into a folder"
    )
    command.add_argument("--format", choices=FORMATS, default="text")
    command.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    command.set_defaults(run=_conflicts)


def _conflicts(options: argparse.Namespace) -> int:
    from reasoner.analysis.conflicts import conflicts
    from reasoner.knowledge import load

    if options.witnesses:
        options.witnesses.mkdir(parents=True, exist_ok=True)  # refused now rather than after the work
    library = load()
    try:
        found = conflicts(library, options.document, options.on, progress("deciding"))
    finally:
        done()
    if options.witnesses:
        from reasoner.analysis.conflicts.cases import write_cases

        write_cases(found, options.witnesses, library.vocabulary)
    write(_text(found, options), options.output)
    return 0


def _text(found: Conflicts, options: argparse.Namespace) -> str:
    from reasoner.analysis.conflicts import conflicts_json, conflicts_page, conflicts_table
    from reasoner.analysis.tables import table
    from reasoner.report import print_page

    if options.format == "json":
        return conflicts_json(found)
    if options.format == "csv":
        return table(conflicts_table(found), "csv")
    colour = options.output is None and sys.stdout.isatty()
    return print_page(conflicts_page(found), options.format, colour=colour)
