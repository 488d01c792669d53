"""Spark says of every case what a book on one machine says: however it is cut, and with a worker killed in the middle."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlglot
import yaml
from rdflib import URIRef

from reasoner.analysis.compilation import show
from reasoner.analysis.generation import documents as generated
from reasoner.analysis.generation import read_model
from reasoner.book.ingest import add
from reasoner.book.layout import Layouts
from reasoner.book.ledger_query import determinations_query, services_query
from reasoner.book.results import Decider
from reasoner.book.source import numbered
from reasoner.book.store import Book
from reasoner.book.views import ask, view_name
from reasoner.cli import main
from reasoner.errors import BookError, InputError, KnowledgeError
from reasoner.intake import read_item
from reasoner.knowledge import Library
from reasoner.spark.session import failures, lacking, start

if (missing := lacking()) is not None:
    pytest.skip(
        f"Nothing of Spark is tested: {missing[0]} {missing[1]} 'make spark-test' installs the packages.",
        allow_module_level=True,
    )

from cluster import Cluster

from reasoner.spark.tables import (
    book,
    criteria,
    ddl,
    determinations,
    documents,
    documents_of,
    facts,
    rejected,
)

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BAD = [
    b'{"id": ',
    b'{"id": "x", "id": "y"}',
    b'{"id": "\xff\xfe"}',
    b'{"id": "' + b"long" * 300_000 + b'"}',
    b'\xef\xbb\xbf{"id": "x"}',
    b"null",
]
DETERMINED = (
    'SELECT sha256, "case", service, line, service_name, line_name, code, procedure, disposition, document, version, '
    "binding, determination FROM determinations JOIN lines USING (seq, service, line) JOIN cases USING (seq)"
)
COLUMNS = [
    "sha256", "case", "service", "line", "service_name", "line_name", "code", "procedure", "disposition", "document",
    "version", "binding", "determination",
]  # fmt: skip


def lines_of_examples() -> list[bytes]:
    loaded = (yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) for path in EXAMPLES)
    return [json.dumps(each).encode() for each in loaded]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("cluster"), workers=2)
    yield found
    found.stop()


@pytest.fixture(scope="module")
def spark(cluster: Cluster) -> Iterator[SparkSession]:
    settings = {
        "spark.ui.enabled": "false",
        "spark.pyspark.python": sys.executable,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "512m",
        "spark.sql.shuffle.partitions": "2",
        # Small files are cut too, as large ones are on a real cluster.
        "spark.sql.files.maxPartitionBytes": "256k",
    }
    session = start(cluster.url, settings)
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, 300 invented cases and some bad documents, with empty lines and both kinds of line ends."""
    model = read_model(ROOT / "benchmarks" / "books" / "pain-requests.yaml")
    told = [*lines_of_examples(), *generated(model, 5, 0, 300)]
    for n, bad in enumerate(BAD):
        told.insert(40 * n + 7, bad)
    path = tmp_path_factory.mktemp("source") / "some cases.ndjson"
    path.write_bytes(b"".join(line + (b"\r\n" if n % 3 else b"\n\n \t\n") for n, line in enumerate(told)))
    return path


@pytest.fixture(scope="module")
def here(source: Path, tmp_path_factory: pytest.TempPathFactory, library: Library) -> Book:
    """The book that one machine makes of the same file."""
    return add(tmp_path_factory.mktemp("here") / "book", [source], library, workers=1)


@pytest.fixture(scope="module")
def there(
    spark: SparkSession, source: Path, tmp_path_factory: pytest.TempPathFactory, library: Library
) -> DataFrame:
    """The book that the cluster makes of it."""
    told = documents(spark, [str(source)])
    assert told.rdd.getNumPartitions() > 5
    folder = str(tmp_path_factory.mktemp("there") / "book")
    book(told, library).write.parquet(folder)
    return spark.read.parquet(folder)


def rows(frame: DataFrame) -> list[tuple[Any, ...]]:
    told = (tuple(row) for row in frame.select(*COLUMNS).collect())
    return sorted(((bytes(sha), *rest) for sha, *rest in told), key=repr)


def of_book(held: Book) -> list[tuple[Any, ...]]:
    return sorted(ask(held, DETERMINED)[1], key=repr)


def executors(spark: SparkSession) -> list[object]:
    """Where tasks can run, as the driver sees it; the driver is one of them."""
    return list(spark.sparkContext._jsc.sc().statusTracker().getExecutorInfos())


def test_the_determinations_are_those_of_a_book(here: Book, there: DataFrame) -> None:
    expected = of_book(here)
    assert len(expected) > 2000
    assert rows(determinations(there)) == expected


def test_the_cases_are_those_of_a_book(here: Book, there: DataFrame) -> None:
    columns = [
        "sha256",
        "case",
        "date_of_service",
        "recorded_on",
        "payer",
        "jurisdiction",
        "by_reference",
        "raw",
    ]
    told = ask(here, f"SELECT {', '.join(columns)} FROM cases".replace("case,", '"case",'))[1]
    found = [tuple(row) for row in there.where("error IS NULL").select(*columns).collect()]
    assert sorted((bytes(sha), *rest, bytes(raw)) for sha, *rest, raw in found) == sorted(told)


def test_the_statuses_are_those_of_a_book(here: Book, there: DataFrame) -> None:
    """A book has a row for the service and one for each line; here each line has those of its service too."""
    expected: dict[tuple[object, ...], dict[str, object]] = {}
    for version in here.versions("criteria"):
        table = view_name("criteria", version)
        names, told = ask(here, f"SELECT sha256, s.* EXCLUDE (seq) FROM {table} AS s JOIN cases USING (seq)")
        for *key, status in ((*row[:3], row[3:]) for row in told):
            named = zip(names[3:], status, strict=True)
            expected[version, *key] = {name: s for name, s in named if s is not None}
    found = determinations(there).where("version <> ''").collect()
    assert len(found) > 2000
    for row in found:
        key = (f"{row.document}@{row.version}", bytes(row.sha256), row.service)
        assert row.statuses == expected[*key, None] | expected.get((*key, row.line), {})
    assert {key[:3] for key in expected} == {
        (f"{r.document}@{r.version}", bytes(r.sha256), r.service) for r in found
    }


def test_each_criterion_of_a_document_can_be_a_column(there: DataFrame, library: Library) -> None:
    document, day = "aetna-cpb-0016", "2026-01-01"
    found = criteria(there, f"{document}@{day}", library).collect()
    told = determinations(there).where(f"document = '{document}' AND version = '{day}'").collect()
    assert len(found) == len(told) > 50
    names = [line.name for line in Decider(library).plan(Layouts(library).named(f"{document}@{day}")).lines]
    assert [tuple(row)[6:] for row in found] == [tuple(row.statuses.get(n) for n in names) for row in told]
    with pytest.raises(KnowledgeError, match="holds no version"):
        criteria(there, document, library)


def test_bad_documents_are_set_aside_with_their_errors(here: Book, there: DataFrame) -> None:
    def plain(error: str) -> str:
        return re.sub(r"\S*some(%20| )cases\.ndjson(:\d+)?(:\d+)?: ", "", error)

    told = ask(here, "SELECT sha256, error FROM rejected")[1]
    found = rejected(there).select("sha256", "error").collect()
    assert len(found) == len(BAD)
    assert sorted((bytes(r.sha256), plain(r.error)) for r in found) == sorted(
        (s, plain(str(e))) for s, e in told
    )


@pytest.mark.parametrize(("cut", "batch"), [("1g", 10_000), ("20k", 10_000), ("1g", 9)])
def test_the_cut_changes_nothing(
    spark: SparkSession, here: Book, tmp_path: Path, cut: str, batch: int
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join(lines_of_examples()))
    spark.conf.set("spark.sql.files.maxPartitionBytes", cut)
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(batch))
    try:
        found = rows(determinations(book(documents(spark, [str(path)]))))
    finally:
        spark.conf.unset("spark.sql.files.maxPartitionBytes")
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")
    wanted = {row[0] for row in found}
    assert len(wanted) == len(EXAMPLES)
    assert found == [row for row in of_book(here) if row[0] in wanted]


def test_every_format_gives_the_same_cases(spark: SparkSession, tmp_path: Path, library: Library) -> None:
    lines = tmp_path / "a.ndjson"
    lines.write_bytes(b"\n".join(lines_of_examples()[:4]))
    quads = []
    for each in numbered(lines, 0, 0, 1):
        case = read_item(each.item, library.vocabulary).case
        assert case.graph is not None
        quads += [f"{s.n3()} {p.n3()} {o.n3()} <{case.iri}> .\n" for s, p, o in case.graph]
    (tmp_path / "b.nq.gz").write_bytes(gzip.compress("".join(quads).encode()))
    (tmp_path / "c.yaml").write_text("\n---\n".join(p.read_text() for p in EXAMPLES[:4]), encoding="utf-8")
    (tmp_path / "d.ndjson.gz").write_bytes(gzip.compress(lines.read_bytes()))
    (tmp_path / "e.nq.gz").write_bytes(b"not packed")
    sources = [str(tmp_path / name) for name in ("a.ndjson", "b.nq.gz", "c.yaml", "d.ndjson.gz", "e.nq.gz")]
    held = book(documents(spark, sources), library).cache()
    found: dict[str, list[str]] = {}
    for row in held.collect():
        if row.error is None:
            told = [(n.code, [g.asDict() for g in n.guidelines]) for n in row.lines]
            found.setdefault(Path(row.source).name, []).append(repr((row.case, told)))
    assert sorted(found) == ["a.ndjson", "b.nq.gz", "c.yaml", "d.ndjson.gz"]
    assert all(sorted(each) == sorted(found["a.ndjson"]) and len(each) == 4 for each in found.values())
    (bad,) = rejected(held).collect()
    assert "not packed as gzip packs" in bad.error
    assert held.where("source LIKE '%c.yaml'").selectExpr("max(row)").first()[0] > 4


def test_a_column_of_a_table_can_be_decided(spark: SparkSession, there: DataFrame) -> None:
    data = [(f"claim-{n}", line.decode()) for n, line in enumerate(lines_of_examples())]
    table = spark.createDataFrame([*data, ("claim-none", None)], "claim string, document string")
    held = book(documents_of(table, "document", source="claim")).cache()
    assert [(r.source, bytes(r.raw)) for r in rejected(held).collect()] == [("claim-none", b"")]
    assert held.where("error IS NULL").select("source").distinct().count() == len(EXAMPLES)
    found = rows(determinations(held))
    assert found == [row for row in rows(determinations(there)) if row[0] in {r[0] for r in found}]
    with pytest.raises(InputError, match="no column 'documents'"):
        documents_of(table, "documents")
    with pytest.raises(InputError, match="lacks sha256"):
        book(table)


def test_a_worker_with_other_knowledge_refuses(
    spark: SparkSession, source: Path, tmp_path: Path, library: Library
) -> None:
    other = dataclasses.replace(library, root=tmp_path)
    with pytest.raises(KnowledgeError, match="Install the same version"), failures():
        book(documents(spark, [str(source)]), other).collect()


def test_what_spark_raises_is_told_in_plain_words(
    spark: SparkSession, there: DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(BookError, match="PATH_NOT_FOUND"), failures():
        documents(spark, [str(tmp_path / "nowhere.ndjson")])
    with pytest.raises(BookError, match=r"is there already\. Name a new folder"), failures():
        there.write.parquet(str(tmp_path))
    with pytest.raises(InputError, match=r"name a folder as FOLDER/\*.ndjson"):
        documents(spark, [str(tmp_path)])


def test_the_printed_sql_of_a_criterion_says_on_spark_what_it_says_on_duckdb(
    spark: SparkSession, here: Book, source: Path, library: Library
) -> None:
    """The facts of Spark's own workers, asked by what `reasoner compile` prints; and those of the book, by DuckDB."""
    (version,) = (v for v in here.versions("facts") if v.startswith("aetna-cpb-0016@"))
    held = facts(documents(spark, [str(source)]), version, library).cache()
    held.createOrReplaceTempView("facts")
    files = [str(file) for file in here.files("facts", version)]
    count: Counter[object] = Counter()
    with duckdb.connect() as connection:
        cases = [str(file) for file in here.files("cases")]
        connection.execute(
            f"CREATE VIEW facts AS SELECT c.sha256, f.* EXCLUDE (seq) FROM read_parquet({files}) AS f "
            f"JOIN read_parquet({cases}) AS c USING (seq)"
        )
        expected = connection.execute("SELECT * FROM facts").fetchall()
        assert sorted(((bytes(r[0]), *r[1:]) for r in held.collect()), key=repr) == sorted(expected, key=repr)
        for name in ("prior-block-relief", "positive-diagnostic-blocks"):
            printed = {d: show(f"aetna-cpb-0016/{name}", "columns", d) for d in ("spark", "duckdb")}
            queries = {d: re.findall(r"SELECT[^;]*?FROM facts", text) for d, text in printed.items()}
            assert len(queries["spark"]) == len(queries["duckdb"]) > 1
            for theirs, ours in zip(queries["spark"], queries["duckdb"], strict=True):
                keyed = [q.replace("SELECT", "SELECT sha256, service,", 1) for q in (theirs, ours)]
                found = sorted((bytes(sha), *rest) for sha, *rest in spark.sql(keyed[0]).collect())
                assert found == sorted(connection.execute(keyed[1]).fetchall())
                count.update(row[2] for row in found)
    assert set(count) == {True, False}


def test_the_ledgers_of_all_documents_are_the_same_in_spark_sql(
    spark: SparkSession, here: Book, library: Library
) -> None:
    """The same query, written by sqlglot for Spark, over the facts of the book as Parquet."""
    decider, layouts = Decider(library), Layouts(library)
    kinds = [
        (row[0], frozenset(map(URIRef, row[1])))
        for row in ask(here, "SELECT kind, any_value(classes) FROM kinds GROUP BY kind")[1]
    ]
    compared = 0
    for version in here.versions("facts")[::20]:
        layout = layouts.named(version)
        tables = {"facts": here.files("facts", version), "lines": here.files("coding", version)}
        if decider.plan(layout).of_lines and not tables["lines"]:
            continue
        with duckdb.connect() as connection:
            for name, files in tables.items():
                if files:
                    connection.execute(
                        f"CREATE TABLE {name} AS SELECT * FROM read_parquet({[str(f) for f in files]})"
                    )
                    spark.read.parquet(*map(str, files)).createOrReplaceTempView(name)
            scope = decider.scope(layout, kinds)
            connection.register("scope", scope)
            spark.createDataFrame(scope.to_pylist(), ddl(scope.schema)).createOrReplaceTempView("scope")
            for query in (services_query(decider.plan(layout)), determinations_query(decider.plan(layout))):
                (theirs,) = sqlglot.transpile(query, read="duckdb", write="spark")
                found = sorted((tuple(row) for row in spark.sql(theirs).collect()), key=repr)
                assert found == sorted(connection.execute(query).fetchall(), key=repr)
                compared += len(found)
    assert compared > 100


# Near the end: the cluster has one worker less afterwards.
def test_a_worker_killed_in_the_middle_changes_nothing(
    spark: SparkSession, cluster: Cluster, source: Path, here: Book, tmp_path: Path, library: Library
) -> None:
    spark.conf.set("spark.sql.files.maxPartitionBytes", "160k")
    told = documents(spark, [str(source)])
    raised: list[BaseException] = []

    def run() -> None:
        try:
            book(told, library).write.parquet(str(tmp_path / "book"))
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    tracker, stage, hurt = spark.sparkContext.statusTracker(), None, None
    for _ in range(1200):
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info and info.numCompletedTasks >= 2 and info.numActiveTasks == 2:
                hurt = info
        if hurt or not thread.is_alive():
            break
        time.sleep(0.05)
    assert hurt is not None, raised
    assert len(executors(spark)) == 3
    cluster.kill(1)
    thread.join(120)
    assert len(executors(spark)) == 2
    assert not thread.is_alive() and raised == []
    after = tracker.getStageInfo(hurt.stageId)
    assert after is not None
    assert hurt.numCompletedTasks < hurt.numTasks == after.numCompletedTasks
    assert after.numFailedTasks >= 1  # what the killed worker had in hand was done again by the other
    held = spark.read.parquet(str(tmp_path / "book"))
    assert held.count() == here.manifest.total("items")
    assert rows(determinations(held)) == of_book(here)


# The last one: the session ends with the command.
def test_the_command_writes_both_tables(
    spark: SparkSession, cluster: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(b"\n".join([*lines_of_examples()[:3], BAD[0], *lines_of_examples()[:1]]))
    to = tmp_path / "out"
    assert main(["spark", str(path), "--to", str(to), "--master", cluster.url, "--once"]) == 0
    assert capsys.readouterr().out == f"{to}: 3 cases, 1 rejected\n"
    told = duckdb.sql(f"SELECT DISTINCT sha256 FROM read_parquet('{to}/determinations/*.parquet')").fetchall()
    assert len(told) == 3
    assert duckdb.sql(f"SELECT * FROM read_parquet('{to}/book/*.parquet') WHERE error IS NOT NULL").fetchall()
