"""The rows of docs/reference/coding-list-rows.csv: each stands in the document of its source."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE

DOCUMENTS = {"cms-hospital-prior-authorization": "OPD-", "cms-wiser": "WIS-"}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_rows_of_a_document_are_those_of_the_table(name: str, root: Path, library: Library) -> None:
    with (root / "docs" / "reference" / "coding-list-rows.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["id"] for row in csv.DictReader(file) if row["id"].startswith(DOCUMENTS[name])}
    document = next(d for d in library.documents if d.name == name)
    assert listed
    assert {str(o) for o in document.head.objects(document.iri, GUIDE.clause)} == listed
