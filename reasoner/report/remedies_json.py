"""The remedies as JSON: the keys are those of `remedies` in docs/reference/report.schema.json."""

from __future__ import annotations

import json
from typing import Any

from reasoner.model.remedies import Asked, Change, LineRemedies, Remedies, Remedy
from reasoner.report.json_document import citations_json

Json = dict[str, Any]


def remedies_json(told: Remedies) -> Json:
    """The remedies as plain values."""
    return {
        "case": told.case,
        "caseSha256": told.case_sha256,
        "knowledge": {"version": told.knowledge.version, "sha256": told.knowledge.sha256},
        "recordedOn": told.recorded_on.isoformat(),
        "dateOfService": told.date_of_service.isoformat(),
        "efforts": [list(alike) for alike in told.efforts],
        "lines": [_line(each) for each in told.lines],
    }


def remedies_text(told: Remedies) -> str:
    """The same as JSON text, with a final newline."""
    return json.dumps(remedies_json(told), ensure_ascii=False, indent=2) + "\n"


def _line(each: LineRemedies) -> Json:
    return {
        "line": each.line,
        "service": each.service,
        "codes": list(each.codes),
        "label": each.label,
        "disposition": each.disposition.value,
        "hopeless": [
            {**_asked(h.asked), "status": h.status or None, "message": h.message, "why": h.why}
            for h in each.hopeless
        ],
        "remedies": [_remedy(r) for r in each.remedies],
        "number": each.number,
        "exact": each.exact,
        "apart": None if each.apart is None else _remedy(each.apart),
    }


def _remedy(remedy: Remedy) -> Json:
    return {
        "changes": [_change(change) for change in remedy.changes],
        "first": None if remedy.first is None else remedy.first.isoformat(),
        "last": None if remedy.last is None else remedy.last.isoformat(),
        "ends": list(remedy.ends),
    }


def _change(change: Change) -> Json:
    return {
        "kind": change.kind.value,
        "means": change.means,
        "effort": change.effort,
        "text": change.text,
        "onlyIf": list(change.only_if),
        "day": None if change.day is None else change.day.isoformat(),
        "criteria": [_asked(asked) for asked in change.asked],
    }


def _asked(asked: Asked) -> Json:
    return {
        "guideline": asked.guideline,
        "criterion": asked.criterion or None,
        "label": asked.label,
        "citations": citations_json(asked.citations),
    }
