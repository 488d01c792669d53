"""Contradictions inside the record, and warnings: shapes over the case that decide nothing."""

from __future__ import annotations

from rdflib import RDF, SH, URIRef

from reasoner.decision.citations import citations, sources_of
from reasoner.decision.context import Context
from reasoner.decision.words import chart_item
from reasoner.knowledge import FactDeclaration
from reasoner.model.facts import Fact
from reasoner.model.ledger import CaseWarning, Citation, Contradiction
from reasoner.vocabulary import GUIDE, FactStatus


def contradictions(context: Context) -> tuple[Contradiction, ...]:
    """Every fact whose statements disagree, each told once although several services may have it."""
    found: dict[tuple[URIRef, tuple[URIRef, ...]], Contradiction] = {}
    disagreeing = {f.focus for f in context.findings if f.severity == GUIDE.Contradiction}
    for fact in context.inferred.facts:
        if fact.iri in disagreeing:
            key = (fact.name, fact.value.follows)
            found.setdefault(key, _contradiction(context, fact))
    return tuple(found[key] for key in sorted(found))


def _contradiction(context: Context, fact: Fact) -> Contradiction:
    declaration = context.declarations[fact.name]
    note = fact.value.note
    told = ""
    if declaration.template == "Agreement":
        told = _claims(context, fact, declaration.terms("concept"))
    elif declaration.template == "CodesExclude":
        told, note = note, ""
    return Contradiction(
        text=told or f"The statements disagree on this: {declaration.label}.",
        items=tuple(chart_item(context, node) for node in fact.value.follows if node not in context.services),
        note=" ".join(t for t in (note, *_remarks(context, declaration)) if t),
        citations=_citations(context, fact.name),
    )


def _claims(context: Context, fact: Fact, concepts: tuple[URIRef, ...]) -> str:
    """What the submitted codes claim that the record contradicts."""
    held = context.library.vocabulary
    service = context.services[fact.focus]
    told = []
    for code in service.diagnoses:
        here: URIRef | None = code
        absent: list[str] = []
        while here is not None:
            claimed = (c for c in held.triples.iris(here, GUIDE.claimsAbsent) if c in concepts)
            absent += [held.label(c) for c in claimed if _charted(context, fact.focus, c)]
            here = held.triples.iri(here, GUIDE.parentCode)
        if absent:
            told.append(
                f"The submitted code {held.code_text(code)} says without {' or '.join(dict.fromkeys(absent))}"
            )
    return "; ".join(told) + "; the record says otherwise." if told else ""


def _charted(context: Context, focus: URIRef, concept: URIRef) -> bool:
    """Whether the record tells a concept to be present, as the fact about it reads the record."""
    return any(
        context.value(focus, d.name).status is FactStatus.PRESENT
        for d in context.needs.stated.get(concept, ())
    )


def _remarks(context: Context, declaration: FactDeclaration) -> tuple[str, ...]:
    """What was read into the statements, by this fact and by those that read the same concepts."""
    about = {
        d.name for concept in declaration.terms("concept") for d in context.needs.stated.get(concept, ())
    }
    beside = [d for name, d in context.declarations.items() if name in about] if about else []
    found = [str(v) for d in (declaration, *beside) for v in d.parameters.get("interpretation", ())]
    return tuple(dict.fromkeys(found))


def _citations(context: Context, fact: URIRef) -> tuple[Citation, ...]:
    """The sources of the criteria, and of the shapes over the case, that read a fact."""
    shapes = context.library.case_shapes
    found: list[Citation] = [
        source
        for shape in shapes.subjects(SH.severity, GUIDE.Contradiction)
        for path in shapes.objects(shape, SH.path)
        if shapes.value(path, RDF.first) == fact
        for source in sources_of(context.library, shapes, shape)
    ]
    for held in context.in_force:
        for group in held.groups:
            for shape in group.shapes:
                if any(atom.fact == fact for atom in shape.atoms):
                    found += citations(context.library, group.triples, shape.citations)
    return tuple(dict.fromkeys(found))


def warnings(context: Context) -> tuple[CaseWarning, ...]:
    """Every warning shape that failed, once per shape and set of chart items."""
    held = context.library.case_shapes
    found: dict[tuple[URIRef, tuple[str, ...]], CaseWarning] = {}
    for finding in context.findings:
        if finding.severity != GUIDE.CaseWarning:
            continue
        path = held.members(held.value(finding.shape, SH.path))
        value = context.value(finding.focus, URIRef(str(path[0])))
        nodes = sorted({finding.focus, *value.follows})
        items = tuple(chart_item(context, node) for node in nodes)
        warning = CaseWarning(
            identifier=str(finding.shape).replace("#", "/").rsplit("/", 1)[-1],
            text=finding.message,
            items=items,
            citations=sources_of(context.library, held, finding.shape),
        )
        found.setdefault((finding.shape, tuple(i.node for i in items)), warning)
    return tuple(found.values())
