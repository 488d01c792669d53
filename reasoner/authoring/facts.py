"""Facts: declared once, by a template that exists, with its parameters; and read as what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rdflib import RDF, XSD, URIRef

from reasoner.authoring.files import parts, place, short
from reasoner.authoring.roles import Rule
from reasoner.errors import InputError, Problem
from reasoner.knowledge import Document, FactDeclaration, Library, Vocabulary
from reasoner.knowledge.facts import read_declarations
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.model.dates import Length
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import curie

# Properties that say something about a declaration and are no parameters of its template.
ABOUT = frozenset({"template", "focus", "clause", "interpretation", "remark", "unit"})


@dataclass(frozen=True, slots=True)
class Signature:
    """What one template takes and gives."""

    needs: frozenset[str]
    may_have: frozenset[str]
    gives: str
    never_unknown: bool


@dataclass(frozen=True)
class Table:
    """The table of shapes/meta/templates.ttl."""

    templates: Mapping[str, Signature]
    kinds: Mapping[str, URIRef]


def read_table(library: Library) -> Table:
    """The signatures of the templates, and the kind of term that each parameter takes."""
    triples = Triples(read_turtle(library.root / "shapes" / "meta" / "templates.ttl"))

    def names(subject: URIRef, predicate: URIRef) -> frozenset[str]:
        return frozenset(_local(o) for o in triples.iris(subject, predicate))

    templates = {
        _local(s): Signature(
            names(s, GUIDE.needs),
            names(s, GUIDE.mayHave),
            str(gives),
            triples.text(s, GUIDE.neverUnknown) == "true",
        )
        for s, gives in triples.pairs(GUIDE.gives)
        if isinstance(s, URIRef)
    }
    kinds = {
        _local(s): o for s, o in triples.pairs(GUIDE.takes) if isinstance(s, URIRef) and isinstance(o, URIRef)
    }
    return Table(dict(sorted(templates.items())), dict(sorted(kinds.items())))


def _local(iri: object) -> str:
    return str(iri).rpartition("#")[2]


def check_declarations(
    path: Path, triples: Triples, vocabulary: Vocabulary, table: Table
) -> Iterator[Problem]:
    """Templates and parameters of the facts that one file declares."""
    for subject in triples.subjects(RDF.type, GUIDE.FactDeclaration):
        if triples.iri(subject, GUIDE.template) is None:
            yield Problem(
                f"{short(subject)}: the fact names no template.",
                place(path, subject),
                "Write guide:template.",
            )
            return
    for fact in read_declarations(triples):
        where = place(path, fact.name)
        signature = table.templates.get(fact.template)
        if signature is None:
            known = nearest(fact.template, table.templates)
            yield Problem(
                f"{short(fact.name)}: there is no template named {fact.template}.",
                where,
                "The templates stand in docs/reference/templates.md.",
                f"guide:{known}" if known else "",
            )
            continue
        told = set(fact.parameters) - ABOUT | ({"unit"} & set(fact.parameters))
        for name in sorted(told - signature.needs - signature.may_have - {"unit"}):
            allowed = signature.needs | signature.may_have
            close = nearest(name, allowed)
            yield Problem(
                f"{short(fact.name)}: the template {fact.template} has no parameter guide:{name}.",
                where,
                f"It takes: {', '.join(sorted(allowed)) or 'none'}.",
                f"guide:{close}" if close else "",
            )
        for name in sorted(signature.needs - told):
            yield Problem(
                f"{short(fact.name)}: the template {fact.template} needs guide:{name}.",
                where,
                f"Write guide:{name}.",
            )
        yield from _kinds(fact, path, vocabulary, table)


# How the value of a parameter that is no term is read, and an example of it.
LITERALS: Mapping[URIRef, tuple[Callable[[str], object], str]] = {
    XSD.decimal: (Decimal, '"50.0"^^xsd:decimal'),
    XSD.duration: (Length.parse, '"P6M"^^xsd:duration'),
}


def _kinds(fact: FactDeclaration, path: Path, vocabulary: Vocabulary, table: Table) -> Iterator[Problem]:
    """A value of the wrong kind would never be told: the fact would be silent for ever."""
    for name, kind in table.kinds.items():
        if kind in LITERALS:
            read, example = LITERALS[kind]
            for value in fact.parameters.get(name, ()):
                try:
                    read(str(value))
                except (InputError, InvalidOperation):
                    yield Problem(
                        f"{short(fact.name)}: guide:{name} '{value}' cannot be read.",
                        place(path, fact.name),
                        f"Write a value such as {example}.",
                    )
            continue
        for value in fact.terms(name):
            if vocabulary.known(value) and not vocabulary.is_a(value, kind):
                yield Problem(
                    f"{short(fact.name)}: guide:{name} takes a term below {curie(str(kind))}; {curie(str(value))} is none.",
                    place(path, fact.name),
                    "No case could ever tell it. Name a term of the right kind.",
                )


def check_unique(library: Library) -> Iterator[Problem]:
    """No fact has two declarations that could be in force together: shared, or in two groups or documents."""
    first: dict[URIRef, tuple[Path, str]] = {}
    for path, triples, home in _declaring(library):
        for subject in triples.subjects(RDF.type, GUIDE.FactDeclaration):
            if not isinstance(subject, URIRef):
                continue
            before = first.setdefault(subject, (path, home))
            # Two dated files of one group are never in force together: each declares the fact as of its day.
            if before[0] != path and before[1] != home:
                yield Problem(
                    f"The fact {short(subject)} is declared twice.",
                    place(path, subject),
                    f"The other declaration stands in {before[0]}. Rename one, or share it in shapes/facts/.",
                )


def _declaring(library: Library) -> Iterator[tuple[Path, Triples, str]]:
    for path in sorted((library.root / "shapes" / "facts").glob("*.ttl")):
        yield path, Triples(read_turtle(path)), str(path)
    for document in library.documents:
        for path, triples in parts(document):
            yield path, triples, str(path.parent)


def check_reading(rule: Rule, library: Library, table: Table) -> Iterator[Problem]:
    """Every fact that a rule reads is declared, for the rule's focus, and read as a status or as a number, as it is made."""
    declared = declared_for(rule, library)
    seen = set()
    for shape in rule.shapes.values():
        for atom in shape.atoms:
            fact = declared.get(atom.fact)
            key = (atom.fact, atom.end == "status")
            if key in seen:
                continue
            seen.add(key)
            if fact is None:
                close = nearest(_local(atom.fact), [_local(n) for n in declared])
                yield Problem(
                    f"{short(atom.iri)}: the fact {short(atom.fact)} is not declared.",
                    place(rule.group.path, atom.iri),
                    "Declare it in this file or in shapes/facts/.",
                    f"fact:{close}" if close else "",
                )
                continue
            gives = table.templates[fact.template].gives if fact.template in table.templates else ""
            if gives and (gives == "status") is not (atom.end == "status"):
                yield rule.problem(
                    f"{short(atom.fact)} is a {gives}, but its guide:{atom.end} is read.",
                    "Read guide:status of a status, guide:atLeast or guide:atMost of a quantity.",
                    shape,
                )
            if fact.focus != focus_of(shape.target, library.vocabulary):
                made, selected = curie(str(fact.focus)), curie(str(shape.target))
                yield rule.problem(
                    f"{short(atom.fact)} is made for {made}, but the shape selects {selected}.",
                    "Select that kind of node, or declare the fact for the node selected.",
                    shape,
                )


def declared_for(rule: Rule, library: Library) -> dict[URIRef, FactDeclaration]:
    """The shared facts and those of every dated file of the rule's document that can be in force with it."""
    found = {d.name: d for d in library.shared}
    for group in (library.document(rule.document.iri) or rule.document).groups:
        if group.name != rule.group.name or group is rule.group:
            found |= {d.name: d for d in group.declarations}
    return found


def focus_of(target: URIRef, vocabulary: Vocabulary) -> URIRef:
    """The kind of node that a target selects: a line, a prior procedure where it is named, else a service."""
    kinds = (GUIDE.ServiceLine, GUIDE.PriorProcedure)
    return next((kind for kind in kinds if vocabulary.is_a(target, kind)), GUIDE.Service)


def unread(library: Library, rules: Iterable[Rule], documents: Iterable[Document]) -> tuple[str, ...]:
    """Declared facts that no shape reads: not wrong, but perhaps forgotten."""
    read = {atom.fact for rule in rules for shape in rule.shapes.values() for atom in shape.atoms}
    cases = {o for _, o in library.case_shapes.pairs(RDF.first)}
    declared = [*library.shared, *(d for doc in documents for g in doc.groups for d in g.declarations)]
    # A claim is compared with the facts that have the same concepts, read by no criterion of their own.
    claimed = {c for d in declared if d.template == "Agreement" for c in d.terms("concept")}
    names = {
        d.name
        for d in declared
        if d.name not in read and d.name not in cases and not claimed & set(d.terms("concept"))
    }
    return tuple(f"The fact {short(name)} is declared and no shape reads it." for name in sorted(names))
