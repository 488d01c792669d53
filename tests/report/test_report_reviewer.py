"""The report for a reviewer: exact sections, the first screen, the ledger, and the notice that ends it."""

from __future__ import annotations

import re

import pytest
from sample import PRIOR_RELIEF, ROWS, SAMPLE, approved, hostile

from reasoner.errors import InputError
from reasoner.report import AUDIENCES, FORMATS, render

FIRST_SCREEN = [
    "Strongest ground",
    "What to send",
    "What the request itself should say",
    "What sending will not change",
    "Questions that only a clinician can answer",
    "Contradictions and warnings",
    "What the sources dispute",
    "What we could not confirm",
    "Assumed values",
]
SECTIONS = [
    "Summary",
    "Ledger of criteria",
    "How the record leads to the answer",
    "Contradictions in the record",
    "Warnings",
    "Where the symptoms may come from",
    "Where the sources disagree",
    "Alternatives to the request",
    "Criteria of the next step",
    "Pitfalls",
    "Publications named in this report",
    "How to repeat this review",
]


def headings(markdown: str, rank: int) -> list[str]:
    return re.findall(rf"^{'#' * rank} (.+)$", markdown, re.MULTILINE)


def test_exactly_these_sections() -> None:
    markdown = render(SAMPLE, "markdown")
    assert headings(markdown, 1) == ["Review of sample-596298"]
    assert headings(markdown, 2) == SECTIONS
    summary = markdown.partition("## Ledger of criteria")[0]
    assert headings(summary, 3) == FIRST_SCREEN


def test_a_section_with_nothing_to_say_is_left_out() -> None:
    summary = render(approved(), "markdown").partition("## Ledger of criteria")[0]
    assert headings(summary, 3) == ["Strongest ground"]
    assert "No deciding criterion is open." in summary
    assert "Eligible for approval" in summary
    assert "A person still decides." in summary


def test_the_first_screen_says_what_decides() -> None:
    text = " ".join(render(SAMPLE, "text").partition("LEDGER OF CRITERIA")[0].split())
    assert text.count("this is not a denial") == 3
    assert "[REFER TO A PHYSICIAN]: a deciding criterion" in text
    for said in (
        PRIOR_RELIEF.label,
        PRIOR_RELIEF.margin,
        "A. Diagnostic, item b.ii [SP-210] (read in the primary text, 2026-11-23)",
        "“no relief from the facet block” (letter to the plan, page 1) [case line 61]",
        "“Second set” is read as the same levels.",
        "Deciding criteria: 2 not met, 1 contradictory, 9 not documented, 1 needs judgement, 2 met, 1 not applicable.",
        "UNCONFIRMED: nobody has checked this wording in its source",
        "Our reading: Charted radicular pain is read as radiculopathy.",
        "Beside it: Drug included in the procedure, not met (Policy 12, advises only).",
        "another society accepts 50 %. Sources: Sample policy 12 (secondary source).",
        "No radiculopathy [SP-120]: Sample policy 12, version 2026-01-01 (seen only in a secondary source",
        "dateOfService, recordedOn, payer, M47.816 and modifier 50",
    ):
        assert said in text, said


def test_every_row_of_the_ledger_is_printed_once_per_service() -> None:
    ledger = render(SAMPLE, "text").partition("LEDGER OF CRITERIA")[2].partition("How the record leads")[0]
    assert "lines #line-1, #line-2, #line-3" in ledger
    for row in ROWS:
        assert len(re.findall(rf"\[{row.criterion}[;\]]", ledger)) == 1, row.criterion
    assert ledger.count("[drug-included;") == 1
    assert ledger.index("Policy 12 (binding)") < ledger.index("Society 2020 (advisory)")
    assert "direction: for; strength: moderate; certainty: low" in ledger
    assert ledger.count("Presumed: nothing in the record says otherwise.") == 1


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_every_report_ends_with_the_notice(format: str, audience: str) -> None:
    end = " ".join(render(SAMPLE, format, audience)[-900:].split())
    assert "docs/editorial-policy.md" in end
    assert "2026-11-24" in end
    if audience != "patient":
        assert "decides nothing by itself" in end
        assert "not medical advice" in end
        assert "Content status: draft. Reviewed by: nobody yet." in end
    else:
        assert "does not decide anything" in end
        assert "a draft. No clinician has checked its wording yet." in end


def test_text_keeps_to_its_width_and_has_no_colour_unless_asked_for() -> None:
    for width in (60, 100):
        text = render(SAMPLE, "text", width=width)
        assert max(map(len, text.split("\n"))) <= width
        assert "\x1b" not in text
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
    coloured = render(SAMPLE, "text", colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == render(SAMPLE, "text").split()


def test_the_terminal_of_the_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render(SAMPLE, "text")
    for name, value in (("COLUMNS", "40"), ("FORCE_COLOR", "1"), ("TERM", "dumb"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    assert render(SAMPLE, "text") == before


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_bytes_every_time(format: str) -> None:
    first = render(SAMPLE, format)
    assert render(SAMPLE, format) == first
    assert first.endswith("\n")
    assert not first.endswith("\n\n")


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_values_neither_break_a_format_nor_steer_a_terminal(format: str) -> None:
    text = render(hostile(), format)
    assert "\x1b" not in text
    if format not in ("json", "turtle"):  # these two give a value back as it was
        assert "\u202e" not in text


def test_markdown_reads_no_value_as_markup() -> None:
    text = render(hostile(), "markdown")
    assert not re.search(r"(?<!\\)<script", text)
    assert not re.search(r"(?<!\\)\[link(?<!\\)\]\(", text)
    assert not re.search(r"(?<!\\)`tick", text.replace("(`", "("))
    tables = [row for row in text.split("\n") if row.startswith("|")]
    assert tables
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in tables} == {5}


@pytest.mark.parametrize(
    ("format", "audience", "said"),
    [
        ("pdf", "reviewer", "There is no format 'pdf'."),
        ("text", "payer", "There is no audience 'payer'."),
        ("json", "patient", "The report for the patient is for reading; it has no json form."),
        ("turtle", "patient", "The report for the patient is for reading; it has no turtle form."),
    ],
)
def test_an_unknown_format_is_refused(format: str, audience: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        render(SAMPLE, format, audience)
