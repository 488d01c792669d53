"""The figures of agreement, by hand-made tables; and the published decisions themselves."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from reasoner.authoring.concordance import always_refuse, figures, opposed, report, unexplained
from reasoner.authoring.published import KINDS, Decision, read, read_decisions
from reasoner.authoring.replay import Found, Result, run_decisions, worst
from reasoner.errors import InputError
from reasoner.inference import compile_classes
from reasoner.knowledge import Library
from reasoner.model.ledger import Determination, Status

FOLDER = Path(__file__).resolve().parent
DECISIONS = read_decisions(FOLDER)

YES, NO = Determination.MEETS, Determination.DOES_NOT_MEET
INFO, JUDGE = Determination.INFORMATION_NEEDED, Determination.CLINICIAN_JUDGEMENT

CELLS = [
    *[("approved", YES)] * 20, *[("approved", NO)] * 5, *[("denied", YES)] * 10, *[("denied", NO)] * 15,
    ("approved", INFO), ("denied", JUDGE), ("partly", NO), ("denied", None),
]  # fmt: skip


def test_the_figures_of_a_table() -> None:
    found = figures(CELLS)
    assert (found.approved, found.denied, found.counted) == (26, 27, 50)
    assert found.agreement == Fraction(35, 50)
    assert found.refusals == Fraction(15, 25)
    assert found.approvals == Fraction(20, 25)
    assert found.kappa == Fraction(2, 5)  # the textbook table: 0.7 observed, 0.5 by chance


def test_a_rule_that_always_refuses_agrees_with_every_refusal_and_has_no_kappa_of_its_own() -> None:
    found = always_refuse(CELLS)
    assert found.agreement == Fraction(27, 53)
    assert (found.refusals, found.approvals, found.kappa) == (1, 0, 0)


def test_nothing_counted_gives_no_figure() -> None:
    found = figures([("approved", INFO), ("pended", YES)])
    assert (found.agreement, found.refusals, found.approvals, found.kappa) == (None, None, None, None)


def test_only_one_kind_of_outcome_has_no_kappa() -> None:
    assert figures([("denied", NO)] * 3).kappa is None


def test_the_worst_determination_decides() -> None:
    assert worst([YES, None, INFO]) is INFO
    assert worst([JUDGE, NO]) is NO
    assert worst([None]) is None


def result(outcome: str, determination: Determination, note: str = "", by: str = "human") -> Result:
    decision = Decision(
        "one", by, outcome, ("doc",), False, False, {}, (), note, "missing-fact" if note else ""
    )
    found = Found(determination, {"64493": determination}, {"doc/relief": Status.NOT_MET})
    return Result(decision, found, found, {})


@pytest.mark.parametrize(("outcome", "determination", "is_opposed"), [
    ("approved", NO, True), ("denied", YES, True), ("approved", YES, False), ("denied", NO, False),
    ("partly", NO, False), ("pended", YES, False), ("approved", INFO, False),
])  # fmt: skip
def test_opposed_is_approved_against_not_met_or_denied_against_met(
    outcome: str, determination: Determination, is_opposed: bool
) -> None:
    found = result(outcome, determination)
    assert opposed(found) is is_opposed
    assert bool(unexplained([found])) is is_opposed
    assert unexplained([result(outcome, determination, "the chart lacks it")]) == ()


def test_the_last_two_lines_are_human_and_ai() -> None:
    text = report((result("approved", YES), result("denied", NO, by="ai")))
    assert text.splitlines()[-2].startswith("human: agreement 100 % (1 of 1)")
    assert text.splitlines()[-1].startswith("ai: agreement 100 % (1 of 1)")


def test_an_outcome_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outcomes.yaml").write_text("one: {by: human, outcome: perhaps, under: cms-l38801}")
    with pytest.raises(InputError, match="'perhaps' is no outcome"):
        read_decisions(tmp_path)


@pytest.fixture(scope="module")
def results(library: Library) -> tuple[Result, ...]:
    return run_decisions(DECISIONS, library, compile_classes(library.vocabulary), lambda _: None)


def test_every_case_has_an_outcome_and_every_outcome_a_case() -> None:
    names = {decision.name for decision in DECISIONS}
    assert {file.stem for file in (FOLDER / "cases").glob("*.yaml")} == names
    assert {file.stem for file in (FOLDER / "gaps").glob("*.yaml")} <= names


def test_there_are_as_many_as_were_read() -> None:
    assert len(DECISIONS) == 52
    assert sum(decision.by == "human" for decision in DECISIONS) == 14
    assert sum(decision.by == "ai" for decision in DECISIONS) == 38


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.name)
def test_every_case_is_read_without_a_complaint(decision: Decision, library: Library) -> None:
    for gaps in (False, True):
        found = read(decision, library, gaps=gaps)
        assert found.case.services
        assert found.warnings == ()


def test_every_one_is_run(results: tuple[Result, ...]) -> None:
    assert len(results) == len(DECISIONS)
    for found in results:
        assert found.without is not None, found.decision.name
        assert found.with_gaps is not None, found.decision.name
        assert found.without.determination is not None, found.decision.name
        assert found.with_gaps.determination is not None, found.decision.name


def test_every_opposed_one_says_why(results: tuple[Result, ...]) -> None:
    assert unexplained(results) == ()
    assert all(r.decision.note_kind in KINDS for r in results if opposed(r))


def test_a_note_stands_only_where_there_is_something_to_explain(results: tuple[Result, ...]) -> None:
    assert [r.decision.name for r in results if r.decision.note and not opposed(r)] == []


def test_every_decisive_reason_is_matched_or_says_why_not(results: tuple[Result, ...]) -> None:
    told = {status.value for status in Status}
    for found in results:
        name, reasons = found.decision.name, found.decision.reasons
        assert reasons, name
        for reason in reasons:
            assert reason.about, name
            assert reason.told in told, (name, reason)
            assert bool(reason.ours) != bool(reason.not_encoded), (name, reason)
            if reason.ours:
                assert found.with_gaps is not None
                assert reason.ours in found.with_gaps.statuses, (name, reason)
    assert sum(len(r.decision.reasons) for r in results) == 102


PAGE = FOLDER.parents[1] / "docs" / "explanation" / "seven-hard-decisions.md"


def test_the_page_on_hard_decisions_says_what_is_found(results: tuple[Result, ...]) -> None:
    by_name = {r.decision.name: r for r in results}
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.M)[1:]
    assert len(sections) == 7
    for section in sections:
        named = [by_name[name] for name in by_name if name in section.splitlines()[0]]
        assert named, section.splitlines()[0]
        held = {name: s.value for r in named if r.with_gaps for name, s in r.with_gaps.statuses.items()}
        rows = re.findall(r"`([\w-]+/[\w-]+)`: ([a-z ]+) \|", section)
        assert rows
        for criterion, status in rows:
            assert held[criterion] == status.replace(" ", "-"), (section.splitlines()[0], criterion)
        reasons = {reason.ours for r in named for reason in r.decision.reasons if reason.ours}
        assert reasons <= {criterion for criterion, _ in rows}
