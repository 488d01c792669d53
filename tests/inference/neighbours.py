"""Cases that differ from a case in one value only: what a key that forgets a value takes for the same case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rdflib import URIRef

from reasoner.model.case import Case, Origin
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import GUIDE

NAMES = {"iri", "identifier", "graph", "sha256", "origin", "title", "payer", "jurisdiction", "requester"}
KINDS = (
    "ProcedureHistory",
    "CareHistory",
    "MedicationHistory",
    "FindingsRecord",
    "ScoresRecord",
    "ServicesOfTheDay",
)
OTHERS = {
    "status": [GUIDE.Present, GUIDE.Absent, GUIDE.Conflicting],
    "side": [None, GUIDE["side-left"], GUIDE["side-right"], GUIDE["side-bilateral"]],
    "intent": [None, GUIDE["intent-diagnostic"], GUIDE["intent-therapeutic"]],
    "occurrence": [None, GUIDE["occurrence-first"], GUIDE["occurrence-second"]],
    "outcome": [None, GUIDE["outcome-helped"], GUIDE["outcome-failed"]],
    "measured_at": [None, GUIDE["moment-peak"], GUIDE["moment-sustained"]],
    "medication_status": [None, GUIDE["medicationStatus-considered"]],
}


def neighbours(of: Case, terms: dict[str, list[Any]]) -> Iterator[Case]:
    """The case with each of its values changed in turn; `terms`: by field, other values that a case may have."""
    for kind in KINDS:
        yield replace(of, complete_for=of.complete_for ^ {GUIDE[kind]})
    for name in ("services", "history", "statements", "scores", "care", "medications", "documents"):
        held = getattr(of, name)
        for n, item in enumerate(held):
            yield from (
                replace(of, **{name: (*held[:n], each, *held[n + 1 :])}) for each in changed(item, terms)
            )
            if name != "services":
                yield replace(of, **{name: (*held[:n], *held[n + 1 :])})
    for days in (-200, -1, 1):
        yield replace(of, date_of_service=of.date_of_service + timedelta(days=days))
        yield replace(of, recorded_on=of.recorded_on + timedelta(days=days))
    yield from (replace(of, place_of_service=value) for value in terms.get("place_of_service", []))
    for act in of.history:
        yield from (
            replace(of, services=(replace(service, repeats=act.iri), *of.services[n + 1 :]))
            for n, service in enumerate(of.services[:1])
        )
        others = tuple(other for other in of.history if other is not act)
        day_of = replace(act, same_day_as=(of.services[0].iri,))
        yield replace(of, history=tuple(sorted((*others, day_of), key=lambda a: a.iri)))


def changed(item: Any, terms: dict[str, list[Any]]) -> Iterator[Any]:
    """One item of a case with each of its values changed in turn."""
    for each in fields(item):
        if each.name in NAMES:
            continue
        value = getattr(item, each.name)
        for other in others(each.name, value, terms):
            if other != value:
                yield replace(item, **{each.name: other})


def others(name: str, value: Any, terms: dict[str, list[Any]]) -> Iterator[Any]:
    """Other values of one field."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, Span):
        yield Span()
        if value.latest is not None:
            yield Span(value.latest - timedelta(days=40), value.latest)
            yield Span(value.latest - timedelta(days=1), value.latest - timedelta(days=1))
    elif isinstance(value, Length):
        yield from (None, Length(value.months + 1, value.days), Length(value.months, value.days + 20))
    elif isinstance(value, Decimal):
        yield from (None, value + 1, Decimal(5)) if name not in ("value", "amount") else (value + 1,)
    elif isinstance(value, date):
        yield value - timedelta(days=1)
    elif isinstance(value, tuple) and value and is_dataclass(value[0]) and not isinstance(value[0], Origin):
        for n, inner in enumerate(value):
            yield from ((*value[:n], each, *value[n + 1 :]) for each in changed(inner, terms))
    elif isinstance(value, tuple | URIRef) or value is None:
        yield from OTHERS.get(name, terms.get(name, []))
