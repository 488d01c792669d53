"""Which property of the graph holds each value of a case: the reader of cases the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reasoner.model.case import (
    CareEpisode,
    Case,
    CaseDocument,
    Dose,
    Origin,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)
from reasoner.model.dates import Span

_ACT = {
    "procedure": "procedure", "intent": "intent", "occurrence": "occurrence", "sites": "site", "structures": "structure",
    "side": "side", "guidance": "guidance", "sedation": "sedation", "drugs": "drug", "doses": "dose",
}  # fmt: skip
_LENGTH = {"at_least": "lengthAtLeast", "at_most": "lengthAtMost"}
_TOLD = {"origin": "origin"}

# The local name of the property by the name of the value, for each class of nodes. A span has two bounds: an empty name
# stands for when it was (earliest, latest), another one for what it begins with (startEarliest, startLatest).
PROPERTIES: Mapping[type, Mapping[str, str]] = {
    Case: {
        "identifier": "identifier", "payer": "payer", "date_of_service": "dateOfService", "recorded_on": "recordedOn",
        "jurisdiction": "jurisdiction", "received": "received", "decided": "decided", "urgency": "urgency",
        "requester": "requester", "place_of_service": "placeOfService", "assumed": "assumed", "complete_for": "completeFor",
        "documents": "hasDocument", "services": "request", "statements": "statement", "scores": "score", "care": "care",
        "medications": "medication", "history": "priorProcedure",
    },
    CaseDocument: {"title": "title", "date": ""},
    Service: {**_ACT, "repeats": "repeats", "diagnoses": "diagnosis", "lines": "line"},
    ServiceLine: {"code": "code", "modifiers": "modifier", "units": "units"},
    Dose: {"drug": "drug", "amount": "amount", "unit": "amountUnit"},
    PriorProcedure: {
        **_ACT, "date": "", "same_day_as": "sameDayAs", "outcome": "outcome", "responses": "response", **_TOLD,
    },
    Response: {
        "target": "target", "measured_at": "measuredAt", "relief_at_least": "reliefAtLeast",
        "relief_at_most": "reliefAtMost", "scale": "scale", "before": "before", "after": "after", "date": "",
        **_LENGTH, **_TOLD,
    },
    Statement: {
        "concept": "concept", "status": "status", "side": "side", "sites": "site", "extent": "extent", "start": "start",
        **_LENGTH, "date": "", **_TOLD,
    },
    Score: {"scale": "scale", "value": "value", "baseline": "baseline", "target": "target", "date": "", **_TOLD},
    CareEpisode: {
        "treatment": "treatment", "drug": "drug", "any_of": "anyOf", "outcome": "outcome",
        "medication_status": "medicationStatus", "start": "start", "end": "end", **_LENGTH, "amount": "amount",
        "amount_unit": "amountUnit", "times_daily": "timesDaily", **_TOLD,
    },
    Origin: {"document": "originDocument", "page": "page", "words": "words"},
}  # fmt: skip


def told(node: Any) -> Iterator[tuple[str, Any]]:
    """Each property of a node with one value that the case tells. A node below it is a value like any other."""
    for attribute, name in PROPERTIES[type(node)].items():
        value = getattr(node, attribute)
        if isinstance(value, Span):
            ends = ("Earliest", "Latest") if name else ("earliest", "latest")
            for end, day in zip(ends, (value.earliest, value.latest), strict=True):
                if day is not None:
                    yield name + end, day
            if value.exact is not None and not name:
                yield "date", value.exact
        elif isinstance(value, tuple | frozenset):
            yield from (
                (name, each) for each in (sorted(value, key=str) if isinstance(value, frozenset) else value)
            )
        elif value is not None and value != "":
            yield name, value
