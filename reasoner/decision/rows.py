"""One row of the ledger: the status of a criterion with everything a reader may ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from rdflib import URIRef
from rdflib.namespace import SKOS

from reasoner.decision.branches import branches, holds
from reasoner.decision.citations import citations
from reasoner.decision.context import Context, InForce
from reasoner.decision.margins import figure, margins
from reasoner.decision.remedy import remedy
from reasoner.decision.status import status
from reasoner.decision.words import fact_text, fact_used
from reasoner.knowledge import Criterion, FactDeclaration, Role, Shape
from reasoner.model.ledger import Row, Status
from reasoner.vocabulary import GUIDE


def rows(context: Context, held: InForce, focus: URIRef, line: bool) -> tuple[Row, ...]:
    """Every row of a document for one service, or (`line`) the line's own coding rows that select it."""
    found = []
    for criterion, first in tested(held, context.declarations)[line]:
        if first is None:
            found.append(_recommendation(context, held, criterion, focus))
        elif line or not context.beyond(focus, first.target):
            row = _row(context, held, criterion, focus)
            if not (line and row.status is Status.NOT_APPLICABLE):
                found.append(row)
    return tuple(found)


Tested = tuple[tuple[Criterion, Shape | None], ...]


def tested(held: InForce, declarations: Mapping[URIRef, FactDeclaration]) -> Mapping[bool, Tested]:
    """The criteria about services and (True) those about lines, each with its leading shape; None: a recommendation."""
    known: Mapping[bool, Tested] | None = held.kept.get(tested)
    if known is None:
        told: dict[bool, list[tuple[Criterion, Shape | None]]] = {False: [], True: []}
        for criterion in held.document.criteria:
            shapes = held.shapes.get(criterion.iri)
            if shapes and GUIDE.Note not in criterion.types:
                first = shapes.get(Role.TWIN) or shapes[Role.RAISES]
                told[of_lines(declarations, first)].append((criterion, first))
            elif GUIDE.Recommendation in criterion.types and GUIDE.Note not in criterion.types:
                told[False].append((criterion, None))
        known = held.kept[tested] = {line: tuple(pairs) for line, pairs in told.items()}
    return known


def of_lines(declarations: Mapping[URIRef, FactDeclaration], shape: Shape) -> bool:
    """Whether a shape is about billed lines: every fact that it tests is."""
    declared = [declarations[a.fact] for a in shape.atoms if a.fact in declarations]
    return bool(declared) and all(d.focus == GUIDE.ServiceLine for d in declared)


def _row(context: Context, held: InForce, criterion: Criterion, focus: URIRef) -> Row:
    shapes = held.shapes[criterion.iri]
    found = status(context, shapes, focus)
    twin, main = shapes.get(Role.TWIN), shapes.get(Role.MAIN)
    shape = twin or shapes[Role.RAISES]
    names = tuple(dict.fromkeys(a.fact for a in shape.atoms))
    facts = tuple(
        fact_used(context, focus, context.declarations[n]) for n in names if n in context.declarations
    )
    told = partial(context.value, focus)
    measured = margins(context, shape, focus) if found is not Status.NOT_APPLICABLE else ()
    presumed = found is Status.MET and shape.presumed and not holds(shape.expression, told, silence=False)
    return Row(
        criterion=criterion.name,
        iri=str(criterion.iri),
        label=criterion.label,
        kind=criterion.kind or "judgement",
        effect=criterion.effect,
        status=found,
        message=_message(context, criterion, shapes, focus, found, presumed),
        citations=citations(context.library, held.triples[shape.iri], shape.citations),
        facts=facts,
        branches=branches(main.expression, twin.expression, partial(context.value, focus))
        if main and twin
        else (),
        remedy=remedy(context, criterion, twin, focus, found),
        question=criterion.question,
        presumed=presumed,
        margin=figure(measured),
        margins=measured,
        order=criterion.order,
        patient_text=criterion.patient_text,
    )


def _message(
    context: Context,
    criterion: Criterion,
    shapes: Mapping[Role, Shape],
    focus: URIRef,
    found: Status,
    presumed: bool,
) -> str:
    if found is Status.NOT_MET:
        return shapes[Role.MAIN].message
    if found in (Status.NOT_DOCUMENTED, Status.CONTRADICTORY):
        return shapes[Role.TWIN].message
    if found is Status.NEEDS_JUDGEMENT:
        role = Role.RAISES if Role.RAISES in shapes else Role.JUDGED
        return criterion.question or shapes[role].message
    if found is Status.NOT_APPLICABLE:
        return _why_not(context, criterion, shapes)
    if presumed:
        return "Presumed: nothing in the record says otherwise."
    return _met(context, shapes[Role.TWIN], focus)


def _why_not(context: Context, criterion: Criterion, shapes: Mapping[Role, Shape]) -> str:
    if Role.RAISES in shapes:
        return (
            f"Not raised. It is raised when {criterion.raised_when.rstrip('.')}."
            if criterion.raised_when
            else "Not raised."
        )
    target = (shapes.get(Role.MAIN) or shapes[Role.TWIN]).target
    meaning = context.library.vocabulary.text(target, SKOS.definition)
    return f"Applies to another kind of request: {context.label(target)}. {meaning}".strip()


def _met(context: Context, twin: Shape, focus: URIRef) -> str:
    told = []
    for atom in twin.atoms:
        declaration = context.declarations.get(atom.fact)
        value = context.value(focus, atom.fact)
        if declaration is not None and value.known:
            told.append(f"{declaration.label}: {fact_text(value, declaration.unit)}")
    text = "; ".join(dict.fromkeys(told))
    return text[:1].upper() + text[1:] + "." if text else "Nothing in the record speaks against it."


def weighed(context: Context, criterion: Criterion, focus: URIRef) -> Status:
    """A recommendation tests nothing: about the request it is for a person to weigh, else not applicable."""
    applies = criterion.applies_to is None or context.is_a(focus, criterion.applies_to)
    return Status.NEEDS_JUDGEMENT if applies else Status.NOT_APPLICABLE


def _recommendation(context: Context, held: InForce, criterion: Criterion, focus: URIRef) -> Row:
    found = weighed(context, criterion, focus)
    return Row(
        criterion=criterion.name,
        iri=str(criterion.iri),
        label=criterion.label,
        kind="recommendation",
        effect="advises",
        status=found,
        message=criterion.message
        if found is Status.NEEDS_JUDGEMENT
        else f"About {context.label(criterion.applies_to)}, not about this request.",
        citations=citations(context.library, held.document.head, criterion.citations),
        direction=context.label(criterion.direction),
        strength=context.label(criterion.strength),
        certainty=context.label(criterion.certainty),
        order=criterion.order,
    )
