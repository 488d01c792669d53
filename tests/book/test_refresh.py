"""A book made of another one says what a book made from the documents would, under the knowledge and conditions told."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from reasoner.analysis.generation import documents, read_model
from reasoner.book.chunk import MOST_KEPT, Deriver
from reasoner.book.conditions import Conditions
from reasoner.book.ingest import add
from reasoner.book.reference import reference
from reasoner.book.refresh import cut, refresh
from reasoner.book.results import Decider
from reasoner.book.source import numbered
from reasoner.book.store import Book, library_of, read_book, writing
from reasoner.book.views import ask
from reasoner.cli import main
from reasoner.decision.prepared import prepare
from reasoner.errors import BookError, InputError
from reasoner.inference import class_rules
from reasoner.intake import read_item
from reasoner.knowledge import Document, Library, load

ROOT = Path(__file__).resolve().parents[2]
NONE = {"name": "a", "wrong": "b"}  # a document that no knowledge can read
DAY = date(2026, 2, 1)  # before the first day of several texts that are in force on the invented days


def invented(count: int, seed: int = 5, start: int = 0) -> list[bytes]:
    model = read_model(ROOT / "benchmarks" / "books" / "pain-requests.yaml")
    return list(documents(model, seed, start, start + count))


def stream(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def content(folder: Path, without: tuple[str, ...] = ()) -> dict[str, object]:
    """Every table of a book: its bytes, or, where columns are left out, its rows."""
    found: dict[str, object] = {}
    for path in sorted(folder.rglob("*.parquet")):
        name = str(path.relative_to(folder))
        if without:
            table = parquet.read_table(path, partitioning=None)
            found[name] = table.drop_columns([c for c in without if c in table.column_names]).to_pylist()
        else:
            found[name] = path.read_bytes()
    return found


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """60 cases, one of them told twice, and three documents that cannot be read, in four parts."""
    folder = tmp_path_factory.mktemp("of")
    lines = invented(60)
    graph = b"<urn:x> <urn:y> <urn:z> <urn:case:1> ."
    stream(folder / "a.ndjson", [*lines[:30], json.dumps(NONE).encode(), lines[3], *lines[30:], b'{"id": '])
    stream(folder / "b.nq", [graph])
    return add(folder / "book", [folder / "a.ndjson", folder / "b.nq"], load(), workers=1, chunk=25)


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge with a second version of a document from 2027-03-01 on, which asks for no block at all."""
    root = tmp_path_factory.mktemp("knowledge")
    for part in ("ontology", "shapes"):
        shutil.copytree(load().root / part, root / part)
    folder = root / "shapes" / "aetna-cpb-0016"
    head = (folder / "guideline.ttl").read_text(encoding="utf-8")
    block = re.search(r"<version-2026-01-01> a .*?\.\n\n", head, re.DOTALL)
    assert block
    later = block[0].replace("2026-01-01", "2027-03-01")
    first = block[0].replace(
        "guide:encodedOn", 'guide:effectiveUntil "2027-02-28"^^xsd:date ; guide:encodedOn', 1
    )
    (folder / "guideline.ttl").write_text(head.replace(block[0], first + later), encoding="utf-8")
    text = (folder / "facet-ablation" / "2026-01-01.ttl").read_text(encoding="utf-8")
    edited = "\n\n".join(
        b.replace("sh:minInclusive 2.0", "sh:minInclusive 0.0") if "positive-diagnostic-blocks" in b else b
        for b in text.split("\n\n")
    )
    assert edited != text
    (folder / "facet-ablation" / "2027-03-01.ttl").write_text(edited, encoding="utf-8")
    return root


def test_under_the_same_knowledge_every_table_is_the_same(
    book: Book, tmp_path: Path, library: Library
) -> None:
    made = refresh(book.path, tmp_path / "other", library, workers=2)
    assert content(made.path) == content(book.path)
    assert made.manifest.parts == book.manifest.parts and made.manifest.sources == book.manifest.sources
    assert [book.manifest.total(c) for c in ("cases", "rejected", "duplicates")] == [60, 3, 1]
    more = stream(tmp_path / "c.ndjson", invented(3, start=60))  # it is a book like any other
    assert add(made.path, [more], library, workers=1).manifest.total("cases") == 63
    with pytest.raises(BookError, match=r"holds documents that .* does not\. Name a new folder"):
        refresh(book.path, made.path, library, workers=1)


def test_under_other_knowledge_it_is_the_book_that_this_knowledge_makes(
    book: Book, tmp_path: Path, two_versions: Path, library: Library
) -> None:
    made = refresh(book.path, tmp_path / "other", load(two_versions), workers=2)
    sources = [book.path.parent / name for name in ("a.ndjson", "b.nq")]
    direct = add(tmp_path / "direct", sources, load(two_versions), workers=1, chunk=25)
    assert content(made.path) == content(direct.path)
    assert "aetna-cpb-0016@2027-03-01" in made.versions("facts")
    assert content(made.path) != content(book.path)
    assert library_of(read_book(made.path)).root == two_versions
    with pytest.raises(BookError, match=r"Add to .*, and give the same 'reasoner book refresh' again"):
        add(made.path, sources, library, workers=1)


def test_as_requests_of_another_payer_it_is_the_book_of_the_edited_documents(
    book: Book, tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    made = refresh(book.path, tmp_path / "other", library, conditions=Conditions("aetna"), workers=2)

    def edited(line: bytes) -> bytes:
        told = json.loads(line)
        told.pop("jurisdiction", None)
        return json.dumps(told | {"payer": "aetna"}).encode()

    lines = (book.path.parent / "a.ndjson").read_bytes().splitlines()
    source = stream(tmp_path / "a.ndjson", [edited(line) if b'"payer"' in line else line for line in lines])
    shutil.copy(book.path.parent / "b.nq", tmp_path / "b.nq")
    direct = add(tmp_path / "direct", [source, tmp_path / "b.nq"], library, workers=1, chunk=25)
    beside = ("sha256", "raw", "position", "error", "source")
    assert content(made.path, beside) == content(direct.path, beside)
    assert ask(made, "SELECT DISTINCT payer, jurisdiction FROM cases")[1] == [("Aetna", None)]
    names = [str(row[0]) for row in ask(made, 'SELECT "case" FROM cases ORDER BY seq')[1]]
    for name in names[:3]:
        for form in ("json", "turtle"):
            shown = [
                main(["book", "show", str(p), name, "--format", form]) or capsys.readouterr().out
                for p in (made.path, direct.path)
            ]
            assert shown[0] == shown[1] and shown[0]


def test_under_the_texts_of_another_day_the_day_of_service_is_put_off_its_texts(
    book: Book, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oracle: an ordinary book, made with documents that answer for DAY when they are asked for a day of service."""
    made = refresh(book.path, tmp_path / "other", library, conditions=Conditions(in_force_on=DAY.isoformat()))
    of_day: Callable[[date], date] = lambda day: DAY if date(2026, 11, 23) <= day < date.max else day  # noqa: E731
    for method in ("in_force", "groups_in_force"):
        plain = getattr(Document, method)
        monkeypatch.setattr(Document, method, lambda self, day, plain=plain: plain(self, of_day(day)))
    sources = [book.path.parent / name for name in ("a.ndjson", "b.nq")]
    direct = add(tmp_path / "direct", sources, replace(library), workers=1, chunk=25)
    assert content(made.path) == content(direct.path)
    monkeypatch.undo()
    assert content(made.path) != content(book.path)
    none = (
        "SELECT count(*) FROM determinations WHERE determination = 'no-guideline-in-force' AND version = ''"
    )
    assert int(str(ask(made, none)[1][0][0])) > int(str(ask(book, none)[1][0][0]))


def test_the_reference_and_a_shown_case_read_the_texts_of_the_same_day(
    book: Book, tmp_path: Path, two_versions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library, conditions = load(two_versions), Conditions("aetna", "", "2027-03-01")
    items = list(numbered(book.path.parent / "a.ndjson", 0, 0, 1))[:12]
    decider, applied = Decider(library, date(2027, 3, 1)), conditions.applied(library)
    found = decider.results(Deriver(library, conditions).chunk(items)).determinations.to_pylist()
    for each in items:
        case = applied.case(read_item(each.item, library.vocabulary).case)
        prepared = prepare(case, library, class_rules(library.vocabulary), on=applied.on)
        told = reference(each.seq, prepared, decider.plan).determinations
        mine = [row for row in found if row["seq"] == each.seq]
        assert sorted(str(sorted(r.items())) for r in mine) == sorted(str(sorted(r.items())) for r in told)
    made = refresh(book.path, tmp_path / "other", library, conditions=conditions, workers=1)
    sql = 'SELECT "case", line_name, determination, disposition FROM determinations JOIN cases USING (seq) '
    sql += "JOIN lines USING (seq, service, line) WHERE binding AND document = 'aetna-cpb-0016' AND seq < 12"
    rows = ask(made, sql)[1]
    for name, line, determination, disposition in rows:
        assert main(["book", "show", str(made.path), str(name), "--format", "json"]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown["chosen"] == "the texts in force on 2027-03-01"
        at = next(told for told in shown["lines"] if told["line"] == line)
        ledger = next(g for g in at["guidelines"] if g["guideline"] == "aetna-cpb-0016")
        assert (ledger["version"], ledger["determination"], at["disposition"]) == (
            "2027-03-01",
            determination,
            disposition,
        )
    assert len(rows) > 5


def test_killed_and_run_again_nothing_is_lost_or_doubled(tmp_path: Path, library: Library) -> None:
    of = add(tmp_path / "of", [stream(tmp_path / "a.ndjson", invented(60))], library, workers=1, chunk=8)
    folder = tmp_path / "other"
    program = (
        "from pathlib import Path; from reasoner.book.refresh import refresh; from reasoner.knowledge import load;"
        f"refresh(Path({str(of.path)!r}), Path({str(folder)!r}), load(), workers=1)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(ROOT)})
    for _ in range(600):
        time.sleep(0.02)
        if (folder / "book.json").exists() and read_book(folder).manifest.parts:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < len(read_book(folder).manifest.parts) < len(of.manifest.parts)
    with pytest.raises(BookError, match="is not whole"):
        add(folder, [tmp_path / "a.ndjson"], library, workers=1)
    made = refresh(of.path, folder, library, workers=2)
    assert content(made.path) == content(of.path)


def test_what_is_added_to_a_book_is_taken_by_the_same_command(tmp_path: Path, library: Library) -> None:
    lines = invented(20)
    of = add(tmp_path / "of", [stream(tmp_path / "a.ndjson", lines[:12])], library, workers=1, chunk=5)
    conditions = Conditions("aetna")
    refresh(of.path, tmp_path / "other", library, conditions=conditions, workers=1)
    add(of.path, [stream(tmp_path / "b.ndjson", lines[10:])], library, workers=1, chunk=5)
    heard: list[str] = []
    made = refresh(
        of.path,
        tmp_path / "other",
        library,
        conditions=conditions,
        workers=1,
        told=lambda p: heard.append(p.name),
    )
    whole = refresh(of.path, tmp_path / "whole", library, conditions=conditions, workers=1)
    assert content(made.path) == content(whole.path)
    assert heard == ["part-000004", "part-000005"] and made.manifest.total("cases") == 20


def test_what_was_rejected_is_read_again_if_it_is_whole(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    good = invented(1)[0]
    long = good[:-1] + b' , "nonsense": "' + b"x" * MOST_KEPT + b'"}'
    too_long = b" " * (1 << 20) + good
    of = add(tmp_path / "of", [stream(tmp_path / "a.ndjson", [long, too_long])], library, workers=1)
    assert main(["book", "refresh", str(of.path), "--to", str(tmp_path / "other"), "--workers", "1"]) == 0
    told = capsys.readouterr().out
    assert "0 cases, 2 rejected" in told
    assert "only their beginning is kept" in told and "a.ndjson:1 (number 0)" in told and "a.ndjson:2" in told
    made = read_book(tmp_path / "other")
    assert content(made.path) == content(of.path) and len(list(cut(made))) == 2
    # A payer that a case lacks a text for is what rejects it; under another one it is a case.
    line = json.dumps(
        {k: v for k, v in json.loads(good).items() if k != "jurisdiction"} | {"payer": "medicare"}
    )
    of = add(tmp_path / "two", [stream(tmp_path / "b.ndjson", [line.encode()])], library, workers=1)
    assert (of.manifest.total("cases"), of.manifest.total("rejected")) == (0, 1)
    made = refresh(of.path, tmp_path / "aetna", library, conditions=Conditions("aetna"), workers=1)
    assert (made.manifest.total("cases"), made.manifest.total("rejected")) == (1, 0)


def test_another_writer_or_another_condition_is_refused(book: Book, tmp_path: Path, library: Library) -> None:
    aetna = Conditions("aetna")
    made = refresh(book.path, tmp_path / "other", library, conditions=aetna, workers=1)
    with pytest.raises(
        BookError, match=r"as requests of the payer aetna, not as their documents say\. Give the"
    ):
        refresh(book.path, made.path, library, workers=1)
    with pytest.raises(BookError, match=r"Add to .* again: it takes what is new"):
        add(made.path, [tmp_path / "a.ndjson"], library, workers=1)
    with pytest.raises(BookError, match="cannot be made of itself"):
        refresh(book.path, book.path, library)
    with pytest.raises(BookError, match="was not made of the book"):
        refresh(made.path, book.path, library)
    with writing(tmp_path / "held", library), pytest.raises(BookError, match=f"Process {os.getpid()} writes"):
        refresh(book.path, tmp_path / "held", library, workers=1)
    manifest = json.loads((made.path / "book.json").read_text())
    older = {k: v for k, v in manifest.items() if k not in ("conditions", "origin", "root")}
    (made.path / "book.json").write_text(json.dumps(older))
    assert (
        read_book(made.path).manifest.conditions == Conditions()
    )  # a book from before there were conditions
    (made.path / "book.json").write_text(json.dumps(manifest | {"knowledge": "0" * 64}))
    with pytest.raises(BookError, match=r"was begun under other knowledge\. Name a new folder"):
        refresh(book.path, made.path, library, conditions=aetna, workers=1)
    with pytest.raises(BookError, match=r"'reasoner book refresh .* --to NEW' makes it again"):
        library_of(read_book(made.path))


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        (Conditions("medicaer"), "'medicaer' is no known payer. Did you mean 'medicare'"),
        (Conditions("medicare", "palmeto-jj"), "no known jurisdiction. Did you mean 'palmetto-jj'"),
        (Conditions("", "palmetto-jj"), "Name the payer too"),
        (Conditions(in_force_on="1 June"), "'1 June' is no date. Write it as 2026-06-01"),
    ],
)
def test_a_word_that_is_none_is_said_before_a_folder_is_made(
    book: Book, tmp_path: Path, library: Library, conditions: Conditions, words: str
) -> None:
    with pytest.raises(InputError, match=re.escape(words)):
        refresh(book.path, tmp_path / "other", library, conditions=conditions)
    assert not (tmp_path / "other").exists()
