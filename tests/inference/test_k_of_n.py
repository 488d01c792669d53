from __future__ import annotations

import pytest
from invented import (
    ABSENT,
    CARE,
    CONFLICTING,
    DRUGS,
    FINDINGS,
    P,
    bounds,
    case,
    contested,
    declare,
    episode,
    names,
    service,
    statement,
    value,
)

from reasoner.errors import KnowledgeError
from reasoner.inference.templates.counts import DISAGREE
from reasoner.vocabulary import GUIDE

THREE = declare("KOfN", concept=(P["back-ache"], P.palsy, P.ease))
FAILED, HELPED = GUIDE["outcome-failed"], GUIDE["outcome-helped"]


@pytest.mark.parametrize(
    ("told", "expected", "closed"),
    [
        ((), (0, 3), (0, 0)),
        ((("back-ache", None),), (1, 3), (1, 1)),
        ((("back-ache", None), ("palsy", None)), (2, 3), (2, 2)),
        ((("back-ache", None), ("palsy", ABSENT)), (1, 2), (1, 1)),
        ((("back-ache", ABSENT), ("palsy", ABSENT), ("ease", ABSENT)), (0, 0), (0, 0)),
        # a narrower one is present, a broader one is absent
        ((("low-back-ache", None),), (1, 3), (1, 1)),
        ((("low-back-ache", ABSENT),), (0, 3), (0, 0)),
        ((("ache", None),), (0, 3), (0, 0)),
        ((("ache", ABSENT),), (0, 2), (0, 0)),
        # two statements of one concept count once
        ((("back-ache", None), ("low-back-ache", None)), (1, 3), (1, 1)),
        ((("leg-ache", None),), (0, 3), (0, 0)),
    ],
)
def test_how_many_concepts_are_told(told, expected, closed):
    found = tuple(
        statement(f"f{n}", P[name], *([state] if state else [])) for n, (name, state) in enumerate(told)
    )
    assert bounds(case(statements=found), THREE) == expected
    assert bounds(case(statements=found, complete_for=(FINDINGS,)), THREE) == closed


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((statement("f", P.palsy, CONFLICTING),), (0, 3)),
        ((statement("f", P.palsy, CONFLICTING), statement("g", P["back-ache"])), (1, 3)),
        ((statement("f", P.palsy), statement("g", P.palsy, ABSENT), statement("h", P.ease, ABSENT)), (0, 2)),
    ],
)
def test_what_the_record_disagrees_about_is_not_known(told, expected):
    assert contested(case(statements=told), THREE) == expected
    assert value(case(statements=told), THREE).note == DISAGREE


def test_statements_that_were_counted_are_shown():
    told = (statement("f", P.palsy), statement("g", P.ease, ABSENT), statement("h", P["leg-ache"]))
    assert names(value(case(statements=told), THREE)) == ["f", "g"]


def test_at_the_site_of_the_service():
    here = declare("KOfN", concept=(P["back-ache"], P.palsy), sameSite=True)
    told = (statement("f", P["back-ache"], sites=(P.s1,)), statement("g", P.palsy, sites=(P.s3,)))
    assert bounds(case(statements=told), here) == (1, 2)
    assert bounds(case(statements=told, services=(service(sites=(P.s3,)),)), here) == (1, 2)
    assert names(value(case(statements=told, services=(service(sites=(P.s3,)),)), here)) == ["g"]


LIST = declare("KOfN", member=(P.exercise, P.rest, P.music))


@pytest.mark.parametrize(
    ("care", "expected", "closed"),
    [
        ((), (0, None), (0, 0)),
        ((P.exercise,), (1, None), (1, 1)),
        ((P.stretching,), (1, None), (1, 1)),
        ((P.exercise, P.stretching), (1, None), (1, 1)),
        ((P.exercise, P.rest), (2, None), (2, 2)),
        # what lies above several may have been any of them
        ((P.care,), (0, None), (0, 2)),
        ((P.care, P.rest), (1, None), (1, 2)),
        # a choice accounts for one of its members
        (((P.exercise, P.rest),), (1, None), (1, 2)),
        (((P.exercise, P.rest), P.rest), (1, None), (1, 2)),
        (((P.exercise, P.rest), P.music), (2, None), (2, 3)),
        (((P.exercise, P.rest), (P.rest, P.music)), (1, None), (1, 3)),
        (((P.exercise, P.stretching),), (1, None), (1, 1)),
        # only where all of them are in the list
        (((P.exercise, P["numb-a"]),), (0, None), (0, 1)),
        ((GUIDE.Treatment,), (0, None), (0, 3)),
        ((None,), (0, None), (0, 3)),
    ],
)
def test_how_many_treatments_were_given(care, expected, closed):
    told = tuple(
        episode(f"e{n}", any_of=each) if isinstance(each, tuple) else episode(f"e{n}", each)
        for n, each in enumerate(care)
    )
    assert bounds(case(care=told), LIST) == expected
    assert bounds(case(care=told, complete_for=(CARE,)), LIST) == closed


def test_the_outcome_that_is_asked_for():
    failed = declare("KOfN", member=(P.exercise, P.rest, P.music), outcome=FAILED)
    told = (
        episode("a", P.exercise, outcome=FAILED),
        episode("b", P.rest, outcome=HELPED),
        episode("c", P.music),
        episode("d", P.music, outcome=GUIDE["outcome-unknown"]),
    )
    assert bounds(case(care=told), failed) == (1, None)
    assert bounds(case(care=told, complete_for=(CARE,)), failed) == (1, 2)
    assert names(value(case(care=told), failed)) == ["a", "c", "d"]


def test_drugs_are_counted_from_medications():
    both = declare("KOfN", member=(P.exercise, P.numbing))
    drug = episode("m", drug=P["numb-a"])
    considered = episode("m", drug=P["numb-a"], medication_status=GUIDE["medicationStatus-considered"])
    assert bounds(case(care=(episode("a", P.rest),), medications=(drug,)), both) == (1, None)
    assert bounds(case(medications=(drug,), complete_for=(CARE,)), both) == (1, None)
    assert bounds(case(medications=(drug,), complete_for=(CARE, DRUGS)), both) == (1, 1)
    assert bounds(case(medications=(considered,), complete_for=(CARE, DRUGS)), both) == (0, 0)


def test_nothing_in_a_complete_record_is_shown_as_such():
    assert names(value(case(complete_for=(CARE,)), LIST)) == ["case"]


@pytest.mark.parametrize("parameters", [{}, {"concept": P.palsy, "member": P.rest}])
def test_one_list_is_counted(parameters):
    with pytest.raises(KnowledgeError, match="counts no list, or two"):
        value(case(), declare("KOfN", **parameters))
