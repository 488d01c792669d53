"""Patches over a base, and what the runner says of a case that is not as expected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from reasoner.authoring.check import run
from reasoner.authoring.content_files import read_files
from reasoner.errors import InputError, Place
from reasoner.intake.patches import patched
from reasoner.knowledge import Library
from reasoner.knowledge.folders import read_document

GOOD = Path(__file__).parent / "good"
BASE = {"findings": [{"a": "1"}, {"b": "2"}, {"c": "3"}], "care": {"start": "x"}, "payer": "p"}
HERE = Place("here")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"payer": "q"}, {**BASE, "payer": "q"}),
        ({"care/start": "y", "care/end": "z"}, {**BASE, "care": {"start": "y", "end": "z"}}),
        ({"findings/1/b": "9"}, {**BASE, "findings": [{"a": "1"}, {"b": "9"}, {"c": "3"}]}),
        ({"findings/3": "d", "findings/-": "e"}, {**BASE, "findings": [*BASE["findings"], "d", "e"]}),
        ({"findings/0": None, "findings/2": None}, {**BASE, "findings": [{"b": "2"}]}),
        ({"findings/0": None, "findings/1/b": "9"}, {**BASE, "findings": [{"b": "9"}, {"c": "3"}]}),
        ({"care": None}, {k: v for k, v in BASE.items() if k != "care"}),
    ],
)
def test_a_patch_changes_what_it_names_and_nothing_else(change: dict[str, object], expected: object) -> None:
    before = yaml.safe_dump(BASE)
    assert patched(BASE, change, HERE) == expected
    assert yaml.safe_dump(BASE) == before


@pytest.mark.parametrize(
    "change",
    [
        {"history/0/date": "x"},
        {"findings/5": "x"},
        {"findings/7/a": "x"},
        {"care/end": None},
        {"findings/9": None},
    ],
)
def test_a_path_that_leads_nowhere_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError, match="leads nowhere in the base"):
        patched(BASE, change, HERE)


CASE = """
"@context": https://w3id.org/guideline-reasoner/case/v1
id: invented
recordedOn: "2026-05-10"
dateOfService: "2026-05-20"
payer: aetna
requests:
  - id: "#two"
    procedure: medial-branch-block
    intent: diagnostic
    repeats: "#one"
    levels: [L4-5]
    side: left
    lines: [{id: "#line", code: "64493"}]
history:
  - {id: "#one", procedure: medial-branch-block, intent: diagnostic, date: "2026-05-01", levels: [L4-5], side: left,
     responses: [{pain: axial-pain, relief: "90", at: peak}]}
completeFor: [procedure-history]
"""
EXPECTED = """
good: {relief-before: met, interval-kept: met, device-absent: met, source-doubted: not-applicable,
       statement-made: needs-judgement}
"""


def write(folder: Path, **files: str) -> Path:
    root = folder / "criteria"
    (root / "good" / "block").mkdir(parents=True)
    (folder / "bases").mkdir()
    (folder / "bases" / "base.yaml").write_text(CASE, encoding="utf-8")
    (folder / "bases" / "base.expected.yaml").write_text(EXPECTED, encoding="utf-8")
    for name, text in files.items():
        path = root / "good" / "block" / f"{name.replace('_', '-')}.yaml"
        path.write_text(f"base: ../../../bases/base.yaml\n{text}", encoding="utf-8")
    return root


def says(library: Library, root: Path) -> list[str]:
    alone = replace(library, documents=(read_document(GOOD),))
    problems = run(alone, root, lambda _: None).problems
    mine = [p for p in problems if not (p.place and "/shapes/" in p.place.file)]
    return [p.what for p in mine if "good" in p.what or (p.place and root.as_posix() in p.place.file)]


RELIEF = """
cases:
  - name: at the limit
    change: {history/0/responses/0/relief: "80"}
    expect: {}
  - name: just below
    change: {history/0/responses/0/relief: "79.9"}
    expect: {good/relief-before: not-met}
  - name: not told
    remove: [history/0/responses]
    expect: {relief-before: not-documented}
"""
INTERVAL = """
cases:
  - name: at the limit
    change: {history/0/date: "2026-05-06"}
    expect: {}
  - name: a day less
    change: {history/0/date: "2026-05-07"}
    expect: {interval-kept: not-met}
  - name: no date
    change: {history/0/date: null}
    expect: {interval-kept: not-documented}
"""
DEVICE = """
cases:
  - name: told
    change: {findings: [{finding: implanted-electrical-device, status: present}]}
    expect: {device-absent: not-met}
"""
DOUBT = """
cases:
  - name: told
    change: {findings: [{finding: pain-source-in-doubt, status: present}]}
    expect: {source-doubted: needs-judgement}
"""
ALL = {"relief_before": RELIEF, "interval_kept": INTERVAL, "device_absent": DEVICE, "source_doubted": DOUBT}


def test_cases_that_show_everything_pass(library: Library, tmp_path: Path) -> None:
    root = write(tmp_path, **ALL)
    assert says(library, root) == []
    files, _ = read_files(root)
    assert [c.title for f in files for c in f.cases][:2] == [
        "good/device-absent: told",
        "good/interval-kept: at the limit",
    ]


def test_a_status_that_is_not_expected_is_named(library: Library, tmp_path: Path) -> None:
    wrong = INTERVAL.replace("expect: {interval-kept: not-met}", "expect: {relief-before: not-met}")
    assert says(library, write(tmp_path, **{**ALL, "interval_kept": wrong})) == [
        "good/interval-kept: a day less: good/interval-kept: expected met, found not-met.",
        "good/interval-kept: a day less: good/relief-before: expected not-met, found met.",
    ]


def test_what_no_case_shows_is_demanded(library: Library, tmp_path: Path) -> None:
    few = RELIEF.replace('relief: "80"', 'relief: "81"')
    held = {k: v for k, v in ALL.items() if k not in ("device_absent", "source_doubted")}
    assert says(library, write(tmp_path, **{**held, "relief_before": few})) == [
        "No case shows good/device-absent as not-met.",
        "No case shows good/relief-before exactly at its limit: fact:prior-block-relief = 80.0.",
        "No case shows good/source-doubted as needs-judgement.",
    ]


def test_an_excuse_must_be_true(library: Library, tmp_path: Path) -> None:
    excuse = "unreachable: {not-met: no record tells it}\n"
    root = write(tmp_path, **{**ALL, "device_absent": excuse + DEVICE})
    assert says(library, root) == ["good/device-absent is said never to be not-met, and a case shows it."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cases: []", ["The file has no cases."]),
        ("case: []", ["'case' is not a key here."]),
        ("cases: [{name: a, chnge: {}}]", ["'chnge' is not a key here."]),
        (
            "cases: [{name: a, expect: {relief-befor: met}}]",
            ["'relief-befor' names no one criterion of the base."],
        ),
        ("cases: [{name: a, expect: {relief-before: fulfilled}}]", ["'fulfilled' is no status."]),
        ("cases: [{name: a}, {name: a}]", ["Two cases are named 'a'."]),
        (
            "cases: [{name: a, change: {history/3/date: x}}]",
            ["The path history/3 leads nowhere in the base."],
        ),
        ("cases: [{name: a, change: {payr: x}}]", ["good/relief-before: a: Unknown key 'payr' in the case."]),
    ],
)
def test_a_file_that_cannot_be_run_is_refused(
    text: str, expected: list[str], library: Library, tmp_path: Path
) -> None:
    found = [
        w for w in says(library, write(tmp_path, relief_before=text)) if not w.startswith("No case shows")
    ]
    assert found == expected


def test_a_file_of_no_criterion_is_refused(library: Library, tmp_path: Path) -> None:
    root = write(tmp_path, **ALL, never_heard="cases: [{name: as it is}]")
    assert says(library, root) == ["There is no criterion good/block/never-heard."]
