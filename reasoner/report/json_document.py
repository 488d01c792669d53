"""A review as JSON. The keys are the contract of docs/reference/report.schema.json; order never changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from reasoner.model.ledger import (
    Advice,
    CaseWarning,
    ChartItem,
    Citation,
    Contradiction,
    Evidence,
    EvidenceItem,
    FactUsed,
    GeneratorArgument,
    GuidelineLedger,
    LineReview,
    Remedy,
    Review,
    Row,
)
from reasoner.model.remedies import Remedies
from reasoner.model.timeline import Timeline
from reasoner.report.margin_json import margin_json

Json = dict[str, Any]


def json_page(review: Review, dates: Timeline | None = None, remedies: Remedies | None = None) -> str:
    """The review as JSON text: UTF-8, two spaces, keys in the order of the contract, one final newline."""
    found = document(review)
    if dates is not None:
        from reasoner.report.dates_json import dates_json  # which reads this module

        found["dates"] = dates_json(dates)
    if remedies is not None:
        from reasoner.report.remedies_json import remedies_json  # as above

        found["remedies"] = remedies_json(remedies)
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def document(review: Review) -> Json:
    """The review as plain values. Null: no determination or no remedy; empty text: nothing is said."""
    return {
        "case": review.case,
        "dateOfService": review.date_of_service.isoformat(),
        "payer": review.payer,
        "jurisdiction": review.jurisdiction,
        "chosen": review.chosen,
        "request": review.request,
        "assumed": list(review.assumed),
        "caseSha256": review.case_sha256,
        "knowledge": {"version": review.knowledge.version, "sha256": review.knowledge.sha256},
        "engine": review.engine,
        "lines": [_line(found) for found in review.lines],
        "contradictions": [_contradiction(found) for found in review.contradictions],
        "painGenerators": [_generator(found) for found in review.generators],
        "painGeneratorSummary": review.generator_summary,
        "alternatives": [_advice(found) for found in review.alternatives],
        "futureCriteria": [_advice(found) for found in review.future_criteria],
        "pitfalls": [_advice(found) for found in review.pitfalls],
        "disputes": [_advice(found) for found in review.disputes],
        "evidence": [_evidence(found) for found in review.evidence],
        "warnings": [_warning(found) for found in review.warnings],
        "contentStatus": {
            "status": review.content.status,
            "by": review.content.by,
            "lastUpdated": review.content.last_updated,
        },
    }


def _line(found: LineReview) -> Json:
    return {
        "line": found.line,
        "service": found.service,
        "label": found.label,
        "codes": list(found.codes),
        "disposition": found.disposition.value,
        "serves": found.serves or None,
        "guidelines": [_guideline(ledger) for ledger in found.guidelines],
    }


def _guideline(found: GuidelineLedger) -> Json:
    return {
        "guideline": found.guideline,
        "iri": found.iri,
        "title": found.title,
        "shortName": found.short,
        "issuer": found.issuer,
        "version": found.version,
        "effectiveFrom": found.effective_from,
        "authority": found.authority,
        "determination": found.determination.value if found.determination is not None else None,
        "note": found.note,
        "listedNotEncoded": list(found.unencoded),
        "criteria": [_row(row) for row in found.criteria],
    }


def _row(row: Row) -> Json:
    return {
        "criterion": row.criterion,
        "iri": row.iri,
        "label": row.label,
        "kind": row.kind,
        "effect": row.effect,
        "status": row.status.value,
        "message": row.message,
        "margin": row.margin,
        "margins": [margin_json(margin) for margin in row.margins],
        "presumed": row.presumed,
        "question": row.question,
        "direction": row.direction,
        "strength": row.strength,
        "certainty": row.certainty,
        "citations": citations_json(row.citations),
        "facts": [_fact(fact) for fact in row.facts],
        "branches": [{"label": b.label, "holds": b.holds, "exception": b.exception} for b in row.branches],
        "remedy": _remedy(row.remedy),
    }


def citations_json(found: Iterable[Citation]) -> list[Json]:
    """Citations as plain values."""
    return [
        {
            "source": citation.source,
            "title": citation.title,
            "version": citation.version,
            "section": citation.section,
            "clause": list(citation.clauses),
            "confidence": citation.confidence,
            "remark": citation.remark,
            "confirmedOn": citation.confirmed_on,
            "interpretation": citation.interpretation,
        }
        for citation in found
    ]


def _fact(fact: FactUsed) -> Json:
    return {
        "fact": fact.name,
        "label": fact.label,
        "value": fact.value,
        "status": fact.status,
        "atLeast": fact.at_least,
        "atMost": fact.at_most,
        "unit": fact.unit,
        "conflicting": fact.conflicting,
        "note": fact.note,
        "follows": _items(fact.follows),
    }


def _items(found: Iterable[ChartItem]) -> list[Json]:
    return [
        {
            "node": item.node,
            "text": item.text,
            "document": item.document,
            "page": item.page,
            "words": item.words,
            "line": item.line or None,
        }
        for item in found
    ]


def _remedy(remedy: Remedy | None) -> Json | None:
    if remedy is None:
        return None
    return {"text": remedy.text, "curedBy": remedy.cured_by, "earliest": remedy.earliest or None}


def _contradiction(found: Contradiction) -> Json:
    return {
        "text": found.text,
        "note": found.note,
        "items": _items(found.items),
        "citations": citations_json(found.citations),
    }


def _generator(found: GeneratorArgument) -> Json:
    return {
        "generator": found.generator,
        "label": found.label,
        "leading": found.leading,
        "requested": found.requested,
        "claimed": found.claimed,
        "note": found.note,
        "for": [_reason(item) for item in found.evidence_for],
        "against": [_reason(item) for item in found.evidence_against],
        "discounted": [_reason(item) for item in found.discounted],
    }


def _reason(item: EvidenceItem) -> Json:
    return {
        "text": item.text,
        "strength": item.strength,
        "standing": item.standing,
        "reason": item.reason,
        "likelihoodRatio": item.likelihood_ratio or None,
        "otherExplanations": list(item.other_explanations),
        "items": _items(item.items),
        "citations": citations_json(item.citations),
    }


def _advice(found: Advice) -> Json:
    return {
        "id": found.identifier,
        "label": found.label,
        "text": found.text,
        "criterion": found.criterion or None,
        "shown": found.shown,
        "citations": citations_json(found.citations),
    }


def _warning(found: CaseWarning) -> Json:
    return {
        "id": found.identifier,
        "text": found.text,
        "items": _items(found.items),
        "citations": citations_json(found.citations),
    }


def _evidence(found: Evidence) -> Json:
    return {
        "id": found.identifier,
        "citation": found.citation,
        "confidence": found.confidence,
        "remark": found.remark,
        "says": list(found.says),
    }
