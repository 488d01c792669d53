"""Commands about one case: review, infer, validate, query, explain."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reasoner.cli.dates_command import timeline_of
from reasoner.cli.margins_command import margins_of
from reasoner.cli.output import Subparsers, case_file, write
from reasoner.cli.remedies_command import remedies_of
from reasoner.errors import InputError, Problem

FORMATS = ("text", "markdown", "html", "json", "turtle")


def add_commands(commands: Subparsers) -> None:
    """Add the commands to a parser."""
    review = commands.add_parser("review", help="review a case and print the report")
    case_file(review)
    review.add_argument("--format", choices=FORMATS, default="text")
    review.add_argument(
        "--audience", choices=("reviewer", "clinician", "patient", "requester"), default="reviewer"
    )
    review.add_argument(
        "--under",
        default="",
        metavar="DOCUMENT[@DATE]",
        help="review under this document, in its version of DATE, whatever is in force for the case",
    )
    review.add_argument(
        "--dates",
        action="store_true",
        help="also say on which dates of service the lines would be eligible (takes some tenths of a second)",
    )
    review.add_argument(
        "--no-remedies",
        action="store_true",
        help="do not say what would make the lines eligible (saves some tenths of a second)",
    )
    _engine(review)
    review.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    review.set_defaults(run=_review)

    infer = commands.add_parser(
        "infer", help="print the completed graph of a case: what it says and what follows"
    )
    case_file(infer)
    infer.add_argument("--output", "-o", type=Path)
    infer.add_argument("--shapes", type=Path, metavar="FILE", help="also write the shapes in force to FILE")
    infer.set_defaults(run=_infer)

    validate = commands.add_parser("validate", help="print the plain SHACL validation report of a case")
    case_file(validate)
    _engine(validate)
    validate.add_argument("--output", "-o", type=Path)
    validate.set_defaults(run=_validate)

    query = commands.add_parser("query", help="ask one of the questions in queries/ of a case and its ledger")
    query.add_argument(
        "name", nargs="?", help="the name of the question; without it the questions are listed"
    )
    case_file(query, optional=True)
    query.add_argument("--format", choices=("text", "csv", "json"), default="text")
    query.set_defaults(run=_query)

    explain = commands.add_parser("explain", help="explain a criterion, a term, or a fact of a case")
    explain.add_argument("name", help="a criterion (document/criterion), a term, a code, or a fact")
    case_file(explain, optional=True)
    explain.set_defaults(run=_explain)


def _engine(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--engine",
        default="closures",
        metavar="ENGINE",
        help="what runs the shapes: closures (default), pyshacl or duckdb; all say the same",
    )


def _review(options: argparse.Namespace) -> int:
    from reasoner.report import render
    from reasoner.review import review_file

    if options.dates and options.under:
        what = "--dates tells of the documents in force for the case, not of a chosen one."
        raise InputError(Problem(what, remedy="Leave --dates or --under out."))
    reviewed = review_file(options.case, engine_name=options.engine, under=options.under)
    for warning in reviewed.read.warnings:
        print(f"reasoner: {warning}", file=sys.stderr)
    report = reviewed.report() if options.format == "turtle" else None
    text = render(
        reviewed.review,
        options.format,
        options.audience,
        validation_report=report,
        completed_sha256=reviewed.data_sha256() if options.format == "turtle" else "",
        colour=options.output is None and sys.stdout.isatty(),
        dates=timeline_of(reviewed.read) if options.dates else None,
        remedies=None if _without_remedies(options) else remedies_of(reviewed.read, reviewed),
        margins=margins_of(reviewed.read, reviewed, texts=False) if _with_margins(options) else None,
    )
    write(text, options.output)
    return 0


def _without_remedies(options: argparse.Namespace) -> bool:
    """Under a chosen text nothing is decided for the payer, so that nothing can be remedied."""
    return options.no_remedies or bool(options.under) or options.format == "turtle"


def _with_margins(options: argparse.Namespace) -> bool:
    """The clinician's report says how near another outcome is; of a chosen text nothing is decided for the payer."""
    return options.audience == "clinician" and not options.under and options.format not in ("json", "turtle")


def _infer(options: argparse.Namespace) -> int:
    from reasoner.knowledge.turtle import write_turtle
    from reasoner.review import review_file

    reviewed = review_file(options.case)
    write(write_turtle(reviewed.data), options.output)
    if options.shapes:
        options.shapes.write_text(write_turtle(reviewed.shapes), encoding="utf-8")
    return 0


def _validate(options: argparse.Namespace) -> int:
    from reasoner.knowledge.turtle import write_turtle
    from reasoner.review import review_file

    reviewed = review_file(options.case, engine_name=options.engine)
    write(write_turtle(reviewed.report()), options.output)
    return 0


def _query(options: argparse.Namespace) -> int:
    from reasoner.analysis.query import ask, questions
    from reasoner.analysis.tables import table

    if not options.name or not options.case:
        for question in questions():
            print(f"{question.name:28} {question.question}")
        return 0 if not options.name else 2
    write(table(ask(options.name, options.case), options.format), None)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from reasoner.analysis.explain import explain

    write(explain(options.name, options.case), None)
    return 0
