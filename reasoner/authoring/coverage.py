"""Coverage of the source: every row is encoded, or listed with a reason, and no row is both. 100 % or it fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, URIRef
from rdflib.term import Node

from reasoner.authoring.files import parts, place, short
from reasoner.authoring.result import Coverage
from reasoner.errors import Problem
from reasoner.knowledge import Document, Library
from reasoner.knowledge.triples import Triples
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE


def cover(document: Document, library: Library) -> tuple[Coverage, tuple[Problem, ...]]:
    """The coverage of a document's source, and everything that is wrong with it."""
    head = document.folder / "guideline.ttl"
    rows = {str(o) for o in document.head.objects(document.iri, GUIDE.clause)}
    cited = _cited(document)
    defined = _defined(document, library) & rows
    listed: dict[str, URIRef] = {}
    problems = list(_foreign(document, rows))
    for entry in document.listed:
        for clause in entry.clauses:
            if clause not in rows:
                problems.append(_unknown(clause, rows, f"The listed row {clause}", head, document))
            if clause in listed:
                problems.append(
                    Problem(
                        f"The row {clause} is listed twice.", place(head, document.iri), "Keep one entry."
                    )
                )
            listed[clause] = entry.listed_as
    # A row that defines a term may be listed as a definition and stand on the term: that is what the reason says.
    doubled = sorted(c for c in listed if c in cited or (c in defined and listed[c] != GUIDE.Definition))
    for clause in doubled:
        where = "cited by a criterion" if clause in cited else "on a fact or a term"
        problems.append(
            Problem(
                f"The row {clause} is listed as not encoded and is {where}.",
                place(head, document.iri),
                "Take it from one of the two.",
            )
        )
    encoded = (cited | defined) & rows - set(listed)
    missing = tuple(sorted(rows - encoded - set(listed)))
    for clause in missing:
        problems.append(
            Problem(
                f"The row {clause} is neither encoded nor listed.",
                place(head, document.iri),
                "Cite it on a criterion, or list it with the reason.",
            )
        )
    reasons = Counter(str(reason).rpartition("#")[2] for clause, reason in listed.items() if clause in rows)
    return Coverage(document.name, len(rows), len(encoded), tuple(sorted(reasons.items())), missing), tuple(
        problems
    )


def _cited(document: Document) -> set[str]:
    """Rows on the citations that criteria, notes and recommendations name."""
    return {
        str(clause)
        for _, triples in parts(document)
        for citation in triples.subjects(RDF.type, GUIDE.Citation)
        for clause in triples.objects(citation, GUIDE.clause)
    }


def _defined(document: Document, library: Library) -> set[str]:
    """Rows on fact declarations and on terms of the ontology."""
    ontology = library.vocabulary.triples
    quoting = set(ontology.subjects(RDF.type, GUIDE.Citation))
    found = {str(o) for s, o in ontology.pairs(GUIDE.clause) if s not in quoting}
    facts = [triples for _, triples in parts(document)]
    for triples in facts:
        for fact in triples.subjects(RDF.type, GUIDE.FactDeclaration):
            found |= {str(o) for o in triples.objects(fact, GUIDE.clause)}
    for shared in library.shared:
        found |= {str(o) for o in shared.parameters.get("clause", ())}
    return found


def _foreign(document: Document, rows: set[str]) -> Iterator[Problem]:
    """Cited rows that the document does not list."""
    for path, triples in parts(document):
        for citation in triples.subjects(RDF.type, GUIDE.Citation):
            for clause in triples.objects(citation, GUIDE.clause):
                if str(clause) not in rows:
                    yield _unknown(
                        str(clause),
                        rows,
                        f"{short(citation)} cites {clause}, which",
                        path,
                        document,
                        citation,
                    )


def _unknown(
    clause: str, rows: set[str], what: str, path: Path, document: Document, node: Node | None = None
) -> Problem:
    return Problem(
        f"{what} is no row of the source of {document.name}.",
        place(path, node or document.iri),
        "Mend it, or add it to guide:clause of the document.",
        nearest(clause, rows),
    )


def check_other_citations(library: Library) -> Iterator[Problem]:
    """Advice and shapes over cases that cite an encoded document name rows that it lists."""
    rows = {d.iri: {str(o) for o in d.head.objects(d.iri, GUIDE.clause)} for d in library.documents}
    folders: tuple[tuple[str, Triples], ...] = (("advice", library.advice), ("case", library.case_shapes))
    for folder, triples in folders:
        for citation in triples.subjects(RDF.type, GUIDE.Citation):
            cited = triples.iri(citation, GUIDE.document)
            for clause in triples.objects(citation, GUIDE.clause):
                if cited in rows and str(clause) not in rows[cited]:
                    yield Problem(
                        f"{short(citation)} cites {clause}, which is no row of {short(cited)}.",
                        place(library.root / "shapes" / folder),
                        "Mend the row id.",
                        nearest(str(clause), rows[cited]),
                    )
