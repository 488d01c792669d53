"""The dates in words, as ASCII, as a picture and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from reasoner.analysis.dates import timeline
from reasoner.intake import read_case
from reasoner.knowledge import Library
from reasoner.model.timeline import Timeline
from reasoner.report import print_page, render
from reasoner.report.dates import dates_page
from reasoner.report.dates_json import dates_json
from reasoner.review import review_file

ROOT = Path(__file__).resolve().parents[2]
LAPSES = "kyphoplasty-medicare"
NEVER = "medial-branch-block-medicare"


def of(name: str, library: Library, until: date | None = None) -> Timeline:
    return timeline(read_case(ROOT / "examples" / f"{name}.yaml", library.vocabulary), library, until)


@pytest.fixture(scope="module")
def lapses(library: Library) -> Timeline:
    return of(LAPSES, library)


@pytest.fixture(scope="module")
def never(library: Library) -> Timeline:
    return of(NEVER, library)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_when_eligibility_lapses_is_said_with_the_reason(lapses: Timeline) -> None:
    text = flat(print_page(dates_page(lapses), "text"))
    assert "Dates of service of example-kyphoplasty-medicare" in text
    assert (
        "On what is recorded up to 2026-11-30; requested is 2026-12-07; looked at is each date from 2026-11-30 to 2028-12-06."
    ) in text
    assert "On the requested date every deciding criterion of LCD L38201 is met." in text
    assert (
        "From 2026-11-30, the first date looked at, every deciding criterion of LCD L38201 is met; no longer from 2026-12-21."
    ) in text
    assert (
        "On 2026-12-21: Imaging of the last 30 days is not met (at most 30 days allowed; recorded: 31 days) [cms-l38201/imaging-age]. "
        "Source: LCD L38201, version 25, 1.a [PVA-1a]"
    ) in text


def test_what_no_date_changes_is_named(never: Timeline) -> None:
    text = flat(print_page(dates_page(never), "text"))
    assert "On no date from 2026-06-10 to 2028-06-14 is every deciding criterion of LCD L38801 met." in text
    assert "No date changes these:" in text
    assert (
        "Relief from the first diagnostic block: not met (at least 80 % asked; recorded: 0 %) [cms-l38801/prior-block-relief]"
        in text
    )
    assert (
        "2026-06-24 is the first date of service on which every other deciding criterion is met, and still on"
        in text
    )
    assert (
        "On 2026-06-23: Interval since the first block is not documented (at least 14 days asked; recorded: at least 13 days) "
        "[cms-l38801/interval-since-first-block]"
    ) in text


def test_nothing_is_worded_as_advice(lapses: Timeline, never: Timeline) -> None:
    for found in (lapses, never):
        text = print_page(dates_page(found), "text").lower()
        assert not [
            word
            for word in (" should", "recommend", "schedule", " book ", " wait", "treat on")
            if word in text
        ]
