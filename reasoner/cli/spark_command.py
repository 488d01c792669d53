"""The command `reasoner spark`."""

from __future__ import annotations

import argparse

from reasoner.cli.output import Subparsers, write


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser("spark", help="decide many cases on Apache Spark, into Parquet tables")
    command.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="files of cases, as Spark names them: also a glob or an s3:// path",
    )
    command.add_argument(
        "--to", required=True, metavar="FOLDER", help="where the tables book/ and determinations/ are written"
    )
    command.add_argument(
        "--master",
        help="the cluster, such as local[2] or spark://HOST:7077 (default: that of spark-submit, or local[*])",
    )
    command.add_argument(
        "--once", action="store_true", help="take a document told twice once (needs a shuffle)"
    )
    command.add_argument(
        "--conf",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of Spark; may be said often",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from reasoner.errors import InputError, Problem
    from reasoner.knowledge import load
    from reasoner.spark.session import failures, start

    if wrong := [told for told in options.conf if "=" not in told]:
        raise InputError(Problem(f"'{wrong[0]}' is no setting.", remedy="Write --conf NAME=VALUE."))
    library = load()
    spark = start(options.master, dict(told.split("=", 1) for told in options.conf))
    from reasoner.spark.tables import book, determinations, documents

    try:
        with failures():
            told = documents(spark, options.sources)
            if options.once:
                told = told.dropDuplicates(["sha256"])
            book(told, library).write.parquet(f"{options.to}/book")
            held = spark.read.parquet(f"{options.to}/book")
            determinations(held).write.parquet(f"{options.to}/determinations")
            rejected = held.where("error IS NOT NULL").count()
            cases = held.where("error IS NULL").count()
    finally:
        spark.stop()
    write(f"{options.to}: {cases:,} cases, {rejected:,} rejected\n", None)
    return 0
