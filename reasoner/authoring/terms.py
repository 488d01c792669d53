"""Misspelt terms. Plain SHACL conforms in silence on every one of them, which is the costliest mistake of the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import RDF, SH, URIRef
from rdflib.term import Node

from reasoner.authoring.files import parts, place, short
from reasoner.errors import Problem
from reasoner.knowledge import Document, Library
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.nearest import nearest
from reasoner.vocabulary import DOMAIN, FACT, GUIDE, SHAPES
from reasoner.vocabulary.namespaces import CODE, PREFIXES

CLOSED = tuple(str(space) for space in (GUIDE, DOMAIN, FACT, CODE))

# SHACL Core as it is used here: in criteria, in the shapes over cases, and in the shapes over shapes.
CORE = frozenset(
    SH[name]
    for name in (
        "NodeShape", "PropertyShape", "targetClass", "targetSubjectsOf", "path", "severity", "message", "in", "hasValue",
        "minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "minCount", "maxCount", "or", "and", "Violation",
        "Warning", "Info", "Severity", "property", "node", "class", "datatype", "nodeKind", "IRI", "Literal", "BlankNode",
        "IRIOrLiteral", "BlankNodeOrIRI", "BlankNodeOrLiteral", "pattern", "flags", "minLength", "maxLength", "closed",
        "ignoredProperties", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "inversePath", "name", "description",
        "order", "xone", "lessThan", "lessThanOrEquals", "uniqueLang", "languageIn", "targetNode", "defaultValue", "group",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """Every declared term, and for suggestions the terms of each namespace by their local names."""

    terms: frozenset[URIRef]
    shapes: frozenset[str]

    def near(self, term: URIRef) -> str:
        """The nearest declared term of the same namespace, prefixed."""
        prefix, space = next((p, s) for p, s in PREFIXES.items() if str(term).startswith(s))
        words = [str(t)[len(space) :] for t in self.terms if str(t).startswith(space)]
        found = nearest(str(term)[len(space) :], words)
        return f"{prefix}:{found}" if found else ""


def known(library: Library) -> Known:
    """What the ontology, the shared facts and the documents declare."""
    terms = {s for s, _, _ in library.vocabulary.triples if isinstance(s, URIRef)}
    terms |= {d.name for d in library.shared} | CORE
    for document in library.documents:
        for _, triples in parts(document):
            terms |= {s for s in triples.subjects(RDF.type, GUIDE.FactDeclaration) if isinstance(s, URIRef)}
    files = [triples for d in library.documents for _, triples in parts(d)]
    files += [Triples(read_turtle(path)) for path in shared_files(library)]
    return Known(frozenset(terms), frozenset(str(s) for triples in files for s, _, _ in triples))


def misspelt(path: Path, triples: Iterable[tuple[Node, Node, Node]], declared: Known) -> Iterator[Problem]:
    """Terms of a closed namespace that nothing declares, and terms of SHACL that are not SHACL Core as used here."""
    seen: set[URIRef] = set()
    for subject, predicate, obj in triples:
        for term in (subject, predicate, obj):
            if not isinstance(term, URIRef) or term in seen or term in declared.terms:
                continue
            if term in SH:
                seen.add(term)
                yield Problem(
                    f"{short(term)} is SHACL, but not a form that is allowed here.",
                    place(path, subject),
                    "Use the forms of shapes/README.md, section 2.",
                )
            elif str(term).startswith((*CLOSED, str(SH))):
                seen.add(term)
                yield Problem(
                    f"{short(term)} is not a known term.",
                    place(path, subject),
                    "Spell it as it is declared, or declare it in ontology/ or shapes/facts/.",
                    declared.near(term),
                )


_TO_OTHER_RULES = frozenset({GUIDE.criterion, GUIDE.twinOf, GUIDE.judgedOf})


def dangling(path: Path, triples: Triples, declared: Known) -> Iterator[Problem]:
    """References to a citation, branch or document under shapes/ that no file describes."""
    for subject, predicate, obj in triples:
        if (
            predicate in _TO_OTHER_RULES
            or not isinstance(obj, URIRef)
            or not str(obj).startswith(str(SHAPES))
        ):
            continue
        if str(obj) not in declared.shapes:
            found = nearest(
                str(obj), [s for s in declared.shapes if s.rsplit("/", 1)[0] == str(obj).rsplit("/", 1)[0]]
            )
            yield Problem(
                f"Nothing describes {short(obj)}.",
                place(path, subject),
                "Describe it, or mend the name.",
                short(URIRef(found)) if found else "",
            )


def shared_files(library: Library) -> tuple[Path, ...]:
    """The files under shapes/ that belong to no document."""
    folders = ("advice", "case", "facts", "meta")
    return tuple(p for folder in folders for p in sorted((library.root / "shapes" / folder).glob("*.ttl")))


def check_terms(documents: Iterable[Document], declared: Known) -> Iterator[Problem]:
    """Spelling and references in the files of documents."""
    for document in documents:
        for path, triples in parts(document):
            yield from misspelt(path, triples, declared)
            yield from dangling(path, triples, declared)


def check_shared_terms(library: Library, declared: Known) -> Iterator[Problem]:
    """Spelling and references in the ontology and in everything under shapes/ that belongs to no document."""
    for path in (*sorted((library.root / "ontology").glob("*.ttl")), *shared_files(library)):
        triples = Triples(read_turtle(path))
        yield from misspelt(path, triples, declared)
        if path.parent.name != "meta":
            yield from dangling(path, triples, declared)
