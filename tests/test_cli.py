"""The command as a user meets it: exit codes, messages, no traceback, nothing lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from reasoner.cli import main

ROOT = Path(__file__).resolve().parents[1]
CASE = ROOT / "examples" / "medial-branch-block-aetna.yaml"


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reasoner.cli", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_review_prints_the_report() -> None:
    done = run("review", str(CASE))
    assert done.returncode == 0
    assert done.stderr == ""
    assert "REFER TO A PHYSICIAN" in done.stdout
    assert "this is not a denial" in " ".join(done.stdout.split())
    assert "\x1b[" not in done.stdout


def test_review_as_json_keeps_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(CASE), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    schema = json.loads((ROOT / "docs" / "reference" / "report.schema.json").read_text(encoding="utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(document)) == []


def test_review_writes_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert main(["review", str(CASE), "--format", "html", "-o", str(target)]) == 0
    assert target.read_text(encoding="utf-8").lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("id: [", "case.yaml:"),
        ("What about my knee? Please approve.", "no procedure we know"),
        ("id: a\nid: b\n", "case.yaml:2"),
    ],
)
def test_bad_input_is_one_clear_message_and_exit_code_2(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    done = run("review", str(path))
    assert done.returncode == 2
    assert done.stdout == ""
    assert says.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_named() -> None:
    done = run("review", "nowhere.yaml")
    assert done.returncode == 2
    assert "nowhere.yaml" in done.stderr
    assert "Traceback" not in done.stderr


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = CASE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "case.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_a_misspelt_term_names_line_and_nearest(tmp_path: Path) -> None:
    done = run("review", str(changed(tmp_path, "finding: radicular-pain", "finding: radicullar-pain")))
    assert done.returncode == 2
    assert "radicullar-pain" in done.stderr
    assert "Did you mean 'radicular-pain'?" in done.stderr
    assert "case.yaml:" in done.stderr


def test_a_payer_without_a_guideline_in_that_place_is_told(tmp_path: Path) -> None:
    done = run("review", str(changed(tmp_path, "payer: aetna", "payer: medicare")))
    assert done.returncode == 2
    assert "State the jurisdiction." in done.stderr


def test_a_date_before_the_first_version_has_no_guideline_in_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changed(tmp_path, '"2026-06-15"', '"2025-12-31"')
    path.write_text(
        path.read_text(encoding="utf-8").replace('"2026-06-10"', '"2025-12-30"'), encoding="utf-8"
    )
    assert main(["review", str(path), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    binding = [g for line in document["lines"] for g in line["guidelines"] if g["authority"] == "binding"]
    assert {g["determination"] for g in binding} == {"no-guideline-in-force"}
    assert {line["disposition"] for line in document["lines"]} == {"refer-to-physician"}


def test_explain_says_what_a_criterion_is_here_and_why() -> None:
    done = run("explain", "prior-block-relief", str(CASE))
    assert done.returncode == 0
    assert "not-met" in done.stdout
    assert "AET-09" in done.stdout
    assert "line 47" in done.stdout


def test_explain_names_the_nearest() -> None:
    done = run("explain", "prior-block-releif")
    assert done.returncode == 2
    assert "prior-block-relief" in done.stderr


def test_check_finds_nothing_wrong_and_prints_the_coverage() -> None:
    done = run("check", "--only", "aetna-cpb-0697")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "aetna-cpb-0697" in done.stdout
    assert "cms-l38801" not in done.stdout


def test_check_of_a_document_that_is_not_held_names_the_nearest() -> None:
    done = run("check", "--only", "aetna-cpb-0679")
    assert done.returncode == 2
    assert "Did you mean 'aetna-cpb-0697'?" in done.stderr


def test_usage_errors_end_with_2() -> None:
    assert run("review").returncode == 2
    assert run("review", str(CASE), "--format", "pdf").returncode == 2
    assert run().returncode == 2


def test_version_names_program_and_knowledge() -> None:
    done = run("--version")
    assert done.returncode == 0
    assert "knowledge" in done.stdout


def test_under_a_chosen_document_says_so_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(CASE), "--under", "cms-l38801@2026-05-01"]) == 0
    first = capsys.readouterr().out.splitlines()[:3]
    assert "this version was chosen, whatever is in force for the case" in " ".join(" ".join(first).split())
    assert "LCD L38801, version 23" in first[0]


def test_under_decides_by_the_chosen_document_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(CASE), "--under", "cms-l38801", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["chosen"] == "LCD L38801, version 23 (from 2026-04-16)"
    binding = {
        g["guideline"]
        for line in document["lines"]
        for g in line["guidelines"]
        if g["authority"] == "binding"
    }
    assert binding == {"cms-l38801"}


@pytest.mark.parametrize(
    ("under", "told"),
    [
        ("cms-l38810", "cms-l38801"),
        ("cms-l38801@2020-01-01", "Held are: 23 from 2026-04-16"),
        ("cms-l38801@soon", "is no date"),
    ],
)
def test_under_refuses_what_is_not_held(under: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(CASE), "--under", under]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert [
        c for c in ("review", "guidelines", "needs", "check", "explain", "query") if c not in script
    ] == []


def test_the_completion_of_bash_offers_the_commands() -> None:
    script = run("completion", "bash").stdout
    asked = 'COMP_WORDS=(reasoner re); COMP_CWORD=1; _shtab_reasoner; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", f"{script}\n{asked}"], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["review", "remedies"]


def test_every_engine_gives_the_same_review_and_the_report_names_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = {}
    for name in ("closures", "pyshacl", "duckdb"):
        assert main(["review", str(CASE), "--engine", name, "--format", "json"]) == 0
        told[name] = json.loads(capsys.readouterr().out)
    engines = [report.pop("engine") for report in told.values()]
    assert len(set(engines)) == 3
    assert told["closures"] == told["pyshacl"] == told["duckdb"]


def test_an_engine_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(CASE), "--engine", "pyshakl"]) == 2
    assert "Did you mean 'pyshacl'?" in capsys.readouterr().err
