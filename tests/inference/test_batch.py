"""A book of cases: the same values as of each case by itself, whatever cases came before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import (
    ABSENT,
    CARE,
    CONFLICTING,
    DAY,
    DIAGNOSTIC,
    DRUGS,
    FINDINGS,
    HISTORY,
    PEAK,
    PRESENT,
    SCORES,
    C,
    P,
    case,
    declare,
    episode,
    line,
    prior,
    response,
    rules,
    score,
    service,
    statement,
    vocabulary,
)
from neighbours import neighbours
from test_learning_more import OF_CARE, OF_CHART, OF_HISTORY, acts, blurred, stretches

from reasoner.authoring.content_files import read_files
from reasoner.authoring.content_tests import read_content
from reasoner.errors import KnowledgeError
from reasoner.inference import TEMPLATES, ClassRules, class_rules, classify, derive
from reasoner.inference.batch import STATUSES, BatchDeriver
from reasoner.inference.expressions import Every, Named, Some
from reasoner.inference.kinds import Kinds
from reasoner.inference.parts import of_services, only
from reasoner.intake import read_case
from reasoner.knowledge import Library
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Case, Statement
from reasoner.model.dates import Span
from reasoner.vocabulary import GUIDE

ROOT = Path(__file__).resolve().parents[2]
DAY_OF = GUIDE.ServicesOfTheDay
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def expected(of: Case, declarations: tuple[FactDeclaration, ...], under) -> tuple[dict, dict]:
    """The classes and values as one case by itself has them."""
    classified = classify(of, under)
    found: dict = {}
    for fact in derive(classified, declarations).facts:
        v = fact.value
        status = None if v.status is None else STATUSES.index(v.status)
        found.setdefault(fact.focus, {})[fact.name] = (status, v.at_least, v.at_most, v.conflicting)
    return dict(classified.types), found


def got(batch: BatchDeriver, of: Case, declarations: tuple[FactDeclaration, ...]) -> tuple[dict, dict]:
    types = {node: batch.types(number) for node, number in batch.classify(of).items()}
    return types, {f: dict(row) for f, row in batch.derive(of, declarations).items()}


def agree(cases: Iterable[Case], declarations: tuple[FactDeclaration, ...], under, *batches) -> int:
    """Every batch has, of every case, what the case has by itself. How many values were compared."""
    compared = 0
    for of in cases:
        types, values = expected(of, declarations, under)
        for batch in batches:
            assert got(batch, of, declarations) == (types, values), of.identifier
        compared += sum(map(len, values.values()))
    return compared


# ── The cases of the repository, with every declaration of the library ────────────────────────────────────────────


@pytest.fixture(scope="module")
def declared(library: Library) -> tuple[FactDeclaration, ...]:
    found = {d.name: d for d in library.shared}
    found |= {d.name: d for doc in library.documents for group in doc.groups for d in group.declarations}
    return tuple(found[name] for name in sorted(found))


@pytest.fixture(scope="module")
def cases(library: Library) -> list[Case]:
    """Every example and every case of a published decision; of the bases and the content cases some."""
    paths = sorted((ROOT / "examples").glob("*.yaml")) + sorted(
        (ROOT / "tests" / "decisions" / "cases").glob("*.yaml")
    )
    paths += [p for p in sorted((ROOT / "tests" / "bases").glob("*.yaml")) if ".expected" not in p.name][::3]
    found = [read_case(path, library.vocabulary).case for path in paths]
    files, _ = read_files(ROOT / "tests" / "criteria")
    told = [each for file in files for each in file.cases][::60]
    return found + [read_content(each, library).case for each in told]


def test_the_cases_of_the_repository_cold_warm_and_in_another_order(library, declared, cases) -> None:
    under = class_rules(library.vocabulary)
    warm = BatchDeriver(under)
    assert agree(cases, declared, under, warm) > 20_000
    agree(reversed(cases[::2]), declared, under, warm, BatchDeriver(under, kept=500))


def test_every_template_of_the_library_is_compared(declared) -> None:
    assert {d.template for d in declared} == TEMPLATES.keys()


@pytest.mark.parametrize("name", ["medial-branch-block-aetna", "repeat-ablation-medicare"])
def test_cases_that_differ_in_one_value(library, declared, cases, name) -> None:
    under = class_rules(library.vocabulary)
    terms = terms_of(cases)
    base = read_case(ROOT / "examples" / f"{name}.yaml", library.vocabulary).case
    near = list(neighbours(base, terms))
    assert len(near) > 150
    agree([base, *near], declared, under, BatchDeriver(under))


def terms_of(cases: list[Case]) -> dict[str, list]:
    """Some values of each coded field that cases have."""
    acts = [act for of in cases for act in (*of.services, *of.history)]
    found = {
        "concept": {s.concept for of in cases for s in of.statements},
        "treatment": {m.treatment for of in cases for m in of.care},
        "drug": {m.drug for of in cases for m in of.medications},
        "scale": {s.scale for of in cases for s in of.scores},
        "target": {r.target for of in cases for act in of.history for r in act.responses},
        "procedure": {act.procedure for act in acts},
        "guidance": {act.guidance for act in acts},
        "code": {line.code for of in cases for s in of.services for line in s.lines},
        "place_of_service": {of.place_of_service for of in cases},
    }
    some = {name: sorted(v for v in values if v is not None)[::5] for name, values in found.items()}
    some["sites"] = sorted({act.sites for act in acts})[::9]
    some["structures"] = sorted({act.structures for act in acts})[::9]
    some["diagnoses"] = sorted({s.diagnoses for of in cases for s in of.services})[::9]
    some["drugs"] = sorted({act.drugs for act in acts})[::3]
    some["modifiers"] = [(), ("50",), ("KX",)]
    return some


# ── Invented cases ────────────────────────────────────────────────────────────────────────────────────────────────

LINE, PRIOR = GUIDE.ServiceLine, GUIDE.PriorProcedure
OF_ALL = (
    *OF_HISTORY,
    *(replace(d, name=P[f"care-{n}"]) for n, d in enumerate(OF_CARE)),
    *(replace(d, name=P[f"chart-{n}"]) for n, d in enumerate(OF_CHART)),
    *(replace(d, name=P[f"line-{n}"], focus=LINE) for n, d in enumerate((*OF_HISTORY, *OF_CARE, *OF_CHART))),
    declare("Stated", P.a1, concept=P["back-ache"], sameSite=True),
    declare("Agreement", P.a2, concept=(P.ache, P.palsy)),
    declare("SideExceedsSymptom", P.a3, pain=P.ache, procedureClass=P.block),
    declare("SideExceedsSymptom", P.a4, PRIOR, pain=P.ache, procedureClass=P.block),
    declare("StatementDuration", P.a5, concept=P.ache, unit=GUIDE.month),
    declare("StatementAge", P.a6, concept=P.ache, unit=GUIDE.day),
    declare("Relief", P.a7, procedureClass=P.block, pain=P.ache, moment=PEAK, ofPrior=True),
    declare("Sustained", P.a8, procedureClass=P.block, pain=P.ache, level="50", unit=GUIDE.day, ofPrior=True),
    declare("CountWhere", P.a9, procedureClass=P.block, pain=P.ache, level="50", moment=PEAK),
    declare("SameDayCompanion", P.b1, procedureClass=P.injection, excludedClass=P.block),
    declare("SameDayCompanion", P.b2, procedureClass=P.injection, ofPrior=True),
    declare("SameDayCompanion", P.b3, PRIOR, procedureClass=P.injection),
    declare("SameScale", P.b4, ofPrior=True, procedureClass=P.block),
    declare("SameSite", P.b5, ofPrior=True, procedureClass=P.block),
    declare("CodedInSet", P.b6, path="guide#intent", member=DIAGNOSTIC),
    declare("CodedInSet", P.b7, path="guide#site", member=P.s1),
    declare("CodedInSet", P.b8, PRIOR, path="guide#procedure", member=P.block),
    declare("DistinctInSession", P.b9, PRIOR, countKey="site-side", procedureClass=P.injection),
    declare("SumInSession", P.c1, member=P.numbing),
    declare("Relief", P.c2, PRIOR, procedureClass=P.block, pain=P.ache),
    declare("GapSince", P.c3, procedureClass=P.block, ofPrior=True, unit=GUIDE.day),
    declare("ScoreRecorded", P.c4, scaleClass=P["ten-scale"]),
    declare("ScoreValue", P.c5, scaleClass=P["ten-scale"]),
)


@st.composite
def whole_cases(draw) -> Case:
    """A case with a history, responses, care, a chart and scores, told closely or vaguely."""
    history = []
    for name in "abc"[: draw(st.integers(0, 3))]:
        full, vague = draw(acts(name))
        act = full if draw(st.booleans()) else vague
        told = [
            response(
                f"{name}-r{n}",
                draw(st.sampled_from([20, 50, 80])),
                draw(st.sampled_from([80, 100])),
                target=draw(st.sampled_from([P.ache, P["back-ache"], None])),
                measured_at=draw(st.sampled_from([PEAK, GUIDE["moment-sustained"], None])),
                scale=draw(st.sampled_from([P["ten-a"], P["ten-b"], None])),
                before=draw(st.sampled_from([Decimal(8), None])),
            )
            for n in range(draw(st.integers(0, 2)))
        ]
        beside = (C[draw(st.sampled_from(["now", "a"]))],) if draw(st.integers(0, 4)) == 0 else ()
        history.append(replace(act, responses=tuple(told), same_day_as=beside))
    concepts = st.sampled_from([P.ache, P["back-ache"], P["low-back-ache"], P["leg-ache"], P.palsy, P.ease])
    statements = [
        statement(
            f"s{n}",
            draw(concepts),
            draw(st.sampled_from([PRESENT, ABSENT, CONFLICTING])),
            side=draw(st.sampled_from([None, GUIDE["side-left"]])),
            sites=draw(st.sampled_from([(), (P.s1,), (P.s2,)])),
            start=draw(st.sampled_from([Span(), Span(DAY - timedelta(days=200), DAY - timedelta(days=100))])),
        )
        for n in range(draw(st.integers(0, 4)))
    ]
    care = [draw(st.sampled_from(draw(stretches(name)))) for name in "xyz"[: draw(st.integers(0, 2))]]
    coded = [
        line(
            f"l{n}",
            draw(st.sampled_from([P["code-block"], P["code-numb"]])),
            *draw(st.sampled_from([(), ("TT",)])),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    now = service(
        repeats=C.a if draw(st.booleans()) else None,
        occurrence=draw(st.sampled_from([None, GUIDE["occurrence-first"], GUIDE["occurrence-second"]])),
        lines=tuple(coded),
    )
    scores = [
        score(f"p{n}", draw(st.sampled_from([P["ten-a"], P["ten-b"]])), 5, baseline=draw(st.booleans()))
        for n in range(draw(st.integers(0, 2)))
    ]
    more = (blurred(draw, service("more", procedure=P.rinse, sites=(P.s2,))),) if draw(st.booleans()) else ()
    kinds = st.sets(st.sampled_from([HISTORY, CARE, DRUGS, FINDINGS, SCORES, DAY_OF]))
    return case(
        services=(blurred(draw, now), *more),
        history=tuple(history),
        statements=tuple(statements),
        care=tuple(care),
        scores=tuple(scores),
        complete_for=draw(kinds),
    )


WARM = BatchDeriver(rules())


@RELAXED
@given(whole_cases())
def test_invented_cases_cold_and_warm(of: Case) -> None:
    agree([of], OF_ALL, rules(), WARM, BatchDeriver(rules()))


@settings(RELAXED, max_examples=12)
@given(whole_cases())
def test_invented_cases_that_differ_in_one_value(of: Case) -> None:
    agree([of, *neighbours(of, TERMS)], OF_ALL, rules(), WARM)


TERMS = {
    "concept": [P.ache, P.palsy],
    "scale": [P["ten-a"], P["ten-b"], None],
    "code": [P["code-block"], P["code-numb"]],
    "modifiers": [(), ("TT",), ("26",)],
    "procedure": [P.block, P.rinse, None],
    "sites": [(), (P.s1,), (P.s2, P.s3)],
    "treatment": [P.exercise, P.rest],
    "target": [P.ache, None],
}


# ── Classes: what is kept of one case is never taken for another ──────────────────────────────────────────────────


def as_alone(monkeypatch, of: Case, under) -> tuple[dict, dict]:
    """The classes of a case, and why, with nothing kept from any other."""
    fresh = Kinds(under)
    with monkeypatch.context() as patch:
        for name in ("phases", "record"):
            patch.setattr(import_module(f"reasoner.inference.{name}"), "kinds_of", lambda _: fresh)
        found = classify(of, under)
        return dict(found.types), dict(found.reasons)


def classified_alike(monkeypatch, cases: Iterable[Case], under) -> None:
    for of in cases:
        found = classify(of, under)
        assert (dict(found.types), dict(found.reasons)) == as_alone(monkeypatch, of, under), of.identifier


def test_the_classes_of_the_cases_of_the_repository(monkeypatch, library, cases) -> None:
    classified_alike(monkeypatch, cases, class_rules(library.vocabulary))


@pytest.mark.parametrize("name", ["medial-branch-block-aetna", "trigger-points-medicare"])
def test_the_classes_of_cases_that_differ_in_one_value(monkeypatch, library, cases, name) -> None:
    base = read_case(ROOT / "examples" / f"{name}.yaml", library.vocabulary).case
    near = neighbours(base, terms_of(cases))
    classified_alike(monkeypatch, [base, *near], class_rules(library.vocabulary))


@settings(RELAXED, max_examples=15, suppress_health_check=list(HealthCheck))
@given(whole_cases())
def test_the_classes_of_invented_cases(monkeypatch, of: Case) -> None:
    classified_alike(monkeypatch, [of, *neighbours(of, TERMS)], rules())


def test_a_rule_may_look_from_one_act_at_another(monkeypatch) -> None:
    own = rules().rules
    seen_from = Every((Named(GUIDE.Service), Some(GUIDE.repeats, Named(P.block))))
    more = replace(own, definitions=(*own.definitions, (seen_from, P.Again, GUIDE.Service)))
    under = ClassRules(vocabulary(), more, rules().ontology)
    for procedure, holds in ((P.block, True), (P.rinse, False), (P.block, True)):
        history = (prior("a", "2026-01-01", procedure=procedure),)
        found = classify(case(services=(service(repeats=C.a),), history=history), under)
        assert (P.Again in found.types[C.now]) is holds
    assert found.reasons[(C.now, P.Again)] == (GUIDE.Service, C.a)


# ── What is kept, and what a part holds ───────────────────────────────────────────────────────────────────────────


def test_memory_stays_bounded() -> None:
    batch = BatchDeriver(rules(), kept=40)
    for n in range(60):
        of = case(
            services=(service(sites=(P[f"s{n % 3 + 1}"],)),),
            statements=tuple(statement(f"s{k}", P.ache, sites=(P[f"s{n}"],)) for k in range(n % 5)),
        )
        agree([of], OF_ALL, rules(), batch)
        assert len(batch) <= 2 * 40


def test_what_is_looked_up_is_not_made_again(monkeypatch) -> None:
    calls = []
    stated, focuses = TEMPLATES["Stated"]
    monkeypatch.setitem(TEMPLATES, "Stated", (lambda *a: calls.append(a) or stated(*a), focuses))
    batch, fact = BatchDeriver(rules()), declare("Stated", P.f1, concept=P.ache)
    for days in range(5):
        told = statement("s", P.ache, date=Span(DAY - timedelta(days=days), DAY))
        batch.derive(case(statements=(told,), date_of_service=DAY + timedelta(days=days)), (fact,))
    assert len(calls) == 2  # with the statement, and with none


def test_a_part_holds_nothing_else() -> None:
    with pytest.raises(AttributeError):
        _ = only(Statement, iri=C.s).status
    held = classify(case(history=(prior("a", "2026-01-01"),)), rules()).record
    part, focus = of_services(held, held.case.services[0])
    assert focus.iri == C.now
    assert part.case.history == ()
    with pytest.raises(AttributeError):
        _ = part.case.statements


def test_the_wanted_facts_alone_are_made() -> None:
    batch = BatchDeriver(rules())
    assert {f: list(row) for f, row in batch.derive(case(), OF_ALL, frozenset({P.f1})).items()} == {
        C.now: [P.f1]
    }


def test_a_declaration_that_cannot_be_understood_is_refused() -> None:
    for wrong in (declare("Unheard", P.f1), declare("IncludedInSession", P.f2)):
        with pytest.raises(KnowledgeError):
            BatchDeriver(rules()).derive(case(), (wrong,))


def test_care_and_scores_are_read() -> None:
    of = case(care=(episode("e", P.exercise),), scores=(score("p", P["ten-a"], 4),))
    agree([of, replace(of, scores=(score("p", P["ten-a"], 7),))], OF_ALL, rules(), BatchDeriver(rules()))


def test_a_number_of_classes_stands_for_the_same_classes_throughout() -> None:
    batch = BatchDeriver(rules())
    first = batch.classify(case())
    batch.classify(case(services=(service(procedure=P.rinse),)))
    assert batch.classify(case()) == first
    assert P.block in batch.types(first[C.now])


def test_scores_of_a_day_after_the_record_was_made() -> None:
    when = Span(DAY, DAY)
    of = case(scores=(score("p", P["ten-a"], 4, date=when), score("q", P["ten-a"], 6, date=when)))
    (value,) = derive(classify(of, rules()), (declare("ScoreValue", P.f1, scaleClass=P["ten-scale"]),)).facts
    assert (value.value.at_least, value.value.at_most) == (4, 6)


def test_one_name_declared_in_two_ways_is_read_as_declared() -> None:
    batch = BatchDeriver(rules())
    claim = declare("Agreement", P.f1, concept=P.palsy)
    for_it = declare("Stated", P.f2, concept=P.palsy, impliedBy=P.ease)
    against = declare("Stated", P.f2, concept=P.palsy, contrary=P.ease)
    of = case(services=(service(diagnoses=(P["with-palsy"],)),), statements=(statement("s", P.ease),))
    for told in ((claim, for_it), (claim, against), (claim, for_it)):
        agree([of], told, rules(), batch)


def test_a_fact_that_reads_another_one_is_not_taken_from_a_set_without_it() -> None:
    batch = BatchDeriver(rules())
    claim = declare("Agreement", P.f1, concept=P.palsy)
    chart = declare("Stated", P.f2, concept=P.palsy, contrary=P.ease)
    of = case(
        services=(service(diagnoses=(P["with-palsy"],)),), statements=(statement("s", P.ease, PRESENT),)
    )
    for told in ((claim,), (claim, chart), (claim,)):
        agree([of], told, rules(), batch)
    alone, beside = (got(batch, of, told)[1][C.now][P.f1] for told in ((claim,), (claim, chart)))
    assert alone != beside


def test_the_scale_is_that_of_the_procedure_which_is_repeated() -> None:
    batch, fact = BatchDeriver(rules()), declare("SameScale", P.f1, procedureClass=P.block, ofPrior=True)
    fact = replace(fact, parameters={**fact.parameters, "scaleClass": (P["ten-scale"],)})
    told = (response("r", scale=P["ten-a"], before=Decimal(8), after=Decimal(2)),)
    history = (prior("a", "2026-01-01", responses=told), prior("b", "2026-02-01"))
    found = []
    for named in (C.a, C.b, None, C.elsewhere):
        of = case(services=(service(repeats=named),), history=history)
        agree([of], (fact,), rules(), batch)
        found.append(got(batch, of, (fact,))[1][C.now][P.f1])
    assert found[0] != found[1]


def test_a_procedure_after_the_day_of_service_has_no_scale_to_compare() -> None:
    batch, fact = BatchDeriver(rules()), declare("SameScale", P.f1, procedureClass=P.block, ofPrior=True)
    fact = replace(fact, parameters={**fact.parameters, "scaleClass": (P["ten-scale"],)})
    told = (response("r", scale=P["ten-a"], before=Decimal(8), after=Decimal(2)),)
    found = []
    for when in ("2026-01-01", "2026-12-01", "2026-01-02"):
        of = case(history=(prior("a", when, responses=told),))
        agree([of], (fact,), rules(), batch)
        found.append(got(batch, of, (fact,))[1][C.now][P.f1])
    assert found[0] == found[2] != found[1]
