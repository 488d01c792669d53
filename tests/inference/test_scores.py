from __future__ import annotations

from decimal import Decimal

import pytest
from invented import (
    SCORES,
    C,
    P,
    bounds,
    case,
    contested,
    day,
    declare,
    names,
    prior,
    response,
    score,
    service,
    status,
    value,
)

from reasoner.vocabulary import GUIDE

RECORDED = declare("ScoreRecorded", scaleClass=P["ten-scale"])
VALUE = declare("ScoreValue", scaleClass=P["ten-scale"], unit=GUIDE.point)
SAME = declare("SameScale", scaleClass=P["ten-scale"], ofPrior=True)


@pytest.mark.parametrize(
    ("scores", "expected", "closed"),
    [
        ((), "NotStated", "Absent"),
        ((score("a", P["ten-a"], 7),), "Present", "Present"),
        ((score("a", P["ten-a"], 7, baseline=False),), "NotStated", "Absent"),
        ((score("a", P["well-being"], 7),), "NotStated", "Absent"),
        ((score("a", P["ten-scale"], 7),), "Present", "Present"),
        ((score("a", P["any-scale"], 7),), "NotStated", "NotStated"),
    ],
)
def test_a_baseline_score_on_a_scale_of_the_class(scores, expected, closed):
    assert status(case(scores=scores), RECORDED) == expected
    assert status(case(scores=scores, complete_for=[SCORES]), RECORDED) == closed


def at(name, points, when=None, scale="ten-a", **values):
    return score(name, P[scale], points, date=day(when), **values)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((), (None, None)),
        ((at("a", 7),), (7, 7)),
        ((at("a", 6.5),), (6.5, 6.5)),
        ((at("a", 7, scale="well-being"),), (None, None)),
        ((at("a", 7, baseline=False),), (None, None)),
        ((at("a", 7, "2026-01-01"), at("b", 4, "2026-02-01")), (4, 4)),
        ((at("a", 7, "2026-01-01"), at("b", 4, "2026-02-01", scale="ten-b")), (4, 4)),
        ((at("a", 7, "2026-01-01"), at("b", 4)), (4, 7)),
        ((at("a", 7, "2026-01"), at("b", 4, "2026-01-15")), (4, 7)),
        ((at("a", 7, "2026-01-01"), at("b", 4, "2026-01-01", scale="ten-b")), (4, 7)),
        ((at("a", 7, "2026-01-01"), at("b", 7, "2026-01-01")), (7, 7)),
    ],
)
def test_the_last_baseline_value_is_never_converted(scores, expected):
    assert bounds(case(scores=scores), VALUE) == expected


def test_two_values_of_one_scale_on_one_day_are_a_conflict():
    assert contested(case(scores=(at("a", 7, "2026-01-01"), at("b", 4, "2026-01-01"))), VALUE) == (4, 7)


@pytest.mark.parametrize(
    ("target", "expected"),
    [("back-ache", (7, 7)), ("low-back-ache", (7, 7)), ("ache", (None, None)), (None, (None, None))],
)
def test_a_score_of_the_symptom_that_is_asked_for(target, expected):
    of_ache = declare("ScoreValue", scaleClass=P["ten-scale"], pain=P["back-ache"], unit=GUIDE.point)
    of = case(scores=(at("a", 7, target=None if target is None else P[target]),))
    assert bounds(of, of_ache) == expected


def test_single_scales_may_be_named():
    only = declare("ScoreValue", scaleClass=P["ten-scale"], member=P["ten-b"], unit=GUIDE.point)
    assert bounds(case(scores=(at("a", 7), at("b", 4, scale="ten-b"))), only) == (4, 4)


def block(*scales, name="a", before=None):
    responses = tuple(
        response(
            f"{name}{n}", scale=P[scale], before=None if before is None else Decimal(before), after=Decimal(2)
        )
        for n, scale in enumerate(scales)
    )
    return prior(name, responses=responses)


@pytest.mark.parametrize(
    ("scores", "history", "expected"),
    [
        ((), (), "NotStated"),
        ((at("x", 7),), (), "NotStated"),
        ((at("x", 7),), (block(),), "NotStated"),
        ((), (block("ten-a"),), "NotStated"),
        ((at("x", 7),), (block("ten-a"),), "Present"),
        ((at("x", 7),), (block("ten-b"),), "Absent"),
        ((at("x", 7), at("y", 7, scale="ten-b")), (block("ten-b"),), "Present"),
        ((at("x", 7),), (block("well-being"),), "NotStated"),
        ((at("x", 7, scale="well-being"),), (block("well-being"),), "NotStated"),
        ((), (block("ten-a", before=8),), "Present"),
        ((at("x", 7), at("y", 2, baseline=False)), (block(),), "Present"),
        ((at("x", 7), at("y", 2, baseline=False, scale="ten-b")), (), "Absent"),
    ],
)
def test_one_scale_before_and_after_the_prior_procedure(scores, history, expected):
    assert status(case(scores=scores, history=history), SAME) == expected


@pytest.mark.parametrize(("repeats", "expected"), [(None, "NotStated"), (C.a, "Present"), (C.b, "Absent")])
def test_every_candidate_must_agree(repeats, expected):
    of = case(
        services=(service(repeats=repeats),),
        scores=(at("x", 7),),
        history=(block("ten-a"), block("ten-b", name="b")),
    )
    assert status(of, SAME) == expected


def test_it_names_the_scores_and_responses():
    assert names(value(case(scores=(at("x", 7),), history=(block("ten-a"),)), SAME)) == ["a0", "x"]


def test_the_scales_and_the_intent_may_be_named():
    only = declare("SameScale", scaleClass=P["ten-scale"], member=P["ten-b"], ofPrior=True)
    of = case(scores=(at("x", 7), at("y", 7, scale="ten-b")), history=(block("ten-a"),))
    assert (status(of, SAME), status(of, only)) == ("Present", "NotStated")
    of = case(scores=(at("y", 7, scale="ten-b"),), history=(block("ten-b"),))
    assert status(of, only) == "Present"
    other = declare("SameScale", scaleClass=P["ten-scale"], intent=GUIDE["intent-therapeutic"], ofPrior=True)
    assert (status(of, SAME), status(of, other)) == ("Present", "NotStated")
