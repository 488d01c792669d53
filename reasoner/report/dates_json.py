"""The dates as JSON: the keys are those of `dates` in docs/reference/report.schema.json."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from reasoner.model.timeline import Constraint, LineDates, Stretch, Timeline
from reasoner.report.json_document import citations_json

Json = dict[str, Any]


def dates_json(told: Timeline) -> Json:
    """The dates as plain values; every day is inclusive."""
    return {
        "case": told.case,
        "caseSha256": told.case_sha256,
        "knowledge": {"version": told.knowledge.version, "sha256": told.knowledge.sha256},
        "recordedOn": told.recorded_on.isoformat(),
        "dateOfService": told.date_of_service.isoformat(),
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "lines": [_line(each) for each in told.lines],
        "refused": [
            {"first": r.first.isoformat(), "last": r.last.isoformat(), "reason": r.reason}
            for r in told.refused
        ],
        "notes": list(told.notes),
    }


def dates_text(told: Timeline) -> str:
    """The same as JSON text, with a final newline."""
    return json.dumps(dates_json(told), ensure_ascii=False, indent=2) + "\n"


def _line(each: LineDates) -> Json:
    return {
        "line": each.line,
        "service": each.service,
        "codes": list(each.codes),
        "label": each.label,
        "serves": each.serves or None,
        "documents": list(each.documents),
        "disposition": each.disposition.value,
        "eligible": _stretches(each.eligible),
        "always": _constraints(each.always),
        "apart": _stretches(each.apart),
        "timed": [
            {
                "guideline": t.guideline,
                "criterion": t.criterion,
                "label": t.label,
                "met": [{"first": a.isoformat(), "last": b.isoformat()} for a, b in t.met],
            }
            for t in each.timed
        ],
    }


def _stretches(found: Iterable[Stretch]) -> list[Json]:
    return [
        {
            "first": s.first.isoformat(),
            "last": s.last.isoformat(),
            "before": _constraints(s.before),
            "after": _constraints(s.after),
        }
        for s in found
    ]


def _constraints(found: Iterable[Constraint]) -> list[Json]:
    return [
        {
            "day": c.day.isoformat(),
            "guideline": c.guideline,
            "criterion": c.criterion or None,
            "label": c.label,
            "status": c.status or None,
            "message": c.message,
            "figure": c.figure,
            "version": c.version,
            "otherVersion": c.other_version,
            "citations": citations_json(c.citations),
        }
        for c in found
    ]
