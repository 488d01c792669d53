"""Invented cases: the same ones for ever, accepted by intake, varied as the model says, and wrong models refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reasoner.analysis.generation import documents, read_model
from reasoner.analysis.generation.book import taken
from reasoner.analysis.generation.model import BookModel
from reasoner.authoring.content_files import read_files
from reasoner.cli import main
from reasoner.errors import InputError
from reasoner.intake import read_case_data, read_values
from reasoner.intake.stream import items
from reasoner.knowledge import Library

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "benchmarks" / "books" / "pain-requests.yaml"
SMALL = """
days: {{from: "2026-12-01", to: "2026-12-31"}}
kinds:
  - name: one
    share: "1"
    bases: [base.yaml]
    settings: [{{weight: "1", payer: aetna}}]
rules:
  - {rule}
"""
BASE = """
id: base
recordedOn: "2026-07-06"
dateOfService: "2026-07-20"
payer: medicare
findings:
  - {finding: severe-pain, status: present, date: "2026-07-01"}
history:
  - {id: "#a", procedure: medial-branch-block, date: "2026-06", responses: [{pain: axial-pain, relief: "80"}]}
requests: [{procedure: medial-branch-block, repeats: "#a"}]
"""


@pytest.fixture(scope="module")
def model() -> BookModel:
    return read_model(MODEL)


def small(tmp_path: Path, rule: str) -> BookModel:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    path = tmp_path / "model.yaml"
    path.write_text(SMALL.format(rule=rule), encoding="utf-8")
    return read_model(path)


def test_a_case_depends_on_seed_and_number_alone(model: BookModel) -> None:
    whole = list(documents(model, 7, 0, 60))
    assert whole == [*documents(model, 7, 0, 25), *documents(model, 7, 25, 60)]
    assert whole != list(documents(model, 8, 0, 60))
    assert len(set(whole)) == 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_intake_accepts_every_case(model: BookModel, seed: int, library: Library) -> None:
    for line in documents(model, seed, 0, 120):
        read_case_data(json.loads(line), "invented", library.vocabulary)


def test_the_command_writes_what_the_model_gives(model: BookModel, tmp_path: Path) -> None:
    path = tmp_path / "cases.ndjson"
    assert main(["generate", "--cases", "12", "--seed", "3", "-o", str(path)]) == 0
    assert path.read_bytes().splitlines() == list(documents(model, 3, 0, 12))


def test_rules_do_what_they_say(tmp_path: Path) -> None:
    def told(rule: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(next(documents(small(tmp_path, rule), 1, 0, 1)))
        return found

    assert "findings" not in told('{path: findings/*, often: "1", drop: "yes"}')
    assert "repeats" not in told('{path: history/*, often: "1", drop: "yes"}')["requests"][0]  # type: ignore[index]
    chosen = told(
        '{path: findings/*/status, often: "1", where: {finding: severe-pain}, choose: {absent: "1"}}'
    )
    assert chosen["findings"][0]["status"] == "absent"  # type: ignore[index]
    other = told('{path: findings/*/status, often: "1", where: {finding: other}, choose: {absent: "1"}}')
    assert other["findings"][0]["status"] == "present"  # type: ignore[index]
    repeated = told('{path: history/*, often: "1", repeat: ["3", "3"]}')
    assert [h["id"] for h in repeated["history"]] == ["#a", "#a-1", "#a-2"]  # type: ignore[index]
    day = told(
        '{path: history, often: "1", add: [{weight: "1", value: {procedure: facet-injection, date: day-10}}]}'
    )
    service = str(day["dateOfService"])
    assert service.startswith("2026-12") and day["payer"] == "aetna"
    assert day["history"][1]["date"] <= day["recordedOn"] < service  # type: ignore[index,operator]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('{path: findings, often: "1", drob: "yes"}', "unknown key 'drob'"),
        ('{path: findings, often: "2", drop: "yes"}', "more often than always"),
        ('{path: findings, often: "1"}', "does 0 of"),
        ('{path: findings, often: "1", choose: {a: "-1"}}', "weights are 0 or more"),
        ('{path: findings, often: "1", choose: {a: "0"}}', "without a weight above 0"),
        ('{path: findings, often: "1", shift: ["5", "1"]}', "wrong way round"),
        ('{path: findings, often: "often", drop: "yes"}', "where a number is needed"),
    ],
)
def test_a_wrong_model_is_refused_with_its_place(tmp_path: Path, rule: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        small(tmp_path, rule)
    assert "model.yaml" in str(refused.value)


def test_a_book_of_some_size_holds_every_case_that_proves_a_criterion(model: BookModel) -> None:
    held = [json.loads(next(documents(model, 1, n, n + 1))) for n in range(19, 20 * len(model.whole), 20)]
    assert len(held) == len(model.whole) > 2000
    proven = read_files(ROOT / "tests" / "criteria")[0]
    cases = [case for file in proven for case in file.cases]
    assert len(cases) == len(held)
    for n in range(0, len(held), 97):
        assert held[n]["requests"] == json.loads(json.dumps(cases[n].data["requests"], default=str))


def test_in_later_rounds_whole_documents_stand_at_other_places(model: BookModel) -> None:
    size = len(model.whole)
    medicare = next(n for n in range(size) if model.whole[n]["payer"] == "medicare")
    other = next(n for n in range(size) if model.whole[n]["payer"] == "aetna")
    later = [taken(model, medicare + turn * size) for turn in range(1, 9)]
    assert [each["jurisdiction"] for each in later] == [turn["jurisdiction"] for turn in model.turns]
    assert {each["dateOfService"] for each in later} == {model.last.isoformat()}
    assert taken(model, other + size) == taken(model, other) == model.whole[other]


def test_a_model_that_takes_whole_documents_says_how_often(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    path = tmp_path / "model.yaml"
    text = SMALL.format(rule='{path: findings/*, often: "0", drop: "yes"}')
    for every, why in (("0.5", "no whole number"), ("0", "no whole number")):
        path.write_text(f'{text}whole: {{folder: nowhere, every: "{every}"}}', encoding="utf-8")
        with pytest.raises(InputError, match=why):
            read_model(path)
    path.write_text(f'{text}whole: {{folder: nowhere, every: "2"}}', encoding="utf-8")
    with pytest.raises(InputError, match="holds no cases"):
        list(documents(read_model(path), 1, 0, 2))


def test_the_same_cases_are_written_as_graphs(tmp_path: Path, library: Library) -> None:
    lines, graphs = tmp_path / "a.ndjson", tmp_path / "a.nq"
    main(["generate", "--cases", "25", "--seed", "3", "-o", str(lines)])
    main(["generate", "--cases", "25", "--seed", "3", "--format", "nquads", "-o", str(graphs)])
    read = [[read_values(i, library.vocabulary) for i in items(path)] for path in (lines, graphs)]
    assert len(read[0]) == 25 and read[0] == read[1]


@pytest.mark.parametrize("cases", ["0", "-3"])
def test_no_cases_are_a_clear_error(cases: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--cases", cases]) == 2
    assert f"{cases} cases are none" in capsys.readouterr().err
