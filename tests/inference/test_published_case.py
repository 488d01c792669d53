"""The published case under our semantics: the facts that its determinations stand on, with the real ontology."""

from __future__ import annotations

import pytest
from rdflib import URIRef

from reasoner.inference import compile_classes, infer
from reasoner.intake import read_case
from reasoner.vocabulary import DOMAIN, FACT


@pytest.fixture(scope="module", params=["aetna", "medicare"])
def published(request, library, root):
    case = read_case(root / "examples" / f"medial-branch-block-{request.param}.yaml", library.vocabulary).case
    return case, infer(case, library.vocabulary, library.shared, compile_classes(library.vocabulary))


def shown(published, name: str) -> tuple:
    case, inferred = published
    found = inferred.fact(case.services[0].iri, FACT[name]).value
    return found.status and str(found.status), found.at_least, found.at_most, found.conflicting


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # no relief, on the day of another injection: it proves that there was none, and nothing at least
        ("prior-block-relief", (None, None, 0, False)),
        ("prior-block-confounded", ("Present", None, None, False)),
        # the first block names no level; it was done by the day of recording, five days before
        ("prior-block-same-level", ("NotStated", None, None, False)),
        ("days-since-prior-block", (None, 5, None, False)),
        # radicular pain is charted and read as radiculopathy; the epidural with its response as treatment
        ("radiculopathy", ("Present", None, None, False)),
        ("radiculopathy-treated", ("Present", None, None, False)),
        # a code is a claim: it contradicts the chart and does not change it
        ("diagnosis-agrees-with-chart", ("Conflicting", None, None, True)),
        # two levels on both sides, and nothing else that day by default
        ("levels-this-session", (None, 2, 2, False)),
        ("injections-this-session", (None, 4, 4, False)),
        ("regions-this-session", (None, 1, 1, False)),
        ("same-day-other-block", ("Absent", None, None, False)),
        # care failed, without a date
        ("conservative-care-failed", ("Present", None, None, False)),
        ("conservative-care-days", (None, None, None, False)),
        ("provocative-test-positive", ("NotStated", None, None, False)),
        ("pain-duration", (None, None, None, False)),
        ("guidance-by-fluoroscopy-or-ct", ("NotStated", None, None, False)),
        ("intent-diagnostic", ("Present", None, None, False)),
    ],
)
def test_facts_of_the_request(published, name, expected):
    assert shown(published, name) == expected


def test_the_request_is_surely_a_second_block_at_the_same_levels(published):
    case, inferred = published
    types = inferred.types[case.services[0].iri]
    phases = {
        "DiagnosticFacetBlock",
        "FirstDiagnosticFacetBlock",
        "SecondDiagnosticFacetBlock",
        "SecondSetAtSameLevels",
        "TherapeuticFacetBlock",
    }
    expected = phases - {"FirstDiagnosticFacetBlock", "TherapeuticFacetBlock"}
    assert {name for name in phases if DOMAIN[name] in types} == expected
    assert {name for name in phases if DOMAIN["Possible" + name] in types} == expected


def test_the_drug_line_is_part_of_the_procedure_it_was_used_for(published):
    case, inferred = published
    name = FACT["drug-included-in-procedure"]
    found = {line.code: inferred.fact(line.iri, name).value.status for line in case.services[0].lines}
    assert {code.rsplit("/", 1)[-1]: str(status) for code, status in found.items()} == {
        "64493": "Absent",
        "64494": "Absent",
        "J2003": "Present",
    }


def test_both_sides_of_the_epidural_exceed_the_pain_on_one(published):
    case, inferred = published
    declared = [fact for fact in inferred.facts if fact.focus in {prior.iri for prior in case.history}]
    answers = {(fact.focus.rsplit("#")[-1], str(fact.value.status)) for fact in declared}
    assert answers == {("block-1", "NotStated"), ("epidural", "Present")}


def test_every_focus_has_every_declared_fact(published, library):
    case, inferred = published
    nodes: dict[str, list[URIRef]] = {
        "Service": [service.iri for service in case.services],
        "ServiceLine": [line.iri for service in case.services for line in service.lines],
        "PriorProcedure": [prior.iri for prior in case.history],
    }
    expected = sorted((n, d.name) for d in library.shared for n in nodes[d.focus.rsplit("#")[-1]])
    assert [(fact.focus, fact.name) for fact in inferred.facts] == expected
