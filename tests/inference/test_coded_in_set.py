from __future__ import annotations

import pytest
from invented import (
    BILATERAL,
    LEFT,
    P,
    case,
    declare,
    line,
    names,
    prior,
    run,
    service,
    status,
    value,
)

from reasoner.errors import KnowledgeError
from reasoner.vocabulary import GUIDE


def coded(path, *members, **parameters):
    return declare("CodedInSet", path=GUIDE[path], member=members, **parameters)


def one(**values):
    return case(services=(service(**values),))


@pytest.mark.parametrize(
    ("told", "expected"), [(None, "NotStated"), (P.beam, "Present"), (P.sound, "Absent")]
)
def test_a_single_value(told, expected):
    assert status(one(guidance=told), coded("guidance", P.beam)) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, "NotStated"),
        (P.block, "Present"),
        (P["fine-block"], "Present"),
        (P.rinse, "Absent"),
        (P.injection, "NotStated"),
    ],
)
def test_the_procedure_itself(told, expected):
    assert status(one(procedure=told), coded("procedure", P.block)) == expected


def test_an_open_set_does_not_make_a_value_outside_it_absent():
    assert status(one(guidance=P.sound), coded("guidance", P.beam, openSet=True)) == "NotStated"
    assert status(one(guidance=P.beam), coded("guidance", P.beam, openSet=True)) == "Present"


@pytest.mark.parametrize(
    ("drugs", "lines", "expected"),
    [
        ((), (), "NotStated"),
        ((P["numb-a"],), (), "Present"),
        ((P["numb-a"], P.salt), (), "Absent"),
        ((), (line("l", P["code-numb"]),), "Present"),
        ((P["numb-a"],), (line("l", P["code-salt"]),), "Absent"),
        ((GUIDE.Drug,), (), "NotStated"),
        ((GUIDE.Drug, P.salt), (), "Absent"),
    ],
)
def test_every_drug_must_be_in_the_set_also_what_the_lines_bill(drugs, lines, expected):
    assert status(one(drugs=drugs, lines=lines), coded("drug", P.numbing)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), "NotStated"),
        ((line("l", P["code-block"]),), "Absent"),
        ((line("l", P["code-block"], "50"),), "Absent"),
        ((line("l", P["code-block"], "50", "TT"),), "Present"),
        ((line("l", P["code-block"], "50"), line("m", P["code-numb"], "TT")), "Present"),
    ],
)
def test_modifiers_are_fixed_by_the_request(lines, expected):
    assert status(one(lines=lines), coded("modifier", "TT")) == expected


def test_a_line_has_its_own_modifiers_and_code_and_the_values_of_its_service():
    lines = (line("l", P["code-block"], "TT"), line("m", P["code-numb"]))
    of = one(lines=lines, side=LEFT, guidance=P.beam, diagnoses=(P.plain,))
    focus = {"focus": GUIDE.ServiceLine}
    assert status(of, coded("modifier", "TT", **focus), "l") == "Present"
    assert status(of, coded("modifier", "TT", **focus), "m") == "Absent"
    assert status(of, coded("code", P["code-block"], **focus), "l") == "Present"
    assert status(of, coded("code", P["code-block"], **focus), "m") == "Absent"
    assert status(of, coded("side", BILATERAL, **focus), "l") == "Absent"
    assert status(of, coded("guidance", P.beam, **focus), "m") == "Present"
    assert status(of, coded("diagnosis", P.plain, **focus), "m") == "Present"
    assert status(of, coded("drug", P.numbing, **focus), "l") == "NotStated"
    assert status(of, coded("drug", P.numbing, **focus), "m") == "Present"


def test_a_code_matches_a_defined_class_of_codes():
    assert status(one(diagnoses=(P.plain,)), coded("diagnosis", P.ClaimsNoAche)) == "Present"
    assert status(one(diagnoses=(P["with-palsy"],)), coded("diagnosis", P.ClaimsNoAche)) == "Absent"


def test_the_place_of_service_is_the_case_s():
    of = case(place_of_service=P.office)
    assert status(of, coded("placeOfService", P.office)) == "Present"
    assert names(value(of, coded("placeOfService", P.office))) == ["case"]


def test_a_prior_procedure_has_values_too():
    of = case(history=(prior("old", guidance=P.sound),))
    assert status(of, coded("guidance", P.beam, focus=GUIDE.PriorProcedure), "old") == "Absent"


def test_an_unknown_path_is_refused():
    with pytest.raises(KnowledgeError, match="reads the path 'units'"):
        run(one(), declare("CodedInSet", path=GUIDE.units, member=(P.s1,)))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"sites": (P.s1,)}, "Present"),
        ({"sites": (P.s1, P.s2)}, "Present"),
        ({"sites": (P.s1, P.s3)}, "Absent"),
        ({"sites": ()}, "NotStated"),
        ({"sites": (), "structures": (P.n1, P.n2)}, "Present"),
        ({"sites": (), "structures": (P.n3,)}, "NotStated"),
    ],
)
def test_every_treated_site_must_be_in_the_set(told, expected):
    assert status(one(**told), coded("site", P.s1, P.s2)) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"procedure": P["fine-block"]}, "Present"),
        ({"procedure": P.surgery}, "Absent"),
        ({"procedure": P.injection}, "NotStated"),
        ({"procedure": None, "lines": (line("l", P["code-block"]),)}, "Present"),
    ],
)
def test_which_procedure_is_asked_for(told, expected):
    assert status(one(**told), coded("procedure", P.block)) == expected


@pytest.mark.parametrize(
    ("code", "procedure", "expected"),
    [
        ("code-numb", P.block, "Present"),
        ("code-numb", P.surgery, "Absent"),
        ("code-numb", None, "Absent"),
        ("code-salt", P.block, "Absent"),
        ("code-block", P.block, "Absent"),
    ],
)
def test_a_line_that_bills_what_its_service_contains(code, procedure, expected):
    declaration = declare(
        "IncludedInSession", focus=GUIDE.ServiceLine, member=P.numbing, procedureClass=P.injection
    )
    assert status(one(procedure=procedure, lines=(line("l", P[code]),)), declaration, "l") == expected
