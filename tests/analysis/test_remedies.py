"""Remedies: each flips its line, none can be made smaller, none changes what is recorded."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reasoner.analysis.remedies as module
from reasoner.analysis.remedies import SHOWN, remedies
from reasoner.analysis.remedies.search import Found, Search, Trial
from reasoner.authoring.content_files import read_files
from reasoner.authoring.content_tests import read_content
from reasoner.errors import InputError
from reasoner.intake import ReadCase, read_case, read_case_text
from reasoner.knowledge import Library, load
from reasoner.model.additions import NOTHING, Addition, OverwrittenError, added
from reasoner.model.case import Case
from reasoner.model.ledger import Disposition, LineReview
from reasoner.model.remedies import Kind, LineRemedies, Remedies, Remedy
from reasoner.report import print_page
from reasoner.report.remedies import remedies_page
from reasoner.review import review_case
from reasoner.validation import engine

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
BASES = sorted(p for p in (ROOT / "tests" / "bases").glob("*.yaml") if ".expected" not in p.name)
CRITERIA = [case for file in read_files(ROOT / "tests" / "criteria")[0] for case in file.cases]


def of(name: str, library: Library) -> ReadCase:
    return read_case(ROOT / "examples" / f"{name}.yaml", library.vocabulary)


def line_of(case: Case, name: str, library: Library, read: ReadCase) -> LineReview:
    review = review_case(ReadCase(case, (), read.places), library, engine()).review
    return next(line for line in review.lines if line.line == name)


def helps(case: Case, changes: Any, name: str, library: Library, read: ReadCase) -> bool:
    joined = NOTHING
    for change in changes:
        joined = joined.plus(change.addition)
    try:
        after = added(case, joined)
    except OverwrittenError:
        return False
    return line_of(after, name, library, read).disposition is Disposition.APPROVE_ELIGIBLE


def keeps(case: Case, addition: Addition) -> None:
    """Nothing that the case states is altered: no code, no diagnosis, no figure, no statement."""
    after = added(case, addition)
    for part in ("statements", "scores", "care", "medications", "documents"):
        assert set(getattr(case, part)) <= set(getattr(after, part)), part
    assert case.complete_for <= after.complete_for
    for name in ("iri", "payer", "jurisdiction", "urgency", "place_of_service", "assumed"):
        assert getattr(case, name) == getattr(after, name)
    assert after.recorded_on >= case.recorded_on
    assert after.date_of_service >= case.date_of_service
    history = {p.iri: p for p in after.history}
    for prior in case.history:
        now = history[prior.iri]
        assert set(prior.responses) <= set(now.responses)
        told = [f.name for f in fields(prior) if f.name != "responses" and stated(getattr(prior, f.name))]
        assert all(getattr(prior, name) == getattr(now, name) for name in told)
    services = {s.iri: s for s in after.services}
    for service in case.services:
        if service.iri in services:
            now_asked = services[service.iri]
            # What a service is for, and what is billed for it, stays; how it is done may be asked for otherwise.
            for name in ("lines", "diagnoses", "procedure"):
                assert getattr(service, name) == getattr(now_asked, name)
            for name in ("intent", "occurrence", "repeats"):
                assert getattr(service, name) in (None, getattr(now_asked, name))


def stated(value: Any) -> bool:
    return value is not None and value != () and getattr(value, "known", True)


def holds(told: Remedies, read: ReadCase, library: Library) -> None:
    """All that is promised of remedies."""
    for line in told.lines:
        assert len(line.remedies) <= SHOWN
        assert line.number >= len(line.remedies)
        assert not (line.hopeless and line.remedies)
        sets = [frozenset(c.addition for c in r.changes) for r in line.remedies]
        assert not any(one < other for one in sets for other in sets)
        assert len(sets) == len(set(sets))
        costs = [tuple(sorted((c.effort for c in r.changes), reverse=True)) for r in line.remedies]
        assert [c[0] for c in costs] == sorted(c[0] for c in costs)
        for remedy in line.remedies:
            keeps(read.case, remedy.addition)
            assert helps(read.case, remedy.changes, line.line, library, read)
        for remedy in line.remedies[:2]:
            for change in remedy.changes:
                fewer = [c for c in remedy.changes if c is not change]
                assert not helps(read.case, fewer, line.line, library, read)
        if line.apart is not None:
            keeps(read.case, line.apart.addition)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_remedy_of_an_example_flips_and_none_can_be_smaller(path: Path, library: Library) -> None:
    read = read_case(path, library.vocabulary)
    told = remedies(read, library)
    holds(told, read, library)
    eligible = [line.eligible for line in told.lines]
    dispositions = [line_of(read.case, line.line, library, read).disposition for line in told.lines]
    assert eligible == [d is Disposition.APPROVE_ELIGIBLE for d in dispositions]


@pytest.mark.parametrize("number", range(0, len(CRITERIA), 45))
def test_every_remedy_of_a_case_that_proves_a_criterion_flips(number: int, library: Library) -> None:
    read = read_content(CRITERIA[number], library)
    holds(remedies(read, library), read, library)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_was_taken_out_of_a_whole_record_can_be_had_again(data: st.DataObject) -> None:
    """Of an eligible case whose record loses some of what it told, what is left is eligible or has a remedy."""
    library = load()
    path = data.draw(st.sampled_from(BASES))
    read = read_case(path, library.vocabulary)
    case = read.case
    lost: dict[str, Any] = {}
    for part in ("statements", "scores", "care"):
        whole = getattr(case, part)
        out = data.draw(st.sets(st.integers(0, max(len(whole) - 1, 0)), max_size=3)) if whole else set()
        lost[part] = tuple(item for n, item in enumerate(whole) if n not in out)
    less = ReadCase(replace(case, **lost, complete_for=frozenset(), source=None), (), read.places)
    holds(remedies(less, library), less, library)


def universe(
    name: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> tuple[ReadCase, Remedies, Trial]:
    """The remedies of a case, with every step that was thought of."""
    kept: list[Trial] = []
    run = Search.run

    def spied(self: Search, rows: Any, shown: int) -> Found:
        kept.append(self._trial)
        return run(self, rows, shown)

    monkeypatch.setattr(module.Search, "run", spied)
    read = of(name, library)
    return read, remedies(read, library), kept[0]


@pytest.mark.parametrize(
    "name",
    [
        "facet-three-levels-medicare",
        "neuromonitoring-myelopathy-aetna",
        "facet-arthrosis-osteopenia-medicare",
    ],
)
def test_brute_force_over_all_steps_finds_the_same_sets(
    name: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, told, trial = universe(name, library, monkeypatch)
    line = told.lines[0]
    assert line.exact
    iri = next(n.iri for s in read.case.services for n in s.lines)
    found: list[frozenset[int]] = []
    largest = max(len(s) for s in (r.changes for r in line.remedies)) + 2
    for size in range(min(len(trial.steps), largest) + 1):
        for chosen in map(frozenset, combinations(range(len(trial.steps)), size)):
            if not any(kept <= chosen for kept in found) and trial.open(chosen, iri) == frozenset():
                found.append(chosen)
    # Two sets are the same where they make the same case.
    wanted = [added(read.case, trial.addition(steps)) for steps in found]
    had = [added(read.case, remedy.addition) for remedy in line.remedies]
    assert all(case in wanted for case in had)
    assert len(had) == len(wanted) == line.number


def test_what_the_record_denies_has_no_remedy(library: Library) -> None:
    """The published case: no relief after the first block and radicular pain that is charted."""
    told = remedies(of("medial-branch-block-aetna", library), library)
    line = told.lines[0]
    assert line.remedies == ()
    assert [h.asked.criterion for h in line.hopeless] == ["radiculopathy-absent", "prior-block-relief"]
    assert line.apart is not None
    assert {a.criterion for c in line.apart.changes for a in c.asked} == {
        "sets-per-level", "conservative-care-duration", "imaging-excludes-other-cause", "ablation-intended",
        "provocative-test", "activity-limitation-duration", "facet-pain-on-movement",
    }  # fmt: skip


def test_a_later_date_is_a_remedy_where_an_interval_is_too_short(library: Library) -> None:
    text = (ROOT / "tests" / "bases" / "repeat-ablation-aetna.yaml").read_text(encoding="utf-8")
    read = read_case_text(text, "case.yaml", library.vocabulary)
    done = min(p.date.earliest for p in read.case.history if p.date.earliest is not None)
    early = replace(read.case, date_of_service=read.case.recorded_on, source=None)
    moved = replace(
        early,
        history=tuple(replace(p, date=replace_day(p.date, read.case.recorded_on)) for p in early.history),
    )
    assert done < moved.recorded_on
    less = ReadCase(moved, (), read.places)
    told = remedies(less, library)
    assert not told.lines[0].eligible
    kinds = [{c.kind for c in r.changes} for r in told.lines[0].remedies]
    assert any(Kind.TIME in each for each in kinds), told.lines[0]
    wait = next(c for r in told.lines[0].remedies for c in r.changes if c.kind is Kind.TIME)
    assert wait.day is not None
    day_before = replace(moved, date_of_service=date.fromordinal(wait.day.toordinal() - 1))
    rest = [c for r in told.lines[0].remedies if wait in r.changes for c in r.changes if c is not wait]
    joined = NOTHING
    for change in rest:
        joined = joined.plus(change.addition)
    line = told.lines[0].line
    assert (
        line_of(added(day_before, joined), line, library, less).disposition
        is not Disposition.APPROVE_ELIGIBLE
    )


def replace_day(span: Any, recorded: date) -> Any:
    """Some weeks before the record was made."""
    day = date.fromordinal(recorded.toordinal() - 60)
    return replace(span, earliest=day, latest=day)


def test_the_same_case_gives_the_same_bytes(library: Library) -> None:
    pages = [
        print_page(
            remedies_page(remedies(of("repeat-facet-sacroiliac-trigger-caudal", library), library)), "text"
        )
        for _ in range(2)
    ]
    assert pages[0] == pages[1]


def test_a_case_whose_payer_is_not_held_is_refused_as_by_a_review(library: Library) -> None:
    text = (ROOT / "examples" / "first-block-aetna.yaml").read_text(encoding="utf-8")
    with pytest.raises(InputError):
        read_case_text(text.replace("payer: aetna", "payer: aetnaa"), "case.yaml", library.vocabulary)


def text_of(name: str, library: Library) -> str:
    return print_page(remedies_page(remedies(of(name, library), library)), "text")


@pytest.mark.parametrize("name", ["facet-three-levels-medicare", "medial-branch-block-aetna"])
def test_the_text_is_exactly_this(name: str, library: Library) -> None:
    expected = ROOT / "tests" / "analysis" / "expected" / f"remedies-{name}.txt"
    assert text_of(name, library) == expected.read_text(encoding="utf-8")


def test_a_line_that_lacks_nothing_says_so(library: Library) -> None:
    text = text_of("first-block-aetna", library)
    assert text.count("Nothing is lacking: every deciding criterion is met.") == 1  # both lines together


def test_lines_are_grouped_only_where_all_is_the_same(library: Library) -> None:
    told = remedies(of("repeat-facet-sacroiliac-trigger-caudal", library), library)
    alike: dict[LineRemedies, int] = {}
    for line in told.lines:
        key = replace(line, line="", service="", codes=(), label="")
        alike[key] = alike.get(key, 0) + 1
    assert sorted(alike.values()) == [1, 2, 2]


def test_a_remedy_of_nothing_adds_nothing() -> None:
    assert Remedy(()).addition == NOTHING


@pytest.mark.parametrize("name", ["facet-arthrosis-osteopenia-medicare", "facet-three-levels-medicare"])
def test_the_guide_shows_what_is_printed(name: str, library: Library) -> None:
    guide = (ROOT / "docs" / "guides" / "remedies.md").read_text(encoding="utf-8")
    block = guide.split(f"$ reasoner remedies examples/{name}.yaml\n")[1].split("```")[0].strip()
    assert block == text_of(name, library).split("How to read this")[0].strip()
