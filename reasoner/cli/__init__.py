"""The command `reasoner`. Exit codes: 0 done, 1 the check found errors, 2 bad usage or input."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence

from reasoner.cli import (
    ask_command,
    audit_command,
    book_commands,
    case_commands,
    compare_command,
    compile_command,
    conflicts_command,
    dates_command,
    generate_command,
    library_commands,
    margins_command,
    remedies_command,
    simulate_command,
    spark_command,
)
from reasoner.errors import ReasonerError


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
    case_commands.add_commands(commands)
    compare_command.add_commands(commands)
    dates_command.add_commands(commands)
    margins_command.add_commands(commands)
    remedies_command.add_commands(commands)
    ask_command.add_commands(commands)
    library_commands.add_commands(commands)
    audit_command.add_commands(commands)
    compile_command.add_commands(commands)
    conflicts_command.add_commands(commands)
    book_commands.add_commands(commands)
    generate_command.add_commands(commands)
    simulate_command.add_commands(commands)
    spark_command.add_commands(commands)
    return parser


def _version(options: argparse.Namespace) -> int:
    if not options.version:
        build_parser().print_help()
        return 2
    from reasoner.knowledge import load

    library = load()
    print(f"guideline-reasoner {library.version}, knowledge {library.sha256[:16]}")
    return 0
