"""The command `reasoner margins`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from reasoner.cli.output import Subparsers, case_file, write

if TYPE_CHECKING:
    from reasoner.intake import ReadCase
    from reasoner.model.turns import Margins
    from reasoner.review import Reviewed


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "margins",
        help="say how far each number of a case is from its threshold, what lies nearest to another outcome, and "
        "which other document or version would decide otherwise",
    )
    case_file(command)
    command.add_argument("--format", choices=("text", "markdown", "html", "json"), default="text")
    command.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    command.set_defaults(run=_margins)


def margins_of(read: ReadCase, reviewed: Reviewed | None = None, *, texts: bool = True) -> Margins:
    """The margins of a case that was read, under the shipped knowledge; without `texts` no other text is looked at."""
    from reasoner.analysis.margins import margins
    from reasoner.knowledge import load

    return margins(read, load(), reviewed, texts=texts)


def _margins(options: argparse.Namespace) -> int:
    from reasoner.intake import read_case
    from reasoner.knowledge import load
    from reasoner.report import print_page
    from reasoner.report.margins import margins_page
    from reasoner.report.margins_json import margins_text

    read = read_case(options.case, load().vocabulary)
    for warning in read.warnings:
        print(f"reasoner: {warning}", file=sys.stderr)
    told = margins_of(read)
    if options.format == "json":
        write(margins_text(told), options.output)
        return 0
    colour = options.output is None and sys.stdout.isatty()
    write(print_page(margins_page(told), options.format, colour=colour), options.output)
    return 0
