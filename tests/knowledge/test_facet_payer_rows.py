"""The rows of docs/reference/facet-payer-rows.csv: each stands in one document, or says why no document holds it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reasoner.knowledge import Document, Library
from reasoner.vocabulary import GUIDE

Row = dict[str, str]

DOCUMENTS = {
    "uhc-pain-024": ("UHC-F",),
    "evicore-cmm-208": ("EVI-F",),
    "evicore-cmm-201": ("EVI-F",),
    "carelon-facet": ("CAR-F",),
    "bcbsnd-facet-ablation": ("BND-F",),
    "tricare-west-facet-ablation": ("TRI-F",),
    "alabama-medicaid-facet": ("ALM-F",),
    "nhs-hull-facet": ("NHS-F",),
    "acp-2017": ("ACP-F",),
    "cdc-2022": ("CDC-F",),
    "nass-sis-2018": ("NAS-F",),
}


@pytest.fixture(scope="module")
def table(root: Path) -> tuple[Row, ...]:
    with (root / "docs" / "reference" / "facet-payer-rows.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def clauses(document: Document) -> set[str]:
    return {str(o) for o in document.head.objects(document.iri, GUIDE.clause)}


def held(library: Library) -> dict[str, set[str]]:
    return {d.name: clauses(d) for d in library.documents if d.name in DOCUMENTS}


def test_every_row_has_an_identifier_of_its_own(table: tuple[Row, ...]) -> None:
    assert len({row["id"] for row in table}) == len(table) > 60


def test_every_row_stands_in_one_document(table: tuple[Row, ...], library: Library) -> None:
    rows = [clause for found in held(library).values() for clause in found]
    assert sorted(rows) == sorted(row["id"] for row in table if row["kind"] != "listed")


def test_a_document_holds_rows_of_its_own_source_only(library: Library) -> None:
    documents = held(library)
    assert documents.keys() == DOCUMENTS.keys()
    assert [
        (name, clause)
        for name, found in documents.items()
        for clause in found
        if not clause.startswith(DOCUMENTS[name])
    ] == []


def test_a_row_without_a_document_says_why(table: tuple[Row, ...]) -> None:
    listed = [row for row in table if row["kind"] == "listed"]
    assert len(listed) == 5
    assert [row["id"] for row in listed if "(no document: " not in row["paraphrase"]] == []
