"""A simulation says what the edited library would: the same counts, from the facts that the book keeps."""

from __future__ import annotations

import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from reasoner.analysis.generation import documents, read_model
from reasoner.analysis.simulation.changes import Changes, named, setting
from reasoner.analysis.simulation.run import attrition, curve, determinations, sheets
from reasoner.book.ingest import add
from reasoner.book.store import Book, read_book
from reasoner.book.views import ask
from reasoner.cli import main
from reasoner.errors import BookError
from reasoner.knowledge import Library, load
from reasoner.knowledge.paths import data_root

NAME = "aetna-cpb-0016/positive-diagnostic-blocks"
DROPPED = "aetna-cpb-0016/radiculopathy-absent"
ABOUT = "document = 'aetna-cpb-0016'"
COUNT = f"SELECT determination, count(DISTINCT (seq, service)) FROM determinations WHERE {ABOUT} GROUP BY 1"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("simulated")
    model = read_model(data_root() / "benchmarks" / "books" / "pain-requests.yaml")
    (folder / "a.ndjson").write_bytes(b"\n".join(documents(model, 11, 0, 400)))
    return add(folder / "book", [folder / "a.ndjson"], load(), workers=1)


def counted(book: Book) -> Counter[str]:
    return Counter({str(name or "none"): int(str(n)) for name, n in ask(book, COUNT)[1]})


def test_a_changed_threshold_decides_as_the_edited_library(
    book: Book, library: Library, tmp_path: Path
) -> None:
    for part in ("ontology", "shapes"):
        shutil.copytree(library.root / part, tmp_path / part)
    edited = 0
    for path in (tmp_path / "shapes" / "aetna-cpb-0016" / "facet-ablation").glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        begins = [b for b in text.split("\n\n") if "positive-diagnostic-blocks" in b]
        for block in begins:
            text = text.replace(block, block.replace("sh:minInclusive 2.0", "sh:minInclusive 0.0"))
        edited += text != path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
    assert edited
    with (
        pytest.raises(BookError, match="other knowledge"),
        sheets(book, load(tmp_path), named(library, NAME).document),
    ):
        pass
    other = add(tmp_path / "book", [book.path.parent / "a.ndjson"], load(tmp_path), workers=1)
    with sheets(book, library, named(library, NAME).document) as (sheet,):
        plan = sheet.changed(Changes((setting(library, f"{NAME}=0"),)))
        assert Counter(determinations(sheet, sheet.plan)) == counted(book)
        assert Counter(determinations(sheet, plan)) == counted(other)
        assert counted(other) != counted(book)
        points = dict(curve(sheet, named(library, NAME), None, [Decimal(2), Decimal(0)]))
        assert Counter(points[Decimal(2)]) == counted(book) and Counter(points[Decimal(0)]) == counted(other)


def test_attrition_counts_what_is_refused(book: Book, library: Library) -> None:
    with sheets(book, library, named(library, NAME).document) as (sheet,):
        rows = attrition(sheet)
        refused = determinations(sheet, sheet.plan)["does-not-meet"]
        total = sum(determinations(sheet, sheet.plan).values())
    assert rows[-1][3] == total - refused
    assert 0 < sum(alone for _, _, alone, _ in rows) <= refused <= sum(n for _, n, *_ in rows)


def test_a_criterion_left_out_has_no_row(book: Book, library: Library) -> None:
    criterion = named(library, DROPPED).criterion
    with sheets(book, library, named(library, DROPPED).document) as (sheet,):
        plan = sheet.changed(Changes(dropped=frozenset([criterion.iri])))
        assert (
            determinations(sheet, plan)["does-not-meet"] < determinations(sheet, sheet.plan)["does-not-meet"]
        )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--set", "aetna-cpb-0016/positive-diagnostic-block=50"],
            "Did you mean 'positive-diagnostic-blocks'",
        ),
        (["--set", "aetna/positive-diagnostic-blocks=50"], "No document is called 'aetna'"),
        (["--set", f"{NAME}=much"], "is no number"),
        (["--set", f"{NAME}:70=50"], "does not compare with 70"),
        (["--set", "aetna-cpb-0016/guidance-technique=3"], "compares with no number"),
        (["--range", f"{NAME}=90:50:5"], "no values, or too many"),
        (["--range", f"{NAME}:two=0:2:1"], "'two' is no number"),
        (["--drop", NAME, "--plot", "x.svg"], "give no picture"),
        (["--attrition", "aetna-cpb-016"], "Did you mean 'aetna-cpb-0016'"),
        ([], "Say one thing"),
    ],
)
def test_what_cannot_be_simulated_is_said(
    book: Book, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", str(book.path), *arguments]) == 2
    assert words in capsys.readouterr().err


def test_plots_and_tables_are_the_same_every_time(book: Book, tmp_path: Path) -> None:
    assert read_book(book.path).manifest == book.manifest
    made = []
    for n in range(2):
        plot, table = tmp_path / f"{n}.svg", tmp_path / f"{n}.parquet"
        arguments = ["--range", f"{NAME}=0:3:1", "--plot", str(plot), "--parquet", str(table)]
        assert main(["simulate", str(book.path), *arguments]) == 0
        made.append((plot.read_bytes(), table.read_bytes()))
    assert made[0] == made[1] and b"<svg" in made[0][0]
