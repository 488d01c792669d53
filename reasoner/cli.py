"""The command `reasoner`. Exit codes: 0 done, 1 the check found errors, 2 bad usage or input."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from reasoner.errors import ReasonerError

FORMATS = ("text", "markdown", "html", "json", "turtle")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; no traceback ever reaches a user for a bad input."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    gc.set_threshold(
        200_000, 20, 20
    )  # the knowledge is many small objects that stay: collecting them is wasted
    try:
        return run(options)
    except ReasonerError as error:
        for problem in error.problems:
            print(f"reasoner: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("reasoner: interrupted; nothing was written.", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        print(f"reasoner: {error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
        return 2


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="reasoner",
        description="Decides, clause by clause and with citations, whether a request meets the guidelines that govern it. "
        "It never denies: what is not met goes to a person.",
    )
    parser.add_argument("--version", action="store_true", help="print the versions of program and knowledge")
    parser.set_defaults(run=_version)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_case_commands(commands)
    _add_other_commands(commands)
    return parser


Subparsers = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_case_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    review = commands.add_parser("review", help="review a case and print the report")
    review.add_argument("case", type=Path, help="a case document (YAML or Turtle)")
    review.add_argument("--format", choices=FORMATS, default="text")
    review.add_argument("--audience", choices=("reviewer", "patient"), default="reviewer")
    review.add_argument(
        "--under",
        default="",
        metavar="DOCUMENT[@DATE]",
        help="review under this document, in its version of DATE, whatever is in force for the case",
    )
    review.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    review.set_defaults(run=_review)

    infer = commands.add_parser(
        "infer", help="print the completed graph of a case: what it says and what follows"
    )
    infer.add_argument("case", type=Path)
    infer.add_argument("--output", "-o", type=Path)
    infer.add_argument("--shapes", type=Path, metavar="FILE", help="also write the shapes in force to FILE")
    infer.set_defaults(run=_infer)

    validate = commands.add_parser("validate", help="print the plain SHACL validation report of a case")
    validate.add_argument("case", type=Path)
    validate.add_argument("--output", "-o", type=Path)
    validate.set_defaults(run=_validate)

    query = commands.add_parser("query", help="ask one of the questions in queries/ of a case and its ledger")
    query.add_argument(
        "name", nargs="?", help="the name of the question; without it the questions are listed"
    )
    query.add_argument("case", type=Path, nargs="?")
    query.add_argument("--format", choices=("text", "csv", "json"), default="text")
    query.set_defaults(run=_query)

    explain = commands.add_parser("explain", help="explain a criterion, a term, or a fact of a case")
    explain.add_argument("name", help="a criterion (document/criterion), a term, a code, or a fact")
    explain.add_argument("case", type=Path, nargs="?", help="with a case: what the name is there and why")
    explain.set_defaults(run=_explain)


def _add_other_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="check everything under shapes/ and ontology/ (for authors)")
    check.add_argument(
        "--root", type=Path, help="a folder that holds ontology/ and shapes/ (default: the shipped one)"
    )
    check.set_defaults(run=_check)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    output.write_text(text, encoding="utf-8")


def _version(options: argparse.Namespace) -> int:
    if not options.version:
        build_parser().print_help()
        return 2
    from reasoner.knowledge import load

    library = load()
    print(f"guideline-reasoner {library.version}, knowledge {library.sha256[:16]}")
    return 0


def _review(options: argparse.Namespace) -> int:
    from reasoner.report import render
    from reasoner.review import review_file

    reviewed = review_file(options.case, under=options.under)
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
    )
    _write(text, options.output)
    return 0


def _infer(options: argparse.Namespace) -> int:
    from reasoner.knowledge.turtle import write_turtle
    from reasoner.review import review_file

    reviewed = review_file(options.case)
    _write(write_turtle(reviewed.data), options.output)
    if options.shapes:
        options.shapes.write_text(write_turtle(reviewed.shapes), encoding="utf-8")
    return 0


def _validate(options: argparse.Namespace) -> int:
    from reasoner.knowledge.turtle import write_turtle
    from reasoner.review import review_file

    _write(write_turtle(review_file(options.case).report()), options.output)
    return 0


def _query(options: argparse.Namespace) -> int:
    from reasoner.analysis.query import ask, questions, table

    if not options.name or not options.case:
        for question in questions():
            print(f"{question.name:28} {question.question}")
        return 0 if not options.name else 2
    _write(table(ask(options.name, options.case), options.format), None)
    return 0


def _explain(options: argparse.Namespace) -> int:
    from reasoner.analysis.explain import explain

    _write(explain(options.name, options.case), None)
    return 0


def _check(options: argparse.Namespace) -> int:
    from reasoner.authoring.check import main as check

    return check(options.root)


if __name__ == "__main__":
    sys.exit(main())
