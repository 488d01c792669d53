"""Alternatives, the criteria of the next step, pitfalls and disputes: data, shown beside the ledger."""

from __future__ import annotations

from rdflib import RDF, RDFS, URIRef
from rdflib.namespace import SKOS

from reasoner.decision.citations import sources_of
from reasoner.decision.context import Context
from reasoner.decision.words import describe
from reasoner.model.ledger import Advice
from reasoner.vocabulary import GUIDE


def advice(context: Context, kind: URIRef) -> tuple[Advice, ...]:
    """The advice of one kind that applies to a service of the case, in its order."""
    held = context.library.advice
    nodes = [n for n in _ordered(context, kind) if _applies(context, n)]
    return tuple(
        Advice(
            identifier=str(n).replace("#", "/").rsplit("/", 1)[-1],
            label=held.text(n, RDFS.label),
            text=held.text(n, SKOS.definition),
            criterion=_tied(context, n),
            shown=_shown(context, n),
            citations=sources_of(context.library, held, n),
        )
        for n in nodes
    )


def _ordered(context: Context, kind: URIRef) -> list[URIRef]:
    """All advice of a kind, in its order."""
    held, kept = context.library.advice, context.library.kept
    found: list[URIRef] | None = kept.get((_ordered, kind))
    if found is None:
        found = [n for n in held.subjects(RDF.type, kind) if isinstance(n, URIRef)]
        found.sort(key=lambda n: (int(held.text(n, GUIDE.order) or 0), str(n)))
        kept[(_ordered, kind)] = found
    return found


def _applies(context: Context, node: URIRef) -> bool:
    """By class of service, by payer, by tie to a document that bears on the case; each only where it is told."""
    held = context.library.advice
    classes, payers = held.iris(node, GUIDE.appliesTo), held.iris(node, GUIDE.payer)
    if payers and context.case.payer not in payers:
        return False
    return not classes or any(context.is_a(s.iri, c) for s in context.case.services for c in classes)


def _tied(context: Context, node: URIRef) -> str:
    """The criterion or generator the advice belongs to; of several, those whose document bears on the case."""
    tied = context.library.advice.iris(node, GUIDE.tiedTo)
    names = {t: name for t in tied for i in context.in_force if (name := i.criterion_names.get(t))}
    return ", ".join(
        names[t] if t in names else context.label(t) for t in tied if t in names or "/shapes/" not in str(t)
    )


def _shown(context: Context, node: URIRef) -> str:
    """What the record already shows of it."""
    vocabulary, case = context.library.vocabulary, context.case
    wanted = context.library.advice.iris(node, GUIDE.shownBy)
    told = (
        *((s.concept, s) for s in case.statements),
        *(
            (t, e)
            for e in (*case.care, *case.medications)
            for t in (e.treatment, e.drug, *e.any_of)
            if t is not None
        ),
        *((p.procedure, p) for p in case.history if p.procedure is not None),
    )
    found = [describe(context, n) for term, n in told if any(vocabulary.is_a(term, w) for w in wanted)]
    return "; ".join(dict.fromkeys(found))
