"""The rows of each source: every row of the tables stands in the document that its source names, and nothing else does.

Two tables lie in the shared folder (REASONER_SHARED; skipped, loudly, where that is absent); the rows that had no id there
have their table in docs/reference/.
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

# The Medicare facet texts share most rows: a row belongs to each document that its source column names.
FACET, CODING = "FJ-", "FJ-COD-"
DETERMINATIONS = {
    "cms-l38801": ("L38801",), "cms-l38773": ("L38773",), "cms-l38841": ("L38841",), "cms-l35936": ("L35936",),
    "cms-l38765": ("L38765",),
}  # fmt: skip
# The table of unlikely edits is Medicare's, not a contractor's; a code list of L38773 is that of its article.
ARTICLES = {
    "cms-a58403": ("A58403", "Medicare MUE table"),
    "cms-a58364": ("A58364", "L38773", "Medicare MUE table"),
}
BY_SOURCE = {**DETERMINATIONS, **ARTICLES}
# Every other document, with what its rows are called by in the source column, or (a prefix) in their ids.
BY_NAME = {
    "aetna-cpb-0194": "Aetna CPB 0194", "aetna-cpb-0697": "CPB 0697", "aetna-cpb-0722": "Aetna CPB 0722",
    "anthem-surg-00142": "Anthem SURG.00142", "asipp-epidural-2021": "ASIPP epidural guideline 2021",
    "bcbs-cam-394": "CAM 394",
    "bcbsma-690": "BCBSMA policy 690", "cms-a56572": "A56572", "cms-a56651": "A56651", "cms-a57701": "A57701",
    "cms-a59244": "A59244", "cms-l34623": "L34623", "cms-l35136": "L35136", "cms-l35249": "L35249", "cms-l38201": "L38201",
    "cms-l39383": "L39383", "cms-l39642": "L39642", "cms-l39713": "L39713", "cms-l40302": "L40302",
    "cms-ncd-160-7": "NCD 160.7", "credence-mp-558": "MP-558", "evicore-cmm-200": "CMM-200", "evicore-cmm-203": "CMM-203",
    "evicore-cmm-211": "CMM-211", "nia-cam-136": "CAM 136", "sis-auc": "Spine Intervention Society",
    "uhc-2024t0616i": "2024T0616I", "cms-l39240": "L39240", "cms-l39036": "L39036", "cms-l39054": "L39054",
}  # fmt: skip
BY_PREFIX = {
    "asipp-facet-2020": "ASIPP-", "rapm-facet-2020": "RAPM-", "aans-cns-2014": "AANS-", "nice-ng59": "NICE-",
    "bps-2013": "BPS-", "olivier-2023": "OLI-",
}  # fmt: skip
OURS = "coding-practice"
# Weakest first: what nobody read, what stands in a secondary source, on a contractor's page, in the text itself.
CODES = {
    "KNOWN": "Unconfirmed", "SEEN-S": "SeenSecondary", "SEEN-M": "SeenOnContractorPage", "SEEN-P": "SeenInPrimaryText",
}  # fmt: skip
WEAKEST_FIRST = list(CODES.values())


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def table(shared: Path) -> list[Row]:
    return rows(shared / "domain" / "criteria-facet.csv") + rows(shared / "domain" / "criteria-other.csv")


@pytest.fixture(scope="module")
def own_table(root: Path) -> list[Row]:
    return [row for path in sorted((root / "docs" / "reference").glob("*-rows.csv")) for row in rows(path)]


def own_clauses(document: Document) -> set[str]:
    return {str(o) for o in document.own.head.objects(document.iri, GUIDE.clause)}


def cited(document: Document) -> dict[str, set[str]]:
    """The criteria that cite each row, by their place in the document: 'group/criterion'."""
    found: dict[str, set[str]] = {}
    for _, triples in parts(document):
        for citation in triples.subjects(RDF.type, GUIDE.Citation):
            place = "/".join(str(citation).rsplit("/", 3)[1:3])
            for clause in triples.objects(citation, GUIDE.clause):
                found.setdefault(str(clause), set()).add(place)
    return found


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


def named(library: Library, name: str) -> Document:
    return next(d for d in library.documents if d.name == name)


def of_facet_text(name: str, table: list[Row]) -> set[str]:
    return {
        row["id"]
        for row in table
        if row["id"].startswith(FACET)
        and row["id"].startswith(CODING) is (name in ARTICLES)
        and any(text in row["source"] for text in BY_SOURCE[name])
    }


@pytest.mark.parametrize("name", sorted(BY_SOURCE))
def test_a_facet_text_has_the_rows_that_name_it(name: str, table: list[Row], library: Library) -> None:
    assert clauses(named(library, name), library) == of_facet_text(name, table)


@pytest.mark.parametrize("name", sorted(BY_PREFIX))
def test_a_society_has_the_rows_of_its_prefix(name: str, table: list[Row], library: Library) -> None:
    wanted = {row["id"] for row in table if row["id"].startswith(BY_PREFIX[name])}
    assert wanted <= own_clauses(named(library, name))


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_document_has_every_row_whose_source_names_it(
    name: str, table: list[Row], library: Library
) -> None:
    wanted = {row["id"] for row in table if BY_NAME[name] in row["source"]}
    assert wanted
    assert wanted <= clauses(named(library, name), library)


def test_the_bulletin_of_aetna_has_every_row_of_its_parts(table: list[Row], library: Library) -> None:
    wanted = {r["id"] for r in table if r["source"].startswith("Aetna CPB 0016")} | {
        r["id"] for r in table if r["id"].startswith("AET-")
    }
    assert wanted == own_clauses(named(library, "aetna-cpb-0016"))


def test_every_row_of_the_tables_stands_in_some_document(table: list[Row], library: Library) -> None:
    held = set().union(*(own_clauses(d) for d in library.documents))
    assert {row["id"] for row in table} - held == set()


def test_no_document_has_a_row_that_stands_in_no_table(
    table: list[Row], own_table: list[Row], library: Library
) -> None:
    known = {row["id"] for row in (*table, *own_table)}
    invented = {d.name: own_clauses(d) - known for d in library.documents if d.name != OURS}
    assert {name: sorted(found) for name, found in invented.items() if found} == {}


def test_no_row_of_the_determinations_waits_for_another_contractor(library: Library) -> None:
    documents = [d for d in library.documents if d.name in DETERMINATIONS]
    listed = {row.listed_as for d in documents for row in d.own.listed}
    assert not listed & {GUIDE.OtherContractor, GUIDE.OtherPhase, GUIDE.OtherProcedure}


def test_a_citation_is_as_confident_as_its_rows_or_says_why_it_is_less(
    table: list[Row], own_table: list[Row], library: Library
) -> None:
    starts = {row["id"]: row["confidence"].split()[0] for row in (*table, *own_table) if row["confidence"]}
    told = {clause: WEAKEST_FIRST.index(CODES[code]) for clause, code in starts.items() if code in CODES}
    assert len(told) > 350
    compared, wrong = 0, []
    for document in library.documents:
        for _, triples in parts(document):
            for citation in triples.subjects(RDF.type, GUIDE.Citation):
                said = WEAKEST_FIRST.index(str(triples.iri(citation, GUIDE.confidence)).rpartition("#")[2])
                seen = {told[str(c)] for c in triples.objects(citation, GUIDE.clause) if str(c) in told}
                compared += bool(seen)
                explained = said < min(seen, default=0) and triples.text(citation, GUIDE.remark)
                if seen and said not in seen and not explained:
                    wrong.append(f"{short(citation)}: {WEAKEST_FIRST[said]}")
    assert wrong == []
    assert compared > 300
