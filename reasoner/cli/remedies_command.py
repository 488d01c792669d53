"""The command `reasoner remedies`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.output import Subparsers, case_file, write

if TYPE_CHECKING:
    from reasoner.intake import ReadCase
    from reasoner.model.remedies import Remedies
    from reasoner.review import Reviewed


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "remedies", help="say what would make each line of a case eligible, the least effort first"
    )
    case_file(command)
    command.add_argument(
        "--dates",
        action="store_true",
        help="tell of every set that is shown on which dates the line is eligible with it, not of the first alone",
    )
    command.add_argument("--format", choices=("text", "markdown", "html", "json"), default="text")
    command.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    command.set_defaults(run=_remedies)


def remedies_of(read: ReadCase, reviewed: Reviewed | None = None, *, dates: bool = False) -> Remedies:
    """The remedies of a case that was read, under the shipped knowledge. `dates`: with the dates of each set."""
    from reasoner.analysis.remedies import DATED, SHOWN, remedies
    from reasoner.knowledge import load

    return remedies(read, load(), reviewed, SHOWN if dates else DATED)


def _remedies(options: argparse.Namespace) -> int:
    from reasoner.intake import read_case
    from reasoner.knowledge import load
    from reasoner.report import print_page
    from reasoner.report.remedies import remedies_page
    from reasoner.report.remedies_json import remedies_text

    read = read_case(options.case, load().vocabulary)
    for warning in read.warnings:
        print(f"reasoner: {warning}", file=sys.stderr)
    told = remedies_of(read, dates=options.dates)
    if options.format == "json":
        write(remedies_text(told), options.output)
        return 0
    colour = options.output is None and sys.stdout.isatty()
    write(print_page(remedies_page(told), options.format, colour=colour), options.output)
    return 0
