"""The report for a patient: plain, long enough, without jargon, and never a verdict of a computer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from readability import grade, sentences, syllables, words
from sample import PRIOR_RELIEF, SAMPLE, approved

from reasoner.model.ledger import Disposition, Review
from reasoner.report import render

SECTIONS = [
    "What was asked for?",
    "Has it been decided?",
    "Why can it not be approved yet?",
    "What does a person need to look at?",
    "What do the papers not say yet?",
    "What can you and your clinic do?",
    "What can you ask?",
    "What if you do not agree?",
    "What do the words in your papers mean?",
]


def asking() -> Review:
    lines = tuple(replace(line, disposition=Disposition.REQUEST_INFORMATION) for line in SAMPLE.lines)
    return replace(SAMPLE, lines=lines)


@pytest.mark.parametrize("review", [SAMPLE, approved(), asking()], ids=["refer", "approve", "request"])
def test_grade_and_length(review: Review) -> None:
    text = render(review, "text", "patient")
    assert grade(text) <= 8
    assert len(words(text)) >= 150


def test_the_measure_itself() -> None:
    counted = {
        "plan": 1,
        "care": 1,
        "needed": 2,
        "asked": 1,
        "notes": 1,
        "places": 2,
        "medial": 3,
        "doctor": 2,
    }
    counted |= {"epidural": 4, "little": 2, "decision": 3, "being": 2, "64493": 5}
    assert {word: syllables(word) for word in counted} == counted
    hard = (
        "Radiculopathy notwithstanding, interventional neuroablative methodologies necessitate documentation."
    )
    assert (sentences(hard), len(words(hard))) == (1, 7)
    assert grade(hard) > 20
    assert grade("The cat sat. It was hot.") < 1


def test_exactly_these_sections() -> None:
    markdown = render(SAMPLE, "markdown", "patient")
    assert re.findall(r"^## (.+)$", markdown, re.MULTILINE) == SECTIONS


def test_what_it_says() -> None:
    text = " ".join(render(SAMPLE, "text", "patient").split())
    for said in (
        "Your clinic asked for a second medial branch block.",
        "The planned day is June 15, 2026.",
        "No decision has been made by a computer.",
        "A person makes the decision.",
        PRIOR_RELIEF.patient_text,
        "There are 4 more facts that are missing.",
        "You can ask for a person to decide. You can ask for the reasons in writing.",
        "This is called an appeal.",
        "“Medial branch block” means a test shot that numbs the small nerves of a back joint.",
    ):
        assert said in text, said
    assert "Epidural" not in text  # the glossary explains only words that the request or the page uses


def test_codes_stand_in_one_place_and_no_jargon_anywhere() -> None:
    text = render(SAMPLE, "text", "patient")
    assert re.findall(r".*\b64493\b.*", text) == ["The billing codes are 64493, 64494 and J2003."]
    words = (
        "not-met",
        "criterion",
        "determination",
        "SEEN-P",
        "SP-210",
        "deny",
        "denied",
        "denial",
        "M47.816",
    )
    assert [word for word in words if word in text] == []


def test_next_step_follows_the_worst_line() -> None:
    mixed = (replace(SAMPLE.lines[0], disposition=Disposition.APPROVE_ELIGIBLE), *SAMPLE.lines[1:])
    assert "A doctor who works for the plan should look" in render(
        replace(SAMPLE, lines=mixed), "text", "patient"
    )
    assert "The plan needs more facts from your clinic first." in render(asking(), "text", "patient")
    assert "Your papers show what the rules ask for." in render(approved(), "text", "patient")


@pytest.mark.parametrize(
    ("request_text", "said"),
    [
        ("", "Your clinic asked your health plan to pay for your care."),
        ("a test shot", "Your clinic asked your health plan to pay for this: a test shot."),
        ("Your clinic asked for a shot.", "Your clinic asked for a shot."),
    ],
)
def test_the_request_is_a_sentence(request_text: str, said: str) -> None:
    text = " ".join(render(replace(SAMPLE, patient_request=request_text), "text", "patient").split())
    assert f"{said} The planned day" in text
