"""Targets: a class that inference never asserts selects nothing, and the criterion is never applied, in silence."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import OWL, RDF, RDFS, BNode, URIRef

from reasoner.authoring.files import place, short
from reasoner.authoring.roles import Rule
from reasoner.errors import Problem
from reasoner.knowledge import Document, Library, Role, Vocabulary
from reasoner.knowledge.triples import Triples
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import curie

PHASES = (
    GUIDE.sureClass, GUIDE.possibleClass, GUIDE.firstClass, GUIDE.possibleFirstClass,
    GUIDE.secondClass, GUIDE.possibleSecondClass,
)  # fmt: skip
ALWAYS = (GUIDE.Service, GUIDE.ServiceLine, GUIDE.PriorProcedure, GUIDE.Case, GUIDE.Fact)


def reachable(vocabulary: Vocabulary) -> frozenset[URIRef]:
    """Every class that inference may assert of a node that a shape can select."""
    triples = vocabulary.triples
    told = set(vocabulary.terms_of(GUIDE.Procedure).values()) | set(ALWAYS)
    for scheme in triples.subjects(RDF.type, GUIDE.PhaseScheme):
        told |= {cls for phase in PHASES for cls in triples.iris(scheme, phase)}
    told |= {s for s, _ in triples.pairs(OWL.equivalentClass) if isinstance(s, URIRef)}
    told |= {o for s, o in triples.pairs(RDFS.subClassOf) if isinstance(s, BNode) and isinstance(o, URIRef)}
    return frozenset(ancestor for cls in told for ancestor in vocabulary.ancestors(cls))


def check_target(rule: Rule, library: Library, classes: frozenset[URIRef]) -> Iterator[Problem]:
    """The target can be reached, and twin and judged select what main selects or what may be it."""
    triples = library.vocabulary.triples
    for shape in rule.shapes.values():
        if shape.target not in classes:
            close = nearest(curie(str(shape.target)), [curie(str(c)) for c in classes])
            yield Problem(
                f"{short(shape.iri)}: nothing can have the class {curie(str(shape.target))}.",
                place(rule.group.path, shape.iri),
                "Select a class of procedures that a case may name, or a class of a phase scheme.",
                close,
            )
    main = rule.main.target
    may_be = set(triples.subjects(GUIDE.possibleClassOf, main))
    for role in (Role.TWIN, Role.JUDGED):
        other = rule.shapes.get(role)
        if other is not None and other.target != main and other.target not in may_be:
            theirs, mine = curie(str(other.target)), curie(str(main))
            yield rule.problem(
                f"the {role.value} selects {theirs}, which is not guide:possibleClassOf {mine}.",
                "Select the class of the main shape, or the class that may be it.",
                other,
            )
    twin, judged = rule.shapes.get(Role.TWIN), rule.shapes.get(Role.JUDGED)
    if twin and judged and twin.target != judged.target:
        yield rule.problem(
            "the judged shape selects another class than the twin.", "Select the class of the twin.", judged
        )


def check_applies(document: Document, classes: frozenset[URIRef]) -> Iterator[Problem]:
    """What a document, a listed row or a recommendation applies to can be reached as well."""
    head: Triples = document.head
    for subject, cls in sorted(head.pairs(GUIDE.appliesTo), key=str):
        if isinstance(cls, URIRef) and cls not in classes:
            clauses = ", ".join(str(c) for c in head.objects(subject, GUIDE.clause))
            named = short(subject) if isinstance(subject, URIRef) else f"the listed row {clauses}"
            yield Problem(
                f"{named}: nothing can have the class {curie(str(cls))}.",
                place(document.folder / "guideline.ttl", subject),
                "Name a class of procedures that a case may name, or a class of a phase scheme.",
                nearest(curie(str(cls)), [curie(str(c)) for c in classes]),
            )
