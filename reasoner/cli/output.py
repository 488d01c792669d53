"""What every command shares: where its text goes, and the argument that names a case."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subparsers = object


def write(text: str, output: Path | None) -> None:
    """Write to a file, or to the screen."""
    if output is None:
        sys.stdout.write(text)
        return
    output.write_text(text, encoding="utf-8")


def day(text: str) -> date:
    """A day as an argument. Raises ArgumentTypeError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no date; write it as 2026-04-16") from None


def case_file(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Add the argument that names a case document; shells complete it with files."""
    argument = parser.add_argument(
        "case",
        type=Path,
        nargs="?" if optional else None,
        help="a case document (YAML, JSON, JSON-LD, Turtle, N-Quads), or FILE#CASE for one of a stream",
    )
    argument.complete = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}  # type: ignore[attr-defined]


def progress(doing: str) -> Callable[[str], None]:
    """Say on the terminal what a long command is at; nothing where nobody watches."""

    def show(what: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{doing} {what} …", end="", file=sys.stderr, flush=True)

    return show


def done() -> None:
    """Take the last word of progress away."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
