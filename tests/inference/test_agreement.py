from __future__ import annotations

import pytest
from invented import (
    ABSENT,
    CONFLICTING,
    PRESENT,
    C,
    P,
    case,
    declare,
    names,
    run,
    service,
    statement,
    status,
    value,
)
from rdflib import URIRef

AGREES = declare("Agreement", concept=(P["leg-ache"], P.palsy))


def claimed(*codes, told=()):
    return case(services=(service(diagnoses=tuple(P[code] for code in codes)),), statements=tuple(told))


@pytest.mark.parametrize(
    ("codes", "told", "expected"),
    [
        ((), (statement("f", P["leg-ache"]),), "NotStated"),
        (("header",), (), "NotStated"),
        (("header",), (statement("f", P["leg-ache"], PRESENT),), "Conflicting"),
        (("plain",), (statement("f", P["leg-ache"], PRESENT),), "Conflicting"),
        (("plain",), (statement("f", P["leg-ache"], ABSENT),), "Present"),
        (("plain",), (statement("f", P["leg-ache"], CONFLICTING),), "Conflicting"),
        (("plain",), (statement("f", P.ache, PRESENT),), "NotStated"),
        (("with-palsy",), (statement("f", P.palsy, PRESENT),), "Present"),
        (("with-palsy",), (statement("f", P.palsy, ABSENT),), "Conflicting"),
        (("plain", "with-palsy"), (statement("f", P["leg-ache"], ABSENT),), "NotStated"),
        (
            ("plain", "with-palsy"),
            (statement("f", P["leg-ache"], ABSENT), statement("g", P.palsy, PRESENT)),
            "Present",
        ),
    ],
)
def test_the_chart_against_what_the_codes_claim(codes, told, expected):
    assert status(claimed(*codes, told=told), AGREES) == expected


def test_a_claim_is_never_a_chart_fact():
    stated = declare("Stated", concept=P["leg-ache"])
    assert status(claimed("plain", told=[statement("f", P["leg-ache"])]), stated) == "Present"
    assert status(claimed("plain"), stated) == "NotStated"


def test_the_chart_is_read_as_the_fact_about_the_concept_reads_it():
    read = declare(
        "Stated",
        URIRef("https://w3id.org/guideline-reasoner/fact#leg"),
        concept=P["leg-ache"],
        impliedBy=P.ease,
    )
    of = claimed("plain", told=[statement("f", P.ease)])
    assert status(of, AGREES) == "NotStated"
    found = run(of, AGREES, read).fact(C.now, AGREES.name).value
    assert (str(found.status), names(found)) == ("Conflicting", ["f", "now"])


def test_it_follows_from_the_service_that_claims_and_the_statement():
    assert names(value(claimed("plain", told=[statement("f", P["leg-ache"])]), AGREES)) == ["f", "now"]
