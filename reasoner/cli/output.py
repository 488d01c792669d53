"""What every command shares: where its text goes, and the argument that names a case."""

from __future__ import annotations

import argparse
import sys
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


def case_file(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """Add the argument that names a case document; shells complete it with files."""
    argument = parser.add_argument(
        "case", type=Path, nargs="?" if optional else None, help="a case document (YAML, JSON or Turtle)"
    )
    argument.complete = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}  # type: ignore[attr-defined]
