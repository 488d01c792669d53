"""`reasoner guidelines`: which documents are held, in which version, for whom and about what."""

from __future__ import annotations

from datetime import date

from rdflib import RDF, URIRef
from rdflib.namespace import SKOS

from reasoner.analysis.minimal import classes_of, term
from reasoner.analysis.tables import Answer
from reasoner.knowledge import Document, Library, Version, load
from reasoner.vocabulary import GUIDE

COLUMNS = (
    "document", "name", "issuer", "version", "from", "until", "authority", "payers", "jurisdictions", "about",
    "criteria", "wording", "shares text of",
)  # fmt: skip


def guidelines(
    library: Library | None = None,
    *,
    on: date | None = None,
    payer: str = "",
    jurisdiction: str = "",
    procedure: str = "",
) -> Answer:
    """One row for each document and version, sorted by document. `procedure` may be a billing code.

    Raises InputError with the nearest known word where a word is not known.
    """
    library = library or load()
    who = term(library.vocabulary, GUIDE.Payer, payer, "payer") if payer else None
    where = (
        term(library.vocabulary, GUIDE.Jurisdiction, jurisdiction, "jurisdiction") if jurisdiction else None
    )
    what = classes_of(library.vocabulary, procedure) if procedure else None
    rows = []
    for document in sorted(library.documents, key=lambda d: d.name):
        if who is not None and not _governs(document, who, where):
            continue
        if what is not None and not what & set(document.applies_to):
            continue
        rows += [_row(library, document, v) for v in document.versions if on is None or v.covers(on)]
    return Answer(COLUMNS, tuple(rows))


def _governs(document: Document, payer: URIRef, jurisdiction: URIRef | None) -> bool:
    if jurisdiction is not None:
        return document.governs(payer, jurisdiction)
    payers = document.profile.payers
    return not payers or payer in payers


def _row(library: Library, document: Document, version: Version) -> tuple[str, ...]:
    label = library.vocabulary.label
    shared = document.shares_text_of
    base = library.document(shared) if shared else None
    return (
        document.name,
        document.short,
        document.issuer,
        version.number,
        version.from_text,
        version.effective_until.isoformat() if version.effective_until else "",
        "binding" if document.binding else "advisory",
        "; ".join(label(p) for p in document.profile.payers),
        "; ".join(label(j) for j in document.profile.places),
        "; ".join(label(c) for c in document.applies_to),
        str(sum(GUIDE.Criterion in c.types or GUIDE.JudgementClause in c.types for c in document.criteria)),
        "; ".join(_confidences(library, document, version)),
        base.short if base else "",
    )


def _confidences(library: Library, document: Document, version: Version) -> tuple[str, ...]:
    """How well the wording is confirmed: each confidence that a citation has, best first."""
    groups = document.groups_in_force(version.effective_from)
    parts = [document.head, *(g.triples for g in groups)]
    found = {
        triples.iri(node, GUIDE.confidence)
        for triples in parts
        for node in triples.subjects(RDF.type, GUIDE.Citation)
    }
    order = ("SEEN-P", "SEEN-M", "SEEN-S", "KNOWN")
    codes = {
        library.vocabulary.text(c, SKOS.notation): library.vocabulary.label(c) for c in found if c is not None
    }
    return tuple(codes[c] for c in order if c in codes)
