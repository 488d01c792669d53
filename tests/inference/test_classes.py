from __future__ import annotations

import pytest
from invented import C, P, case, line, prior, rules, run, service
from rdflib import OWL

from reasoner.errors import KnowledgeError
from reasoner.inference import compile_classes
from reasoner.inference.truth import Truth
from reasoner.knowledge.triples import Triples, parse_turtle
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.vocabulary import GUIDE

PREFIXES = """
@prefix guide: <https://w3id.org/guideline-reasoner/guide#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix p: <https://example.org/field#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def compiled(text: str):
    return compile_classes(Vocabulary(Triples(parse_turtle((PREFIXES + text).encode()))))


def types(of, name="now"):
    return {str(kind).rpartition("#")[2] for kind in run(of).types[C[name]]}


def test_a_told_procedure_with_its_superclasses():
    of = case(services=(service(procedure=P["fine-block"], intent=None, sites=()),))
    kinds = {"Act", "Service", "Procedure", "invasive", "injection", "block", "fine-block", "BlockOrRinse"}
    maybe = {"MaybeTrial", "MaybeFirstTrial", "MaybeSecondTrial", "MaybeSameSecond"}
    assert types(of) == kinds | maybe
    old = case(history=(prior("a", procedure=P.rinse, sites=()),))
    assert types(old, "a") == {
        "Act",
        "PriorProcedure",
        "Procedure",
        "invasive",
        "injection",
        "rinse",
        "BlockOrRinse",
    }


def test_codes_classify_a_service_without_a_procedure():
    of = case(services=(service(procedure=None, lines=(line("l", P["code-block"]),)),))
    assert {"BlockByCode", "block", "injection", "Procedure"} <= types(of)
    assert types(of, "l") == {"ServiceLine"}
    other = case(services=(service(procedure=None, lines=(line("l", P["code-rinse"]),)),))
    assert not {"BlockByCode", "block", "injection"} & types(other)


@pytest.mark.parametrize(
    ("values", "name", "expected"),
    [
        ({"sites": (P.s1,)}, "NorthAct", True),
        ({"sites": (P.s3,)}, "NorthAct", False),
        ({"sites": ()}, "NorthAct", False),
        ({"drugs": (P["numb-a"],)}, "NumbingInjection", True),
        ({"drugs": (P.salt,)}, "NumbingInjection", False),
        ({"drugs": (P["numb-a"],), "procedure": P.surgery}, "NumbingInjection", False),
        ({"procedure": P.surgery}, "BlockOrRinse", False),
    ],
)
def test_definitions_over_the_values_of_an_act(values, name, expected):
    assert (name in types(case(services=(service(**values),)))) is expected


def test_terms_of_the_ontology_are_classified_too():
    assert P.ClaimsNoAche in rules().ancestors(P.header)
    assert P.ClaimsNoAche in rules().ancestors(P.plain)  # by the chain over the header
    assert P.ClaimsNoAche not in rules().ancestors(P["with-palsy"])
    assert rules().values(P.plain, GUIDE.claimsAbsent) == (P.ache,)
    assert P.BlockOrRinse in rules().ancestors(P["fine-block"])


@pytest.mark.parametrize(
    ("term", "ancestor", "expected"),
    [
        (P["fine-block"], P.block, Truth.YES),
        (P.block, P.block, Truth.YES),
        (P.block, P["fine-block"], Truth.MAYBE),
        (P.injection, P.BlockOrRinse, Truth.MAYBE),
        (P.surgery, P.injection, Truth.NO),
        (P.rinse, P.block, Truth.NO),
        (P.unheard, P.block, Truth.NO),
    ],
)
def test_a_term_matches_surely_possibly_or_not(term, ancestor, expected):
    assert rules().matches(term, ancestor) is expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ((P.exercise, P.rest), Truth.YES),
        ((P.exercise, P.music), Truth.MAYBE),
        ((P.music,), Truth.NO),
        ((GUIDE.Treatment,), Truth.MAYBE),
    ],
)
def test_a_choice_matches_surely_only_if_all_do(terms, expected):
    assert rules().matches_all(terms, (P.care,)) is expected


def test_what_every_member_of_a_class_has():
    found = compiled("""
        p:a a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty p:has ; owl:hasValue p:v ] .
        p:b a owl:Class ; rdfs:subClassOf p:a .
        p:d a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty p:has ; owl:hasValue p:v ] .
        p:e a owl:Class ; rdfs:subClassOf
            [ a owl:Restriction ; owl:onProperty p:near ; owl:someValuesFrom p:b ] .
        p:f a owl:Class ; owl:equivalentClass
            [ a owl:Restriction ; owl:onProperty p:near ; owl:someValuesFrom p:d ] .
        p:x a p:e .
    """)
    assert found.ancestors(P.b) == {P.a, P.b, P.d}
    assert found.ancestors(P.x) == {P.e, P.f, P.x}


def test_property_axioms():
    found = compiled("""
        p:near a owl:ObjectProperty , owl:SymmetricProperty . p:inside a owl:ObjectProperty , owl:TransitiveProperty .
        p:holds owl:inverseOf p:inside . p:close rdfs:subPropertyOf p:near .
        p:near rdfs:domain p:thing . p:near rdfs:range p:place .
        p:thing a owl:Class . p:place a owl:Class . p:kind a owl:Class .
        p:a a p:kind ; p:close p:b ; p:inside p:b . p:b a p:kind ; p:inside p:c . p:c a p:kind .
    """)
    assert found.values(P.b, P.near) == (P.a,)
    assert found.values(P.a, P.inside) == (P.b, P.c)
    assert found.values(P.c, P.holds) == (P.a, P.b)
    assert found.ancestors(P.b) == {P.b, P.kind, P.thing, P.place}


def test_an_anonymous_class_on_the_left():
    found = compiled("""
        p:a a owl:Class .
        [ a owl:Class ; owl:intersectionOf ( p:b p:c ) ] rdfs:subClassOf p:a .
        p:b a owl:Class . p:c a owl:Class . p:x a p:b , p:c . p:y a p:b .
    """)
    assert P.a in found.ancestors(P.x)
    assert P.a not in found.ancestors(P.y)


@pytest.mark.parametrize(
    ("definition", "named"),
    [
        ("[ a owl:Class ; owl:complementOf p:b ]", "owl:complementOf"),
        ("[ a owl:Restriction ; owl:onProperty p:has ; owl:allValuesFrom p:b ]", "owl:allValuesFrom"),
        (
            "[ a owl:Restriction ; owl:onProperty p:has ; owl:minCardinality 2 ]",
            "owl:minCardinality",
        ),
        (
            "[ a owl:Restriction ; owl:onProperty [ owl:inverseOf p:has ] ; owl:someValuesFrom p:b ]",
            "an anonymous node",
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_name(definition, named):
    with pytest.raises(KnowledgeError, match=f"uses {named}"):
        compiled(f"p:a a owl:Class ; owl:equivalentClass {definition} .")


def test_a_chain_of_three_is_refused():
    with pytest.raises(KnowledgeError, match="not a chain of two"):
        compiled("p:has owl:propertyChainAxiom ( p:a p:b p:c ) .")


def test_a_restriction_that_only_rules_out_is_no_definition():
    text = "p:a a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty p:has ; owl:maxCardinality 1 ] ."
    assert compiled(text).ancestors(P.a) == {P.a}


def test_a_phase_scheme_for_no_services_is_refused():
    with pytest.raises(KnowledgeError, match="does not say which services"):
        compiled("p:scheme a guide:PhaseScheme .")


def test_why_an_act_has_a_class():
    of = case(
        services=(
            service(procedure=P["fine-block"], drugs=(P["numb-a"],), lines=(line("l", P["code-block"]),)),
        )
    )
    inferred = run(of)
    assert inferred.why(C.now, P.injection) == (P["fine-block"],)
    assert inferred.why(C.now, P.NorthAct) == (GUIDE.Act, P.s1)
    assert inferred.why(C.now, P.NumbingInjection) == (P.injection, P["numb-a"])
    assert inferred.why(C.now, P.BlockByCode) == (GUIDE.Service, C.l)
    assert inferred.why(C.now, OWL.Nothing) == ()
