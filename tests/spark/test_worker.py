"""What runs in a worker of Spark, without Spark: so that it is tested on every machine."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from reasoner.book.chunk import Deriver
from reasoner.book.ingest import add
from reasoner.book.views import ask
from reasoner.cli import main
from reasoner.errors import InputError, KnowledgeError
from reasoner.intake import nquads, read_item
from reasoner.intake.stream import Item, items
from reasoner.knowledge import Library
from reasoner.spark import session, worker

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = [json.dumps(yaml.load(path.read_text(), Loader=yaml.BaseLoader)) for path in EXAMPLES]
    path = tmp_path_factory.mktemp("source") / "a.ndjson"
    path.write_text("\n".join([*told[:5], '{"id": ', *told[5:]]), encoding="utf-8")
    return path


def batches(told: list[Item], size: int) -> list[pa.RecordBatch]:
    rows = [worker._document(item) for item in told]
    parts = (rows[n : n + size] for n in range(0, len(rows), size))
    return [pa.RecordBatch.from_pylist(part, schema=worker.DOCUMENTS) for part in parts]


def decided(told: list[Item], library: Library, size: int = 100) -> list[dict[str, Any]]:
    found = pa.Table.from_batches(
        worker.deciding(library.sha256)(iter(batches(told, size))), schema=worker.BOOK
    )
    return found.to_pylist()


def test_each_document_is_one_row_with_what_a_book_says_of_it(
    source: Path, tmp_path: Path, library: Library
) -> None:
    told = list(items(source))
    found = decided(told, library)
    assert [row["sha256"] for row in found] == [item.sha256 for item in told]
    assert [row["row"] for row in found if row["error"]] == [6]
    flat = [
        (
            r["case"],
            n["service"],
            n["line"],
            g["document"],
            g["version"],
            g["determination"],
            n["disposition"],
        )
        for r in found
        for n in r["lines"] or ()
        for g in n["guidelines"] or [dict.fromkeys(("document", "version", "determination"))]
    ]
    held = add(tmp_path / "book", [source], library, workers=1)
    sql = 'SELECT "case", service, line, document, version, determination, disposition FROM determinations '
    assert (
        flat
        == ask(held, sql + "JOIN cases USING (seq) ORDER BY seq, service, line, binding DESC, document")[1]
    )


def test_the_size_of_batches_changes_nothing(source: Path, library: Library) -> None:
    told = list(items(source))[:10]
    assert decided(told, library) == decided(told, library, 3)


def test_a_fault_of_ours_costs_one_document_and_tells_nothing_of_it(
    source: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = list(items(source))[:8]
    expected = decided(told, library)
    chunk = Deriver.chunk

    def fails(self: Deriver, numbered: Any) -> Any:
        held = list(numbered)
        if any(each.item.raw == told[2].raw for each in held):
            raise ZeroDivisionError(told[2].raw)
        return chunk(self, held)

    monkeypatch.setattr(Deriver, "chunk", fails)
    found = decided(told, library)
    assert found[:2] + found[3:] == expected[:2] + expected[3:]
    assert found[2]["error"] == (
        "The document cannot be decided: ZeroDivisionError. This is a fault of guideline-reasoner."
    )
    assert found[2]["lines"] is None
    derive = worker.deriving(library.sha256, "aetna-cpb-0016@2026-01-01")
    keys = {row["sha256"] for batch in derive(iter(batches(told, 100))) for row in batch.to_pylist()}
    assert told[2].sha256 not in keys and keys


def test_a_fault_of_the_machine_is_left_to_spark(
    source: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Deriver, "chunk", fails)
    with pytest.raises(MemoryError):
        decided(list(items(source)), library)


def test_other_knowledge_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="Install the same version of guideline-reasoner on every node"):
        worker.worker("0" * 64)


def test_a_whole_file_is_taken_apart_as_everywhere(source: Path, tmp_path: Path) -> None:
    content = b"\n---\n".join(path.read_bytes() for path in EXAMPLES[:3])
    (tmp_path / "a.yaml").write_bytes(content)
    expected = list(items(tmp_path / "a.yaml"))
    assert len(expected) == 3
    assert list(worker.split(str(tmp_path / "a.yaml"), content)) == expected
    packed = list(worker.split("s3://b/a.yaml.gz", gzip.compress(content)))
    assert [item.raw for item in packed] == [item.raw for item in expected]
    (broken,) = worker.split("s3://b/a.yaml.gz", content)
    assert broken.problem.startswith("The file is not packed as gzip packs.")


@pytest.mark.parametrize("absent", ["pyspark", "pandas", "java"])
def test_what_is_missing_is_named_with_what_to_do(
    absent: str, source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(session, "find_spec", lambda name: None if name == absent else object())
    monkeypatch.setattr(
        session.shutil, "which", lambda *_, **__: None if absent == "java" else "/usr/bin/java"
    )
    assert main(["spark", str(source), "--to", "nowhere"]) == 2
    told = capsys.readouterr().err
    remedy = "Install Java 17" if absent == "java" else "pip install 'guideline-reasoner[spark]'"
    assert remedy in told and "Traceback" not in told


def test_a_setting_without_a_value_is_refused(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spark", str(source), "--to", "nowhere", "--conf", "spark.executor.memory"]) == 2
    assert "--conf NAME=VALUE" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("a\nreasoner.errors.KnowledgeError: Two versions.\n\tat java", KnowledgeError, "Two versions."),
        ("x\nModuleNotFoundError: No module named 'reasoner'\n", InputError, "no module 'reasoner'"),
        (
            "An error occurred while calling o1.x.\n: java.io.IOException: disk\n\tat",
            Exception,
            "IOException: disk",
        ),
    ],
)
def test_pages_of_spark_become_one_line(text: str, kind: type[Exception], told: str) -> None:
    error = session._plain(text)
    assert isinstance(error, kind)
    assert told in str(error) and "\n" not in str(error)


def test_a_graph_whose_quads_stand_apart_is_set_aside_whole(source: Path, library: Library) -> None:
    cases = [read_item(item, library.vocabulary).case for item in list(items(source))[:2]]
    lines, other = nquads(cases[0]).splitlines(keepends=True), nquads(cases[1])
    told = list(worker.split("a.nq", b"".join([*lines[:7], other, *lines[7:]])))
    assert [(item.name, bool(item.problem)) for item in told] == [
        (str(cases[0].iri), True),
        (str(cases[1].iri), False),
        (str(cases[0].iri), True),
    ]
    found = decided(told, library)
    assert [row["case"] for row in found] == [None, cases[1].identifier, None]
    assert "stand apart" in found[0]["error"]
