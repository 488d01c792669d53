"""The dates on which lines are eligible: equal to the ordinary review of every single day."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from reasoner.analysis.dates import LONGEST, timeline
from reasoner.analysis.dates.facts import DatedFacts
from reasoner.analysis.dates.scan import scan
from reasoner.analysis.dates.standing import Open
from reasoner.book.facts import Facts
from reasoner.decision.determination import unencoded_rows
from reasoner.decision.needed import deciding
from reasoner.errors import InputError
from reasoner.intake import ReadCase, read_case, read_case_text
from reasoner.intake.moved import moved, refusal
from reasoner.knowledge import Library, load
from reasoner.model.ledger import Determination, Disposition, LineReview, Row, Status
from reasoner.model.timeline import Timeline
from reasoner.review import Reviewed, review_case
from reasoner.validation import engine

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
DAY = timedelta(days=1)
CLOSED = (Status.MET, Status.NOT_APPLICABLE)


def text_of(name: str) -> str:
    return (ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8")


def read(text: str, library: Library) -> ReadCase:
    return read_case_text(text, "case.yaml", library.vocabulary)


def changed(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def review(of: ReadCase, library: Library, day: date) -> Reviewed:
    """The ordinary review: its graph, its engine, its ledger."""
    return review_case(ReadCase(moved(of.case, day), (), of.places), library, engine())


def reviewed(of: ReadCase, library: Library, day: date) -> tuple[LineReview, ...]:
    return review(of, library, day).review.lines


def open_of(whole: Reviewed, line: LineReview, service: URIRef) -> set[Open]:
    """What the review of a line shows to be open in the documents that bind it."""
    found: set[Open] = set()
    by = next((each for each in whole.review.lines if each.line == line.serves), line)
    binding = [g for g in by.guidelines if g.authority == "binding"]
    documents = {held.document.name: held.document for held in whole.context.in_force}
    for ledger in binding:
        if ledger.determination in (None, Determination.MEETS):
            continue
        name = "" if ledger.guideline == "local-text-not-held" else ledger.guideline
        rows = {Open(name, r.iri) for r in ledger.criteria if r.decides and r.status not in CLOSED}
        listed = name and unencoded_rows(documents[name], whole.context.classes(service))
        found |= rows | ({Open(name)} if listed or not rows else set())
    return found if any(g.determination is not None for g in binding) else {Open("")}


def compare(of: ReadCase, library: Library, first: date, last: date, step: int = 1) -> int:
    """Every day (or every `step`th) of a range, both ways. Returns how many days were compared."""
    found = scan(of.case, library, first, last)
    compared = 0
    for place in range(0, (last - first).days + 1, step):
        day = first + timedelta(days=place)
        if refusal(moved(of.case, day), library.vocabulary) is not None:
            assert all(told[place] is None for told in found.standings.values())
            continue
        whole = review(of, library, day)
        services = [s.iri for s in of.case.services for _ in s.lines or (s,)]
        for line, service, told in zip(whole.review.lines, services, found.standings.values(), strict=True):
            standing = told[place]
            assert standing is not None
            assert (day, standing.disposition) == (day, line.disposition)
            assert (day, standing.open) == (day, open_of(whole, line, service))
            compared += 1
    return compared


# ── The same as the ordinary review ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "from_day"),
    [
        ("kyphoplasty-medicare", -7),
        ("medial-branch-block-medicare", -5),
        ("first-block-aetna", -120),
        ("spinal-cord-stimulator-implant-medicare", -30),
        ("repeat-ablation-medicare", -60),
    ],
)
def test_every_day_of_four_months_is_as_the_review_says(name: str, from_day: int, library: Library) -> None:
    of = read(text_of(name), library)
    first = of.case.date_of_service + timedelta(days=from_day)
    assert compare(of, library, first, first + timedelta(days=119)) >= 100


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_days_of_two_years_are_as_the_review_says(path: Path, library: Library) -> None:
    of = read_case(path, library.vocabulary)
    first = of.case.recorded_on
    assert compare(of, library, first, first + timedelta(days=740), step=74) > 0


def test_the_facts_that_stay_are_equal_to_those_made_for_the_day(library: Library) -> None:
    compared = 0
    for path in [*EXAMPLES, *sorted((ROOT / "tests" / "bases").glob("*[a-z].yaml"))]:
        if path.stem.endswith(".expected"):
            continue
        case = read_case(path, library.vocabulary).case
        dated, alone = DatedFacts(library, case), Facts(library, needs_of=deciding)
        for days in (1, 2, 30, 91, 365, 366, 729):
            day = case.recorded_on + timedelta(days=days)
            got, expected = dated.on(day).derived, alone.of(moved(case, day))
            assert {f: dict(v) for f, v in got.values.items()} == {
                f: dict(v) for f, v in expected.values.items()
            }
            assert {f: got.classes(f) for f in got.kinds} == {f: expected.classes(f) for f in expected.kinds}
            compared += 1
    assert compared > 500


SMALL = """
id: small
recordedOn: "{recorded}"
dateOfService: "{service}"
payer: medicare
jurisdiction: noridian-jf
requests:
  - id: "#block-2"
    procedure: medial-branch-block
    intent: diagnostic
    levels: [L4-5]
    side: left
    guidance: fluoroscopy
    diagnoses: [M47.816]
    lines: [{{id: "#line-1", code: "64493", units: "1"}}]
findings:
  - {{finding: chronic-low-back-pain, status: present, since: "{since}"}}
care:
  - {{treatment: physical-therapy, outcome: failed, start: "{start}", end: "{end}"}}
history:
  - id: "#block-1"
    procedure: medial-branch-block
    intent: diagnostic
    date: "{first}"
    levels: [L4-5]
    side: left
    responses: [{{pain: axial-pain, relief: "90", at: peak}}]
  - {{id: "#other", procedure: medial-branch-block, date: "{other}", levels: [L4-5], side: right}}
completeFor: {complete}
"""


@st.composite
def small(draw: st.DrawFn) -> str:
    recorded = date(2026, 7, 1) + timedelta(days=draw(st.integers(0, 60)))

    def before(most: int) -> date:
        return recorded - timedelta(days=draw(st.integers(0, most)))

    start = before(120)
    partial = draw(st.sampled_from(["%Y-%m-%d", "%Y-%m"]))
    return SMALL.format(
        recorded=recorded,
        service=recorded + timedelta(days=draw(st.integers(-20, 30))),
        since=before(120),
        start=start,
        end=start + timedelta(days=draw(st.integers(0, (recorded - start).days))),
        first=before(40).strftime(partial),
        other=before(400),
        complete=draw(st.sampled_from(["[]", "[procedure-history]", "[procedure-history, care-history]"])),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=small())
def test_every_day_of_small_cases_is_as_the_review_says(text: str, library: Library) -> None:
    try:
        of = read(text, library)
    except InputError:
        return
    first = min(of.case.recorded_on, of.case.date_of_service)
    assert compare(of, library, first, first + timedelta(days=40)) > 0


# ── The first day flips, the day before does not ──────────────────────────────────────────────────────────────────


def edges(told: Timeline) -> Iterator[tuple[str, date, date]]:
    """Name of the line, a day on which it is eligible, and the neighbouring one on which it is not."""
    for line in told.lines:
        for stretch in line.eligible:
            if stretch.before:
                yield line.line, stretch.first, stretch.first - DAY
            if stretch.after:
                yield line.line, stretch.last, stretch.last + DAY


def assert_edges(of: ReadCase, library: Library, told: Timeline) -> int:
    eligible = Disposition.APPROVE_ELIGIBLE
    count = 0
    for name, inside, outside in edges(told):
        on, off = (
            next(each for each in reviewed(of, library, day) if each.line == name)
            for day in (inside, outside)
        )
        assert on.disposition is eligible
        assert off.disposition is not eligible
        count += 1
    return count


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_edges_of_every_example(path: Path, library: Library) -> None:
    of = read_case(path, library.vocabulary)
    told = timeline(of, library)
    assert_edges(of, library, told)
    today = reviewed(of, library, of.case.date_of_service)
    for line, reviewed_line in zip(told.lines, today, strict=True):
        assert line.disposition is reviewed_line.disposition
        inside = any(s.first <= of.case.date_of_service <= s.last for s in line.eligible)
        assert inside is (line.disposition is Disposition.APPROVE_ELIGIBLE)
        assert bool(line.always) <= (not line.eligible)
        assert bool(line.eligible or line.always or line.timed)


def test_the_first_date_after_a_length_of_three_months(library: Library) -> None:
    of = read(changed(text_of("first-block-aetna"), ('since: "2026-01"', 'since: "2026-06-15"')), library)
    told = timeline(of, library)
    for line in told.lines:
        assert line.disposition is Disposition.REFER_TO_PHYSICIAN
        (stretch,) = line.eligible
        assert (stretch.first, stretch.last, stretch.after) == (date(2026, 9, 15), told.last, ())
        (before,) = stretch.before
        assert (before.name, before.day) == ("aetna-cpb-0016/activity-limitation-duration", date(2026, 9, 14))
        assert before.figure == "at least 3 months asked; recorded: 2 months"
    assert assert_edges(of, library, told) == 2


def test_the_last_date_before_something_is_too_old(library: Library) -> None:
    of = read(text_of("kyphoplasty-medicare"), library)
    told = timeline(of, library)
    (stretch,) = told.lines[0].eligible
    assert (stretch.before, stretch.last) == ((), date(2026, 12, 20))
    assert [(c.name, c.day) for c in stretch.after] == [("cms-l38201/imaging-age", date(2026, 12, 21))]
    assert [(t.criterion, t.met[0][1]) for t in told.lines[0].timed] == [
        ("fracture-age", date(2027, 1, 18)),
        ("imaging-age", date(2026, 12, 20)),
    ]
    assert assert_edges(of, library, told) == 1


@st.composite
def dated_anew(draw: st.DrawFn) -> str:
    """An example that is eligible, with the dates on which it rests at other days."""

    def day(base: date, least: int, most: int) -> str:
        return (base + timedelta(days=draw(st.integers(least, most)))).isoformat()

    if draw(st.booleans()):
        return changed(
            text_of("first-block-aetna"),
            ('since: "2026-01"', f'since: "{day(date(2026, 4, 20), -30, 60)}"'),
            ('start: "2026-03-09", end', f'start: "{day(date(2026, 5, 5), -10, 40)}", end'),
            ('dateOfService: "2026-07-20"', f'dateOfService: "{day(date(2026, 7, 6), -10, 20)}"'),
        )
    return changed(
        text_of("kyphoplasty-medicare"),
        ('"2026-11-20"', f'"{day(date(2026, 11, 20), -30, 10)}"'),
        ('dateOfService: "2026-12-07"', f'dateOfService: "{day(date(2026, 11, 30), -10, 30)}"'),
    )


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=dated_anew())
def test_an_example_with_other_dates(text: str, library: Library) -> None:
    of = read(text, library)
    told = timeline(of, library, of.case.date_of_service + timedelta(days=30))
    assert_edges(of, library, told)
    compare(of, library, told.first, told.last)


def rows(lines: tuple[LineReview, ...], name: str) -> Row:
    return next(r for line in lines for g in line.guidelines for r in g.criteria if r.criterion == name)


def test_the_remedy_of_a_criterion_names_the_same_day(library: Library) -> None:
    text = changed(
        text_of("medial-branch-block-medicare"),
        (
            '    sameDayAs: "#epidural"\n',
            '    date: "2026-06-08"\n    levels: [L4-5, L5-S1]\n    side: bilateral\n',
        ),
    )
    of = read(text, library)
    row = rows(reviewed(of, library, of.case.date_of_service), "interval-since-first-block")
    assert row.status is Status.NOT_MET
    assert row.remedy is not None
    assert row.remedy.earliest == "2026-06-22"
    timed = next(t for t in timeline(of, library).lines[0].timed if t.criterion == row.criterion)
    assert timed.met[0][0] == date(2026, 6, 22)


# ── Texts that start and end ──────────────────────────────────────────────────────────────────────────────────────

ENDS = 'guide:effectiveFrom "2026-01-01"^^xsd:date ; guide:effectiveUntil "2027-02-28"^^xsd:date ;'
NEXT = """
<version-2027-03-01> a guide:GuidelineVersion ;
    guide:partOf <guideline> ; guide:version "2027-03-01" ;
    guide:effectiveFrom "2027-03-01"^^xsd:date ; guide:encodedOn "2026-11-24"^^xsd:date .
"""


def edited(folder: Path, *, successor: bool) -> Library:
    """A copy of the knowledge in which a version ends; its successor asks for no earlier block."""
    for part in ("ontology", "shapes"):
        shutil.copytree(load().root / part, folder / part)
    head = folder / "shapes" / "aetna-cpb-0016" / "guideline.ttl"
    text = changed(head.read_text(encoding="utf-8"), ('guide:effectiveFrom "2026-01-01"^^xsd:date ;', ENDS))
    head.write_text(text + (NEXT if successor else ""), encoding="utf-8")
    if successor:
        path = head.parent / "facet-ablation" / "2026-01-01.ttl"
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        loose = [
            b.replace("sh:minInclusive 2.0", "sh:minInclusive 0.0")
            if "positive-diagnostic-blocks" in b
            else b
            for b in blocks
        ]
        assert loose != blocks
        path.with_name("2027-03-01.ttl").write_text("\n\n".join(loose), encoding="utf-8")
    return load(folder)


def test_the_first_date_under_a_version_that_starts(tmp_path: Path) -> None:
    library = edited(tmp_path, successor=True)
    of = read(changed(text_of("initial-ablation-aetna"), ('relief: "85"', 'relief: "40"')), library)
    told = timeline(of, library)
    for line in told.lines:
        (stretch,) = line.eligible
        assert stretch.first == date(2027, 3, 1)
        assert stretch.after == ()
        (before,) = stretch.before
        assert (before.name, before.status) == ("aetna-cpb-0016/positive-diagnostic-blocks", "not-met")
        assert (before.version, before.other_version) == ("2026-01-01", "2027-03-01")
    assert assert_edges(of, library, told) == len(told.lines)
    compare(of, library, date(2027, 2, 20), date(2027, 3, 10))


def test_the_last_date_before_a_version_ends_without_another(tmp_path: Path) -> None:
    library = edited(tmp_path, successor=False)
    of = read(text_of("initial-ablation-aetna"), library)
    told = timeline(of, library)
    for line in told.lines:
        (stretch,) = line.eligible
        assert stretch.last == date(2027, 2, 28)
        (after,) = stretch.after
        assert (after.guideline, after.criterion, after.label) == (
            "aetna-cpb-0016",
            "",
            "No version in force",
        )
        assert (after.version, after.other_version) == ("", "2026-01-01")
    compare(of, library, date(2027, 2, 20), date(2027, 3, 10))


# ── What dates are looked at ──────────────────────────────────────────────────────────────────────────────────────


def test_days_on_which_the_case_could_not_be_read(library: Library) -> None:
    text = changed(
        SMALL.format(
            recorded="2024-03-20", service="2024-03-25", since="2023-09-01", start="2024-01-02", end="2024-03-01",
            first="2024-03-01", other="2024-02-01", complete="[]",
        ),
        ('code: "64493"', 'code: "J1030"'),
    )  # fmt: skip
    told = timeline(read(text, library), library, date(2024, 4, 20))
    (refused,) = told.refused
    assert (refused.first, refused.last) == (date(2024, 4, 1), date(2024, 4, 20))
    assert "J1030 was retired" in refused.reason
    # No version was in force at all: nothing is said of the criteria of one.
    assert [(c.guideline, c.criterion) for c in told.lines[0].always] == [("cms-l38801", "")]
    assert told.lines[0].apart == ()


def test_the_range(library: Library) -> None:
    of = read(text_of("kyphoplasty-medicare"), library)
    told = timeline(of, library)
    assert (told.first, told.last) == (of.case.recorded_on, of.case.date_of_service + timedelta(days=730))
    assert timeline(of, library, of.case.date_of_service).last == of.case.date_of_service
    past = read(
        changed(text_of("kyphoplasty-medicare"), ('recordedOn: "2026-11-30"', 'recordedOn: "2027-01-15"')),
        library,
    )
    assert timeline(past, library, date(2027, 2, 1)).first == date(2026, 12, 7)
    with pytest.raises(InputError, match="is before the date of service"):
        timeline(of, library, of.case.date_of_service - DAY)
    with pytest.raises(InputError, match=f"more than {LONGEST} days"):
        timeline(of, library, date(2099, 1, 1))


def test_the_same_case_gives_the_same_dates(library: Library) -> None:
    of = read(text_of("medial-branch-block-medicare"), library)
    assert timeline(of, library) == timeline(of, library)
