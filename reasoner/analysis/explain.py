"""`reasoner explain`: what a criterion, a term, a code or a fact means, and what it is in a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rdflib import DCTERMS, RDFS, SH, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from reasoner.decision.branches import number
from reasoner.decision.citations import citations
from reasoner.decision.words import fact_used, plain
from reasoner.errors import InputError, Problem
from reasoner.knowledge import Criterion, Document, FactDeclaration, Library, Role, load
from reasoner.knowledge.shapes import Expression, Formula
from reasoner.model.ledger import Citation, Row
from reasoner.nearest import nearest
from reasoner.review import Reviewed, review_file
from reasoner.vocabulary import GUIDE, curie


def explain(name: str, case: Path | None = None) -> str:
    """Text about a name. Raises InputError with the nearest known name where nothing bears it."""
    library = load()
    reviewed = review_file(case, library) if case else None
    found = [*_criteria(library, name, reviewed), *_facts(library, name, reviewed), *_terms(library, name)]
    if not found:
        raise InputError(Problem(f"Nothing here is named '{name}'.", nearest=nearest(name, _names(library))))
    return "\n".join(found)


ROLES = {
    Role.TWIN: "surely met when",
    Role.JUDGED: "no question to a person when",
    Role.RAISES: "not raised when",
}


def _names(library: Library) -> list[str]:
    names = [f"{d.name}/{c.name}" for d in library.documents for c in d.criteria]
    names += [c.name for d in library.documents for c in d.criteria]
    names += [_local(d.name) for d in _declared(library)]
    return sorted({*names, *library.vocabulary.words})


def _declared(library: Library) -> tuple[FactDeclaration, ...]:
    return (
        *library.shared,
        *(d for doc in library.documents for group in doc.groups for d in group.declarations),
    )


def _local(iri: URIRef) -> str:
    return str(iri).replace("#", "/").rsplit("/", 1)[-1]


def _criteria(library: Library, name: str, reviewed: Reviewed | None) -> Iterator[str]:
    bearing = [held.document for held in reviewed.context.in_force] if reviewed else library.documents
    for document in bearing:
        for criterion in document.criteria:
            if name in (criterion.name, f"{document.name}/{criterion.name}", str(criterion.iri)):
                yield _criterion(library, document, criterion)
                if reviewed:
                    yield from _rows(reviewed, document, criterion)


def _criterion(library: Library, document: Document, criterion: Criterion) -> str:
    lines = [
        f"{document.name}/{criterion.name}",
        f"  {criterion.label}",
        f"  {document.title}, {document.issuer}",
    ]
    lines.append(f"  {criterion.kind or 'clause'}; {criterion.effect}")
    if criterion.question:
        lines.append(f"  Question to the reviewer: {criterion.question}")
    if criterion.raised_when:
        lines.append(f"  Raised when: {criterion.raised_when}")
    labels = {d.name: d.label for d in _declared(library)}
    for group in document.groups:
        for shape in group.shapes:
            if shape.criterion == criterion.iri and shape.role is not Role.MAIN:
                words = tests(shape.expression, labels)
                lines.append(f"  From {group.starts.isoformat()}, {ROLES[shape.role]}: {words}")
                lines += _cited(citations(library, group.triples, shape.citations))
    lines += _cited(citations(library, document.head, criterion.citations))
    return "\n".join(dict.fromkeys(lines)) + "\n"


def tests(expression: Expression, labels: dict[URIRef, str]) -> str:
    """A test in words: facts, bounds and joins."""
    if isinstance(expression, Formula):
        join = " or " if expression.any_of else " and "
        return "(" + join.join(tests(branch, labels) for branch in expression.branches) + ")"
    told = (_test(component, values) for component, values in expression.tests)
    return f"{labels.get(expression.fact, _local(expression.fact))}: {', '.join(t for t in told if t)}"


BOUNDS = {
    SH.minInclusive: "at least",
    SH.maxInclusive: "at most",
    SH.minExclusive: "more than",
    SH.maxExclusive: "less than",
}


def _test(component: URIRef, values: tuple[Node, ...]) -> str:
    if component in BOUNDS:
        return f"{BOUNDS[component]} {plain(number(values[0]))}"
    if component in (SH["in"], SH.hasValue):
        return " or ".join(_local(URIRef(str(v))).replace("NotStated", "not stated").lower() for v in values)
    return "nothing recorded" if component == SH.maxCount else ""


def _cited(found: tuple[Citation, ...]) -> list[str]:
    lines = []
    for c in found:
        place = ", ".join(p for p in (c.title, f"version {c.version}" if c.version else "", c.section) if p)
        rows = f" [{', '.join(c.clauses)}]" if c.clauses else ""
        lines.append(f"  Source: {place}{rows}; {c.confidence}" + (", unconfirmed" if c.unconfirmed else ""))
        lines += [
            f"    {word}: {text}"
            for word, text in (("Seen", c.remark), ("Read as", c.interpretation))
            if text
        ]
    return lines


def _rows(reviewed: Reviewed, document: Document, criterion: Criterion) -> Iterator[str]:
    seen: set[Row] = set()
    for line in reviewed.review.lines:
        for ledger in line.guidelines:
            for row in ledger.criteria:
                if ledger.guideline == document.name and row.criterion == criterion.name and row not in seen:
                    seen.add(row)
                    yield _row(reviewed.review.case, line.service, row)


def _row(case: str, service: str, row: Row) -> str:
    lines = [f"  In {case} for {service}: {row.status.value}. {row.message}"]
    for fact in row.facts:
        lines.append(f"    {fact.label}: {fact.value}" + (f" ({fact.note})" if fact.note else ""))
        for item in fact.follows:
            lines.append(
                f"      from {item.node}" + (f", line {item.line}" if item.line else "") + f": {item.text}"
            )
    if row.remedy:
        lines.append(f"    What would change it: {row.remedy.text}")
    return "\n".join(lines) + "\n"


def _facts(library: Library, name: str, reviewed: Reviewed | None) -> Iterator[str]:
    for declaration in _declared(library):
        if name not in (_local(declaration.name), curie(declaration.name)):
            continue
        lines = [
            curie(declaration.name),
            f"  {declaration.label}: {declaration.definition}",
            f"  Template {declaration.template}",
        ]
        for key, values in sorted(declaration.parameters.items()):
            if key not in ("template", "interpretation"):
                lines.append(f"    {key}: {', '.join(curie(str(v)) for v in values)}")
        lines += [f"  Read as: {v}" for v in declaration.parameters.get("interpretation", ())]
        if reviewed:
            lines += _values(reviewed, declaration)
        yield "\n".join(lines) + "\n"


def _values(reviewed: Reviewed, declaration: FactDeclaration) -> list[str]:
    lines = []
    for fact in reviewed.context.inferred.facts:
        if fact.name == declaration.name:
            used = fact_used(reviewed.context, fact.focus, declaration)
            lines.append(
                f"  On {_local(fact.focus)}: {used.value}" + (f" ({used.note})" if used.note else "")
            )
            lines += [
                f"    from {i.node}" + (f", line {i.line}" if i.line else "") + f": {i.text}"
                for i in used.follows
            ]
    return lines


def _terms(library: Library, name: str) -> Iterator[str]:
    vocabulary = library.vocabulary
    for term in vocabulary.named(name):
        lines = [curie(term), f"  {vocabulary.label(term)}"]
        synonyms = [str(o) for o in vocabulary.objects(term, SKOS.altLabel)]
        lines += [f"  Also: {', '.join(synonyms)}"] if synonyms else []
        lines += [f"  {o}" for o in vocabulary.objects(term, SKOS.definition)]
        above = [
            vocabulary.label(o) for o in vocabulary.objects(term, RDFS.subClassOf) if isinstance(o, URIRef)
        ]
        lines += [f"  A kind of: {', '.join(above)}"] if above else []
        lines += [
            f"  Source: {vocabulary.label(o) if isinstance(o, URIRef) else o}"
            for o in vocabulary.objects(term, DCTERMS.source)
        ]
        lines += [f"  Confidence: {vocabulary.label(o)}" for o in vocabulary.objects(term, GUIDE.confidence)]
        yield "\n".join(lines) + "\n"
