"""Every document on every day: at most one version, and with it the whole of its text; old cases get their old answer."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from reasoner.analysis.minimal import minimal_case
from reasoner.knowledge import Document, Library
from reasoner.knowledge.paths import data_root
from reasoner.review import review_case
from reasoner.validation import engine
from reasoner.vocabulary import GUIDE

NAMES = sorted(p.parent.name for p in (data_root() / "shapes").glob("*/guideline.ttl"))


def turning_days(document: Document) -> list[date]:
    """Every day on which something of the document begins or ends, the day before and the day after."""
    days = {v.effective_from for v in document.versions} | {g.starts for g in document.groups}
    days |= {v.effective_until for v in document.versions if v.effective_until is not None}
    return sorted({day + timedelta(days=step) for day in days for step in (-1, 0, 1)})


@pytest.mark.parametrize("name", NAMES)
def test_on_each_turning_day_one_version_and_each_criterion_once(name: str, library: Library) -> None:
    document = next(d for d in library.documents if d.name == name)
    assert document.versions
    computed = {c.iri for c in document.criteria if {GUIDE.Criterion, GUIDE.JudgementClause} & c.types}
    for day in turning_days(document):
        held = [v for v in document.versions if v.covers(day)]
        assert len(held) <= 1, day
        if not held:
            continue
        mains = Counter(
            s.criterion
            for g in document.groups_in_force(day)
            for s in g.shapes
            if s.role.value in ("main", "raises")
        )
        assert {c: n for c, n in mains.items() if n != 1} == {}, day
        assert set(mains) == computed, day


OLD = [
    ("64492", "2021-06-30", None),
    ("63650", "2021-07-01", "2021-07-01"),
    ("64493", "2023-07-01", "2023-07-01"),
    ("64492", "2024-08-15", "2023-07-01"),
    ("64492", "2024-08-16", "2024-08-16"),
    ("64493", "2026-06-01", "2024-08-16"),
]


def test_a_batch_of_old_cases_picks_case_by_case_the_version_of_its_day(library: Library) -> None:
    """The hospital list is the document with the most versions: each case gets the list of its own day."""
    for code, day, version in OLD:
        case = minimal_case(library.vocabulary, code, "medicare", "noridian-je", date.fromisoformat(day))
        review = review_case(case, library, engine()).review
        found = [
            g.effective_from
            for line in review.lines
            for g in line.guidelines
            if g.guideline == "cms-hospital-prior-authorization"
        ]
        assert found == ([version] if version else []), (code, day)


def test_a_past_case_is_not_decided_by_a_later_text(library: Library) -> None:
    for day, answer in (("2026-04-15", "no-guideline-in-force"), ("2026-04-16", "information-needed")):
        case = minimal_case(
            library.vocabulary, "medial-branch-block", "medicare", "noridian-je", date.fromisoformat(day)
        )
        (found,) = {
            g.determination
            for line in review_case(case, library, engine()).review.lines
            for g in line.guidelines
            if g.guideline == "cms-l38801"
        }
        assert found is not None
        assert found.value == answer
