"""Documents in; the book, its determinations and its statuses out: DataFrames, as a user of Spark calls them.

Everything is lazy, as always in Spark: `book` derives and decides anew each time it is asked. Write it to a table once,
and ask the table.

    held = book(documents(spark, ["cases/*.ndjson"]))
    held.write.parquet("book")
    determinations(spark.read.parquet("book")).groupBy("document", "determination").count().show()

The key of a case is the `sha256` of its document. A running number, as a book on one machine has it, would need all
workers to agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as sql

from reasoner.book.layout import Layouts
from reasoner.book.results import Decider
from reasoner.errors import InputError, Place, Problem
from reasoner.intake.stream import FORMATS, TOO_LONG
from reasoner.intake.yaml_reader import SIZE_LIMIT
from reasoner.knowledge import Library, load
from reasoner.spark.worker import BOOK, DOCUMENTS, deciding, deriving, facts_schema, splitting

_SINGLE = ("ndjson", "yaml", "jsonld", "turtle")  # formats in which one value can be one document
_TYPES = {
    pa.string(): "string", pa.binary(): "binary", pa.bool_(): "boolean", pa.int16(): "smallint",
    pa.int64(): "bigint", pa.date32(): "date",
}  # fmt: skip


def documents(spark: SparkSession, paths: Sequence[str]) -> DataFrame:
    """The documents of some files, one row each, not yet read: columns of `worker.DOCUMENTS`.

    A path is whatever Spark can read (a glob, HDFS, an object store); its name tells the format as everywhere else. NDJSON
    is cut into lines by Spark, so that one large file is shared among workers; where a line stood is then not known. A file
    of any other kind is taken whole by one worker. Raises InputError where a name tells no format, and what Spark raises
    where there is no such file.
    """
    formats = {path: _format(path) for path in paths}
    lines = [path for path, form in formats.items() if form == "ndjson"]
    files = [path for path, form in formats.items() if form != "ndjson"]
    found = []
    if lines:
        told = spark.read.option("lineSep", "\n").text(lines)
        kept = told.where(sql.col("value").rlike("\\S")).withColumn("source", sql.col("_metadata.file_path"))
        raw = sql.expr("CAST(trim(TRAILING '\r' FROM value) AS BINARY)")
        found.append(_documents(kept, raw, sql.lit("ndjson"), sql.col("source")))
    if files:
        told = spark.read.format("binaryFile").load(files).select("path", "content")
        found.append(told.mapInArrow(splitting, ddl(DOCUMENTS)))
    if not found:
        raise InputError(Problem("No file of cases is named.", remedy="Name one or more."))
    return found[0] if len(found) == 1 else found[0].unionByName(found[1])


def documents_of(frame: DataFrame, column: str, form: str = "ndjson", source: str | None = None) -> DataFrame:
    """The documents that stand in a column of a table, one value each. `source` is a column of it that tells where one
    comes from, such as a key. An empty value is a document too: the book sets it aside with its error.

    Raises InputError where the table has no such column, or the format is none in which one value is one document.
    """
    for name in (column, *([] if source is None else [source])):
        if name not in frame.columns:
            raise InputError(
                Problem(
                    f"The table has no column '{name}'.",
                    remedy=f"Its columns are {', '.join(frame.columns)}.",
                )
            )
    if form not in _SINGLE:
        raise InputError(
            Problem(
                f"A value of a column is no document in '{form}'.",
                remedy=f"Name one of {', '.join(_SINGLE)}.",
            )
        )
    origin = sql.lit(None) if source is None else sql.col(source)
    return _documents(frame, sql.col(column).cast("binary"), sql.lit(form), origin)


def book(documents: DataFrame, library: Library | None = None) -> DataFrame:
    """The book: one row for each document, with its lines, determinations and statuses, or with its `error`.

    Columns of `worker.BOOK`. No row is moved between workers; documents told twice are rows twice (`dropDuplicates` on
    `sha256` before takes them once, and is a shuffle). Raises InputError where a column of `documents` is missing. A worker
    raises KnowledgeError where it holds another knowledge than `library`, which is the one installed here.
    """
    knowledge = (library or load()).sha256
    return _checked(documents).mapInArrow(deciding(knowledge), ddl(BOOK))


def determinations(book: DataFrame) -> DataFrame:
    """One row for each case, line and document version that bears on it: determination, disposition, and the `statuses` of
    its criteria by their names. A line that no document is about has one row, with its disposition alone."""
    lines = book.where("error IS NULL").select(
        "sha256", "case", "date_of_service", "payer", "jurisdiction", sql.explode("lines").alias("l")
    )
    each = lines.select("*", sql.explode_outer("l.guidelines").alias("g"))
    return each.select(
        "sha256", "case", "date_of_service", "payer", "jurisdiction", "l.service", "l.line", "l.service_name",
        "l.line_name", "l.code", "l.procedure", "g.document", "g.version", "g.binding", "g.determination",
        "l.disposition", "g.statuses",
    )  # fmt: skip


def criteria(book: DataFrame, version: str, library: Library | None = None) -> DataFrame:
    """The statuses under one document version (DOCUMENT@FIRST-DAY), a column for each criterion, a row for each line that
    it is about. Empty is: no row in the ledger. Raises KnowledgeError where the library holds no such version."""
    library = library or load()
    plan = Decider(library).plan(Layouts(library).named(version))
    document, _, day = version.rpartition("@")
    held = determinations(book).where((sql.col("document") == document) & (sql.col("version") == day))
    names = [sql.col("statuses").getItem(line.name).alias(line.name) for line in plan.lines]
    return held.select("sha256", "case", "service", "line", "determination", "disposition", *names)


def facts(documents: DataFrame, version: str, library: Library | None = None) -> DataFrame:
    """The facts that a document version (DOCUMENT@FIRST-DAY) reads of services, as the SQL of `reasoner compile --stage
    columns` asks for them: a row for each service that it is about, columns as in a book (`book.layout`).

    Derived anew, not taken from a book. Documents that cannot be read are left out, and cases with a number that fits in no
    column. Raises KnowledgeError where the library holds no such version.
    """
    library = library or load()
    schema = facts_schema(Layouts(library).named(version))
    return _checked(documents).mapInArrow(deriving(library.sha256, version), ddl(schema))


def rejected(book: DataFrame) -> DataFrame:
    """The documents that could not be read or decided, with their errors."""
    return book.where("error IS NOT NULL").select(
        "sha256", "source", "position", "row", "format", "error", "raw"
    )


def ddl(schema: pa.Schema) -> str:
    """An Arrow schema as Spark writes one."""
    return ", ".join(f"`{field.name}` {_type(field.type)}" for field in schema)


def _type(kind: pa.DataType) -> str:
    if pa.types.is_map(kind):
        return f"map<{_type(kind.key_type)}, {_type(kind.item_type)}>"
    if pa.types.is_list(kind):
        return f"array<{_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"struct<{', '.join(f'`{kind.field(i).name}`: {_type(kind.field(i).type)}' for i in range(kind.num_fields))}>"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision}, {kind.scale})"
    return _TYPES[kind]


def _checked(documents: DataFrame) -> DataFrame:
    """The columns of documents. Raises InputError where one is missing."""
    if missing := [name for name in DOCUMENTS.names if name not in documents.columns]:
        raise InputError(
            Problem(
                f"The table of documents lacks {', '.join(missing)}.",
                remedy="Make it with documents() or documents_of().",
            )
        )
    return documents.select(*DOCUMENTS.names)


def _documents(frame: DataFrame, raw: Column, form: Column, source: Column) -> DataFrame:
    """Rows of documents; of one beyond the limit only the beginning, as everywhere else."""
    cut = sql.coalesce(sql.substring(raw, 1, SIZE_LIMIT + 1), sql.lit(b""))
    long = sql.length(raw) > SIZE_LIMIT
    none = sql.lit(None)
    return frame.select(
        cut.alias("raw"), long.alias("long"), form.alias("format"), source.alias("source")
    ).select(
        sql.unhex(sql.sha2("raw", 256)).alias("sha256"),
        sql.col("source").cast("string"),
        none.cast("bigint").alias("position"),
        none.cast("bigint").alias("row"),
        "format",
        none.cast("string").alias("graph"),
        sql.when(sql.col("long"), TOO_LONG).alias("problem"),
        "raw",
    )


def _format(path: str) -> str:
    suffixes = [s.lower() for s in PurePosixPath(path).suffixes]
    if suffixes[-1:] == [".gz"]:
        suffixes.pop()
    found = FORMATS.get(suffixes[-1]) if suffixes else None
    if found is None:
        raise InputError(
            Problem(
                "The name does not tell the format.",
                Place(path),
                f"Let it end in one of {', '.join(sorted(FORMATS))}, or .gz after it; name a folder as FOLDER/*.ndjson.",
            )
        )
    return found
