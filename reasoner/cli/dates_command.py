"""The command `reasoner dates`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.output import Subparsers, case_file, day, write

if TYPE_CHECKING:
    from reasoner.intake import ReadCase
    from reasoner.model.timeline import Timeline


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "dates",
        help="say on which dates of service each line of a case would be eligible, and why not on others",
    )
    case_file(command)
    command.add_argument(
        "--until",
        type=day,
        metavar="DAY",
        help="the last date to look at; as a rule 730 days after the requested one",
    )
    command.add_argument("--format", choices=("text", "markdown", "html", "json"), default="text")
    command.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    command.set_defaults(run=_dates)


def timeline_of(read: ReadCase, until: date | None = None) -> Timeline:
    """The dates of a case that was read, under the shipped knowledge."""
    from reasoner.analysis.dates import timeline
    from reasoner.knowledge import load

    return timeline(read, load(), until)


def _dates(options: argparse.Namespace) -> int:
    from reasoner.intake import read_case
    from reasoner.knowledge import load
    from reasoner.report import print_page
    from reasoner.report.dates import dates_page
    from reasoner.report.dates_json import dates_text

    read = read_case(options.case, load().vocabulary)
    for warning in read.warnings:
        print(f"reasoner: {warning}", file=sys.stderr)
    told = timeline_of(read, options.until)
    if options.format == "json":
        write(dates_text(told), options.output)
        return 0
    colour = options.output is None and sys.stdout.isatty()
    write(print_page(dates_page(told), options.format, colour=colour), options.output)
    return 0
