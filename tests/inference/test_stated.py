from __future__ import annotations

import pytest
from invented import (
    ABSENT,
    CONFLICTING,
    FINDINGS,
    PRESENT,
    C,
    P,
    case,
    declare,
    names,
    service,
    statement,
    status,
    value,
)

ACHE = declare("Stated", concept=P["back-ache"])


def told(*pairs, **values):
    statements = tuple(statement(f"f{n}", P[concept], s) for n, (concept, s) in enumerate(pairs))
    return case(statements=statements, **values)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], "NotStated"),
        ([("back-ache", PRESENT)], "Present"),
        ([("back-ache", ABSENT)], "Absent"),
        ([("low-back-ache", PRESENT)], "Present"),
        ([("low-back-ache", ABSENT)], "NotStated"),
        ([("ache", PRESENT)], "NotStated"),
        ([("ache", ABSENT)], "Absent"),
        ([("leg-ache", PRESENT)], "NotStated"),
        ([("back-ache", PRESENT), ("back-ache", ABSENT)], "Conflicting"),
        ([("low-back-ache", PRESENT), ("ache", ABSENT)], "Conflicting"),
        ([("back-ache", CONFLICTING)], "Conflicting"),
        ([("back-ache", CONFLICTING), ("back-ache", PRESENT)], "Conflicting"),
        ([("low-back-ache", CONFLICTING)], "Conflicting"),
        ([("low-back-ache", CONFLICTING), ("back-ache", PRESENT)], "Present"),
        ([("low-back-ache", CONFLICTING), ("back-ache", ABSENT)], "Conflicting"),
        ([("ache", CONFLICTING), ("back-ache", ABSENT)], "Absent"),
        ([("ache", CONFLICTING)], "Conflicting"),
    ],
)
def test_presence_goes_up_and_absence_down(pairs, expected):
    assert status(told(*pairs), ACHE) == expected


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], "Absent"),
        ([("leg-ache", PRESENT)], "Absent"),
        ([("ache", PRESENT)], "Absent"),
        ([("back-ache", PRESENT)], "Present"),
        ([("low-back-ache", ABSENT)], "Absent"),
        ([("low-back-ache", CONFLICTING)], "Conflicting"),
    ],
)
def test_a_complete_record_that_is_silent_means_absent(pairs, expected):
    assert status(told(*pairs, complete_for=[FINDINGS]), ACHE) == expected


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("palsy", PRESENT)], "Present"),
        ([("palsy", ABSENT)], "NotStated"),
        ([("palsy", PRESENT), ("back-ache", ABSENT)], "Conflicting"),
        ([("ease", PRESENT)], "Absent"),
        ([("ease", ABSENT)], "NotStated"),
        ([("ease", PRESENT), ("back-ache", PRESENT)], "Conflicting"),
        ([("ease", CONFLICTING)], "Conflicting"),
    ],
)
def test_implied_and_contrary_concepts(pairs, expected):
    declaration = declare("Stated", concept=P["back-ache"], impliedBy=P.palsy, contrary=P.ease)
    assert status(told(*pairs), declaration) == expected


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("leg-ache", ABSENT)], "NotStated"),
        ([("leg-ache", ABSENT), ("palsy", ABSENT)], "Absent"),
        ([("leg-ache", ABSENT), ("palsy", PRESENT)], "Present"),
        ([("leg-ache", ABSENT), ("palsy", CONFLICTING)], "Conflicting"),
        ([("leg-ache", PRESENT), ("palsy", CONFLICTING)], "Present"),
    ],
)
def test_of_several_concepts_one_is_enough_and_all_must_be_absent(pairs, expected):
    assert status(told(*pairs), declare("Stated", concept=(P["leg-ache"], P.palsy))) == expected


def test_it_names_the_statements_that_decide():
    of = told(("leg-ache", PRESENT), ("low-back-ache", PRESENT), ("ache", PRESENT))
    assert names(value(of, ACHE)) == ["f1"]


def test_closure_names_the_case():
    assert names(value(told(complete_for=[FINDINGS]), ACHE)) == ["case"]


@pytest.mark.parametrize(
    ("sites", "expected"),
    [((), "Present"), ((P.s1,), "Present"), ((P.s1, P.s3), "Present"), ((P.s2,), "NotStated")],
)
def test_with_same_site_a_statement_elsewhere_does_not_count(sites, expected):
    of = case(statements=(statement("f", P["back-ache"], sites=sites),))
    assert status(of, declare("Stated", concept=P["back-ache"], sameSite=True)) == expected


def test_a_statement_that_may_count_leaves_a_complete_record_open():
    of = case(
        services=(service(sites=()),),
        statements=(statement("f", P["back-ache"], sites=(P.s2,)),),
        complete_for=[FINDINGS],
    )
    assert status(of, declare("Stated", concept=P["back-ache"], sameSite=True)) == "NotStated"


def test_statements_of_a_case_do_not_depend_on_the_service():
    of = case(services=(service("one"), service("two")), statements=(statement("f", P["back-ache"]),))
    assert [status(of, ACHE, name) for name in ("one", "two")] == ["Present", "Present"]
    assert value(of, ACHE, "two").follows == (C.f,)
