"""Margins and the nearest change of outcome: what is told holds when a case is decided again, and nothing nearer exists."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reasoner.analysis.margins import margins
from reasoner.analysis.margins.deciding import OPEN, Deciding, Key, deciding
from reasoner.analysis.margins.options import options, withdrawn
from reasoner.analysis.margins.search import settle, spoil, values
from reasoner.cli import main
from reasoner.decision import decide
from reasoner.decision.context import Context
from reasoner.decision.margins import margins as margins_of
from reasoner.decision.words import fragment
from reasoner.intake import ReadCase, read_case
from reasoner.knowledge import Atom, Library, Role, load
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Determination, Disposition, LineReview, Status
from reasoner.model.margins import Margin, Relation, Side
from reasoner.model.turns import Basis, Margins
from reasoner.report import print_page
from reasoner.report.margins import margins_page
from reasoner.report.margins_json import margins_text
from reasoner.review import Reviewed, review_case
from reasoner.validation import Completed, engine
from reasoner.vocabulary import FactStatus

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(p.stem for p in (ROOT / "examples").glob("*.yaml"))
EXPECTED = Path(__file__).parent / "expected"
MOST = Decimal(10**6)


def read(name: str, library: Library) -> ReadCase:
    return read_case(ROOT / "examples" / f"{name}.yaml", library.vocabulary)


def reviewed(name: str, library: Library) -> Reviewed:
    return review_case(read(name, library), library, engine())


@pytest.fixture(scope="module")
def told(library: Library) -> dict[str, tuple[Reviewed, Margins]]:
    found = {}
    for name in EXAMPLES:
        case = read(name, library)
        whole = review_case(case, library, engine())
        found[name] = (whole, margins(case, library, whole))
    return found


def decided(context: Context) -> Iterable[tuple[LineReview, Deciding]]:
    """What decides of each line that is decided by itself; `LineReview` from the ordinary decision."""
    names = {fragment(iri): iri for s in context.case.services for iri in (s.iri, *(e.iri for e in s.lines))}
    for line in decide(context, "").lines:
        if not line.serves:
            yield line, deciding(context, names[line.service], names[line.line])


# The margin of one number

NUMBERS = st.integers(-5, 60).map(Decimal)
PASSES = {
    Relation.AT_LEAST: lambda n, t: n >= t,
    Relation.MORE_THAN: lambda n, t: n > t,
    Relation.AT_MOST: lambda n, t: n <= t,
    Relation.LESS_THAN: lambda n, t: n < t,
}


@given(st.sampled_from(Relation), NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS)
def test_a_margin_passes_where_every_number_that_is_left_does(
    relation: Relation, threshold: Decimal, low: Decimal | None, high: Decimal | None
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    margin = Margin("f", "f", "day", relation, threshold, low, high)
    left = [-MOST if low is None else low, MOST if high is None else high]
    ends = {PASSES[relation](n, threshold) for n in left}
    assert margin.passed == (ends.pop() if len(ends) == 1 else None)
    if margin.passed is not None:
        assert margin.distance == (margin.least if margin.passed else margin.most)
        assert margin.side in ((Side.PASSED, Side.AT) if margin.passed else (Side.SHORT, Side.AT))


@given(st.sampled_from(Relation), NUMBERS, NUMBERS)
def test_a_number_moved_by_its_distance_is_on_the_other_side_and_by_one_less_is_not(
    relation: Relation, threshold: Decimal, value: Decimal
) -> None:
    margin = Margin("f", "f", "day", relation, threshold, value, value)
    better = 1 if relation.upward else -1
    assert margin.distance is not None

    def at(number: Decimal) -> bool:
        return replace(margin, at_least=number, at_most=number).passed is True

    if margin.passed:
        # At its threshold a number passes what is inclusive; what is exclusive it has left by then.
        edge = value - better * margin.distance
        assert at(edge) is relation.inclusive
        assert at(edge + better) and not at(edge - better)
    else:
        edge = value + better * -margin.distance
        assert at(edge) is relation.inclusive
        assert not at(edge - better) and at(edge + better)


def test_equal_to_a_threshold_that_must_be_passed_is_at_it_and_not_passed() -> None:
    margin = Margin("f", "f", "day", Relation.MORE_THAN, Decimal(42), Decimal(42), Decimal(42))
    assert (margin.side, margin.passed, margin.distance) == (Side.AT, False, 0)
    margin = replace(margin, relation=Relation.AT_LEAST)
    assert (margin.side, margin.passed, margin.distance) == (Side.AT, True, 0)


def test_every_row_with_a_number_has_its_margin_and_the_row_flips_where_it_says(library: Library) -> None:
    flipped = 0
    for name in EXAMPLES:
        context = reviewed(name, library).context
        for _, of in decided(context):
            for test in of.tests:
                shape = test.shapes.get(Role.TWIN)
                if shape is None or not isinstance(shape.expression, Atom) or Role.JUDGED in test.shapes:
                    continue
                for margin in margins_of(context, shape, test.focus):
                    if test.status({}) not in (Status.MET, Status.NOT_MET) or margin.distance is None:
                        continue
                    better = 1 if margin.relation.upward else -1
                    step = 0 if margin.relation.inclusive else better
                    edge = margin.threshold + step
                    assert test.status({test.facts[0]: exact(edge)}) is Status.MET
                    assert test.status({test.facts[0]: exact(edge - better)}) is Status.NOT_MET
                    bound = (
                        margin.at_least if margin.relation.upward is bool(margin.passed) else margin.at_most
                    )
                    assert bound is not None and abs(bound - margin.threshold) == abs(margin.distance)
                    flipped += 1
    assert flipped > 60


def exact(number: Decimal) -> FactValue:
    return FactValue(at_least=number, at_most=number)


def test_the_figure_of_every_row_is_its_margins(told: dict[str, tuple[Reviewed, Margins]]) -> None:
    for whole, _ in told.values():
        for line in whole.review.lines:
            for row in (row for g in line.guidelines for row in g.criteria):
                assert bool(row.margin) == bool(row.margins)
                for margin in row.margins:
                    assert f"{margin.threshold.normalize():f}" in row.margin


# The nearest change of outcome


def again(whole: Reviewed, changed: Mapping[Key, FactValue]) -> dict[str, LineReview]:
    """The ordinary way: the changed facts written into the graph, the engine run over it, the case decided."""
    context = whole.context
    facts = tuple(
        replace(f, value=replace(changed[f.focus, f.name], follows=f.value.follows))
        if (f.focus, f.name) in changed
        else f
        for f in context.inferred.facts
    )
    inferred = replace(context.inferred, facts=facts)
    findings = whole.runner.findings(Completed(context.case, inferred), whole.in_force)
    fresh = replace(context, inferred=inferred, findings=findings, service_rows={}, shown={})
    return {line.line: line for line in decide(fresh, "").lines}


def worst(line: LineReview) -> Determination | None:
    order = list(Determination)
    ranked = [
        Determination.DOES_NOT_MEET, Determination.INFORMATION_NEEDED, Determination.CLINICIAN_JUDGEMENT,
        Determination.NO_GUIDELINE_IN_FORCE, Determination.MEETS,
    ]  # fmt: skip
    assert len(order) == len(ranked)
    given = {g.determination for g in line.guidelines if g.authority == "binding"}
    return next((d for d in ranked if d in given), None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_change_that_is_told_turns_the_line_when_the_engine_runs_again(
    name: str, library: Library, told: dict[str, tuple[Reviewed, Margins]]
) -> None:
    whole, found = told[name]
    lines = {line.line: line for line in found.lines}
    for line, of in decided(whole.context):
        kinds = options(whole.context, of.tests)
        shown = lines[line.line]
        if line.disposition is Disposition.APPROVE_ELIGIBLE:
            choices, done = spoil(whole.context, of, kinds)
            assert done and len(choices) == len(shown.turns)
            for choice, turn in list(zip(choices, shown.turns, strict=True))[:8]:
                after = again(whole, values(choice))[line.line]
                assert (after.disposition, worst(after)) == (turn.disposition, turn.determination)
                assert after.disposition is not Disposition.APPROVE_ELIGIBLE
            continue
        assert shown.eligible is not None or shown.fixed
        if shown.eligible is not None:
            choice = settle(of.tests, kinds, OPEN).choice
            assert choice is not None and len(choice) == len(shown.eligible.changes)
            after = again(whole, values(choice))[line.line]
            assert after.disposition is Disposition.APPROVE_ELIGIBLE
            for key in choice:  # nothing of it is idle
                less = {k: v for k, v in values(choice).items() if k != key}
                assert again(whole, less)[line.line].disposition is not Disposition.APPROVE_ELIGIBLE
        for turn in shown.turns:
            assert turn.determination is not shown.determination


Sized = tuple[FactValue, Decimal]


def domain(context: Context, of: Deciding) -> dict[Key, list[Sized]]:
    """Every value within reach, wide: all whole numbers around the thresholds, and how far each is; written apart."""
    limits: dict[Key, set[Decimal]] = {}
    for test in of.tests:
        for key in test.facts:
            limits.setdefault(key, set())
        for shape in test.shapes.values():
            for atom in shape.atoms:
                held = {
                    Decimal(str(v[0])) for c, v in atom.tests if re.search(r"(in|ax)(In|Ex)clusive$", str(c))
                }
                limits[test.focus, atom.fact] |= held
    return {key: _values(context, key, sorted(bounds)) for key, bounds in limits.items()}


def _values(context: Context, key: Key, bounds: list[Decimal]) -> list[Sized]:
    value = context.value(*key)
    if not bounds:
        known = value.status in (FactStatus.PRESENT, FactStatus.ABSENT)
        both = [FactStatus.PRESENT, FactStatus.ABSENT]
        return [(FactValue(s), Decimal(known)) for s in both if s is not value.status]
    low = -MOST if value.at_least is None else value.at_least
    high = MOST if value.at_most is None else value.at_most
    top = 100 if context.declarations[key[1]].unit == "percent" else 10**9
    numbers = {Decimal(n) for b in bounds for n in range(int(b) - 4, int(b) + 5) if 0 <= n <= top}
    numbers |= {n for n in (low, high) if abs(n) < MOST}
    found = []
    for number in sorted(numbers):
        if number == low == high:
            continue
        away = max(low - number, number - high, Decimal(0))
        near = min(bounds, key=lambda b: (abs(b - number), b))
        found.append((exact(number), round(away / abs(near), 6) if near else away))
    return found


def smallest(
    of: Deciding, kinds: Mapping[Key, list[Sized]], avoid: frozenset[Status]
) -> tuple[int, Decimal] | None:
    """By brute force over all sets of at most two changes: how many facts, and how far they are together."""
    if not any(t.status({}) in avoid for t in of.tests):
        return 0, Decimal(0)
    for count in (1, 2):
        sizes = [
            sum((size for _, size in told), Decimal(0))
            for keys in combinations(kinds, count)
            if {t for t in of.tests if t.status({}) in avoid}
            <= {t for t in of.tests if set(keys) & set(t.facts)}
            for told in product(*(kinds[key] for key in keys))
            if not any(
                t.status(dict(zip(keys, (v for v, _ in told), strict=True))) in avoid for t in of.tests
            )
        ]
        if sizes:
            return count, min(sizes)
    return None


def same_as_brute_force(context: Context, of: Deciding) -> int:
    """Compare both searches for every way in which a line can be better; returns how many had an answer."""
    kinds, found = options(context, of.tests), 0
    for avoid in (frozenset({Status.NOT_MET}), OPEN - {Status.NEEDS_JUDGEMENT}, OPEN):
        wanted = smallest(of, domain(context, of), avoid)
        got = settle(of.tests, kinds, avoid)
        if wanted is None:
            assert got.choice is None or len(got.choice) > 2
            continue
        assert got.choice is not None and got.exact
        sizes = sum((o.size for o in got.choice.values()), Decimal(0))
        assert (len(got.choice), sizes) == wanted
        found += 1
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_nearest_change_of_an_example_is_that_of_brute_force(
    name: str, told: dict[str, tuple[Reviewed, Margins]]
) -> None:
    context = told[name][0].context
    for line, of in decided(context):
        if line.disposition is not Disposition.APPROVE_ELIGIBLE:
            same_as_brute_force(context, of)
            continue
        kinds = domain(context, of)
        alone = {
            key
            for key, told_of in kinds.items()
            for value in (*(v for v, _ in told_of), *(o.value for o in withdrawn(context, key)))
            if of.outcome({key: value}).disposition is not Disposition.APPROVE_ELIGIBLE
        }
        choices, done = spoil(context, of, options(context, of.tests))
        assert done
        if alone:
            assert {key for choice in choices for key in choice} == alone


SMALL = ("trigger-points-medicare", "facet-block-alabama-medicaid", "basivertebral-ablation-medicare")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_nearest_change_of_any_record_is_that_of_brute_force(data: st.DataObject) -> None:
    """The facts of a small example drawn anew: some of them unknown, turned, or other numbers and ranges."""
    name = data.draw(st.sampled_from(SMALL))
    whole = DRAWN.setdefault(name, reviewed(name, load()))
    (_, of), *_ = decided(whole.context)
    keys = sorted({key for test in of.tests for key in test.facts})
    changed = {}
    for key in data.draw(st.lists(st.sampled_from(keys), max_size=4, unique=True)):
        if whole.context.value(*key).status is not None:
            changed[key] = FactValue(data.draw(st.sampled_from(FactStatus)))
        else:
            low, high = sorted(data.draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
            ends = st.sampled_from([(low, low), (low, high), (low, None), (None, high), (None, None)])
            first, last = data.draw(ends)
            changed[key] = FactValue(
                at_least=None if first is None else Decimal(first),
                at_most=None if last is None else Decimal(last),
            )
    context = whole.context
    facts = tuple(replace(f, value=changed.get((f.focus, f.name), f.value)) for f in context.inferred.facts)
    fresh = replace(context, inferred=replace(context.inferred, facts=facts), service_rows={}, shown={})
    same_as_brute_force(
        fresh, deciding(fresh, context.case.services[0].iri, context.case.services[0].lines[0].iri)
    )


DRAWN: dict[str, Reviewed] = {}


def test_what_an_eligible_line_rests_on(told: dict[str, tuple[Reviewed, Margins]]) -> None:
    (line,) = told["trigger-points-medicare"][1].lines
    rests = {turn.changes[0].label: turn.changes[0].basis for turn in line.turns}
    assert rests["routine periodic injections"] is Basis.PRESUMED
    assert rests["spinal stenosis on record"] is Basis.NOTHING
    assert rests["focal pain of a skeletal muscle"] is Basis.ONE
    assert rests["signs of a trigger point, of the three listed"] is Basis.SEVERAL


def test_what_no_fact_changes_is_said(told: dict[str, tuple[Reviewed, Margins]]) -> None:
    (line,) = told["genicular-ablation-anthem"][1].lines
    assert line.eligible is None and line.exact
    assert line.fixed == (
        "Whatever the facts are, one of these stays open: A reason other than knee pain for the genicular ablation; "
        "The other reason for the genicular procedure.",
    )
    lines = {each.line: each for each in told["repeat-facet-sacroiliac-trigger-caudal"][1].lines}
    assert lines["#line-3"].fixed == ("The text that governs this request is not held here.",)
    assert lines["#line-3"].turns == ()


# Other documents and versions


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_text_that_is_told_says_otherwise_in_the_review_under_it(
    name: str, library: Library, told: dict[str, tuple[Reviewed, Margins]]
) -> None:
    whole, found = told[name]
    before = {line.line: line for line in whole.review.lines}
    for other in found.others:
        under = f"{other.guideline}@{other.effective_from}"
        after = review_case(whole.read, library, engine(), under).review
        for line in after.lines:
            if line.line in other.lines:
                (ledger,) = [g for g in line.guidelines if g.guideline == other.guideline]
                assert ledger.determination is other.there is not other.here
                assert worst(before[line.line]) is other.here
        assert other.because and all(b.criterion for b in other.because)


LATER = """
<version-2027-03-01> a guide:GuidelineVersion ;
    guide:partOf <guideline> ; guide:version "2027-03-01" ;
    guide:effectiveFrom "2027-03-01"^^xsd:date ; guide:encodedOn "2026-11-24"^^xsd:date .
"""


def test_another_version_of_the_document_in_force_is_told_with_both_thresholds(tmp_path: Path) -> None:
    """A later version, made up, that allows two levels where the one in force allows three."""
    for part in ("ontology", "shapes"):
        shutil.copytree(load().root / part, tmp_path / part)
    head = tmp_path / "shapes" / "aetna-cpb-0016" / "guideline.ttl"
    text = head.read_text(encoding="utf-8")
    start = 'guide:effectiveFrom "2026-01-01"^^xsd:date ;'
    assert start in text
    head.write_text(
        text.replace(start, f'{start} guide:effectiveUntil "2027-02-28"^^xsd:date ;') + LATER,
        encoding="utf-8",
    )
    first = head.parent / "facet-ablation" / "2026-01-01.ttl"
    blocks = first.read_text(encoding="utf-8").split("\n\n")
    changed = [
        b.replace("sh:minInclusive 2.0", "sh:minInclusive 3.0") if "positive-diagnostic-blocks" in b else b
        for b in blocks
    ]
    assert changed != blocks
    first.with_name("2027-03-01.ttl").write_text("\n\n".join(changed), encoding="utf-8")
    library = load(tmp_path)
    found = margins(read("initial-ablation-aetna", library), library)
    (version,) = [other for other in found.others if other.same]
    assert (version.document, version.version) == ("Aetna CPB 0016", "2027-03-01")
    assert (version.here, version.there) == (Determination.MEETS, Determination.DOES_NOT_MEET)
    (because,) = version.because
    assert (because.criterion, because.recorded) == ("Two positive diagnostic blocks", "2 recorded")
    assert because.here.startswith("≥ 2") and because.there.startswith("≥ 3")
    under = review_case(
        read("initial-ablation-aetna", library), library, engine(), "aetna-cpb-0016@2027-03-01"
    )
    assert {line.disposition for line in under.review.lines} == {Disposition.REFER_TO_PHYSICIAN}


# What is printed


@pytest.mark.parametrize("name", ["trigger-points-medicare", "facet-three-levels-medicare"])
def test_the_text_is_the_expected_one(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["margins", f"examples/{name}.yaml"]) == 0
    assert capsys.readouterr().out == (EXPECTED / f"margins-{name}.txt").read_text(encoding="utf-8")


def test_the_guide_shows_what_the_commands_print(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    guide = (ROOT / "docs" / "guides" / "margins.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n\$ reasoner ((?:margins|review) .*)\n((?:.*\n)*?)```", guide)
    assert len(blocks) == 3
    for command, shown in blocks:
        assert main(command.split()) == 0
        printed = capsys.readouterr().out
        for part in shown.split("…\n"):
            assert part in printed


def test_every_example_in_every_format(told: dict[str, tuple[Reviewed, Margins]]) -> None:
    for _, found in told.values():
        page = margins_page(found)
        for format in ("text", "markdown", "html"):
            text = print_page(page, format)
            assert "no advice to change a figure" in " ".join(text.split())
        document = json.loads(margins_text(found))
        assert [line["line"] for line in document["lines"]] == [line.line for line in found.lines]
        numbers = [m["margin"]["threshold"] for line in document["lines"] for m in line["margins"]]
        assert all(isinstance(number, str) for number in numbers)


def test_the_same_case_gives_the_same_value_twice(library: Library) -> None:
    case = read("medial-branch-block-medicare", library)
    assert margins(case, library) == margins(case, library)


def test_what_cannot_be_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = str(ROOT / "examples" / "first-block-aetna.yaml")
    with pytest.raises(SystemExit):
        main(["margins", case, "--format", "turtle"])
    assert "invalid choice: 'turtle'" in capsys.readouterr().err
    assert main(["margins", str(tmp_path / "none.yaml")]) != 0
    assert capsys.readouterr().out == ""


def test_the_changes_of_an_example_take_less_than_three_tenths_of_a_second(
    told: dict[str, tuple[Reviewed, Margins]], library: Library
) -> None:
    slow = {}
    for name, (whole, _) in told.items():
        start = time.process_time()
        margins(whole.read, library, whole, texts=False)
        slow[name] = time.process_time() - start
    assert {name: taken for name, taken in slow.items() if taken > 0.3} == {}
