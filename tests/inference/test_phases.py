"""The phase table: every class that a service has, exactly, for what is told of intent, order and history."""

from __future__ import annotations

from datetime import date

import pytest
from invented import DIAGNOSTIC, HISTORY, LEFT, RIGHT, THERAPEUTIC, C, P, case, line, prior, run, service

from reasoner.vocabulary import GUIDE

FIRST, SECOND = GUIDE["occurrence-first"], GUIDE["occurrence-second"]
SUBSEQUENT = GUIDE["occurrence-subsequent"]
PHASES = {
    str(P[name]): name
    for name in (
        "Trial",
        "MaybeTrial",
        "FirstTrial",
        "MaybeFirstTrial",
        "SecondTrial",
        "MaybeSecondTrial",
        "SameSecond",
        "MaybeSameSecond",
    )
}
OPEN = {"MaybeFirstTrial", "MaybeSecondTrial", "MaybeSameSecond"}
SURE = {"Trial", "MaybeTrial"}
AS_FIRST = SURE | {"FirstTrial", "MaybeFirstTrial"}
AS_SECOND = SURE | {"SecondTrial", "MaybeSecondTrial"}
SAME = {"SameSecond", "MaybeSameSecond"}


def classes(*history, complete=(), **values):
    of = case(services=(service(**values),), history=history, complete_for=complete)
    return {PHASES[str(name)] for name in run(of).types[C.now] if str(name) in PHASES}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, SURE | OPEN),
        ({"intent": None}, {"MaybeTrial"} | OPEN),
        ({"intent": THERAPEUTIC}, set()),
        ({"intent": None, "lines": (line("l", P["code-block"], "TT"),)}, SURE | OPEN),
        ({"intent": None, "lines": (line("l", P["code-block"], "50"),)}, {"MaybeTrial"} | OPEN),
        ({"procedure": P["fine-block"]}, SURE | OPEN),
        ({"procedure": P.injection}, {"MaybeTrial"} | OPEN),
        ({"procedure": P.rinse}, set()),
        ({"procedure": None}, {"MaybeTrial"} | OPEN),
        ({"procedure": None, "lines": (line("l", P["code-block"]),)}, SURE | OPEN),
    ],
)
def test_in_the_phase_by_intent_modifier_and_class(values, expected):
    assert classes(**values) == expected


def test_intent_and_modifier_that_disagree_leave_the_phase_open():
    # the second scheme reads no modifier: there the told intent rules the phase out
    lines = (line("l", P["code-block"], "TT"),)
    expected = {"MaybeTrial", "MaybeFirstTrial", "MaybeSecondTrial"}
    assert classes(intent=THERAPEUTIC, lines=lines) == expected


@pytest.mark.parametrize(
    ("history", "expected", "closed"),
    [
        ((), SURE | OPEN, AS_FIRST),
        ((prior("a"),), AS_SECOND | SAME, AS_SECOND | SAME),
        ((prior("a", intent=THERAPEUTIC),), SURE | OPEN, AS_FIRST),
        ((prior("a", intent=None),), SURE | OPEN, SURE | OPEN),
        ((prior("a", sites=()),), SURE | OPEN, SURE | OPEN),
        ((prior("a", sites=(P.s3,)),), SURE | OPEN, AS_FIRST),
        ((prior("a", procedure=P.rinse),), SURE | OPEN, AS_FIRST),
        ((prior("a", procedure=P.injection),), SURE | OPEN, SURE | OPEN),
        ((prior("a", procedure=None),), SURE | OPEN, SURE | OPEN),
    ],
)
def test_order_by_history(history, expected, closed):
    assert classes(*history) == expected
    assert classes(*history, complete=[HISTORY]) == closed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"occurrence": FIRST}, AS_FIRST),
        ({"occurrence": SECOND}, AS_SECOND | SAME),
        ({"occurrence": SUBSEQUENT}, AS_SECOND | SAME),
        ({"occurrence": FIRST, "intent": None}, {"MaybeTrial", "MaybeFirstTrial"}),
        ({"occurrence": SECOND, "intent": None}, {"MaybeTrial", "MaybeSecondTrial", "MaybeSameSecond"}),
    ],
)
def test_a_told_order_is_accepted(values, expected):
    assert classes(**values) == expected


@pytest.mark.parametrize(
    ("history", "complete", "values"),
    [
        ((prior("a"),), (), {"occurrence": FIRST}),
        ((), (HISTORY,), {"occurrence": SECOND}),
        ((prior("a", procedure=P.rinse),), (HISTORY,), {"repeats": C.a}),
        ((prior("a", sites=()),), (), {"occurrence": FIRST, "repeats": C.a}),
    ],
)
def test_told_order_and_history_that_disagree_leave_both_open(history, complete, values):
    assert classes(*history, complete=complete, **values) == SURE | OPEN


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sites": ()}, AS_SECOND | SAME),
        ({"sites": (P.s1,)}, AS_SECOND | SAME),
        # told at another site: it repeats, but not at the same place, as far as that is told
        ({"sites": (P.s3,)}, AS_SECOND | {"MaybeSameSecond"}),
        ({"sites": (P.s1,), "intent": None}, AS_SECOND | SAME),
    ],
)
def test_what_is_named_as_repeated_is_the_prior_one(values, expected):
    assert classes(prior("a", **values), repeats=C.a) == expected


def test_a_place_in_common_is_enough():
    part = prior("a", sites=(P.s1,))
    assert classes(part, sites=(P.s1, P.s2)) == AS_SECOND | SAME
    assert classes(part, sites=(P.s2, P.s3), complete=[HISTORY]) == AS_FIRST


def test_the_other_side_is_another_place():
    assert classes(prior("a", side=LEFT), side=RIGHT, complete=[HISTORY]) == AS_FIRST
    assert classes(prior("a", side=None), side=RIGHT, complete=[HISTORY]) == SURE | OPEN
    assert classes(prior("a", side=LEFT), complete=[HISTORY]) == AS_SECOND | SAME


def test_an_event_after_the_service_is_no_prior_one():
    over = {"recorded_on": date(2026, 7, 1), "complete_for": [HISTORY]}
    of = case(history=(prior("a", "2026-06-20"),), **over)
    found = {PHASES[str(name)] for name in run(of).types[C.now] if str(name) in PHASES}
    assert found == AS_FIRST


def test_a_possible_class_proves_nothing_of_the_procedure():
    of = case(services=(service(procedure=P.injection),))
    assert P.block not in run(of).types[C.now]
    assert P.MaybeTrial in run(of).types[C.now]


def test_a_phase_says_from_what_it_follows():
    of = case(services=(service(repeats=C.a, intent=DIAGNOSTIC),), history=(prior("a", sites=()),))
    inferred = run(of)
    assert inferred.why(C.now, P.SecondTrial) == (C.now, C.a)
    assert inferred.why(C.now, P.Trial) == (C.now,)
    assert inferred.why(C.now, P.FirstTrial) == ()
