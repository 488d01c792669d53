"""The rows of each source: the clause list of a document is the table's, and so is the confidence of each citation.

Runs over ../shared/domain/criteria-facet.csv (REASONER_SHARED) and is skipped, loudly, where that is absent.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import RDF

from reasoner.authoring.files import parts, short
from reasoner.knowledge import Document, Library
from reasoner.vocabulary import GUIDE

Row = dict[str, str]

OURS = "coding-practice"
BY_PREFIX = {
    "aetna-cpb-0016": "AET-",
    "asipp-facet-2020": "ASIPP-",
    "rapm-facet-2020": "RAPM-",
    "aans-cns-2014": "AANS-",
    "nice-ng59": "NICE-",
    "bmj-2025": "BMJ-",
    "bps-2013": "BPS-",
    "olivier-2023": "OLI-",
}
# The determination itself has a row for each clause of any contractor's text; its billing article has its own rows.
DETERMINATION, CODING = "cms-l38801", "FJ-COD-"
OURS = "coding-practice"
# Rows of the other table that a document of this one holds as well.
OTHER_PROCEDURES = ("BVN-",)


@pytest.fixture(scope="module")
def table(shared: Path) -> tuple[Row, ...]:
    with (shared / "domain" / "criteria-facet.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def of_document(name: str, table: tuple[Row, ...]) -> set[str]:
    """The rows of one source."""
    if name in BY_PREFIX:
        return {row["id"] for row in table if row["id"].startswith(BY_PREFIX[name])}
    return {
        row["id"]
        for row in table
        if row["id"].startswith(FACET)
        and row["id"].startswith(CODING) is (name in ARTICLES)
        and any(text in row["source"] for text in BY_SOURCE[name])
    }


def own_clauses(document: Document) -> set[str]:
    return {str(o) for o in document.own.head.objects(document.iri, GUIDE.clause)}


def test_every_document_of_the_table_is_held(library: Library) -> None:
    assert {d.name for d in library.documents} >= {*BY_PREFIX, DETERMINATION, OURS}


def clauses(document: Document, library: Library) -> set[str]:
    """Every row of a document: its own, and those of the text that it shares as far as it has what cites them."""
    if document.shares_text_of is None:
        return own_clauses(document)
    base = library.document(document.shares_text_of)
    assert base is not None
    kept = {"/".join(str(c.iri).rsplit("/", 2)[1:]) for c in document.criteria}
    kept -= {"/".join(str(c.iri).rsplit("/", 2)[1:]) for c in document.own.criteria}
    by = cited(base)
    taken = {clause for clause in own_clauses(base) if clause not in by or by[clause] & kept}
    return own_clauses(document) | taken


def test_every_document_of_the_table_is_held(library: Library) -> None:
    assert {d.name for d in library.documents} >= {*BY_PREFIX, *BY_SOURCE, OURS}


@pytest.mark.parametrize("name", sorted([*BY_PREFIX, *BY_SOURCE]))
def test_the_rows_of_a_document_are_those_of_the_table(
    name: str, table: tuple[Row, ...], library: Library
) -> None:
    document = next(d for d in library.documents if d.name == name)
    elsewhere = {c for c in clauses(document) if c.startswith(OTHER_PROCEDURES)}
    assert clauses(document) - elsewhere == of_document(name, table)


def test_every_row_of_the_table_belongs_to_a_document(table: tuple[Row, ...]) -> None:
    owned = {name: of_document(name, table) for name in (*BY_PREFIX, *BY_SOURCE)}
    assert set().union(*owned.values()) == {row["id"] for row in table}
    alone = [owned[name] for name in BY_PREFIX]
    assert sum(len(rows) for rows in alone) == len(set().union(*alone))


def test_no_row_of_the_determinations_waits_for_another_contractor(library: Library) -> None:
    documents = [d for d in library.documents if d.name in DETERMINATIONS]
    listed = {row.listed_as for d in documents for row in d.own.listed}
    assert not listed & {GUIDE.OtherContractor, GUIDE.OtherPhase, GUIDE.OtherProcedure}


# Weakest first: what nobody read, what stands in a secondary source, on a contractor's page, in the text itself.
CODES = {
    "KNOWN": "Unconfirmed",
    "SEEN-S": "SeenSecondary",
    "SEEN-M": "SeenOnContractorPage",
    "SEEN-P": "SeenInPrimaryText",
}
WEAKEST_FIRST = list(CODES.values())


def test_a_citation_is_as_confident_as_its_rows_or_says_why_it_is_less(
    table: tuple[Row, ...], library: Library
) -> None:
    starts = {row["id"]: row["confidence"].split()[0] for row in table}
    told = {clause: WEAKEST_FIRST.index(CODES[code]) for clause, code in starts.items() if code in CODES}
    assert len(told) > 190
    compared, wrong = 0, []
    for document in library.documents:
        for _, triples in parts(document):
            for citation in triples.subjects(RDF.type, GUIDE.Citation):
                said = WEAKEST_FIRST.index(str(triples.iri(citation, GUIDE.confidence)).rpartition("#")[2])
                rows = {told[str(c)] for c in triples.objects(citation, GUIDE.clause) if str(c) in told}
                compared += bool(rows)
                explained = said < min(rows, default=0) and triples.text(citation, GUIDE.remark)
                if rows and said not in rows and not explained:
                    wrong.append(f"{short(citation)}: {WEAKEST_FIRST[said]}")
    assert wrong == []
    assert compared > 60
