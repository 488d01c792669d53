"""The whole review as one value."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import SKOS

from reasoner.decision.advice import advice
from reasoner.decision.argument import argument
from reasoner.decision.context import Context
from reasoner.decision.determination import decided_with, disposition, ledger
from reasoner.decision.evidence import evidence
from reasoner.decision.notices import contradictions, warnings
from reasoner.decision.words import act_text, fragment
from reasoner.knowledge import Document, Library
from reasoner.model.case import Service, ServiceLine
from reasoner.model.ledger import (
    ContentStatus,
    Determination,
    Disposition,
    GuidelineLedger,
    KnowledgeIdentity,
    LineReview,
    Review,
)
from reasoner.vocabulary import GUIDE, FactStatus

NOT_HELD = "local-text-not-held"


def decide(context: Context, engine: str) -> Review:
    """Turn facts and findings into the review. Pure: the same context gives an equal value."""
    case, library = context.case, context.library
    lines = tuple(line for service in case.services for line in _lines(context, service))
    generators, summary = argument(context)
    return Review(
        case=case.identifier,
        case_sha256=case.sha256,
        date_of_service=case.date_of_service,
        payer=context.label(case.payer),
        jurisdiction=context.label(case.jurisdiction),
        knowledge=KnowledgeIdentity(library.version, library.sha256),
        engine=engine,
        assumed=case.assumed,
        chosen=context.chosen,
        request="; ".join(_request(context, s) for s in case.services),
        lines=lines,
        contradictions=contradictions(context),
        generators=generators,
        generator_summary=summary,
        alternatives=advice(context, GUIDE.Alternative),
        future_criteria=advice(context, GUIDE.FutureCriterion),
        pitfalls=advice(context, GUIDE.Pitfall),
        evidence=evidence(context, lines),
        warnings=warnings(context),
        content=content_status(tuple(held.document for held in context.in_force), context.library),
        disputes=advice(context, GUIDE.Dispute),
        patient_terms=_patient_terms(context),
        patient_request=_patient_request(context),
    )


def _request(context: Context, service: Service) -> str:
    codes = ", ".join(_code(line) for line in service.lines)
    claimed = ", ".join(str(d).rsplit("/", 1)[-1] for d in service.diagnoses)
    repeats = f", repeats {fragment(service.repeats)}" if service.repeats else ""
    return f"{act_text(context, service)}{repeats} (codes {codes or 'none'}; diagnosis {claimed or 'none'})"


def _code(line: ServiceLine) -> str:
    return str(line.code).rsplit("/", 1)[-1] + "".join(f"-{m}" for m in line.modifiers)


def _lines(context: Context, service: Service) -> tuple[LineReview, ...]:
    if not service.lines:
        return (_unbilled(context, service),)
    places = decided_with([_included(context, line) for line in service.lines])
    return tuple(
        _line(context, service, line, None if place == n else service.lines[place])
        for n, (line, place) in enumerate(zip(service.lines, places, strict=True))
    )


def _included(context: Context, line: ServiceLine) -> bool:
    """Whether the line bills something that is part of the procedure it was used for."""
    told = (context.value(line.iri, name).status for name in context.needs.included)
    return any(status is FactStatus.PRESENT for status in told)


def _line(context: Context, service: Service, line: ServiceLine, serving: ServiceLine | None) -> LineReview:
    ledgers = _ledgers(context, service.iri, line.iri)
    decisive = _ledgers(context, service.iri, serving.iri) if serving else ledgers
    return LineReview(
        line=fragment(line.iri),
        service=fragment(service.iri),
        codes=(str(line.code).rsplit("/", 1)[-1],),
        label=context.label(line.code),
        disposition=_disposition(decisive),
        guidelines=ledgers,
        serves=fragment(serving.iri) if serving else "",
    )


def _unbilled(context: Context, service: Service) -> LineReview:
    """A service that is asked for without a billed line is reviewed all the same."""
    ledgers = _ledgers(context, service.iri, service.iri)
    name = fragment(service.iri)
    return LineReview(name, name, (), context.label(service.procedure), _disposition(ledgers), ledgers)


def _disposition(ledgers: tuple[GuidelineLedger, ...]) -> Disposition:
    return disposition(g.determination for g in ledgers if g.authority == "binding")


def _ledgers(context: Context, service: URIRef, line: URIRef) -> tuple[GuidelineLedger, ...]:
    about = [held for held in context.in_force if held.document.is_about(context.classes(service))]
    found = [ledger(context, held, service, line) for held in about]
    if service in context.not_held:
        found.append(_not_held(context, service))
    return tuple(sorted(found, key=lambda g: (g.authority != "binding", g.guideline)))


def _not_held(context: Context, service: URIRef) -> GuidelineLedger:
    """A ledger without rows for the local text that governs the request and is not held: a physician decides."""
    place = context.case.jurisdiction
    return GuidelineLedger(
        guideline=NOT_HELD,
        iri=str(place or context.case.payer),
        title=f"The text for {context.label(place)} (not held here)",
        short="Local text (not held)",
        issuer="",
        version="",
        effective_from="",
        authority="binding",
        determination=Determination.NO_GUIDELINE_IN_FORCE,
        criteria=(),
        note=context.not_held[service],
    )


def content_status(documents: tuple[Document, ...], library: Library) -> ContentStatus:
    """The least reviewed state among the documents that decided, who reviewed, and the latest change."""
    order = (GUIDE.Draft, GUIDE.UnderReview, GUIDE.Approved)
    states = [d.head.iri(d.iri, GUIDE.contentStatus) or GUIDE.Draft for d in documents]
    least = min(states, key=order.index, default=GUIDE.Draft)
    by = sorted({str(o) for d in documents for o in d.head.objects(d.iri, GUIDE.reviewedBy)})
    updated = max((d.head.text(d.iri, GUIDE.lastUpdated) for d in documents), default="")
    return ContentStatus(library.vocabulary.label(least), ", ".join(by) or "nobody yet", updated)


def _patient_terms(context: Context) -> tuple[tuple[str, str], ...]:
    """Labels that may stand in a report, each with its name in plain words."""
    vocabulary, kept = context.library.vocabulary, context.library.kept
    found: tuple[tuple[str, str], ...] | None = kept.get(_patient_terms)
    if found is None:
        pairs = vocabulary.triples.pairs(GUIDE.patientName)
        found = kept[_patient_terms] = tuple(sorted((vocabulary.label(s), str(o)) for s, o in pairs))
    return found


def _patient_request(context: Context) -> str:
    held = context.library.vocabulary
    names = [held.text(s.procedure, GUIDE.patientName) for s in context.case.services if s.procedure]
    return " and ".join(dict.fromkeys(n for n in names if n)) or held.text(GUIDE.Procedure, SKOS.definition)
