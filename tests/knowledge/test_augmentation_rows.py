"""Rows of vertebral augmentation and basivertebral ablation: each document holds those of its source."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import RDF

from reasoner.authoring.files import parts
from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE

CODES = {"SEEN-S": "SeenSecondary", "SEEN-P": "SeenInPrimaryText"}
DOCUMENTS = {
    "cms-l38201": ("PVA-1a", "PVA-1b1", "PVA-1b2", "PVA-1c", "PVA-2a", "PVA-2b", "PVA-3"),
    "cms-a56572": ("PVA-ICD",),
    "cms-l40302": ("BVN-1", "BVN-2", "BVN-3", "BVN-4", "BVN-L", "BVN-N"),
    "cms-l39642": ("BVN-NOR",),
    "bcbs-cam-394": ("BVN-BCBS",),
    "aetna-cpb-0016": ("BVN-AET",),
}


@pytest.fixture(scope="module")
def confidences(shared: Path) -> dict[str, str]:
    with (shared / "domain" / "criteria-other.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: CODES.get(row["confidence"], "") for row in csv.DictReader(file)}


def test_every_row_belongs_to_one_document(confidences: dict[str, str]) -> None:
    ours = {row for row in confidences if row.startswith(("PVA-", "BVN-"))}
    owned = [row for rows in DOCUMENTS.values() for row in rows]
    assert sorted(owned) == sorted(ours)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_row_is_cited_with_its_confidence(
    name: str, confidences: dict[str, str], library: Library
) -> None:
    document = next(d for d in library.documents if d.name == name)
    cited: dict[str, set[str]] = {}
    for _, triples in parts(document):
        for citation in triples.subjects(RDF.type, GUIDE.Citation):
            said = str(triples.iri(citation, GUIDE.confidence)).rpartition("#")[2]
            for clause in triples.objects(citation, GUIDE.clause):
                cited.setdefault(str(clause), set()).add(said)
    assert {row: cited[row] for row in DOCUMENTS[name]} == {
        row: {confidences[row]} for row in DOCUMENTS[name]
    }


def test_one_text_under_two_names(library: Library) -> None:
    held = {d.name: d for d in library.documents}
    base, other = held["cms-l38201"], held["cms-l38737"]
    assert [c.name for c in other.criteria] == [c.name for c in base.criteria]


def test_a_document_whose_contractor_is_not_known_governs_nothing_by_itself(library: Library) -> None:
    document = next(d for d in library.documents if d.name == "cms-l40302")
    payer = next(iter(document.head.iris(document.iri, GUIDE.payer)))
    assert not document.governs(payer, None)
    places = {j for d in library.documents for j in d.head.iris(d.iri, GUIDE.jurisdiction)}
    (own,) = document.head.iris(document.iri, GUIDE.jurisdiction)
    assert [p for p in places if document.governs(payer, p)] == [own]
