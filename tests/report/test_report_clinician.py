"""The clinician's report: what to document, what a person judges, margins before a call; nothing that is not so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sample import SAMPLE, approved, hostile

from reasoner.cli import main
from reasoner.errors import InputError
from reasoner.model.ledger import Branch, Review, Row, Status
from reasoner.report import render
from reasoner.report.clinician import SO
from reasoner.report.selection import deciding, services
from reasoner.review import review_file

EXPECTED = Path(__file__).parent / "expected"


def text(review: Review) -> str:
    return " ".join(render(review, "text", "clinician").split())


def rows(review: Review, *statuses: Status) -> list[Row]:
    return [g.row for s in services(review) for g in deciding(s) if g.row.status in statuses]


def changed(review: Review, row: Row, new: Row) -> Review:
    lines = tuple(
        replace(
            line,
            guidelines=tuple(
                replace(g, criteria=tuple(new if r == row else r for r in g.criteria))
                for g in line.guidelines
            ),
        )
        for line in review.lines
    )
    return replace(review, lines=lines)


@pytest.mark.parametrize("name", ["trigger-points-medicare", "facet-three-levels-medicare"])
def test_the_text_is_the_expected_one(
    name: str, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    assert main(["review", f"examples/{name}.yaml", "--audience", "clinician"]) == 0
    expected = (EXPECTED / f"clinician-{name}.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out == expected


def test_what_is_open_stands_in_its_section_in_the_words_of_its_criterion() -> None:
    told = text(SAMPLE)
    document, judged, call = (
        told.index(t) for t in ("What to document", "What only a person", "Margins before")
    )
    assert document < judged < call
    for row in rows(SAMPLE, Status.NOT_DOCUMENTED, Status.CONTRADICTORY):
        assert document < told.index(f"{row.label}: ") < judged
    for row in rows(SAMPLE, Status.NEEDS_JUDGEMENT):
        assert judged < told.index(f"{row.label}: {row.question or row.message}") < call
    for row in rows(SAMPLE, Status.NOT_MET):
        assert told.index(f"{row.label}: {row.message}") > call
    assert SO in told


def test_what_is_met_is_asked_of_nobody() -> None:
    told = text(approved())
    assert "What to document" not in told and "Margins before a call" not in told
    assert "Eligible for approval" in told


def test_an_unconfirmed_wording_is_marked() -> None:
    row = rows(SAMPLE, Status.NOT_DOCUMENTED)[0]
    seen = replace(row, citations=tuple(replace(c, confidence="SEEN-P") for c in row.citations))
    known = replace(row, citations=tuple(replace(c, confidence="KNOWN") for c in row.citations))
    count = text(changed(SAMPLE, row, seen)).count("UNCONFIRMED")
    assert text(changed(SAMPLE, row, known)).count("UNCONFIRMED") == count + 1


def test_the_exception_of_the_document_itself_is_shown() -> None:
    row = rows(SAMPLE, Status.NOT_MET)[0]
    new = replace(row, branches=(Branch("a reason was recorded", "no", exception=True),))
    assert "The document's own exception: a reason was recorded (does not hold)." in text(
        changed(SAMPLE, row, new)
    )


def test_societies_agree_or_conflict_by_the_facts_that_they_read(root: Path) -> None:
    told = text(review_file(root / "examples" / "medial-branch-block-aetna.yaml").review)
    assert "ASIPP 2020 conflicts: No untreated radiculopathy, met." in told
    assert "RAPM 2020 agrees: Relief from the first block, not met (at least 50 % asked)." in told


def test_without_margins_nothing_is_said_of_the_nearest_outcome() -> None:
    assert "How near another outcome is" not in text(SAMPLE)


def test_every_sort_of_text_in_every_format() -> None:
    for review in (SAMPLE, approved(), hostile()):
        for format in ("text", "markdown", "html"):
            shown = render(review, format, "clinician")
            assert "\x1b" not in shown and "\u202e" not in shown
            assert "<script>alert" not in shown or format == "text"


@pytest.mark.parametrize("format", ["json", "turtle"])
def test_it_is_for_reading(format: str) -> None:
    with pytest.raises(
        InputError, match=f"The report for the clinician is for reading; it has no {format} form"
    ):
        render(SAMPLE, format, "clinician")


def test_an_audience_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="There is no audience 'clinicians'"):
        render(SAMPLE, "text", "clinicians")
