"""`reasoner compare`: one case under every document that could apply to it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reasoner.cli.output import Subparsers, case_file, write


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    compare = commands.add_parser(
        "compare",
        help="review a case under every document about it, fact by fact, and say what makes the difference",
    )
    case_file(compare)
    compare.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="DOCUMENT[@DATE]",
        help="compare only this document, in its version of DATE (can be repeated)",
    )
    compare.add_argument("--format", choices=("text", "html", "csv", "json"), default="text")
    compare.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    compare.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    from reasoner.analysis.across import compare, comparison_json, comparison_page, comparison_table
    from reasoner.analysis.across.page import SHEET, TERMINAL
    from reasoner.analysis.tables import table
    from reasoner.intake import read_case
    from reasoner.knowledge import load
    from reasoner.report import print_page

    library = load()
    read = read_case(options.case, library.vocabulary)
    for warning in read.warnings:
        print(f"reasoner: {warning}", file=sys.stderr)
    found = compare(read, library, tuple(options.document))
    if options.format == "json":
        text = comparison_json(found)
    elif options.format == "csv":
        text = table(comparison_table(found), "csv")
    else:
        colour = options.output is None and sys.stdout.isatty()
        page = comparison_page(found, SHEET if options.format == "html" else TERMINAL)
        text = print_page(page, options.format, colour=colour)
    write(text, options.output)
    return 0
