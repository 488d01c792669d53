"""The command `reasoner compile`."""

from __future__ import annotations

import argparse
from pathlib import Path

from reasoner.cli.output import Subparsers, write

STAGES = ("tree", "plan", "sql", "columns")
DIALECTS = ("duckdb", "spark", "databricks", "snowflake", "bigquery", "postgres", "redshift", "trino")


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser("compile", help="show how a shape is compiled: its tree, its plan, its SQL")
    command.add_argument(
        "shape", help="a .ttl file of shapes, a criterion (document/criterion), or the IRI of a shape"
    )
    command.add_argument(
        "--stage",
        choices=STAGES,
        default="plan",
        help="tree: as SHACL says it; plan: in the algebra (default); sql: over graphs; columns: over columns of facts",
    )
    command.add_argument(
        "--dialect", choices=DIALECTS, default="duckdb", help="the SQL to write (default: duckdb)"
    )
    command.add_argument("--output", "-o", type=Path)
    command.set_defaults(run=_compile)


def _compile(options: argparse.Namespace) -> int:
    from reasoner.analysis.compilation import show

    write(show(options.shape, options.stage, options.dialect), options.output)
    return 0
