"""Run-time inference misses nothing: over a case it finds what HermiT proves, and besides only phases.

Phases cannot be defined in OWL (they need "not stated"); rules write them. Everything else that a case is
comes from the axioms, and HermiT is the authority on those.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hermit import Classified, classify
from rdflib import OWL, RDF, Graph, URIRef

from reasoner.inference import compile_classes, infer
from reasoner.intake import read_case
from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE

PHASE_CLASSES = (
    "sureClass",
    "possibleClass",
    "firstClass",
    "possibleFirstClass",
    "secondClass",
    "possibleSecondClass",
)
EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))


def test_there_are_examples() -> None:
    assert EXAMPLES


@pytest.fixture(scope="module")
def proved(graph: Graph, library: Library) -> Classified:
    """What HermiT proves of every example in one run: no two cases share a node."""
    triples = []
    for path in EXAMPLES:
        told = list(read_case(path, library.vocabulary).case.graph or ())
        # A service is an instance of its procedure class: what the run time asserts before it infers.
        triples += [*told, *((s, RDF.type, o) for s, p, o in told if p == GUIDE.procedure)]
    return classify(graph, triples)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_acts_of_an_example_have_the_classes_that_hermit_proves(
    path: Path, graph: Graph, library: Library, proved: Classified
) -> None:
    case = read_case(path, library.vocabulary).case
    found = infer(case, library.vocabulary, (), compile_classes(library.vocabulary)).types
    acts = [a.iri for a in (*case.services, *case.history)]
    assert acts
    phases = {
        o
        for s in graph.subjects(RDF.type, GUIDE.PhaseScheme)
        for p in PHASE_CLASSES
        for o in graph.objects(s, GUIDE[p])
    }
    for act in acts:
        classes: set[URIRef] = set(found[act]) - {OWL.Thing, OWL.NamedIndividual}
        assert proved.types(act) - classes == set(), "the run time misses these"
        assert classes - proved.types(act) <= phases, "the run time found what HermiT does not prove"
