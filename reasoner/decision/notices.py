"""Contradictions inside the record, and warnings: shapes over the case that decide nothing."""

from __future__ import annotations

from rdflib import SH, URIRef

from reasoner.decision.citations import sources_of
from reasoner.decision.context import Context
from reasoner.decision.words import chart_item
from reasoner.knowledge import FactDeclaration
from reasoner.model.facts import Fact
from reasoner.model.ledger import CaseWarning, Contradiction
from reasoner.vocabulary import GUIDE


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
    return Contradiction(
        text=f"The statements disagree on this: {declaration.label}.",
        items=tuple(chart_item(context, node) for node in fact.value.follows),
        note=" ".join(t for t in (fact.value.note, *_remarks(declaration)) if t),
        citations=(),
    )


def _remarks(declaration: FactDeclaration) -> tuple[str, ...]:
    return tuple(str(v) for v in declaration.parameters.get("interpretation", ()))


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
