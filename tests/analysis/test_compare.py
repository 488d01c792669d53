"""Two books compared, or a book and its changed self: the same flips, and those that counting row by row finds."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from reasoner.analysis.generation import documents, read_model
from reasoner.analysis.simulation.plots import attrition_plot
from reasoner.book import chunk as chunks
from reasoner.book.conditions import Conditions
from reasoner.book.ingest import add
from reasoner.book.refresh import refresh
from reasoner.book.store import Book, Origin
from reasoner.book.views import ask, databases
from reasoner.cli import main
from reasoner.decision.determination import disposition
from reasoner.knowledge import Library, load
from reasoner.knowledge.paths import data_root
from reasoner.model.ledger import Determination

NAME = "aetna-cpb-0016/positive-diagnostic-blocks"
LATER = """
<version-2027-03-01> a guide:GuidelineVersion ;
    guide:partOf <guideline> ; guide:version "2027-03-01" ;
    guide:effectiveFrom "2027-03-01"^^xsd:date ; guide:encodedOn "2026-11-24"^^xsd:date .
"""


def invented(folder: Path, seed: int, first: int, last: int) -> Path:
    model = read_model(data_root() / "benchmarks" / "books" / "pain-requests.yaml")
    path = folder / "a.ndjson"
    path.write_bytes(b"".join(line + b"\n" for line in documents(model, seed, first, last)))
    return path


def edited(folder: Path, *, version: str = "") -> Path:
    """A copy of the knowledge that asks for no block at all; from a day on, where one is told."""
    for part in ("ontology", "shapes"):
        shutil.copytree(load().root / part, folder / part)
    path = folder / "shapes" / "aetna-cpb-0016" / "facet-ablation" / "2026-01-01.ttl"
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    changed = [
        b.replace("sh:minInclusive 2.0", "sh:minInclusive 0.0") if "positive-diagnostic-blocks" in b else b
        for b in blocks
    ]
    assert changed != blocks
    if version:
        path = path.with_name(f"{version}.ttl")
        head = path.parents[1] / "guideline.ttl"
        text = head.read_text(encoding="utf-8").replace(
            'guide:effectiveFrom "2026-01-01"^^xsd:date ;',
            'guide:effectiveFrom "2026-01-01"^^xsd:date ; guide:effectiveUntil "2027-02-28"^^xsd:date ;',
        )
        head.write_text(text + LATER, encoding="utf-8")
    path.write_text("\n\n".join(changed), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("compared")
    return add(folder / "book", [invented(folder, 3, 0, 260)], load(), workers=1, chunk=130)


@pytest.fixture(scope="module")
def versions(book: Book, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The same cases under two versions of a document, of which the later one asks for less."""
    root = edited(tmp_path_factory.mktemp("knowledge"), version="2027-03-01")
    return refresh(book.path, root / "book", load(root), workers=1)


Row = dict[str, object]


def rows(path: Path, name: str) -> list[Row]:
    """The rows of one of the tables of a report."""
    return [row for row in parquet.read_table(path).to_pylist() if row["table"] == name]


def lines(book: Book) -> dict[tuple[object, ...], dict[object, tuple[object, ...]]]:
    """What each document says of each line of a book."""
    sql = "SELECT seq, service, line, document, binding, determination, disposition FROM determinations"
    found: dict[tuple[object, ...], dict[object, tuple[object, ...]]] = defaultdict(dict)
    for seq, service, line, document, *told in ask(book, sql)[1]:
        found[seq, service, line][document] = tuple(told)
    return found


def next_of(told: dict[object, tuple[object, ...]]) -> object:
    (found,) = {row[2] for row in told.values()}
    return found


TOLD = """\
{book} against itself with aetna-cpb-0016/positive-diagnostic-blocks=0: 2 cases in both.

What happens next with a billed line
  from                to                   lines
  refer-to-physician  request-information      2
  refer-to-physician  refer-to-physician       1

What a document says of a line, where it changes for some
  document        from           to                  lines
  aetna-cpb-0016  does-not-meet  information-needed      2

Criteria whose status changes, in the lines of which their document says something else
  criterion                                                 from     to   lines
  aetna-cpb-0016/facet-ablation/positive-diagnostic-blocks  not-met  met      2

Lines of which some criterion that binds is not documented or contradictory
  before  after  new  gone
       2      2    0     0

Lines that flip (2)
  number  case           service    line     from                to
       0  invented-3-42  #ablation  #line-1  refer-to-physician  request-information
      documents aetna-cpb-0016: does-not-meet → information-needed
      because of aetna-cpb-0016/facet-ablation/positive-diagnostic-blocks: not-met → met
       0  invented-3-42  #ablation  #line-2  refer-to-physician  request-information
      documents aetna-cpb-0016: does-not-meet → information-needed
      because of aetna-cpb-0016/facet-ablation/positive-diagnostic-blocks: not-met → met
"""


def test_the_report_says_who_flips_and_because_of_what(
    tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    made = add(tmp_path / "book", [invented(tmp_path, 3, 42, 44)], library, workers=1)
    assert main(["simulate", str(made.path), "--set", f"{NAME}=0"]) == 0
    assert capsys.readouterr().out == TOLD.format(book=made.path)


def test_the_guide_shows_what_the_command_prints(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    """The book of these tests is the one that the guide makes."""
    guide = (data_root() / "docs" / "guides" / "simulate.md").read_text(encoding="utf-8")
    for told in (["--set", f"{NAME}=0"], ["--range", f"{NAME}=0:3:1"]):
        shown = guide.split(f"$ reasoner simulate my-book {' '.join(told)}")[1].split("```")[0]
        expected = shown.split("\n…")[0].splitlines()[1:]
        assert main(["simulate", str(book.path), *told]) == 0
        printed = capsys.readouterr().out.replace(str(book.path), "my-book").splitlines()
        assert printed[: len(expected)] == expected and len(expected) > 4


def test_a_threshold_set_and_the_book_of_the_edited_library_say_the_same(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = refresh(book.path, tmp_path / "other", load(edited(tmp_path / "knowledge")), workers=1)
    for name, told in (("set", ["--set", f"{NAME}=0"]), ("against", ["--against", str(other.path)])):
        paths = ["--parquet", str(tmp_path / name), "--csv", str(tmp_path / f"{name}.csv")]
        assert main(["simulate", str(book.path), *told, *paths]) == 0
    assert (tmp_path / "set").read_bytes() == (tmp_path / "against").read_bytes()
    assert (tmp_path / "set.csv").read_bytes() == (tmp_path / "against.csv").read_bytes()
    before, after = lines(book), lines(other)
    counted = Counter((next_of(before[key]), next_of(after[key])) for key in before)
    told_next = {(r["from"], r["to"]): r["lines"] for r in rows(tmp_path / "set", "dispositions")}
    assert told_next == dict(counted) and len({a == b for a, b in counted}) == 2
    flips = rows(tmp_path / "set", "flips")
    moved = [k for k in before if before[k] != after[k]]
    assert len(flips) == len(moved) > 0
    assert all(str(r["because of"]).startswith("aetna-cpb-0016/facet-ablation/positive") for r in flips)
    with (tmp_path / "set.csv").open(encoding="utf-8") as file:
        assert len([r for r in csv.DictReader(file) if r["table"] == "flips"]) == len(flips)
    assert "Lines that flip" in capsys.readouterr().out


def test_a_threshold_that_stays_changes_nothing(book: Book, tmp_path: Path) -> None:
    assert main(["simulate", str(book.path), "--set", f"{NAME}=2", "--parquet", str(tmp_path / "t")]) == 0
    assert {r["table"] for r in rows_of(tmp_path / "t")} == {"dispositions", "unknowns"}
    assert all(r["from"] == r["to"] for r in rows(tmp_path / "t", "dispositions"))


def rows_of(path: Path) -> list[Row]:
    found: list[Row] = parquet.read_table(path).to_pylist()
    return found


def test_a_line_is_decided_by_all_documents_that_bind_it(tmp_path: Path, library: Library) -> None:
    """A national text gives up a ground of which one request fails and one says too little; the local text stays."""
    document = "cms-ncd-160-7"
    for number, text in ((481, "does-not-meet"), (566, "information-needed")):
        source = tmp_path / f"{number}.ndjson"
        invented(tmp_path, 3, number, number + 1).rename(source)
        made = add(tmp_path / f"{number}", [source], library, workers=1)
        told = [
            "--drop",
            f"{document}/implantation/multidisciplinary-screening",
            "--parquet",
            str(tmp_path / "t"),
        ]
        assert main(["simulate", str(made.path), *told]) == 0
        flips = {row["line"]: row for row in rows(tmp_path / "t", "flips")}
        names = ask(made, "SELECT seq, service, line, line_name FROM lines")[1]
        assert flips
        for *key, name in names:
            said, flip = lines(made)[tuple(key)], flips.get(name)
            others = [
                Determination(str(d))
                for n, (binding, d, _) in said.items()
                if binding and d and n != document
            ]
            assert others and flip is not None
            assert flip["documents"] == f"{document}: {text} → meets"
            assert flip["from"] == next_of(said)
            assert flip["to"] == disposition([*others, Determination.MEETS]).value == "request-information"


def test_a_text_that_binds_nobody_changes_no_line(
    book: Book, tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    held = next(v for v in book.versions("criteria") if v.startswith("asipp-facet-2020@"))
    view = f"criteria_{re.sub('[^a-z0-9]+', '_', held)}"
    listed = ask(book, f"SELECT * FROM {view} LIMIT 0")[0][3:]
    counts = {
        c: ask(book, f'SELECT count(*) FROM {view} JOIN lines USING (seq, service) WHERE "{c}" IS NOT NULL')
        for c in listed
    }
    column = max(counts, key=lambda c: int(str(counts[c][1][0][0])))
    assert (
        main(
            [
                "simulate",
                str(book.path),
                "--drop",
                f"asipp-facet-2020/{column}",
                "--parquet",
                str(tmp_path / "t"),
            ]
        )
        == 0
    )
    assert "asipp-facet-2020 binds nobody: no line changes by it." in capsys.readouterr().out
    assert all(r["from"] == r["to"] for r in rows(tmp_path / "t", "dispositions"))
    found = rows(tmp_path / "t", "criteria")
    assert {(r["criterion"], r["to"]) for r in found} == {(f"asipp-facet-2020/{column}", "no row")}
    assert sum(int(str(r["lines"])) for r in found) == int(str(counts[column][1][0][0])) > 0


def test_a_payer_that_is_put_in_is_compared_document_by_document(
    book: Book, tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    conditions = Conditions("medicare", "noridian-jf")
    other = refresh(book.path, tmp_path / "other", library, conditions=conditions, workers=1)
    assert (
        main(["simulate", str(book.path), "--against", str(other.path), "--parquet", str(tmp_path / "t")])
        == 0
    )
    before, after = lines(book), lines(other)
    both = before.keys() & after.keys()
    counted: Counter[tuple[object, ...]] = Counter()
    for key in both:
        for name in {n for told in (before[key], after[key]) for n, row in told.items() if row[0]}:
            said = (
                told[name][1] or "none" if name in told else "not about it"
                for told in (before[key], after[key])
            )
            counted[name or "local-text-not-held", *said] += 1
    told = {(r["document"], r["from"], r["to"]): r["lines"] for r in rows(tmp_path / "t", "determinations")}
    moved = {document for document, was, now in counted if was != now}
    assert told == {key: n for key, n in counted.items() if key[0] in moved}
    assert any(was == "not about it" for _, was, _ in told) and any(now == "not about it" for *_, now in told)


def test_cases_that_only_one_book_could_decide_are_counted(
    book: Book, tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    conditions = Conditions("medicare")  # without a place most of these cannot be decided
    other = refresh(book.path, tmp_path / "other", library, conditions=conditions, workers=1)
    missing = book.manifest.total("cases") - other.manifest.total("cases")
    assert 0 < missing < 260
    assert main(["simulate", str(book.path), "--against", str(other.path)]) == 0
    assert (
        f"{missing:,} cases are only in {book.path}; {missing:,} of them the other rejected."
        in capsys.readouterr().out
    )


def test_two_versions_of_a_text_are_two_panels(versions: Book, tmp_path: Path) -> None:
    made = []
    for n in range(2):
        plot = tmp_path / f"{n}.svg"
        assert main(["simulate", str(versions.path), "--range", f"{NAME}=0:3:1", "--plot", str(plot)]) == 0
        made.append(plot.read_text(encoding="utf-8"))
    assert made[0] == made[1]
    assert all(f"<!-- aetna-cpb-0016@{day} -->" in made[0] for day in ("2026-01-01", "2027-03-01"))
    held = {f"version {n}": [("a", 5, 2, 9), ("b", 3, 3, 6)] for n in range(3)}
    attrition_plot(held, tmp_path / "c.svg")
    drawn = (tmp_path / "c.svg").read_text(encoding="utf-8")
    assert all(f"<!-- {version} -->" in drawn for version in held)


def test_a_later_version_is_compared_with_the_one_before(versions: Book, tmp_path: Path) -> None:
    """All cases under the later version are those that the edited library makes of them."""
    root = load(Path(versions.manifest.root))
    day = Conditions(in_force_on="2027-03-01")
    later = refresh(versions.path, tmp_path / "later", root, conditions=day, workers=1)
    assert (
        main(["simulate", str(versions.path), "--against", str(later.path), "--parquet", str(tmp_path / "t")])
        == 0
    )
    found = rows(tmp_path / "t", "criteria")
    assert {(r["criterion"], r["from"], r["to"]) for r in found} == {
        ("aetna-cpb-0016/facet-ablation/positive-diagnostic-blocks", "not-met", "met")
    }
    only = "SELECT DISTINCT version FROM determinations WHERE document = 'aetna-cpb-0016'"
    assert ask(later, only)[1] == [("2027-03-01",)] and len(ask(versions, only)[1]) == 2


def test_cases_decided_one_by_one_are_left_and_said(
    tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of the cases keep a number that fits in no column."""
    fits = chunks._fits
    monkeypatch.setattr(chunks, "_fits", lambda value: fits(value) and value != 2)
    made = add(tmp_path / "book", [invented(tmp_path, 3, 0, 60)], library, workers=1)
    apart = made.manifest.total("by_reference")
    assert 0 < apart < 60
    assert main(["simulate", str(made.path), "--set", f"{NAME}=0"]) == 0
    assert f"{apart} cases that were decided one by one are left as they are" in capsys.readouterr().out


def test_what_cannot_be_compared_is_said(
    book: Book, tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    other = add(tmp_path / "other", [invented(tmp_path, 4, 0, 2)], library, workers=1)
    assert main(["simulate", str(book.path), "--against", str(other.path)]) == 2
    assert "2 numbers are other documents in" in capsys.readouterr().err
    (tmp_path / "none.ndjson").write_text("{\n", encoding="utf-8")
    empty = add(tmp_path / "empty", [tmp_path / "none.ndjson"], library, workers=1)
    assert main(["simulate", str(book.path), "--against", str(empty.path)]) == 2
    assert "holds no case" in capsys.readouterr().err
    begun = refresh(book.path, tmp_path / "begun", library, workers=1)
    begun.commit(replace(begun.manifest, origin=Origin(str(book.path.resolve()), library.sha256)))
    assert main(["simulate", str(book.path), "--against", str(begun.path)]) == 2
    assert "is not whole. Give 'reasoner book refresh" in capsys.readouterr().err
    assert main(["simulate", str(book.path), "--against", str(tmp_path / "nowhere")]) == 2
    assert "no book at" in capsys.readouterr().err


def test_two_books_in_one_database_are_all_that_it_reads(book: Book, tmp_path: Path) -> None:
    import duckdb

    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    with databases({"a": book, "b": book}) as connection:
        assert connection.execute("SELECT count(*) FROM a.cases JOIN b.cases USING (seq)").fetchall() == [
            (260,)
        ]
        for sql in (f"SELECT * FROM '{tmp_path}/x.csv'", "SET enable_external_access = true"):
            with pytest.raises(duckdb.Error):
                connection.execute(sql)
