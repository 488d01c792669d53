"""A book: every case as the review says, whatever the order and the number of workers; nothing lost, nothing doubled."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from reasoner.analysis.generation import documents, read_model
from reasoner.book import chunk as chunks
from reasoner.book.chunk import Deriver
from reasoner.book.facts import Facts, turning_days
from reasoner.book.ingest import add
from reasoner.book.reference import reference
from reasoner.book.results import Decider, Results
from reasoner.book.source import numbered
from reasoner.book.store import FORMAT, read_book, writing
from reasoner.book.views import ask
from reasoner.cli import main
from reasoner.decision.prepared import prepare
from reasoner.errors import BookError, InputError
from reasoner.inference import class_rules
from reasoner.intake import nquads, read_item
from reasoner.intake.stream import items
from reasoner.knowledge import Library

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DOCUMENTS = [
    json.dumps(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)) for path in EXAMPLES
]


def stream(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*.parquet"))}


def compared(source: Path, library: Library) -> int:
    """Hold the rows of a chunk against the review of each of its cases, and give their number."""
    items = list(numbered(source, 0, 0, 1))
    decider = Decider(library)
    found: Results = decider.results(Deriver(library).chunk(items))
    determined = found.determinations.to_pylist()
    criteria = {name: table.to_pylist() for name, table in found.criteria.items()}
    count = 0
    for each in items:
        case = read_item(each.item, library.vocabulary).case
        told = reference(each.seq, prepare(case, library, class_rules(library.vocabulary)), decider.plan)
        mine = [row for row in determined if row["seq"] == each.seq]
        assert sorted(map(_text, mine)) == sorted(map(_text, told.determinations))
        for layout, rows in told.criteria:
            names = dict.fromkeys(line.name for line in decider.plan(layout).lines)
            assert [{**names, **row} for row in rows] == [
                r for r in criteria[layout.name] if r["seq"] == each.seq
            ]
            count += len(rows)
    return count


def _text(row: dict[str, object]) -> str:
    return str(sorted(row.items()))


def test_the_plans_say_what_the_reviews_say(tmp_path: Path, library: Library) -> None:
    assert compared(stream(tmp_path / "a.ndjson", DOCUMENTS), library) > 200


def test_the_plans_say_what_the_reviews_of_invented_cases_say(tmp_path: Path, library: Library) -> None:
    model = read_model(ROOT / "benchmarks" / "books" / "pain-requests.yaml")
    lines = [line.decode() for line in documents(model, 21, 0, 250)]
    assert compared(stream(tmp_path / "a.ndjson", lines), library) > 2000


def test_a_document_told_twice_in_one_part_is_taken_once(tmp_path: Path, library: Library) -> None:
    book = add(tmp_path / "book", [stream(tmp_path / "a.ndjson", DOCUMENTS[:2] * 2)], library, workers=1)
    assert (book.manifest.total("cases"), book.manifest.total("duplicates")) == (2, 2)


def test_what_fits_in_no_column_is_decided_by_the_reference(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = stream(tmp_path / "a.ndjson", DOCUMENTS)
    monkeypatch.setattr(chunks, "_fits", lambda value: value is None)
    chunk = Deriver(library).chunk(list(numbered(source, 0, 0, 1)))
    assert len(chunk.by_reference) > len(DOCUMENTS) // 2
    compared(source, library)


def test_order_workers_and_repetition_change_nothing(tmp_path: Path, library: Library) -> None:
    shuffled = random.Random(2).sample(DOCUMENTS, len(DOCUMENTS))
    one = add(tmp_path / "one", [stream(tmp_path / "a.ndjson", DOCUMENTS)], library, workers=1, chunk=5)
    two = add(tmp_path / "two", [tmp_path / "a.ndjson"], library, workers=2, chunk=5)
    assert content(one.path) == content(two.path)
    doubled = add(
        tmp_path / "three", [stream(tmp_path / "b.ndjson", shuffled + DOCUMENTS)], library, workers=1, chunk=7
    )
    assert doubled.manifest.total("cases") == len(DOCUMENTS)
    assert doubled.manifest.total("duplicates") == len(DOCUMENTS)
    sql = 'SELECT "case", line_name, document, determination, disposition FROM determinations JOIN cases USING (seq) '
    sql += "JOIN lines USING (seq, service, line) ORDER BY ALL"
    assert ask(one, sql) == ask(doubled, sql)


def test_a_bad_document_is_set_aside_with_its_error(tmp_path: Path, library: Library) -> None:
    lines = [
        DOCUMENTS[0],
        '{"id": ',
        DOCUMENTS[1],
        '{"id": "x", "id": "y"}',
        DOCUMENTS[2].replace("medicare", "medicaer"),
    ]
    book = add(tmp_path / "book", [stream(tmp_path / "a.ndjson", lines)], library, workers=1)
    told = book.manifest
    assert (told.total("items"), told.total("cases"), told.total("rejected")) == (5, 2, 3)
    _, rows = ask(book, "SELECT row, error FROM rejected ORDER BY row")
    assert [row for row, _ in rows] == [2, 4, 5]
    assert (
        "no JSON" in str(rows[0][1])
        and "'id' stands twice" in str(rows[1][1])
        and "a.ndjson:5" in str(rows[2][1])
    )


def test_a_case_of_a_book_is_reviewed_as_its_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = stream(tmp_path / "a.ndjson", DOCUMENTS)
    assert main(["book", "add", str(tmp_path / "book"), str(source), "--workers", "1"]) == 0
    for number, document in enumerate(DOCUMENTS[:4]):
        for form in ("json", "turtle", "text"):
            capsys.readouterr()
            assert (
                main(["book", "show", str(tmp_path / "book"), json.loads(document)["id"], "--format", form])
                == 0
            )
            shown = capsys.readouterr().out
            assert main(["review", f"{source}#{number + 1}", "--format", form]) == 0
            assert capsys.readouterr().out == shown
    assert main(["book", "show", str(tmp_path / "book"), "nobody"]) == 2
    assert "holds no case 'nobody'" in capsys.readouterr().err


def test_killed_and_run_again_nothing_is_lost_or_doubled(tmp_path: Path, library: Library) -> None:
    lines = [d.replace('"id": "', f'"id": "n{n}-', 1) for n, d in enumerate(DOCUMENTS * 6)]
    source, folder = stream(tmp_path / "a.ndjson", lines), tmp_path / "book"
    program = (
        "from pathlib import Path; from reasoner.book.ingest import add; from reasoner.knowledge import load;"
        f"add(Path({str(folder)!r}), [Path({str(source)!r})], load(), workers=1, chunk=10)"
    )
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
        before = len(read_book(folder).manifest.parts) if (folder / "book.json").exists() else 0
        for _ in range(600):
            time.sleep(0.05)
            if (folder / "book.json").exists() and len(read_book(folder).manifest.parts) > before:
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(read_book(folder).manifest.parts) >= 3
    book = add(folder, [source], library, workers=1, chunk=10)
    assert book.manifest.total("cases") == len(lines)
    whole = add(tmp_path / "whole", [source], library, workers=1, chunk=10)
    assert content(book.path) == content(whole.path)


def test_two_writers_at_once_are_told_apart(tmp_path: Path, library: Library) -> None:
    with writing(tmp_path / "book", library), pytest.raises(BookError, match=f"Process {os.getpid()} writes"):
        add(tmp_path / "book", [stream(tmp_path / "a.ndjson", DOCUMENTS[:1])], library, workers=1)
    (tmp_path / "book" / "lock").write_text("999999999")  # a process that is gone
    assert add(tmp_path / "book", [tmp_path / "a.ndjson"], library, workers=1).manifest.total("cases") == 1


def test_a_book_of_another_format_or_knowledge_is_refused(tmp_path: Path, library: Library) -> None:
    source = stream(tmp_path / "a.ndjson", DOCUMENTS[:1])
    book = add(tmp_path / "book", [source], library, workers=1)
    manifest = json.loads((book.path / "book.json").read_text())
    (book.path / "book.json").write_text(json.dumps(manifest | {"format": FORMAT + 1}))
    with pytest.raises(BookError, match=f"has the format {FORMAT + 1}"):
        read_book(book.path)
    (book.path / "book.json").write_text(json.dumps(manifest | {"knowledge": "0" * 64}))
    with pytest.raises(BookError, match="other knowledge"):
        add(book.path, [source], library, workers=1)
    with pytest.raises(BookError, match="no book at"):
        read_book(tmp_path / "nowhere")


def test_a_source_that_changed_is_refused(tmp_path: Path, library: Library) -> None:
    source = stream(tmp_path / "a.ndjson", DOCUMENTS[:2])
    add(tmp_path / "book", [source], library, workers=1)
    stream(source, DOCUMENTS[:3])
    with pytest.raises(InputError, match="has changed"):
        add(tmp_path / "book", [source], library, workers=1)


def test_a_file_with_half_a_case_in_two_places_leaves_the_book_as_it_was(
    tmp_path: Path, library: Library
) -> None:
    good = stream(tmp_path / "a.ndjson", DOCUMENTS[:2])
    book = add(tmp_path / "book", [good], library, workers=1)
    cases = [read_item(item, library.vocabulary).case for item in items(good)]
    halves = [nquads(case).splitlines(keepends=True) for case in cases]
    apart = tmp_path / "b.nq"
    apart.write_bytes(b"".join([*halves[0][:9], *halves[1], *halves[0][9:]]))
    with pytest.raises(InputError, match="stand apart"):
        add(tmp_path / "book", [apart], library, workers=1)
    assert read_book(tmp_path / "book").manifest == book.manifest


def test_workers_that_cannot_begin_are_one_clear_error(tmp_path: Path, library: Library) -> None:
    source = stream(tmp_path / "a.ndjson", DOCUMENTS)
    nowhere = replace(library, root=tmp_path / "nowhere")
    with pytest.raises(BookError, match="worker process ended"):
        add(tmp_path / "book", [source], nowhere, workers=2, chunk=1)


def test_a_full_disk_is_said_and_what_was_written_stays(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reasoner.book import pool

    source, count = stream(tmp_path / "a.ndjson", DOCUMENTS), 0
    write = pool.parquet.write_table

    def full(table: object, path: Path, **options: object) -> None:
        nonlocal count
        count += Path(path).parent.name == "cases"
        if count > 2:
            raise OSError(28, "No space left on device")
        write(table, path, **options)

    monkeypatch.setattr(pool.parquet, "write_table", full)
    with pytest.raises(BookError, match="No space left on device"):
        add(tmp_path / "book", [source], library, workers=1, chunk=5)
    assert read_book(tmp_path / "book").manifest.total("cases") == 10
    monkeypatch.setattr(pool.parquet, "write_table", write)
    assert add(tmp_path / "book", [source], library, workers=1, chunk=5).manifest.total("cases") == len(
        DOCUMENTS
    )


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE cases",
        "SELECT 1; SELECT 2",
        "COPY cases TO 'x.csv'",
        "SELECT * FROM read_text('/etc/hosts')",
        "SELEC",
    ],
)
def test_a_question_reads_the_book_and_nothing_else(tmp_path: Path, library: Library, sql: str) -> None:
    book = add(tmp_path / "book", [stream(tmp_path / "a.ndjson", DOCUMENTS[:1])], library, workers=1)
    with pytest.raises(InputError):
        ask(book, sql)


def test_every_format_gives_the_same_cases(tmp_path: Path, library: Library) -> None:
    source = stream(tmp_path / "a.ndjson", DOCUMENTS)
    quads = []
    for each in numbered(source, 0, 0, 1):
        case = read_item(each.item, library.vocabulary).case
        assert case.graph is not None
        quads += [f"{s.n3()} {p.n3()} {o.n3()} <{case.iri}> .\n" for s, p, o in case.graph]
    (tmp_path / "a.nq.gz").write_bytes(gzip.compress("".join(quads).encode()))
    (tmp_path / "a.yaml").write_text("\n---\n".join(p.read_text() for p in EXAMPLES), encoding="utf-8")
    sql = 'SELECT "case", document, determination, disposition FROM determinations JOIN cases USING (seq) ORDER BY ALL'
    answers = [
        ask(add(tmp_path / f"{name}-book", [tmp_path / name], library, workers=1), sql)
        for name in ("a.ndjson", "a.nq.gz", "a.yaml")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0][1]) > 100


def test_what_bears_on_a_case_is_right_on_every_day_around_a_change(tmp_path: Path, library: Library) -> None:
    """It is found once for the days between two changes: no day may be on the wrong side of one."""
    facts, rules = Facts(library), class_rules(library.vocabulary)
    turns = turning_days(library)
    days = sorted({turn + timedelta(days=by) for turn in turns for by in (-1, 0, 1)})
    read = items(stream(tmp_path / "a.ndjson", DOCUMENTS))
    cases = [read_item(item, library.vocabulary).case for item in read]
    payers = {(c.payer, c.jurisdiction): c for c in cases}
    compared = 0
    for case in payers.values():
        for day in random.Random(5).sample(days, len(days)):
            moved = replace(case, date_of_service=day)
            try:
                expected = prepare(moved, library, rules).in_force
            except InputError:
                with pytest.raises(InputError):
                    facts.of(moved)
                continue
            found = facts.of(moved).bearing.in_force
            assert [(i.document.name, i.version, i.groups, i.beside) for i in found] == [
                (i.document.name, i.version, i.groups, i.beside) for i in expected
            ]
            compared += 1
    assert compared > 300 and len(turns) > 5


def test_the_first_parts_are_smaller_so_that_workers_begin_together(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reasoner.book import ingest

    for name, value in (("FIRST_CHUNK", 2), ("FIRST_PARTS", 2), ("CHUNK", 6)):
        monkeypatch.setattr(ingest, name, value)
    source = stream(tmp_path / "a.ndjson", DOCUMENTS)
    parts = add(tmp_path / "book", [source], library, workers=1).manifest.parts
    assert [part.items for part in parts[:4]] == [2, 2, 6, 6]
    assert sum(part.cases for part in parts) == len(DOCUMENTS)


def test_a_part_ends_where_its_documents_are_many_bytes(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reasoner.book import ingest

    source = stream(tmp_path / "a.ndjson", DOCUMENTS[:6])
    whole = ask(add(tmp_path / "whole", [source], library, workers=1), "SELECT * FROM determinations")
    monkeypatch.setattr(ingest, "MOST_BYTES", len(DOCUMENTS[0]) + 1)
    book = add(tmp_path / "book", [source], library, workers=1)
    assert [part.items for part in book.manifest.parts[:1]] == [2] and len(book.manifest.parts) > 2
    assert (
        ask(book, "SELECT * FROM determinations ORDER BY seq, service, line, binding DESC, document") == whole
    )
