"""Parts of a record: what a template needs, and nothing else. Reading anything else of a part is an AttributeError.

A value that was made from a part holds for every record with the same part. What is kept for a part can therefore
never be wrong of another case; a part that is too small fails at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rdflib import URIRef

from reasoner.inference.days import Days
from reasoner.inference.record import Focus, Record
from reasoner.inference.truth import Truth
from reasoner.model.case import (
    Act,
    CareEpisode,
    Case,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)

T = TypeVar("T")

# What a value that does not follow from a number is made with instead.
_ZERO = Decimal(0)
_ANY_DAY = date(2001, 1, 1)


def only(kind: type[T], **fields: object) -> T:
    """An object of a kind that has these fields alone."""
    made = object.__new__(kind)
    for name, value in fields.items():
        object.__setattr__(made, name, value)
    return made


def same(kind: type[T], of: object, names: Iterable[str], **others: object) -> T:
    """An object that has some fields of another one, and these others."""
    return only(kind, **{name: getattr(of, name) for name in names}, **others)


# What the number of a kind stands for (Kinds): the coded values of an act.
_CODED = (
    "iri",
    "procedure",
    "intent",
    "occurrence",
    "sites",
    "structures",
    "side",
    "guidance",
    "sedation",
    "drugs",
)
_OF_LINE = ("iri", "code", "modifiers")


def coded_act(act: Act, **others: object) -> Act:
    """The coded values of an act, and these others."""
    if isinstance(act, Service):
        lines = tuple(same(ServiceLine, line, _OF_LINE) for line in act.lines)
        return same(Service, act, _CODED, lines=lines, **others)
    return same(PriorProcedure, act, _CODED, **others)


def of_coded(record: Record, focus: Focus, *, diagnoses: bool, place: bool) -> tuple[Record, Focus]:
    """The coded values of the act of a focus; its diagnoses and the place of service where they are asked for."""
    act = record.service(focus)
    told = {"diagnoses": act.diagnoses} if diagnoses and isinstance(act, Service) else {}
    here = {"place_of_service": record.case.place_of_service} if place else {}
    whole = coded_act(act, **told)
    part = only(Record, case=only(Case, iri=record.case.iri, **here), **_about(record, whole))
    return part, _focus(whole, focus)


def of_codes(record: Record, focus: Focus) -> tuple[Record, Focus]:
    """The diagnoses of every service."""
    services = tuple(same(Service, s, ("iri", "diagnoses")) for s in record.case.services)
    return only(Record, rules=record.rules, case=only(Case, services=services)), only(
        Service, iri=record.case.iri
    )


def of_day(record: Record, focus: Focus, classes: tuple[URIRef, ...]) -> tuple[Record, Focus]:
    """The coded values of a focus and of the acts of its day in the classes, and whether each surely is of it."""
    own = record.service(focus)
    acts = {own.iri: coded_act(own)}
    acts |= {iri: coded_act(record.acts[iri]) for iri in others_of(record, own, classes)}
    seen: dict[str, object] = {"days": only(Days, together=record.days.together)}
    # What is complete changes only a note.
    part = only(Record, _complete=frozenset(), **_about(record, acts[own.iri], acts), **seen)
    return part, _focus(acts[own.iri], focus)


def others_of(record: Record, own: Act, classes: tuple[URIRef, ...]) -> dict[URIRef, Truth]:
    """The other acts that can be of the day of an act and in the classes, and whether each surely is of the day."""
    kinds, alone = record.kinds, not record.case.history
    found = {}
    for iri in record.acts:
        if iri != own.iri and (not classes or kinds[iri].in_any(classes).possible):
            truth = Truth.YES if alone else record.days.together(own.iri, iri)
            if truth.possible:
                found[iri] = truth
    return found


def of_scales(record: Record, focus: Focus) -> tuple[Record, Focus]:
    """The coded values of a focus and of what was done before, with the scales of responses and of scores."""
    own = record.service(focus)
    acts = {own.iri: coded_act(own, repeats=own.repeats if isinstance(own, Service) else None)}
    for prior in record.case.history:
        acts[prior.iri] = coded_act(prior, responses=tuple(_scale_of(r) for r in prior.responses))
    history = tuple(acts[prior.iri] for prior in record.case.history)
    scores = tuple(same(Score, s, ("iri", "scale", "baseline")) for s in record.case.scores)
    later = {prior.iri for prior in record.case.history if record.later(prior)}
    part = only(
        Record,
        case=only(Case, iri=record.case.iri, history=history, scores=scores),
        later=lambda act: act.iri in later,
        **_about(record, acts[own.iri], acts),
    )
    return part, _focus(acts[own.iri], focus)


def _scale_of(response: Response) -> Response:
    """The scale of a response, and whether it has a value before: not which."""
    before = None if response.before is None else _ZERO
    return only(Response, iri=response.iri, scale=response.scale, before=before)


def of_services(
    record: Record, focus: Focus, classes: tuple[URIRef, ...] | None = None
) -> tuple[Record, Focus]:
    """A service without anything that was done before, on whichever day that is; with others in the classes."""
    own = record.service(focus)
    others = () if classes is None else others_of(record, own, classes)
    services = tuple(
        coded_act(s, repeats=None) for s in record.case.services if s.iri == own.iri or s.iri in others
    )
    acts = {act.iri: act for act in services}
    told: dict[str, object] = {"iri": record.case.iri, "services": services, "history": ()}
    case = only(Case, date_of_service=_ANY_DAY, recorded_on=_ANY_DAY, **told)
    part = only(Record, case=case, _complete=record.completed, **_about(record, acts[own.iri], acts))
    return part, _focus(acts[own.iri], focus)


def of_told(
    record: Record,
    focus: Focus | None,
    where: type[Statement | CareEpisode | Score],
    items: Sequence[Statement | CareEpisode | Score],
    fields: tuple[str, ...],
    *,
    diagnoses: bool = False,
) -> tuple[Record, Focus]:
    """Some statements, episodes or scores with some fields; of the focus, where there is one, its coded values."""
    kept = tuple(same(type(item), item, ("iri", *fields)) for item in items)
    seen: dict[str, object] = {"rules": record.rules, "_complete": record.completed}
    told: dict[str, object] = {"iri": record.case.iri}
    if where is CareEpisode:
        seen["episodes"] = kept
    elif where is Score:
        told["scores"] = kept
    else:
        told["statements"] = kept
        # A template that reads what was done before, too, is made from the whole record where anything was.
        told["history"] = ()
        seen["charted"] = record.charted
    seen["case"] = only(Case, **told)
    if focus is None:
        return only(Record, **seen), only(Service, iri=record.case.iri)
    act = record.service(focus)
    others = {"diagnoses": act.diagnoses} if diagnoses and isinstance(act, Service) else {}
    whole = coded_act(act, **others)
    return only(Record, **{**_about(record, whole), **seen}), _focus(whole, focus)


def _about(record: Record, whole: Act, acts: dict[URIRef, Act] | None = None) -> dict[str, object]:
    """What a record holds of some acts by their kinds alone."""
    held = acts or {whole.iri: whole}
    return {
        "rules": record.rules,
        "atlas": record.atlas,
        "acts": held,
        "kinds": {iri: record.kinds[iri] for iri in held},
        "places": {iri: record.kinds[iri].places for iri in held},
        "_service_of": {line.iri: whole for line in whole.lines} if isinstance(whole, Service) else {},
    }


def _focus(whole: Act, focus: Focus) -> Focus:
    """The focus as the part holds it: the act itself, or its line."""
    if isinstance(focus, ServiceLine) and isinstance(whole, Service):
        return next(line for line in whole.lines if line.iri == focus.iri)
    assert isinstance(whole, Service | PriorProcedure)
    return whole
