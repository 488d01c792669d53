"""What a document becomes: the triples, the typed case, the places."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import XSD
from small_case import CASE

from reasoner.errors import Place
from reasoner.intake import read_case, read_case_data
from reasoner.model.case import CareEpisode, Origin, Response, ServiceLine
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import DOMAIN, GUIDE
from reasoner.vocabulary.namespaces import CODE

BASE = "https://w3id.org/guideline-reasoner/case/case-1"


def node(path: str) -> URIRef:
    return URIRef(f"{BASE}#{path}")


def test_the_graph_of_a_small_case(read):
    case = URIRef(BASE)
    service, line = node("block"), node("line")
    assert set(read(CASE).case.graph) == {
        (case, RDF.type, GUIDE.Case),
        (case, GUIDE.identifier, Literal("case-1")),
        (case, GUIDE.recordedOn, Literal("2026-06-10", datatype=XSD.date)),
        (case, GUIDE.dateOfService, Literal("2026-06-15", datatype=XSD.date)),
        (case, GUIDE.payer, DOMAIN.aetna),
        (case, GUIDE.request, service),
        (service, RDF.type, GUIDE.Service),
        (service, GUIDE.procedure, DOMAIN["medial-branch-block"]),
        (service, GUIDE.site, DOMAIN["L4-5"]),
        (service, GUIDE.diagnosis, CODE["icd-10-cm/M47.816"]),
        (service, GUIDE.line, line),
        (line, RDF.type, GUIDE.ServiceLine),
        (line, GUIDE.code, CODE["cpt/64493"]),
    }


def test_every_node_has_its_place(read):
    text = (
        CASE + "history:\n  - procedure: medial-branch-block\n    responses: [{relief: 80}, {relief: none}]\n"
    )
    assert read(text).places == {
        URIRef(BASE): Place("case.yaml", 1, 1),
        node("/history/0"): Place("case.yaml", 13, 5),
        node("/history/0/responses/0"): Place("case.yaml", 14, 17),
        node("/history/0/responses/1"): Place("case.yaml", 14, 31),
        node("block"): Place("case.yaml", 6, 5),
        node("line"): Place("case.yaml", 11, 9),
    }


def test_a_code_is_found_in_any_letter_case_and_unquoted(read):
    (service,) = read(
        CASE.replace("M47.816", "m47.816").replace('"64493"', "64493, modifiers: [50, KX], units: 2")
    ).case.services
    assert service.diagnoses == (CODE["icd-10-cm/M47.816"],)
    assert service.lines == (ServiceLine(node("line"), CODE["cpt/64493"], ("50", "KX"), Decimal(2)),)


@pytest.mark.parametrize(
    ("told", "levels"),
    [
        ("[L3-S1]", ["L3-4", "L4-5", "L5-S1"]),
        ("[L3-L5]", ["L3-4", "L4-5"]),
        ("[L4-L5]", ["L4-5"]),
        ("[L5-S1]", ["L5-S1"]),
        ("L4-5", ["L4-5"]),
        ("[l4–s1]", ["L4-5", "L5-S1"]),
        ("[T12-L2]", ["L1-2", "T12-L1"]),
        ("[]", []),
    ],
)
def test_ranges_expand_along_the_neighbours_of_the_ontology(read, told, levels):
    (service,) = read(CASE.replace("[L4-5]", told)).case.services
    assert service.sites == tuple(DOMAIN[name] for name in levels)


RESPONSES = [
    ("relief: none", Response(node("x"), relief_at_least=Decimal(0), relief_at_most=Decimal(0))),
    ("relief: No relief", Response(node("x"), relief_at_least=Decimal(0), relief_at_most=Decimal(0))),
    ("relief: 82.50", Response(node("x"), relief_at_least=Decimal("82.50"), relief_at_most=Decimal("82.50"))),
    ("relief: 70–90 %", Response(node("x"), relief_at_least=Decimal(70), relief_at_most=Decimal(90))),
    ("relief: at least 80", Response(node("x"), relief_at_least=Decimal(80))),
    ("lasted: 4-6 weeks", Response(node("x"), at_least=Length(0, 28), at_most=Length(0, 42))),
    (
        "at: sustained, pain: axial-pain",
        Response(node("x"), target=DOMAIN["axial-pain"], measured_at=GUIDE["moment-sustained"]),
    ),
    (
        "scale: numeric-rating-scale, before: 8, after: 0",
        Response(node("x"), scale=DOMAIN["numeric-rating-scale"], before=Decimal(8), after=Decimal(0)),
    ),
    ("date: 2026-05", Response(node("x"), date=Span(date(2026, 5, 1), date(2026, 5, 31)))),
]  # fmt: skip


@pytest.mark.parametrize(("told", "response"), RESPONSES, ids=[r[0] for r in RESPONSES])
def test_responses(read, told, response):
    (prior,) = read(
        f"{CASE}history: [{{procedure: medial-branch-block, responses: [{{{told}}}]}}]\n"
    ).case.history
    (found,) = prior.responses
    expected = {name: getattr(response, name) for name in Response.__slots__ if name != "iri"}
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_date_is_a_day_or_two_bounds(read):
    case = read(
        CASE
        + "history: [{procedure: medial-branch-block, date: 2026-05-02}, {procedure: medial-branch-block, date: 2025}]\n"
    ).case
    exact, partial = case.history
    assert (exact.date, partial.date) == (
        Span(date(2026, 5, 2), date(2026, 5, 2)),
        Span(date(2025, 1, 1), date(2025, 12, 31)),
    )
    dates = {(s, p) for s, p, _ in case.graph if p in (GUIDE.date, GUIDE.earliest, GUIDE.latest)}
    assert dates == {(exact.iri, GUIDE.date)} | {
        (n.iri, p) for n in (exact, partial) for p in (GUIDE.earliest, GUIDE.latest)
    }


def test_care_medication_score_and_origin(read):
    case = read(
        CASE
        + "documents: [{id: '#note', title: Note}]\n"
        + "care: [{anyOf: [exercise, physical-therapy], outcome: failed, start: 2026-01, end: 2026-03-02, for: 6 weeks}]\n"
        + "medications: [{drug: gabapentin, status: started, amount: 300, unit: mg, timesDaily: 3}]\n"
        + "scores: [{scale: numeric-rating-scale, value: 7, at: follow-up}]\n"
        + "findings: [{finding: radicular-pain, status: absent, since: 2025, "
        + "from: {document: '#note', page: 2, words: none}}]\n"
    ).case
    assert case.care == (
        CareEpisode(
            node("/care/0"),
            any_of=(DOMAIN.exercise, DOMAIN["physical-therapy"]),
            outcome=GUIDE["outcome-failed"],
            start=Span(date(2026, 1, 1), date(2026, 1, 31)),
            end=Span(date(2026, 3, 2), date(2026, 3, 2)),
            at_least=Length(0, 42),
            at_most=Length(0, 42),
        ),
    )
    assert case.medications == (
        CareEpisode(
            node("/medications/0"),
            drug=DOMAIN.gabapentin,
            medication_status=GUIDE["medicationStatus-started"],
            amount=Decimal(300),
            amount_unit="mg",
            times_daily=Decimal(3),
        ),
    )
    (score,), (statement,) = case.scores, case.statements
    assert (score.value, score.baseline) == (Decimal(7), False)
    assert statement.status == GUIDE.Absent
    assert statement.start == Span(date(2025, 1, 1), date(2025, 12, 31))
    assert statement.origin == Origin(node("note"), "2", "none")


def test_a_day_of_service_before_the_record_is_a_retrospective_review(read):
    assert read(CASE.replace("2026-06-10", "2026-09-01")).case.recorded_on == date(2026, 9, 1)


def test_a_date_after_the_last_code_release_is_a_warning_that_names_it(read, vocabulary):
    assert read(CASE.replace("2026-06-15", str(vocabulary.code_release_end))).warnings == ()
    (warning,) = read(CASE.replace("2026-06-15", "2026-10-01")).warnings
    assert warning.what == (
        "The date of service 2026-10-01 is after 2026-09-30, "
        "the last day of the newest code release held (Codes: ICD-10-CM)."
    )
    assert warning.place == Place("case.yaml", 3, 16)


def test_the_same_case_has_the_same_hash_however_it_is_written(read):
    other = "# a comment\n" + CASE.replace("levels: [L4-5]", "levels: L4-5").replace('"64493"', "64493")
    assert read(other).case.sha256 == read(CASE).case.sha256
    assert read(CASE.replace("L4-5", "L3-4")).case.sha256 != read(CASE).case.sha256


def test_an_alias_is_read_as_what_it_stands_for(read):
    text = (
        CASE.replace("[L4-5]", "&here [L4-5]")
        + "history: [{procedure: medial-branch-block, levels: *here}]\n"
    )
    assert read(text).case.history[0].sites == (DOMAIN["L4-5"],)


def test_plain_values_are_read_like_text(read, vocabulary):
    data = {
        "id": "case-1",
        "recordedOn": "2026-06-10",
        "dateOfService": "2026-06-15",
        "payer": "aetna",
        "requests": [
            {
                "id": "#block",
                "procedure": "medial-branch-block",
                "levels": ["L4-5"],
                "diagnoses": ["M47.816"],
                "lines": [{"id": "#line", "code": 64493}],
            }
        ],
    }
    assert read_case_data(data, "data", vocabulary).case.sha256 == read(CASE).case.sha256


def test_the_published_case(root: Path, vocabulary):
    for name in ("aetna", "medicare"):
        case = read_case(root / f"examples/medial-branch-block-{name}.yaml", vocabulary).case
        (service,) = case.services
        assert service.sites == (DOMAIN["L4-5"], DOMAIN["L5-S1"])
        assert [str(line.code).rpartition("/")[2] for line in service.lines] == ["64493", "64494", "J2003"]
        assert {(str(p.iri).partition("#")[2], p.date.known) for p in case.history} == {
            ("block-1", False),
            ("epidural", False),
        }
        assert service.repeats in {p.iri for p in case.history}
        assert {"dateOfService", "recordedOn", "payer"} <= set(case.assumed)
        assert case.complete_for == frozenset()


FUNCTION = (
    CASE
    + """\
history:
  - procedure: medial-branch-block
    responses:
      - {of: daily-function, improvement: 60, at: sustained, lasted: 4 months}
      - {of: axial-pain, improvement: no improvement}
"""
)


def test_two_words_for_one_key_are_one_case(read):
    told = read(FUNCTION).case
    again = (
        FUNCTION.replace("of:", "pain:").replace("improvement:", "relief:").replace("no improvement", "none")
    )
    assert read(again).case.sha256 == told.sha256
    function, ache = told.history[0].responses
    assert str(function.target).endswith("#daily-function")
    assert (function.relief_at_least, function.relief_at_most, str(function.at_least)) == (60, 60, "P4M")
    assert (ache.relief_at_least, ache.relief_at_most) == (0, 0)


def test_a_key_may_be_assumed_under_each_of_its_words(read):
    assert read(FUNCTION + "assumed: [history/responses/improvement, history/responses/relief]\n")


def test_a_dose_tells_its_drug_and_stands_once_for_each_time(read):
    text = CASE.replace(
        "    levels:",
        "    drugs: [bupivacaine]\n    doses: [{drug: triamcinolone, amount: 40, unit: mg}, "
        "{drug: triamcinolone, amount: 12.50, unit: mg}]\n    levels:",
    )
    (service,) = read(text).case.services
    assert [str(drug).rpartition("#")[2] for drug in service.drugs] == ["bupivacaine", "triamcinolone"]
    assert [(str(d.drug).rpartition("#")[2], d.amount, d.unit) for d in service.doses] == [
        ("triamcinolone", 40, "mg"),
        ("triamcinolone", Decimal("12.5"), "mg"),
    ]


def test_when_a_finding_was_told_is_not_when_it_began(read):
    text = CASE + "findings: [{finding: radicular-pain, status: present, since: 2025, date: 2026-05}]\n"
    (statement,) = read(text).case.statements
    assert statement.date == Span(date(2026, 5, 1), date(2026, 5, 31))
    assert statement.start == Span(date(2025, 1, 1), date(2025, 12, 31))
