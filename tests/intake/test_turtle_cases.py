"""A case in Turtle: the same case as in YAML, and each way in which it can be wrong."""

from __future__ import annotations

import pytest
from rdflib import BNode, Graph, URIRef
from small_case import CASE

from reasoner.errors import Place
from reasoner.intake import read_case, read_case_text

TURTLE = """\
@base <https://w3id.org/guideline-reasoner/case/case-1> .
@prefix guide: <https://w3id.org/guideline-reasoner/guide#> .
@prefix pain: <https://w3id.org/guideline-reasoner/pain#> .
@prefix code: <https://w3id.org/guideline-reasoner/code/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<> a guide:Case ; guide:identifier "case-1" ;
  guide:recordedOn "2026-06-10"^^xsd:date ;
  guide:dateOfService "2026-06-15"^^xsd:date ;
  guide:payer pain:aetna ;
  guide:request <#block> .
<#block> a guide:Service ; guide:procedure pain:medial-branch-block ;
  guide:site pain:L4-5 ;
  guide:diagnosis <https://w3id.org/guideline-reasoner/code/icd-10-cm/M47.816> ;
  guide:line <#line> .
<#line> a guide:ServiceLine ; guide:code <https://w3id.org/guideline-reasoner/code/cpt/64493> .
"""
PRIOR = "<> guide:priorProcedure <#p> . <#p> a guide:PriorProcedure ; guide:procedure pain:medial-branch-block .\n"
RESPONSE = PRIOR + "<#p> guide:response <#r> . <#r> a guide:Response"
BASE = "https://w3id.org/guideline-reasoner/case/case-1"


def changed(old: str, new: str) -> str:
    assert TURTLE.count(old) == 1
    return TURTLE.replace(old, new)


def test_turtle_and_yaml_give_the_same_case(read):
    assert read(TURTLE, "case.ttl").case.sha256 == read(CASE).case.sha256


def test_every_example_survives_the_way_through_turtle(root, vocabulary):
    names = sorted((root / "examples").glob("*.yaml"))
    assert names
    for name in names:
        case = read_case(name, vocabulary).case
        again = read_case_text(case.graph.serialize(format="nt"), "case.nt", vocabulary).case
        assert again.sha256 == case.sha256
        # rdflib's Turtle writes the decimal 1 as 1.0: another form, the same values
        again = read_case_text(case.graph.serialize(format="turtle"), "case.ttl", vocabulary).case
        assert (again.services, again.history, again.scores) == (case.services, case.history, case.scores)


def test_an_exact_day_gets_its_bounds_and_an_integer_becomes_a_decimal(read):
    text = TURTLE + RESPONSE + ' ; guide:reliefAtLeast 80 . <#p> guide:date "2026-05-02"^^xsd:date .\n'
    yaml = "history: [{id: '#p', procedure: medial-branch-block, date: 2026-05-02, responses: [{relief: at least 80}]}]\n"
    turtle, told = read(text, "case.ttl").case, read(CASE + yaml).case
    assert turtle.history[0].date == told.history[0].date
    assert turtle.history[0].responses[0].relief_at_least == told.history[0].responses[0].relief_at_least


def test_blank_nodes_get_the_same_names_in_any_order(read, vocabulary):
    notes = [f'<> guide:statement [ a guide:Statement ; guide:concept pain:radicular-pain ; guide:status guide:{s} ; guide:origin [ guide:page "{p}" ] ] .' for s, p in (("Present", 2), ("Absent", 3))]  # fmt: skip # noqa: E501
    one, other = (read(TURTLE + "\n".join(order), "case.ttl").case for order in (notes, notes[::-1]))
    assert one.sha256 == other.sha256
    assert [str(s.iri) for s in one.statements] == [f"{BASE}#/findings/0", f"{BASE}#/findings/1"]
    assert not [t for t in one.graph if any(isinstance(n, BNode) for n in t)]
    assert isinstance(one.graph, Graph)


def test_places_are_found_in_the_text(read):
    assert read(TURTLE, "case.ttl").places == {
        URIRef(BASE): Place("case.ttl", 1, 7),
        URIRef(f"{BASE}#block"): Place("case.ttl", 11, 17),
        URIRef(f"{BASE}#line"): Place("case.ttl", 15, 14),
    }


# what is wrong: the document, the line (0: the file), the message, the nearest known term
BAD = {
    "broken Turtle": (TURTLE + "<> guide:payer pain:aetna ;; .. \n", 17, "This is not valid Turtle: ", ""),
    "unknown prefix": (TURTLE + "<> no:such pain:aetna .\n", 17, "This is not valid Turtle: ", ""),
    "imports": (
        changed("guide:payer", "owl:imports <http://example.org/more> ; guide:payer"),
        10,
        "owl:imports of http://example.org/more is not followed: nothing is fetched.",
        "",
    ),
    "imports of an ontology": (
        TURTLE + "<http://example.org/o> owl:imports <http://example.org/more> .\n",
        17,
        "owl:imports of http://example.org/more is not followed: nothing is fetched.",
        "",
    ),
    "unknown property": (
        changed("guide:site", "guide:sites"),
        13,
        "Unknown property guide:sites in the request.",
        "guide:site",
    ),
    "unknown term": (
        changed("pain:aetna", "pain:aetnna"),
        10,
        "pain:aetnna is no known payer.",
        "pain:aetna",
    ),
    "term of another kind": (
        changed("pain:L4-5", "pain:gabapentin"),
        13,
        "pain:gabapentin is no known site.",
        "",
    ),
    "unknown code": (changed("cpt/64493", "cpt/99999"), 16, "code:cpt/99999 is no known billing code.", ""),
    "misspelt code": (
        changed("cpt/64493", "cpt/64439"),
        16,
        "code:cpt/64439 is no known billing code.",
        "64493",
    ),
    "header code": (
        changed("M47.816", "M47.81"),
        14,
        "M47.81 is a header, not a code that can be billed.",
        "M47.811",
    ),
    "literal for a term": (
        changed("pain:aetna", '"aetna"'),
        10,
        "guide:payer takes a term, not 'aetna'.",
        "",
    ),
    "term for a literal": (
        changed('"2026-06-10"^^xsd:date', "pain:aetna2"),
        8,
        "guide:recordedOn takes xsd:date, not 'https://w3id.org/guideline-reasoner/pain#aetna2'.",
        "",
    ),
    "text for a date": (
        changed('"2026-06-15"^^xsd:date', '"2026-06-15"'),
        9,
        "guide:dateOfService takes xsd:date, and '2026-06-15' is xsd:string.",
        "",
    ),
    "ill-formed date": (changed("2026-06-15", "2026-06-31"), 9, "'2026-06-31' is not a valid xsd:date.", ""),
    "double for a decimal": (
        TURTLE + RESPONSE + " ; guide:reliefAtLeast 80e0 .\n",
        18,
        "guide:reliefAtLeast takes xsd:decimal, and '80e0' is xsd:double.",
        "",
    ),
    "text for a number": (
        TURTLE + RESPONSE + ' ; guide:reliefAtLeast "85" .\n',
        18,
        "guide:reliefAtLeast takes xsd:decimal, and '85' is xsd:string.",
        "",
    ),
    "relief over 100": (
        TURTLE + RESPONSE + " ; guide:reliefAtLeast 101.5 .\n",
        18,
        "101.5 is outside the range of guide:reliefAtLeast.",
        "",
    ),
    "duration with hours": (
        TURTLE + RESPONSE + ' ; guide:lengthAtLeast "PT3H"^^xsd:duration .\n',
        18,
        "'PT3H' is not a valid xsd:duration.",
        "",
    ),
    "text with a language": (
        TURTLE + '<> guide:requester "clinic"@en .\n',
        17,
        "guide:requester takes xsd:string, not 'clinic'.",
        "",
    ),
    "two payers": (
        changed("pain:aetna", "pain:aetna , pain:medicare"),
        10,
        "guide:payer has 2 values; it takes 1.",
        "",
    ),
    "another class": (
        changed("guide:ServiceLine", "guide:Score"),
        16,
        "The line has the class guide:Score; it takes guide:ServiceLine.",
        "",
    ),
    "outside the case": (
        TURTLE + "<http://example.org/x> guide:payer pain:aetna .\n",
        17,
        f"<http://example.org/x> lies outside this case ({BASE}).",
        "",
    ),
    "about the vocabulary": (
        TURTLE + "pain:medicare guide:payer pain:aetna .\n",
        17,
        f"<https://w3id.org/guideline-reasoner/pain#medicare> lies outside this case ({BASE}).",
        "",
    ),
    "an orphan": (
        TURTLE + "<#lost> a guide:Score .\n",
        17,
        f"<{BASE}#lost> is not part of the case.",
        "",
    ),
    "a dangling reference": (
        TURTLE + "<#block> guide:repeats <#nothing> .\n",
        17,
        f"<{BASE}#nothing> is no prior procedure of this case.",
        "",
    ),
    "a reference to another case": (
        TURTLE + "<#block> guide:repeats <https://w3id.org/guideline-reasoner/case/case-2#p> .\n",
        17,
        f"<https://w3id.org/guideline-reasoner/case/case-2#p> lies outside this case ({BASE}).",
        "",
    ),
    "one node in two places": (
        TURTLE
        + RESPONSE
        + ". <> guide:priorProcedure <#q> . <#q> guide:procedure pain:medial-branch-block ; guide:response <#r> .\n",
        18,
        "guide:response leads to a node that stands elsewhere too.",
        "",
    ),
    "a cycle": (
        TURTLE + RESPONSE + " ; guide:origin <#r> .\n",
        18,
        "guide:origin leads to a node that stands elsewhere too.",
        "",
    ),
    "no date of service": (
        changed('  guide:dateOfService "2026-06-15"^^xsd:date ;\n', ""),
        1,
        "The case has no guide:dateOfService.",
        "",
    ),
    "another identifier": (
        changed('"case-1"', '"case-2"'),
        7,
        f"The identifier 'case-2' is not that of <{BASE}>.",
        "",
    ),
    "a case outside the namespace": (
        changed("https://w3id.org/guideline-reasoner/case/case-1", "http://example.org/case-1"),
        1,
        "<http://example.org/case-1> is no name of a case.",
        "",
    ),
    "no case": ("<http://example.org/a> <http://example.org/b> 1 .\n", 0, "The file names 0 nodes", ""),
    "reversed bounds": (
        TURTLE
        + PRIOR
        + '<#p> guide:earliest "2026-05-02"^^xsd:date ; guide:latest "2026-05-01"^^xsd:date .\n',
        18,
        "The first day 2026-05-02 is after the last day 2026-05-01.",
        "",
    ),
    "a day and its bounds": (
        TURTLE + PRIOR + '<#p> guide:date "2026-05-03"^^xsd:date ; guide:earliest "2026-05-02"^^xsd:date .\n',
        18,
        "The day 2026-05-03 and its bounds disagree.",
        "",
    ),
    "reversed relief": (
        TURTLE + RESPONSE + " ; guide:reliefAtLeast 90.0 ; guide:reliefAtMost 70.0 .\n",
        18,
        "The lower bound 90.0 is above the upper bound 70.0.",
        "",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_one_problem(refuse, name):
    text, line, what, near = BAD[name]
    (problem,) = refuse(text, "case.ttl")
    assert problem.what.startswith(what)
    assert (problem.place.file, problem.place.line, problem.nearest) == ("case.ttl", line, near)


def test_no_case_says_that_no_procedure_is_known(refuse):
    (problem,) = refuse("<http://example.org/a> <http://example.org/b> 1 .\n", "case.ttl")
    assert problem.remedy == "No procedure we know is named here."


def test_prose_in_a_turtle_file_is_a_syntax_error_with_its_column(refuse):
    (problem,) = refuse("Is this block necessary?\n", "case.ttl")
    assert (problem.place.line, problem.place.column) == (1, 1)


def test_doses_dates_of_statements_and_outcomes_in_turtle(read):
    turtle = (
        TURTLE
        + RESPONSE
        + """ ; guide:target pain:daily-function ; guide:reliefAtLeast 60 .
<> guide:statement [ a guide:Statement ; guide:concept pain:radicular-pain ; guide:status guide:Present ;
  guide:date "2026-05-02"^^xsd:date ] .
<#block> guide:dose [ a guide:Dose ; guide:drug pain:triamcinolone ; guide:amount 40 ; guide:amountUnit "mg" ] .
"""
    )
    yaml = (
        CASE.replace("    levels:", "    doses: [{drug: triamcinolone, amount: 40, unit: mg}]\n    levels:")
        + """\
findings: [{finding: radicular-pain, status: present, date: 2026-05-02}]
history: [{id: "#p", procedure: medial-branch-block, responses: [{of: daily-function, improvement: at least 60}]}]
"""
    )
    one, other = read(turtle, "case.ttl").case, read(yaml).case
    assert one.services == other.services
    assert one.statements == other.statements
    (there,), (here,) = one.history[0].responses, other.history[0].responses
    assert (there.target, there.relief_at_least) == (here.target, here.relief_at_least)


def test_a_dose_in_another_unit_is_refused_in_turtle(refuse):
    text = (
        TURTLE
        + "<#block> guide:dose [ a guide:Dose ; guide:drug pain:triamcinolone ; guide:amount 40 ; "
        + 'guide:amountUnit "ml" ] .\n'
    )
    assert [p.what for p in refuse(text, "case.ttl")] == ["'ml' does not have the form of 'unit'."]
