"""The dates in words, as ASCII, as a picture and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoner.analysis.dates import timeline
from reasoner.cli import main
from reasoner.errors import InputError
from reasoner.intake import read_case
from reasoner.knowledge import Library
from reasoner.model.timeline import Refused, Timeline
from reasoner.report import print_page, render
from reasoner.report.ascii_timeline import ascii_timeline
from reasoner.report.calendar import columns
from reasoner.report.dates import dates_page, grouped
from reasoner.report.dates_json import dates_json, dates_text
from reasoner.report.svg_timeline import svg_timeline
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
        "On what is recorded up to 2026-11-30; requested is 2026-12-07; looked at is each date from 2026-11-30 to"
        in text
    )
    assert "On the requested date every deciding criterion of LCD L38201 is met." in text
    assert (
        "From 2026-11-30, the first date looked at, every deciding criterion of LCD L38201 is met; "
        "no longer from 2026-12-21."
    ) in text
    assert (
        "On 2026-12-21: Imaging of the last 30 days is not met (at most 30 days allowed; recorded: 31 days) "
        "[cms-l38201/imaging-age]. Source: LCD L38201, version 25, 1.a [PVA-1a]"
    ) in text


def test_what_no_date_changes_is_named(never: Timeline) -> None:
    text = flat(print_page(dates_page(never), "text"))
    assert "On no date from 2026-06-10 to 2028-06-14 is every deciding criterion of LCD L38801 met." in text
    assert "No date changes these:" in text
    assert (
        "Relief from the first diagnostic block: not met (at least 80 % asked; recorded: 0 %) "
        "[cms-l38801/prior-block-relief]"
    ) in text
    assert (
        "2026-06-24 is the first date of service on which every other deciding criterion is met, and still on"
        in text
    )
    assert (
        "On 2026-06-23: Interval since the first block is not documented (at least 14 days asked; recorded: "
        "at least 13 days) [cms-l38801/interval-since-first-block]"
    ) in text


def test_nothing_is_worded_as_advice(lapses: Timeline, never: Timeline) -> None:
    for found in (lapses, never):
        text = print_page(dates_page(found), "text").lower()
        words = (" should", "recommend", "schedule", " wait", "treat on", "denied", "denial")
        assert [word for word in words if word in text] == []


def test_criteria_that_are_never_met_on_one_date(never: Timeline) -> None:
    line = replace(never.lines[0], always=(), apart=())
    text = flat(print_page(dates_page(replace(never, lines=(line,))), "text"))
    assert "Each is met on some dates, never all on one:" in text
    assert (
        "Interval since the first block: 2026-06-24 to 2028-06-14 [cms-l38801/interval-since-first-block]."
        in text
    )


def test_days_that_are_refused_are_told_and_drawn(lapses: Timeline) -> None:
    told = replace(lapses, refused=(Refused(date(2027, 3, 1), date(2028, 12, 6), "A code was retired."),))
    text = print_page(dates_page(told), "text")
    assert "2027-03-01 to 2028-12-06: A code was retired." in flat(text)
    assert "x the case cannot be read as it is on some of them" in text


# ── The row of signs ──────────────────────────────────────────────────────────────────────────────────────────────


def test_the_row_of_signs(library: Library) -> None:
    told = of(LAPSES, library, date(2027, 1, 5))
    assert ascii_timeline(told, grouped(told)) == (
        "         2026                            2027",
        "         |D                              J",
        "                v requested 2026-12-07",
        "#line-1  #####################................",
        "",
        "# every deciding criterion is met on each of these dates",
        ". something is open on each",
    )


@given(first=st.dates(), days=st.integers(0, 3660))
def test_columns_hold_every_day_once(first: date, days: int) -> None:
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    found = columns(first, last, 72)
    assert 0 < len(found) <= 72
    assert (found[0][0], found[-1][1]) == (first, last)
    assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(found))
    assert all(a <= b for a, b in found)


def test_no_row_is_wider_than_the_page(never: Timeline, lapses: Timeline, library: Library) -> None:
    for told in (never, lapses, of(LAPSES, library, date(2036, 1, 1))):
        for row in print_page(dates_page(told), "text").splitlines():
            assert len(row) <= 100


# ── The picture ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [LAPSES, NEVER])
def test_the_picture_is_well_formed_and_says_what_it_shows(name: str, library: Library) -> None:
    told = of(name, library)
    svg = svg_timeline(told, grouped(told))
    tree = ElementTree.fromstring(svg)
    assert tree.tag == "svg"
    assert tree.get("role") == "img"
    assert "The words below say the same." in (tree.get("aria-label") or "")
    assert not [e for e in tree.iter() if e.tag in ("script", "image", "foreignObject", "a")]
    titles = [e.text or "" for e in tree.iter("title")]
    words = (
        "every deciding criterion is met" if name == LAPSES else "nothing is open but what no date changes"
    )
    assert any(title.endswith(words) for title in titles)
    texts = [e.text or "" for e in tree.iter("text")]
    assert f"requested {told.date_of_service}" in texts
    assert ("2026-12-21" if name == LAPSES else "2026-06-24") in texts
    assert svg == svg_timeline(told, grouped(told))


def test_a_name_cannot_leave_its_place(lapses: Timeline) -> None:
    name = "#<script>alert(1)</script>"
    told = replace(lapses, case=name, lines=(replace(lapses.lines[0], line=name),))
    assert "<script" not in print_page(dates_page(told), "html")
    fenced = print_page(dates_page(told), "markdown").split("```")
    assert all("\\<script" in part or "<script" not in part for part in fenced[::2])


# ── Formats and the report ────────────────────────────────────────────────────────────────────────────────────────


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (ROOT / "docs/reference/report.schema.json").read_text(encoding="utf-8")
    )
    return found


def test_the_schema_holds_the_dates_alone_and_in_a_review(lapses: Timeline, never: Timeline) -> None:
    whole = schema()
    alone = jsonschema.Draft202012Validator({"$ref": "#/$defs/dates", "$defs": whole["$defs"]})
    told = replace(lapses, refused=(Refused(date(2027, 3, 1), date(2028, 12, 6), "A code was retired."),))
    for found in (told, never):
        assert [e.message for e in alone.iter_errors(dates_json(found))] == []
        assert json.loads(dates_text(found)) == dates_json(found)
    review = review_file(ROOT / "examples" / f"{LAPSES}.yaml").review
    text = render(review, "json", dates=lapses)
    assert [e.message for e in jsonschema.Draft202012Validator(whole).iter_errors(json.loads(text))] == []
    assert json.loads(text)["dates"]["lines"][0]["eligible"][0]["last"] == "2026-12-20"
    assert "dates" not in json.loads(render(review, "json"))


@pytest.mark.parametrize("format", ["text", "markdown", "html"])
def test_a_review_shows_the_dates_where_they_are_asked_for(format: str, lapses: Timeline) -> None:
    review = review_file(ROOT / "examples" / f"{LAPSES}.yaml").review
    assert "no longer from 2026-12-21" in flat(render(review, format, dates=lapses))
    assert "Dates of service" not in render(review, format)


@pytest.mark.parametrize(("format", "audience"), [("turtle", "reviewer"), ("text", "patient")])
def test_dates_are_refused_where_they_are_not_shown(format: str, audience: str, lapses: Timeline) -> None:
    review = review_file(ROOT / "examples" / f"{LAPSES}.yaml").review
    with pytest.raises(InputError, match="shown to a reviewer"):
        render(review, format, audience, dates=lapses)


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = str(ROOT / "examples" / f"{LAPSES}.yaml")
    assert main(["dates", case, "--until", "2027-01-31"]) == 0
    assert "no longer from 2026-12-21" in flat(capsys.readouterr().out)
    assert main(["dates", case, "--format", "html", "-o", str(tmp_path / "dates.html")]) == 0
    assert "<svg" in (tmp_path / "dates.html").read_text(encoding="utf-8")
    assert main(["dates", case, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["last"] == "2028-12-06"
    assert main(["review", case, "--dates"]) == 0
    assert "no longer from 2026-12-21" in flat(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dates", "{case}", "--until", "2026-01-31"], "is before the date of service"),
        (["dates", "{case}", "--until", "2126-01-31"], "are more than 3660 days"),
        (["review", "{case}", "--dates", "--under", "cms-l38201"], "not of a chosen one"),
        (["review", "{case}", "--dates", "--audience", "patient"], "shown to a reviewer"),
    ],
)
def test_what_cannot_be_told_is_refused(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = str(ROOT / "examples" / f"{LAPSES}.yaml")
    assert main([a.replace("{case}", case) for a in arguments]) == 2
    assert words in capsys.readouterr().err


def test_the_guide_shows_what_is_printed(lapses: Timeline, never: Timeline) -> None:
    guide = (ROOT / "docs/guides/dates.md").read_text(encoding="utf-8")
    for name, told in ((LAPSES, lapses), (NEVER, never)):
        block = guide.split(f"$ reasoner dates examples/{name}.yaml\n")[1].split("```")[0].splitlines()
        printed = print_page(dates_page(told), "text").splitlines()
        assert len(block) > 15
        assert [line for line in block if line not in ("", "…") and line not in printed] == []
