"""`reasoner compare`: each column is the review under its document; a fact stands in one row, however it is named."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from reasoner.analysis.across import (
    Comparison,
    compare,
    comparison_json,
    comparison_page,
    comparison_table,
)
from reasoner.analysis.across.difference import opens, treated
from reasoner.analysis.across.model import FactRow, Matrix, Why
from reasoner.analysis.alignment import figures, read_together, same_fact
from reasoner.analysis.tables import table
from reasoner.cli import main
from reasoner.errors import InputError
from reasoner.intake import ReadCase, read_case
from reasoner.knowledge import FactDeclaration, Library
from reasoner.knowledge.facts import read_declarations
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.model.ledger import Determination, Status
from reasoner.report import print_page
from reasoner.review import review_case
from reasoner.validation import engine

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
EXPECTED = ROOT / "tests" / "analysis" / "expected" / "compare-trigger-points.txt"


def read(name: str, library: Library) -> ReadCase:
    return read_case(ROOT / "examples" / f"{name}.yaml", library.vocabulary)


@pytest.fixture(scope="module")
def compared(library: Library) -> dict[str, tuple[ReadCase, Comparison]]:
    """Every example under every document about it."""
    cases = {path.stem: read_case(path, library.vocabulary) for path in EXAMPLES}
    return {name: (case, compare(case, library)) for name, case in cases.items()}


# ── One example, word for word ────────────────────────────────────────────────────────────────────────────────────


def test_two_payers_side_by_side_word_for_word(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    text = print_page(comparison_page(compared["trigger-points-medicare"][1]), "text")
    assert EXPECTED.read_text(encoding="utf-8").rstrip() in text


# ── Which facts are the same ──────────────────────────────────────────────────────────────────────────────────────

HEAD = """@prefix fact: <https://w3id.org/guideline-reasoner/fact#> .
@prefix guide: <https://w3id.org/guideline-reasoner/guide#> .
@prefix pain: <https://w3id.org/guideline-reasoner/pain#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def declared(tmp_path: Path, body: str, name: str = "one") -> FactDeclaration:
    path = tmp_path / f"{name}.ttl"
    path.write_text(
        f'{HEAD}fact:{name} a guide:FactDeclaration ; rdfs:label "{name}" ; {body} .', encoding="utf-8"
    )
    return read_declarations(Triples(read_turtle(path)))[0]


COUNT = (
    'guide:template guide:CountInWindow ; guide:procedureClass pain:facet-injection ; guide:countKey "region"'
)


@pytest.mark.parametrize(
    ("more", "same"),
    [
        ("", True),
        ('; guide:window "P6M"', True),
        (
            '; guide:window "P12M" ; guide:interpretation "A year is twelve months." ; guide:clause "X-1"',
            True,
        ),
        ("; guide:focus guide:Service", True),
        ("; guide:intent guide:intent-diagnostic", False),
        ("; guide:focus guide:ServiceLine", False),
        ("; guide:procedureClass pain:facet-ablation", False),
        ('; guide:countKey "site"', False),
    ],
)
def test_only_figures_and_remarks_may_differ(tmp_path: Path, more: str, same: bool) -> None:
    one = declared(tmp_path, f'{COUNT} ; guide:window "P12M"')
    other = declared(tmp_path, COUNT + more, "other")
    assert (same_fact(one) == same_fact(other)) is same


def test_a_figure_is_said_and_so_is_its_absence(library: Library, tmp_path: Path) -> None:
    year = declared(tmp_path, f'{COUNT} ; guide:window "P12M"')
    always = declared(tmp_path, COUNT, "always")
    level = declared(tmp_path, "guide:template guide:CountWhere ; guide:level 75.0", "level")
    assert figures(year, library.vocabulary) == "window 12 months"
    assert figures(always, library.vocabulary) == ""
    assert figures(always, library.vocabulary, [year]) == "no window"
    assert figures(level, library.vocabulary) == "level 75 %"


def test_facts_that_the_same_criteria_read_stand_together(library: Library) -> None:
    a, b, c = (same_fact(d) for d in library.shared[:3])
    assert read_together({"x": [a, b], "y": [b, a]}) == (tuple(sorted((a, b))),)
    assert read_together({"x": [a, b], "y": [a]}) == tuple(sorted(((a,), (b,))))
    assert read_together({"x": [a], "y": [b, c]}) == tuple(sorted(((a,), tuple(sorted((b, c))))))
    assert read_together({}) == ()


def row_of(matrix: Matrix, name: str) -> FactRow:
    return next(row for row in matrix.rows if name in row.names)


def asked(matrix: Matrix, row: FactRow) -> dict[str, str]:
    """What each document asks in a row, by the first criterion that tests a number or a status."""
    held = zip(matrix.documents, row.cells, strict=True)
    return {d.name: e.asked for d, cell in held for e in reversed(cell) if e.applies and not e.row.question}


def test_a_shared_fact_of_several_documents_is_one_row_with_each_threshold(
    compared: dict[str, tuple[ReadCase, Comparison]],
) -> None:
    matrix = compared["medial-branch-block-aetna"][1].services[0]
    told = asked(matrix, row_of(matrix, "prior-block-relief"))
    assert {told["aetna-cpb-0016"], told["cms-l38801"]} == {"≥ 80 %"}
    assert told["rapm-facet-2020"] == "≥ 50 %"


def test_own_facts_with_the_same_parameters_are_one_row(
    compared: dict[str, tuple[ReadCase, Comparison]],
) -> None:
    """Each of the three documents declares the fact under a name of its own."""
    matrix = compared["initial-ablation-aetna"][1].services[0]
    row = row_of(matrix, "aetna-positive-blocks")
    assert {"aetna-positive-blocks", "asipp-positive-blocks", "evicore-positive-blocks"} <= set(row.names)
    assert all("(level 80 %)" in text for text in asked(matrix, row).values())


def test_a_window_is_part_of_what_is_asked(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    matrix = compared["trigger-points-medicare"][1].services[0]
    told = asked(matrix, row_of(matrix, "trigger-point-sets"))
    assert told == {"cms-l39713": "≤ 3 (window 12 months)", "aetna-cpb-0016": "≤ 4 (no window)"}


def test_the_same_test_of_the_same_record_has_the_same_status_under_every_document(
    compared: dict[str, tuple[ReadCase, Comparison]],
) -> None:
    """Facts of two documents that only look alike would break this."""
    for name, (_, found) in compared.items():
        for row in (r for matrix in found.services for r in matrix.rows):
            alone = [e for c in row.cells for e in c if e.applies and row.names and not e.beside]
            statuses: dict[tuple[str, str], set[Status]] = {}
            for entry in alone:
                statuses.setdefault((entry.asked, entry.recorded), set()).add(entry.status)
            assert [k for k, v in statuses.items() if len(v) > 1] == [], (name, row.label)


def test_no_fact_stands_in_two_rows(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    for _, found in compared.values():
        for matrix in found.services:
            names = [(n, line) for row in matrix.rows for n in row.names for line in row.lines or ("",)]
            assert len(names) == len(set(names))


# ── Each column is the review under that document ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [p.stem for p in EXAMPLES])
def test_each_column_says_what_the_review_under_its_document_says(
    name: str, library: Library, compared: dict[str, tuple[ReadCase, Comparison]]
) -> None:
    case, found = compared[name]
    runner = engine()
    for matrix in found.services:
        for number, document in enumerate(matrix.documents):
            review = review_case(case, library, runner, document.name).review
            lines = [line for line in review.lines if line.service == matrix.service]
            for line in lines:
                ledger = next(g for g in line.guidelines if g.guideline == document.name)
                given = next(a for a in matrix.answers if line.line in a.lines)
                assert given.determinations[number] == ledger.determination
                reviewed = {
                    (r.criterion, r.status) for r in ledger.criteria if r.status is not Status.NOT_APPLICABLE
                }
                shown = {
                    (e.row.criterion, e.status)
                    for row in matrix.rows
                    if not row.lines or line.line in row.lines
                    for e in row.cells[number]
                    if e.applies
                }
                assert shown == reviewed, (document.name, line.line)


def test_every_document_about_the_case_is_there(
    library: Library, compared: dict[str, tuple[ReadCase, Comparison]]
) -> None:
    """Those that govern the case, and those of other payers and of societies."""
    for case, found in compared.values():
        own = {
            g.guideline for line in review_case(case, library, engine()).review.lines for g in line.guidelines
        }
        held = {d.name for m in found.services for d in (*m.documents, *m.silent)}
        assert own - {"local-text-not-held"} <= held
    matrix = compared["medial-branch-block-aetna"][1].services[0]
    assert {d.binding for d in matrix.documents} == {True, False}
    assert matrix.documents[0].name == "aetna-cpb-0016", "the document that binds the case comes first"


# ── What makes the difference ─────────────────────────────────────────────────────────────────────────────────────


def test_what_makes_the_difference_is_what_each_determination_rests_on(
    compared: dict[str, tuple[ReadCase, Comparison]],
) -> None:
    """Of two documents with different determinations the worse one has reasons, and none of them holds under the better."""
    pairs = 0
    for _, found in compared.values():
        for matrix in found.services:
            for answer in matrix.answers:
                for each in answer.differences:
                    if each.determination is Determination.NO_GUIDELINE_IN_FORCE:
                        continue
                    explained = {n for r in each.reasons for side in r.decides for n in side.documents}
                    assert explained == set(each.documents)
                    for reason in each.reasons:
                        assert {n for side in reason.others for n in side.documents} == set(each.better)
                        row = next(
                            r for r in matrix.rows if (r.label, r.lines) == (reason.label, reason.lines)
                        )
                        for number in each.better:
                            assert not any(opens(e, each.determination) for e in row.cells[number])
                    pairs += len(each.documents) * len(each.better)
    assert pairs > 300


def test_why_a_document_says_something_else(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    sides = [
        side
        for _, found in compared.values()
        for matrix in found.services
        for answer in matrix.answers
        for each in answer.differences
        for reason in each.reasons
        for side in reason.others
    ]
    assert {side.why for side in sides} == {Why.NOT_ASKED, Why.THRESHOLD, Why.READING}
    assert all(side.citations for side in sides if side.why is not Why.NOT_ASKED)


def test_a_criterion_that_only_advises_is_no_reason(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    """An open criterion is made to advise: the determination of its document then rests on others, and it is told so."""
    matrix = compared["trigger-points-medicare"][1].services[0]
    cell = row_of(matrix, "trigger-point-sets").cells[0]
    advising = replace(cell[0], row=replace(cell[0].row, effect="advises"))
    assert treated((advising,), {"≤ 4 (no window)"}).why is Why.ADVISES
    assert treated(cell, {"≤ 4 (no window)"}).why is Why.THRESHOLD
    assert treated(cell, {"≤ 3 (window 12 months)"}).why is Why.READING
    assert treated((), {"≤ 4 (no window)"}).why is Why.NOT_ASKED


# ── Forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_csv_can_be_read_back(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    for name, (_, found) in compared.items():
        answer = comparison_table(found)
        lines = list(csv.DictReader(io.StringIO(table(answer, "csv"))))
        assert [tuple(line.values()) for line in lines] == list(answer.rows), name
        told = [line for line in lines if line["status"] != "not-asked" and line["fact"] != "determination"]
        assert [line for line in told if not line["source"]] == []
        given = {
            (m.service, " ".join(a.lines), d.name, d.version, said.value if said else "")
            for m in found.services
            for a in m.answers
            for d, said in zip(m.documents, a.determinations, strict=True)
        }
        columns = ("service", "lines", "document", "version", "status")
        assert {tuple(line[c] for c in columns) for line in lines if line["fact"] == "determination"} == given
        asked_for = [line for line in told if line["decisive"] == "yes"]
        assert {line["status"] for line in asked_for} <= {
            "not-met", "not-documented", "contradictory", "needs-judgement",
        }  # fmt: skip


def test_json_holds_every_cell_with_its_source(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    found = compared["medial-branch-block-aetna"][1]
    matrix = json.loads(comparison_json(found))["services"][0]
    cells = [cell for row in matrix["rows"] for cells in row["cells"].values() for cell in cells]
    assert len(cells) == sum(e.applies for row in found.services[0].rows for cell in row.cells for e in cell)
    assert all(cell["sources"] for cell in cells)
    assert set(matrix["answers"][0]["determinations"]) >= {k for row in matrix["rows"] for k in row["cells"]}


def test_html_names_every_heading_and_every_source(compared: dict[str, tuple[ReadCase, Comparison]]) -> None:
    html = print_page(comparison_page(compared["medial-branch-block-aetna"][1], 5), "html")
    head = re.findall(r"<th\b(?! scope=\"(?:row|col)\")[^>]*>", html)
    assert head == [], "every heading says whether it is of a row or a column"
    linked = set(re.findall(r'href="#(source-\d+)"', html))
    assert linked
    assert linked == set(re.findall(r'id="(source-\d+)"', html))
    assert "Not met</span> ≥ 80 % asked; 0 % recorded" in html


def test_the_same_case_gives_the_same_bytes(library: Library) -> None:
    case = read("transforaminal-epidural-medicare", library)
    one, other = compare(case, library), compare(case, library)
    assert print_page(comparison_page(one), "html") == print_page(comparison_page(other), "html")
    assert comparison_json(one) == comparison_json(other)


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────

CASE = str(ROOT / "examples" / "trigger-points-medicare.yaml")


@pytest.mark.parametrize("form", ["text", "html", "csv", "json"])
def test_the_command_writes_each_form(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["compare", CASE, "--format", form, "-o", str(out)]) == 0
    assert main(["compare", CASE, "--format", form]) == 0
    assert out.read_text(encoding="utf-8") == capsys.readouterr().out


def test_chosen_documents_and_versions(library: Library) -> None:
    found = compare(
        read("medial-branch-block-medicare", library),
        library,
        ("rapm-facet-2020", "cms-l38801@2026-05-01", "cms-l38801"),
    )
    assert [d.name for d in found.services[0].documents] == ["cms-l38801", "rapm-facet-2020"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("cms-l3880", "Did you mean 'cms-l38801'"),
        ("cms-l35136", "is about none of the services of the case"),
        ("aetna-cpb-0016@1999-01-01", "Held are:"),
        ("aetna-cpb-0016@soon", "is no date"),
    ],
)
def test_a_document_that_cannot_be_compared(
    document: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", CASE, "--document", document]) == 2
    assert told in capsys.readouterr().err


def test_a_case_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path / "none.yaml")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_case_of_a_payer_that_is_not_held_can_be_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its own review is refused; under the documents of others it says what they say, and none is called its own."""
    text = Path(CASE).read_text(encoding="utf-8")
    text = text.replace("payer: medicare\njurisdiction: wps-j5", "payer: anthem")
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["compare", str(path), "--format", "json"]) == 0
    matrix = json.loads(capsys.readouterr().out)["services"][0]
    assert [d["governs"] for d in matrix["documents"] if d["binding"]] == [False, False]
    assert set(matrix["answers"][0]["determinations"].values()) == {"meets", "information-needed", None}


def test_no_document_about_the_case(library: Library) -> None:
    none = replace(library, documents=())
    with pytest.raises(InputError, match="No document that is held is about a service"):
        compare(read("trigger-points-medicare", library), none)


def test_an_example_under_every_document_takes_less_than_a_second(
    library: Library, compared: dict[str, tuple[ReadCase, Comparison]]
) -> None:
    slow = {}
    for name, (case, _) in compared.items():
        start = time.process_time()
        compare(case, library)
        slow[name] = time.process_time() - start
    assert {n: t for n, t in slow.items() if t > 1} == {}


def test_the_guide_shows_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    guide = (ROOT / "docs" / "guides" / "compare.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n\$ reasoner (compare .*)\n((?:.*\n)*?)```", guide)
    assert len(blocks) == 3
    for command, shown in blocks:
        assert main(command.split()) == 0
        printed = capsys.readouterr().out
        for part in shown.split("…\n"):
            assert part in printed
