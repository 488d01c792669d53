from __future__ import annotations

import pytest
from invented import (
    ABSENT,
    BILATERAL,
    CONFLICTING,
    LEFT,
    RIGHT,
    THERAPEUTIC,
    C,
    P,
    case,
    declare,
    names,
    prior,
    service,
    statement,
    status,
    value,
)

from reasoner.vocabulary import GUIDE

SAME = declare("SameSite", procedureClass=P.block, ofPrior=True)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ({"sites": (P.s1,)}, {"sites": (P.s1,)}, "Present"),
        ({"sites": (P.s1, P.s2)}, {"sites": (P.s1,)}, "Present"),
        ({"sites": (P.s1,)}, {"sites": (P.s1, P.s2)}, "Absent"),
        ({"sites": (P.s2,)}, {"sites": (P.s1,)}, "Absent"),
        ({"sites": ()}, {"sites": (P.s1,)}, "NotStated"),
        ({"sites": (P.s1,)}, {"sites": ()}, "NotStated"),
        ({"sites": (), "structures": (P.n1, P.n2)}, {"sites": (P.s1,)}, "Present"),
        ({"sites": (), "structures": (P.n1,)}, {"sites": (P.s1,)}, "NotStated"),
        ({"sites": (), "structures": (P.n4,)}, {"sites": (P.s1,)}, "Absent"),
        ({"side": LEFT}, {"side": LEFT}, "Present"),
        ({"side": LEFT}, {"side": RIGHT}, "Absent"),
        ({"side": LEFT}, {"side": BILATERAL}, "Present"),
        ({"side": None}, {"side": BILATERAL}, "Present"),
        ({"side": None}, {"side": RIGHT}, "NotStated"),
        ({"side": None}, {"side": None}, "NotStated"),
        ({"side": None, "sites": (P.m1,)}, {"side": None, "sites": (P.m1,)}, "Present"),
        ({"side": None, "sites": (P.s1, P.m1)}, {"side": None, "sites": (P.m1,)}, "Present"),
    ],
)
def test_the_prior_one_was_at_every_site_of_the_service(then, now, expected):
    assert status(case(services=(service(**now),), history=(prior("a", **then),)), SAME) == expected


def test_which_one_is_the_prior_one():
    history = (prior("a"), prior("b", sites=(P.s3,)))
    assert status(case(history=history), SAME) == "NotStated"
    assert status(case(services=(service(repeats=C.a),), history=history), SAME) == "Present"
    assert status(case(services=(service(repeats=C.b),), history=history), SAME) == "Absent"
    assert status(case(), SAME) == "NotStated"
    assert status(case(history=(prior("a", procedure=P.surgery),)), SAME) == "NotStated"
    assert status(case(history=(prior("a", intent=THERAPEUTIC),)), SAME) == "Present"


def test_it_names_the_service_and_the_prior_one():
    assert names(value(case(history=(prior("a"),)), SAME)) == ["a", "now"]


EXCEEDS = declare(
    "SideExceedsSymptom", focus=GUIDE.PriorProcedure, procedureClass=P.block, pain=P["leg-ache"]
)


def ache(name, side, status=GUIDE.Present, concept="leg-ache"):
    return statement(name, P[concept], status, side=side)


@pytest.mark.parametrize(
    ("side", "told", "expected"),
    [
        (BILATERAL, (), "NotStated"),
        (BILATERAL, (ache("f", RIGHT),), "Present"),
        (BILATERAL, (ache("f", LEFT),), "Present"),
        (BILATERAL, (ache("f", BILATERAL),), "Absent"),
        (BILATERAL, (ache("f", LEFT), ache("g", RIGHT)), "Absent"),
        (BILATERAL, (ache("f", RIGHT), ache("g", RIGHT)), "Present"),
        (BILATERAL, (ache("f", None),), "NotStated"),
        (BILATERAL, (ache("f", RIGHT), ache("g", None)), "NotStated"),
        (BILATERAL, (ache("f", RIGHT), ache("g", None, ABSENT)), "Present"),
        (BILATERAL, (ache("f", RIGHT, concept="back-ache"),), "NotStated"),
        (BILATERAL, (ache("f", RIGHT, CONFLICTING),), "Conflicting"),
        (BILATERAL, (ache("f", RIGHT), ache("g", RIGHT, CONFLICTING)), "Present"),
        (BILATERAL, (ache("f", RIGHT), ache("g", LEFT, CONFLICTING)), "Conflicting"),
        (RIGHT, (ache("f", RIGHT),), "Absent"),
        (RIGHT, (ache("f", LEFT),), "Absent"),
        (RIGHT, (), "Absent"),
        (BILATERAL, (ache("f", BILATERAL), ache("g", None)), "Absent"),
        (BILATERAL, (ache("f", LEFT), ache("g", RIGHT), ache("h", None)), "Absent"),
        (RIGHT, (ache("f", BILATERAL),), "Absent"),
        (None, (ache("f", RIGHT),), "NotStated"),
        (None, (ache("f", BILATERAL),), "Absent"),
    ],
)
def test_both_sides_treated_while_the_symptom_is_on_one(side, told, expected):
    assert status(case(history=(prior("a", side=side),), statements=told), EXCEEDS, "a") == expected


@pytest.mark.parametrize(
    ("procedure", "expected"), [(P.surgery, "NotStated"), (P.injection, "NotStated"), (P.block, "Present")]
)
def test_only_for_a_procedure_of_the_class(procedure, expected):
    of = case(history=(prior("a", procedure=procedure),), statements=(ache("f", RIGHT),))
    assert status(of, EXCEEDS, "a") == expected
