"""Which version is in force, by two invented documents of two versions each: the first and last day, gaps, before, after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from reasoner.authoring.check import run
from reasoner.intake import read_case_data
from reasoner.knowledge import Document, Library
from reasoner.knowledge.folders import read_document
from reasoner.model.ledger import Determination, GuidelineLedger
from reasoner.review import review_case
from reasoner.validation import engine

VERSIONS = Path(__file__).parent / "versions"
HARBOUR, ORCHARD = read_document(VERSIONS / "harbour-policy"), read_document(VERSIONS / "orchard-policy")

DAYS = [
    (HARBOUR, "2024-12-31", None, None),
    (HARBOUR, "2025-01-01", "1", "2025-01-01"),
    (HARBOUR, "2025-06-30", "1", "2025-01-01"),
    (HARBOUR, "2025-07-01", "2", "2025-07-01"),
    (HARBOUR, "2031-02-28", "2", "2025-07-01"),
    (ORCHARD, "2025-01-31", None, None),
    (ORCHARD, "2025-02-01", "1", "2025-02-01"),
    (ORCHARD, "2025-05-31", "1", "2025-02-01"),
    (ORCHARD, "2025-06-01", None, None),
    (ORCHARD, "2025-08-31", None, None),
    (ORCHARD, "2025-09-01", "2", "2025-09-01"),
    (ORCHARD, "2025-12-31", "2", "2025-09-01"),
    (ORCHARD, "2026-01-01", None, None),
]


@pytest.mark.parametrize(("document", "day", "version", "file"), DAYS, ids=lambda v: getattr(v, "name", v))
def test_the_version_and_file_of_a_day(
    document: Document, day: str, version: str | None, file: str | None
) -> None:
    found = document.in_force(date.fromisoformat(day))
    assert (found.number if found else None) == version
    groups = document.groups_in_force(date.fromisoformat(day)) if found else ()
    assert [g.path.stem for g in groups] == ([file] if file else [])


def test_on_no_day_are_two_versions_in_force() -> None:
    day = date(2024, 12, 1)
    while day < date(2026, 3, 1):
        for document in (HARBOUR, ORCHARD):
            assert sum(v.covers(day) for v in document.versions) <= 1, (document.name, day)
        day += timedelta(days=1)


def ledgers(library: Library, day: date, relief: str) -> dict[str, GuidelineLedger]:
    """What the two documents say of a second block on a day, after a first one with some relief."""
    case = {
        "id": "versions",
        "recordedOn": (day - timedelta(days=1)).isoformat(),
        "dateOfService": day.isoformat(),
        "payer": "aetna",
        "requests": [
            {
                "id": "#two", "procedure": "medial-branch-block", "intent": "diagnostic", "repeats": "#one",
                "levels": ["L4-5"], "side": "left", "lines": [{"id": "#line", "code": "64493"}],
            }
        ],
        "history": [
            {
                "id": "#one", "procedure": "medial-branch-block", "intent": "diagnostic", "levels": ["L4-5"],
                "side": "left", "date": (day - timedelta(days=30)).isoformat(),
                "responses": [{"pain": "axial-pain", "relief": relief, "at": "peak"}],
            }
        ],
    }  # fmt: skip
    two = replace(library, documents=(HARBOUR, ORCHARD))
    read = read_case_data(
        {"@context": "https://w3id.org/guideline-reasoner/case/v1", **case}, "versions", library.vocabulary
    )
    (line,) = review_case(read, two, engine()).review.lines
    return {ledger.guideline: ledger for ledger in line.guidelines}


MEETS, NOT = Determination.MEETS, Determination.DOES_NOT_MEET
NONE = Determination.NO_GUIDELINE_IN_FORCE


@pytest.mark.parametrize(
    ("day", "harbour", "orchard"),
    [
        # 60 % is enough for harbour's first text (50 %) and orchard's second (50 %), not for the others (80 %).
        ("2024-12-31", NONE, NONE),
        ("2025-01-31", MEETS, NONE),
        ("2025-02-01", MEETS, NOT),
        ("2025-06-30", MEETS, NONE),
        ("2025-07-01", NOT, NONE),
        ("2025-09-01", NOT, MEETS),
        ("2026-01-01", NOT, NONE),
    ],
)
def test_a_past_case_gets_the_answer_of_its_day(
    day: str, harbour: Determination, orchard: Determination, library: Library
) -> None:
    found = ledgers(library, date.fromisoformat(day), "60")
    assert {name: ledger.determination for name, ledger in found.items()} == {
        "harbour-policy": harbour,
        "orchard-policy": orchard,
    }
    for name, ledger in found.items():
        assert [row.criterion for row in ledger.criteria] == (
            [] if ledger.determination is NONE else ["relief-before"]
        ), name


def test_without_a_version_the_ledger_says_what_is_known(library: Library) -> None:
    found = ledgers(library, date(2025, 7, 15), "60")
    assert "In the summer of 2025 the policy was being rewritten." in found["orchard-policy"].note
    assert found["orchard-policy"].version == ""
    assert "Before 2025 no relief was asked." not in found["harbour-policy"].note
    assert found["harbour-policy"].version == "2"


def test_the_documents_are_sound_and_the_gap_is_noted(library: Library) -> None:
    report = run(replace(library, documents=(HARBOUR, ORCHARD)), None, lambda _: None)
    mine = [str(p) for p in report.problems if p.place and VERSIONS.as_posix() in p.place.file]
    assert mine == []
    assert "orchard-policy: no version is in force from 2025-06-01 to 2025-08-31." in report.notes
    assert [n for n in report.notes if n.startswith("harbour-policy")] == []
