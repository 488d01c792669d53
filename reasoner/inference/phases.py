"""Phases of a service: sure and possible classes of a scheme (the table in docs/reference/templates.md)."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import URIRef

from reasoner.inference.kept import keep
from reasoner.inference.kinds import kinds_of
from reasoner.inference.record import Record, told_equal
from reasoner.inference.schemes import PhaseScheme
from reasoner.inference.truth import Truth, some
from reasoner.model.case import PriorProcedure, Service
from reasoner.vocabulary import GUIDE

# Stands for what `repeats` names where the case does not hold it.
_NAMED = -1

FIRST = GUIDE["occurrence-first"]
LATER = (GUIDE["occurrence-second"], GUIDE["occurrence-subsequent"])


@dataclass(frozen=True, slots=True)
class PhaseClass:
    """A class that a service has by its phase, and the nodes it follows from."""

    name: URIRef
    follows: tuple[URIRef, ...]


def phases(record: Record, service: Service) -> tuple[PhaseClass, ...]:
    """Every class that the phase schemes give a service; a sure class always with its possible one.

    The most general come first, so that each keeps its own grounds and not those of a narrower one.
    """
    history, named = record.case.history, service.repeats or service.iri
    return tuple(
        PhaseClass(
            name,
            (service.iri, *sorted([named if n == _NAMED else history[n].iri for n in follows], key=str)),
        )
        for name, follows in _placed(record, service)
    )


def phase_names(record: Record, service: Service) -> tuple[URIRef, ...]:
    """The names of these classes alone, in the same order."""
    return tuple([name for name, _ in _placed(record, service)])


def _placed(record: Record, service: Service) -> tuple[tuple[URIRef, tuple[int, ...]], ...]:
    """Each class with the places in the history of the other acts that it follows from."""
    kept, key = kinds_of(record.rules).phases, _key(record, service)
    known = kept.get(key)
    if known is None:
        places = {prior.iri: place for place, prior in enumerate(record.case.history)}
        if service.repeats is not None:
            places[service.repeats] = _NAMED
        known = tuple(
            (name, tuple(places[iri] for iri in follows[1:])) for name, follows in _found(record, service)
        )
        keep(kept, key, known)
    return known


def _key(record: Record, service: Service) -> tuple[object, ...]:
    """Everything that the phases of a service follow from; prior procedures are told by their places."""
    kinds, history = record.kinds, record.case.history
    numbers = tuple([kinds[prior.iri].number for prior in history])
    later = tuple([n for n, prior in enumerate(history) if record.later(prior)])
    told = None if service.repeats is None else _named(record, service.repeats)
    return kinds[service.iri].number, numbers, later, told, record.complete("ProcedureHistory")


def _named(record: Record, iri: URIRef) -> tuple[int, int]:
    """What `repeats` names: the place of a prior procedure, the kind of another service, or neither."""
    place = next((n for n, prior in enumerate(record.case.history) if prior.iri == iri), _NAMED)
    kind = record.kinds.get(iri)
    return place, _NAMED if kind is None else kind.number


def _found(record: Record, service: Service) -> list[tuple[URIRef, tuple[URIRef, ...]]]:
    found: dict[URIRef, tuple[URIRef, ...]] = {}
    for scheme in record.rules.schemes:
        for name, nodes in _classes(record, scheme, service):
            found.setdefault(name, nodes)
    ordered = sorted(found, key=lambda name: (len(record.rules.ancestors(name)), name))
    return [(name, found[name]) for name in ordered]


def _classes(
    record: Record, scheme: PhaseScheme, service: Service
) -> list[tuple[URIRef, tuple[URIRef, ...]]]:
    phase = in_phase(record, scheme, service)
    if not phase.possible:
        return []
    second = is_second(record, scheme, service)
    own = (service.iri,)
    follows = (service.iri, *_priors(record, scheme, service))
    wanted = [
        (scheme.possible, own, True),
        (scheme.sure, own, phase.sure),
        (scheme.possible_second, follows, second.possible),
        (scheme.second, follows, phase.sure and second.sure),
        (scheme.possible_first, follows, second is not Truth.YES),
        (scheme.first, follows, phase.sure and second is Truth.NO),
    ]
    return [(name, nodes) for name, nodes, holds in wanted if name is not None and holds]


def in_phase(record: Record, scheme: PhaseScheme, service: Service) -> Truth:
    """Whether a service is in the phase: by its class, its told intent and the modifiers of its lines."""
    in_class = record.in_any(service, scheme.services)
    if scheme.excluded and record.in_any(service, scheme.excluded).sure:
        return Truth.NO
    if scheme.intent is None:
        if _contrary(scheme, service):
            return Truth.NO
        # A modifier that tells the contrary intent leaves the phase open.
        open_ = any(m in scheme.contrary_modifiers for line in service.lines for m in line.modifiers)
        return min(in_class, Truth.MAYBE) if open_ else in_class
    by_intent = told_equal(record.rules, service.intent, (scheme.intent,))
    by_modifier = any(m in scheme.modifiers for line in service.lines for m in line.modifiers)
    if _contrary(scheme, service):
        # A modifier that says otherwise leaves the phase open.
        told = Truth.MAYBE if by_modifier else Truth.NO
    elif by_intent is Truth.NO:
        told = Truth.MAYBE
    else:
        told = Truth.YES if by_modifier else by_intent
    return min(in_class, told)


def _contrary(scheme: PhaseScheme, act: Service | PriorProcedure) -> bool:
    """Whether the act is told to have the intent that rules the phase out."""
    return act.intent is not None and act.intent == scheme.contrary


def is_second(record: Record, scheme: PhaseScheme, service: Service) -> Truth:
    """Whether a service follows one of its phase: as told, else by the history; MAYBE where these disagree."""
    history = some(_match(record, scheme, service, prior) for prior in record.case.history)
    if history is Truth.NO and not record.complete("ProcedureHistory"):
        history = Truth.MAYBE
    told_second = service.occurrence in LATER or _repeats(record, scheme, service)
    told_first = service.occurrence == FIRST
    if told_first and told_second:
        return Truth.MAYBE
    if told_second:
        return Truth.YES if history.possible and _of_its_kind(record, scheme, service) else Truth.MAYBE
    if told_first:
        return Truth.MAYBE if history.sure else Truth.NO
    return history


def _repeats(record: Record, scheme: PhaseScheme, service: Service) -> bool:
    """Whether `repeats` tells the order. A scheme of one site takes it to say so, unless told otherwise."""
    if service.repeats is None or not scheme.same_site:
        return service.repeats is not None
    prior = record.acts.get(service.repeats)
    return prior is None or record.overlaps(prior, service).possible


def _of_its_kind(record: Record, scheme: PhaseScheme, service: Service) -> bool:
    """Whether what `repeats` names can be one of the scheme's procedures; told so by `occurrence` alone, it can."""
    prior = record.acts.get(service.repeats) if service.repeats is not None else None
    return prior is None or record.in_any(prior, scheme.services).possible


def _match(record: Record, scheme: PhaseScheme, service: Service, prior: PriorProcedure) -> Truth:
    """Whether a prior procedure is one of the phase at the sites of the service."""
    if record.later(prior):
        return Truth.NO
    in_class = record.in_any(prior, scheme.services)
    if scheme.intent is None and _contrary(scheme, prior):
        return Truth.NO
    wanted = () if scheme.intent is None else (scheme.intent,)
    intent = told_equal(record.rules, prior.intent, wanted)
    return min(in_class, intent, record.overlaps(prior, service))


def _priors(record: Record, scheme: PhaseScheme, service: Service) -> tuple[URIRef, ...]:
    named = () if service.repeats is None else (service.repeats,)
    matching = {p.iri for p in record.case.history if _match(record, scheme, service, p).sure}
    return tuple(sorted({*named, *matching}))
