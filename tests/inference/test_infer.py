from __future__ import annotations

from decimal import Decimal

import pytest
from invented import (
    DAY,
    HISTORY,
    PEAK,
    C,
    P,
    case,
    day,
    declare,
    line,
    prior,
    response,
    run,
    service,
    statement,
)
from invented import vocabulary as invented_vocabulary
from rdflib import RDF, Graph, Literal, URIRef

from reasoner.errors import KnowledgeError
from reasoner.inference import decimal_literal, infer
from reasoner.inference.days import Days
from reasoner.inference.truth import Truth
from reasoner.model.dates import Span
from reasoner.vocabulary import FACT, GUIDE

XSD = "http://www.w3.org/2001/XMLSchema#"
ACHE = declare("Stated", FACT.ache, concept=P["back-ache"])
RELIEF = declare(
    "Relief", FACT.relief, procedureClass=P.block, pain=P["back-ache"], moment=PEAK, ofPrior=True
)
LINE = declare("CodedInSet", FACT.modified, focus=GUIDE.ServiceLine, path=GUIDE.modifier, member="TT")
OLD = declare("CodedInSet", FACT.guided, focus=GUIDE.PriorProcedure, path=GUIDE.guidance, member=P.beam)


def full():
    return case(
        services=(service("one", lines=(line("l", P["code-block"], "TT"),)), service("two")),
        history=(prior("a", responses=(response("m", 0, 0), response("n", "82.5", "82.5"))),),
        statements=(statement("f", P["back-ache"]),),
    )


def test_one_fact_for_every_focus_and_declaration_in_order():
    found = run(full(), RELIEF, OLD, LINE, ACHE).facts
    assert [(f.focus, f.name) for f in found] == [
        (C.a, FACT.guided),
        (C.l, FACT.modified),
        (C.one, FACT.ache),
        (C.one, FACT.relief),
        (C.two, FACT.ache),
        (C.two, FACT.relief),
    ]


def test_facts_are_there_also_when_nothing_is_known():
    found = run(case(), ACHE, RELIEF)
    assert [(f.name, f.value.known) for f in found.facts] == [(FACT.ache, False), (FACT.relief, False)]


def test_the_graph_holds_types_and_facts_and_nothing_of_the_chart():
    inferred = run(full(), RELIEF, ACHE)
    of = C["one/fact/"]
    nodes = {str(s) for s in inferred.graph.subjects()}
    facts = {f"{C[name]}/fact/{fact}" for name in ("one", "two") for fact in ("ache", "relief")}
    # the classes of a prior procedure are not written: criteria target classes of what is requested
    assert nodes == facts | {str(C[name]) for name in ("one", "two", "l")}
    assert P.block in inferred.types[C.a]
    relief, ache = URIRef(f"{of}relief"), URIRef(f"{of}ache")
    graph = inferred.graph
    number = {"datatype": URIRef(f"{XSD}decimal"), "normalize": False}
    derived = URIRef("http://www.w3.org/ns/prov#wasDerivedFrom")
    assert set(graph.predicate_objects(relief)) == {
        (RDF.type, GUIDE.Fact),
        (GUIDE.atLeast, Literal("0.0", **number)),
        (GUIDE.atMost, Literal("82.5", **number)),
        (GUIDE.conflicting, Literal("true", datatype=URIRef(f"{XSD}boolean"))),
        (derived, C.a),
        (derived, C.m),
        (derived, C.n),
    }
    assert set(graph.predicate_objects(ache)) == {
        (RDF.type, GUIDE.Fact),
        (GUIDE.status, GUIDE.Present),
        (derived, C.f),
    }
    assert set(graph.subject_predicates(relief)) == {(C.one, FACT.relief)}
    assert set(graph.objects(C.one, RDF.type)) == set(inferred.types[C.one])


def test_facts_of_a_document_do_not_collide_with_shared_ones():
    own = declare(
        "Stated", URIRef("https://w3id.org/guideline-reasoner/shapes/doc/ache"), concept=P["back-ache"]
    )
    found = run(case(), ACHE, own)
    assert sorted(fact.iri for fact in found.facts) == [C["now/fact/ache"], C["now/fact/shapes/doc/ache"]]


@pytest.mark.parametrize(
    ("number", "text"),
    [("80", "80.0"), ("80.0", "80.0"), ("79.90", "79.9"), ("1E+2", "100.0"), ("-25", "-25.0"), ("0", "0.0")],
)
def test_decimals_have_one_form(number, text):
    assert str(decimal_literal(Decimal(number))) == text


def test_the_same_bytes_whatever_the_order_of_declarations():
    one, other = run(full(), RELIEF, OLD, LINE, ACHE), run(full(), ACHE, LINE, OLD, RELIEF)
    assert one.facts == other.facts
    assert sorted(one.graph) == sorted(other.graph)
    assert isinstance(one.graph, Graph)


def test_rules_are_compiled_where_they_are_not_given():
    assert infer(full(), invented_vocabulary(), (ACHE,)).facts == run(full(), ACHE).facts


def test_an_unknown_template_is_refused_with_the_nearest():
    with pytest.raises(KnowledgeError) as caught:
        run(case(), declare("Statd", concept=P.ache))
    assert caught.value.problems[0].nearest == "Stated"


def test_a_focus_that_a_template_does_not_look_at_is_refused():
    with pytest.raises(KnowledgeError, match="does not look at"):
        run(case(), declare("CountInWindow", focus=GUIDE.PriorProcedure, procedureClass=P.block))


def test_a_fact_that_is_not_declared_for_a_focus():
    with pytest.raises(KnowledgeError, match="There is no fact"):
        run(case(), ACHE).fact(C.now, FACT.other)


def test_acts_of_one_day_share_what_is_told_of_it():
    of = case(
        history=(
            prior("a", "2026-05", same_day_as=(C.b,)),
            prior("b", "2026-05-20/2026-06-30"),
            prior("c", "2026-05-25", same_day_as=(C.d,)),
            prior("d"),
            prior("e", "2026-05-25"),
            prior("f"),
        )
    )
    days = Days(of)
    assert days.span(C.a) == days.span(C.b) == Span(day("2026-05-20").earliest, day("2026-05-31").latest)
    assert days.same(C.d) == (C.c, C.e)
    assert days.span(C.f) == Span(None, of.recorded_on)
    assert days.together(C.a, C.c) is Truth.MAYBE
    assert days.together(C.c, C.e) is Truth.YES
    assert days.together(C.c, C.now) is Truth.NO
    assert days.span(C.now) == Span(DAY, DAY)


def test_dates_of_one_day_that_contradict_each_other_say_nothing_of_each_other():
    days = Days(case(history=(prior("a", "2026-05-01", same_day_as=(C.b,)), prior("b", "2026-05-02"))))
    assert days.span(C.a).exact == day("2026-05-01").exact
    assert days.together(C.a, C.b) is Truth.YES


def test_completeness_is_read_from_the_case():
    count = declare("EventRecorded", FACT.done, procedureClass=P.block)
    assert str(run(case(complete_for=[HISTORY]), count).facts[0].value.status) == "Absent"
