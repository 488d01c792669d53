"""Codes: checked against the release that they name; numbers of the AMA with labels of our own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import simple_icd_10_cm as release
from rdflib import RDF, RDFS, Graph
from rdflib.namespace import SKOS

from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import CODE

ICD, CPT, HCPCS = (str(CODE) + system + "/" for system in ("icd-10-cm", "cpt", "hcpcs"))


def _codes(graph: Graph, space: str) -> dict[str, object]:
    kinds = (GUIDE.DiagnosisCode, GUIDE.BillingCode)
    return {
        str(s)[len(space) :]: s
        for k in kinds
        for s in graph.subjects(RDF.type, k)
        if str(s).startswith(space)
    }


def test_a_diagnosis_code_is_in_the_release_with_this_parent_and_this_standing(graph: Graph) -> None:
    codes = _codes(graph, ICD)
    assert {"M47.816", "M47.81", "M54.16", "M51.36", "M51.360"} <= set(codes)
    for text, node in codes.items():
        assert release.is_valid_item(text), text
        assert graph.value(node, GUIDE.billable).toPython() is release.is_leaf(text), text
        parent = graph.value(node, GUIDE.parentCode)
        if parent is not None:
            assert str(parent)[len(ICD) :] == release.get_parent(text), text
        else:
            assert "." not in text, f"{text} has no header here"


@pytest.mark.parametrize("header", ["M47.81", "M47.89", "M48.1", "M53.8", "M54.1", "M54.5", "M51.36"])
def test_every_code_below_a_header_is_held(graph: Graph, header: str) -> None:
    held = {str(s)[len(ICD) :] for s in graph.subjects(GUIDE.parentCode, _codes(graph, ICD)[header])}
    assert held == set(release.get_children(header))


def test_the_codes_that_the_covered_list_names_are_held(graph: Graph) -> None:
    listed = {f"M47.8{k}{d}" for k in (1, 9) for d in range(2, 8)} | {
        f"{h}{d}" for h in ("M48.1", "M53.8") for d in range(2, 8)
    }
    assert listed - set(_codes(graph, ICD)) == set()


def test_the_end_of_the_release_is_known(library: Library) -> None:
    assert str(library.vocabulary.code_release_end) == "2026-09-30"


def test_the_drug_codes_are_in_the_list_of_2026(graph: Graph, shared: Path) -> None:
    with (shared / "codes" / "hcpcs_level2_pain_subset.tsv").open(encoding="utf-8") as lines:
        listed = {row["code"] for row in csv.DictReader(lines, delimiter="\t")}
    codes = _codes(graph, HCPCS)
    assert "J2003" in codes
    # The list holds drugs only; the code of a service is no drug and stands in no such list.
    drugs = {code for code, node in codes.items() if graph.value(node, GUIDE.denotesDrug) is not None}
    assert drugs - listed == set()


def test_j2003_bills_lidocaine_and_its_first_day_is_not_invented(graph: Graph) -> None:
    node = _codes(graph, HCPCS)["J2003"]
    drugs = {str(o).rpartition("#")[2] for o in graph.objects(node, GUIDE.denotesDrug)}
    assert drugs == {"lidocaine"}
    assert graph.value(node, GUIDE.validFrom) is None
    assert "unconfirmed" in str(graph.value(node, GUIDE.remark))


def test_the_numbers_of_the_ama_have_labels_of_our_own(graph: Graph) -> None:
    """Turns of phrase of the published descriptors; one of them here would mean that a descriptor was copied."""
    theirs = (
        "paravertebral",
        "zygapophys",
        "image guidance",
        "list separately",
        "single level",
        "percutaneous",
        "agent",
    )
    codes = _codes(graph, CPT)
    assert {"64490", "64493", "64494", "64495", "64635", "64483"} <= set(codes)
    for text, node in codes.items():
        words = " ".join(
            str(o) for p in (RDFS.label, SKOS.definition) for o in graph.objects(node, p)
        ).lower()
        assert not any(turn in words for turn in theirs), text


def test_the_module_of_ama_numbers_can_be_left_out(folder: Path) -> None:
    others = [
        p.read_text(encoding="utf-8")
        for p in folder.glob("*.ttl")
        if p.name not in ("codes-cpt.ttl", "pain.ttl")
    ]
    assert not any(CPT in text or "ByCode" in text for text in others)
