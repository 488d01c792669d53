"""Commands about the knowledge: guidelines, needs, check; and the completion of a shell."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from reasoner.cli.output import Subparsers, day, done, progress, write
from reasoner.errors import InputError, Problem

SHELLS = ("bash", "zsh", "tcsh")


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser."""
    guidelines = commands.add_parser(
        "guidelines", help="list the documents that are held: on a date, for a payer, about a procedure"
    )
    guidelines.add_argument("--on", type=day, metavar="DATE", help="only what is in force on this day")
    guidelines.add_argument("--payer", default="", help="only what bears on cases of this payer")
    guidelines.add_argument(
        "--jurisdiction", default="", help="only what bears on cases of this jurisdiction"
    )
    guidelines.add_argument("--procedure", default="", help="only what is about this procedure or code")
    guidelines.add_argument("--format", choices=("text", "csv", "json"), default="text")
    guidelines.set_defaults(run=_guidelines)

    needs = commands.add_parser(
        "needs", help="print what has to be on record for a procedure, a payer and a date"
    )
    needs.add_argument("procedure", help="a procedure or a billing code")
    needs.add_argument("--payer", required=True)
    needs.add_argument("--jurisdiction", default="")
    needs.add_argument("--on", type=day, metavar="DATE", required=True, help="the date of service")
    needs.add_argument("--format", choices=("text", "markdown", "html"), default="text")
    needs.add_argument("--output", "-o", type=Path)
    needs.set_defaults(run=_needs)

    check = commands.add_parser("check", help="check everything under shapes/ and ontology/ (for authors)")
    check.add_argument(
        "--root", type=Path, help="a folder that holds ontology/ and shapes/ (default: the shipped one)"
    )
    check.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="DOCUMENT",
        help="check this document only (can be repeated)",
    )
    check.add_argument(
        "--mutate",
        action="store_true",
        help="also change every test a little and see whether the cases notice",
    )
    check.add_argument(
        "--today",
        type=day,
        metavar="DATE",
        default=None,
        help="the day from which sources are called old (default: today)",
    )
    check.set_defaults(run=_check)

    decisions = commands.add_parser(
        "decisions", help="run published decisions and print how well the library agrees with them"
    )
    decisions.add_argument("folder", type=Path, help="a folder with outcomes.yaml, cases/ and gaps/")
    decisions.set_defaults(run=_decisions)

    handbook = commands.add_parser(
        "handbook", help="write a page for each guideline and a comparison for each procedure (Markdown)"
    )
    handbook.add_argument("folder", type=Path, help="where the pages go")
    handbook.set_defaults(run=_handbook)

    completion = commands.add_parser("completion", help="print the completion script of a shell")
    completion.add_argument("shell", choices=SHELLS)
    completion.set_defaults(run=_completion)


def _guidelines(options: argparse.Namespace) -> int:
    from reasoner.analysis.guidelines import guidelines
    from reasoner.analysis.tables import table

    found = guidelines(
        on=options.on, payer=options.payer, jurisdiction=options.jurisdiction, procedure=options.procedure
    )
    write(table(found, options.format), None)
    return 0


def _needs(options: argparse.Namespace) -> int:
    from reasoner.analysis.needs import needs_page
    from reasoner.report import print_page

    page = needs_page(options.procedure, options.payer, options.jurisdiction, options.on)
    write(print_page(page, options.format), options.output)
    return 0


def _check(options: argparse.Namespace) -> int:
    from reasoner.authoring.check import main as check

    return check(options.root, mutants=options.mutate, today=options.today or date.today(), only=options.only)


def _decisions(options: argparse.Namespace) -> int:
    from reasoner.authoring.concordance import report
    from reasoner.authoring.published import read_decisions
    from reasoner.authoring.replay import run_decisions
    from reasoner.inference import class_rules
    from reasoner.knowledge import load

    library = load()
    rules = class_rules(library.vocabulary)
    results = run_decisions(read_decisions(options.folder), library, rules, progress("running"))
    done()
    write(report(results), None)
    return 0


def _handbook(options: argparse.Namespace) -> int:
    from reasoner.analysis.handbook import write_handbook
    from reasoner.knowledge import load

    count = write_handbook(load(), options.folder)
    print(f"{count} pages in {options.folder}")
    return 0


def _completion(options: argparse.Namespace) -> int:
    from reasoner.cli import build_parser

    try:
        import shtab
    except ImportError:
        raise InputError(
            Problem("The completion needs the package shtab.", remedy="pip install shtab")
        ) from None
    write(shtab.complete(build_parser(), shell=options.shell) + "\n", None)
    return 0
