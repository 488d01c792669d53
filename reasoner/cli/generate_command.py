"""The command `reasoner generate`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from reasoner.cli.output import Subparsers, done, progress

STEP = 1000


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "generate", help="invent cases by a model, to try the program or to measure it"
    )
    command.add_argument("--cases", type=int, required=True, metavar="N", help="how many")
    command.add_argument(
        "--seed", type=int, default=1, metavar="S", help="the same number gives the same cases"
    )
    command.add_argument(
        "--model", type=Path, help="a model of a book (default: the one that comes with the program)"
    )
    command.add_argument(
        "--format",
        choices=("ndjson", "nquads"),
        default="ndjson",
        help="a JSON document a line, or a graph a case",
    )
    command.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    command.set_defaults(run=_generate)


def _generate(options: argparse.Namespace) -> int:
    from reasoner.analysis.generation import documents, read_model
    from reasoner.errors import InputError, Problem
    from reasoner.knowledge.paths import data_root

    if options.cases < 1:
        raise InputError(Problem(f"{options.cases} cases are none.", remedy="Write how many: --cases 1000."))
    model = read_model(options.model or data_root() / "benchmarks" / "books" / "pain-requests.yaml")
    written = _as_graph() if options.format == "nquads" else _as_line
    show = progress("inventing")
    out = options.output.open("wb") if options.output else sys.stdout.buffer
    try:
        for first in range(0, options.cases, STEP):
            last = min(first + STEP, options.cases)
            for line in documents(model, options.seed, first, last):
                out.write(written(line))
            show(f"{last:,} of {options.cases:,} cases")
        out.flush()
    finally:
        done()
        if options.output:
            out.close()
    return 0


def _as_line(document: bytes) -> bytes:
    return document + b"\n"


def _as_graph() -> Callable[[bytes], bytes]:
    """What makes a document a graph. A word that the ontology does not know is an InputError: a graph has terms alone."""
    from reasoner.intake import nquads, read_json_case
    from reasoner.knowledge import load

    vocabulary = load().vocabulary
    return lambda document: nquads(read_json_case(document, "the model", 0, vocabulary).case)
