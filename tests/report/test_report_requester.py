"""The report for a requester, and what a patient is told of what could help; each from a real review."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from readability import grade
from sample import SAMPLE

from reasoner.analysis.remedies import remedies
from reasoner.cli import main
from reasoner.knowledge import Library
from reasoner.model.remedies import Remedies
from reasoner.report import render
from reasoner.review import Reviewed, review_file

ROOT = Path(__file__).resolve().parents[2]
NAMES = [
    "facet-arthrosis-osteopenia-medicare",
    "facet-three-levels-medicare",
    "medial-branch-block-aetna",
    "repeat-facet-sacroiliac-trigger-caudal",
    "first-block-aetna",
]


def told(name: str, library: Library) -> tuple[Reviewed, Remedies]:
    reviewed = review_file(ROOT / "examples" / f"{name}.yaml")
    return reviewed, remedies(reviewed.read, library, reviewed)


@pytest.mark.parametrize("name", NAMES)
def test_remedies_come_before_what_is_on_record(name: str, library: Library) -> None:
    reviewed, found = told(name, library)
    text = render(reviewed.review, "text", "requester", remedies=found)
    order = [
        "Where the request stands",
        "What the record shows already",
        "Which rules decide",
        "How to read this",
    ]
    places = [text.index(title) for title in order if title in text]
    assert places == sorted(places)
    assert len(places) >= 3
    for line in found.lines:
        assert line.line in text[: text.index("How to read this")]
    if any(line.hopeless for line in found.lines):
        assert text.index("Nothing of the kind cures this") < text.index("Which rules decide")
    assert text.rstrip().endswith("docs/editorial-policy.md.")


@pytest.mark.parametrize("name", NAMES)
def test_a_patient_is_told_what_could_help_in_plain_words(name: str, library: Library) -> None:
    reviewed, found = told(name, library)
    text = render(reviewed.review, "text", "patient", remedies=found)
    assert grade(text) <= 8
    lacking = any(not line.eligible for line in found.lines)
    assert ("What could help?" in text) is lacking
    if lacking:
        section = text.split("What could help?")[1].split("\n\n")[0]
        assert grade(section) <= 7
        # Nothing of what a criterion asks for: the clinic has that.
        assert not re.search(r"\d{5}|LCD|%", section)


def test_without_remedies_it_lists_what_each_open_criterion_asks_for() -> None:
    text = render(SAMPLE, "text", "requester")
    assert "What is lacking" in text
    assert "How to read this" not in text


@pytest.mark.parametrize("form", ["json", "turtle"])
def test_it_is_for_reading(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    case = str(ROOT / "examples" / "first-block-aetna.yaml")
    assert main(["review", case, "--audience", "requester", "--format", form]) == 2
    assert f"The report for the requester is for reading; it has no {form} form." in capsys.readouterr().err


def test_under_a_chosen_text_nothing_is_remedied(capsys: pytest.CaptureFixture[str]) -> None:
    case = str(ROOT / "examples" / "facet-three-levels-medicare.yaml")
    assert main(["review", case, "--audience", "requester", "--under", "cms-l38801"]) == 0
    out = capsys.readouterr().out
    assert "which was chosen whatever is in force" in " ".join(out.split())
    assert "minimal sets" not in out


def test_a_report_can_leave_the_remedies_out(capsys: pytest.CaptureFixture[str]) -> None:
    case = str(ROOT / "examples" / "facet-three-levels-medicare.yaml")
    assert main(["review", case]) == 0
    assert "3 minimal sets of changes" in capsys.readouterr().out
    assert main(["review", case, "--no-remedies"]) == 0
    assert "minimal sets" not in capsys.readouterr().out
