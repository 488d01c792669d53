"""HermiT proves the ontology consistent and classifies: the defined classes do the work they are there for."""

from __future__ import annotations

import owlready2
import pytest
from hermit import Classified, classify
from rdflib import OWL, RDF, Graph, Namespace, URIRef

from reasoner.vocabulary import CASE, DOMAIN, GUIDE
from reasoner.vocabulary.namespaces import CODE

P = DOMAIN
ICD = Namespace(CODE + "icd-10-cm/")
CPT = Namespace(CODE + "cpt/")

# What each act of the little case says beyond being a service; every act is classified by HermiT.
ACTS: dict[str, list[tuple[URIRef, URIRef]]] = {
    "nerves-of-L4-5": [(GUIDE.structure, P["L3-medial-branch"]), (GUIDE.structure, P["L4-medial-branch"])],
    "one-nerve": [(GUIDE.structure, P["L3-medial-branch"])],
    "nerves-of-L5-S1": [(GUIDE.structure, P["L4-medial-branch"]), (GUIDE.structure, P["L5-dorsal-ramus"])],
    "three-nerves": [
        (GUIDE.structure, P["L3-medial-branch"]),
        (GUIDE.structure, P["L4-medial-branch"]),
        (GUIDE.structure, P["L5-dorsal-ramus"]),
    ],
    "third-occipital": [(GUIDE.structure, P["third-occipital-nerve"])],
    "level-L4-5": [(GUIDE.site, P["L4-5"])],
    "level-T4-5": [(GUIDE.site, P["T4-5"])],
    "level-T12-L1": [(GUIDE.site, P["T12-L1"])],
    "steroid": [(GUIDE.drug, P["triamcinolone"])],
    "anaesthetic": [(GUIDE.drug, P["lidocaine"])],
    "cyst": [(RDF.type, P["facet-cyst-aspiration"])],
    "block": [(RDF.type, P["medial-branch-block"])],
}
LINES = {"billed-64493": "64493", "billed-64635": "64635", "billed-64483": "64483", "billed-62323": "62323"}

# The named classes that HermiT must find, exactly; guide:Service and guide:Act are had by all.
EXPECTED: dict[str, set[str]] = {
    "nerves-of-L4-5": {"TreatsL4-5", "LumbosacralAct"},
    "one-nerve": set(),
    "nerves-of-L5-S1": {"TreatsL5-S1", "LumbosacralAct"},
    "three-nerves": {"TreatsL4-5", "TreatsL5-S1", "LumbosacralAct"},
    "third-occipital": {"TreatsC2-3", "CervicothoracicAct"},
    "level-L4-5": {"TreatsL4-5", "LumbosacralAct"},
    "level-T4-5": {"CervicothoracicAct"},
    "level-T12-L1": set(),
    "steroid": {"SteroidInjectate"},
    "anaesthetic": set(),
    "cyst": {"FacetCystProcedure", "facet-cyst-aspiration", "facet-intervention", "invasive-procedure"},
    "block": {
        "medial-branch-block", "facet-injection", "facet-intervention", "injection-procedure", "invasive-procedure",
    },
    "billed-64493": {
        "FacetInjectionByCode", "FacetInterventionByCode", "facet-injection", "facet-intervention",
        "injection-procedure", "invasive-procedure",
    },
    "billed-64635": {
        "FacetAblationByCode", "FacetInterventionByCode", "facet-ablation", "facet-intervention", "invasive-procedure",
    },
    "billed-64483": {
        "TransforaminalEpiduralByCode", "transforaminal-epidural-injection", "epidural-injection",
        "injection-procedure", "invasive-procedure",
    },
    "billed-62323": {
        "EpiduralInjectionByCode", "interlaminar-or-caudal-epidural-injection", "epidural-injection",
        "injection-procedure", "invasive-procedure",
    },
}  # fmt: skip


def _case() -> list[tuple[URIRef, URIRef, URIRef]]:
    triples = []
    for name, told in ACTS.items():
        triples += [(CASE[name], RDF.type, OWL.NamedIndividual), (CASE[name], RDF.type, GUIDE.Service)]
        triples += [(CASE[name], path, value) for path, value in told]
    for name, number in LINES.items():
        line = CASE[name + "-line"]
        triples += [(CASE[name], RDF.type, GUIDE.Service), (CASE[name], GUIDE.line, line)]
        triples += [(line, RDF.type, GUIDE.ServiceLine), (line, GUIDE.code, CPT[number])]
    return triples


@pytest.fixture(scope="module")
def classified(graph: Graph) -> Classified:
    return classify(graph, _case())


def _domain(names: set[URIRef]) -> set[str]:
    return {str(n)[len(DOMAIN) :] for n in names if str(n).startswith(DOMAIN)}


def test_the_ontology_is_consistent_and_every_class_can_have_a_member(classified: Classified) -> None:
    assert classified.unsatisfiable == set()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_act_is_in_exactly_these_classes(classified: Classified, name: str) -> None:
    found = classified.types(CASE[name])
    # A class below guide:Procedure is one, whatever it was told as.
    procedure = {GUIDE.Procedure} if "invasive-procedure" in EXPECTED[name] else set()
    assert {n for n in found if not str(n).startswith(DOMAIN)} == {GUIDE.Service, GUIDE.Act} | procedure
    assert _domain(found) == EXPECTED[name]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("M47.816", {"ClaimsNoRadiculopathy", "ClaimsNoMyelopathy"}),
        ("M47.817", {"ClaimsNoRadiculopathy", "ClaimsNoMyelopathy"}),
        ("M47.81", {"ClaimsNoRadiculopathy", "ClaimsNoMyelopathy"}),
        ("M47.896", set()),
        ("M47", set()),
        ("M54.16", {"ClaimsRadiculopathy"}),
        ("M54.50", set()),
    ],
)
def test_a_code_claims_what_its_header_claims(classified: Classified, code: str, expected: set[str]) -> None:
    assert _domain(classified.types(ICD[code])) == expected


def test_what_a_phase_is(classified: Classified) -> None:
    assert _domain(classified.ancestors(P.SecondDiagnosticFacetBlock)) == {
        "SecondDiagnosticFacetBlock", "PossibleSecondDiagnosticFacetBlock", "DiagnosticFacetBlock",
        "PossibleDiagnosticFacetBlock", "facet-injection", "facet-intervention", "injection-procedure",
        "invasive-procedure",
    }  # fmt: skip


def test_radicular_pain_is_no_radiculopathy(classified: Classified) -> None:
    assert P.radiculopathy not in classified.ancestors(P["radicular-pain"])


def test_a_term_of_two_kinds_is_a_contradiction(graph: Graph) -> None:
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        classify(graph, [(P.lidocaine, RDF.type, GUIDE.Payer)])
