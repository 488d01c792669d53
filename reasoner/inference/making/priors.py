"""Prior procedures: one of the case, with what is not told of it yet, or one that the case does not tell at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from rdflib import URIRef

from reasoner.inference.events import Event, matching, the_prior
from reasoner.inference.making.setting import Setting, on
from reasoner.model.additions import UNNAMED, Addition, Told
from reasoner.model.case import PriorProcedure, Response, Service
from reasoner.model.dates import Span
from reasoner.vocabulary import GUIDE

WHOLE = frozenset({GUIDE.ProcedureHistory})


@dataclass(frozen=True)
class Prior:
    """A prior procedure to work with, and what has to be added for it to be the one."""

    act: PriorProcedure
    base: Addition = field(default_factory=Addition)


def existing(setting: Setting, *, followed: bool, kinds: tuple[URIRef, ...] | None = None) -> Iterator[Prior]:
    """Those of the case that match or may match; of what leaves that open, told what makes it sure.

    `followed`: the one that the focus follows, else any that matches. Of several that it may follow each is named in turn.
    """
    record, declaration, focus = setting.record, setting.declaration, setting.focus
    found: tuple[Event, ...] = (
        the_prior(record, declaration, focus, kinds=kinds)
        if followed
        else matching(record, declaration, focus)
    )
    for event in found:
        if setting.since is not None:
            continue  # what was done before can be told, not be had
        told = _surely(setting, event.act)
        if followed and len(found) > 1 and isinstance(setting.act, Service) and setting.repeated is None:
            told = told.plus(Addition(told=(Told(setting.act.iri, "repeats", event.iri),)))
        yield Prior(event.act, told)


def new(setting: Setting, day: date | None = None, **more: Any) -> Iterator[Prior]:
    """One that the case does not tell, at the sites of the service; on a day, or without one."""
    declaration, act = setting.declaration, setting.act
    classes = declaration.terms("procedureClass")
    intents = declaration.terms("intent")
    outcomes = declaration.terms("outcome")
    procedures = list(setting.named(GUIDE.Procedure, classes)) if classes else []
    if act.procedure is not None and (
        not classes or setting.rules.matches_any(act.procedure, classes).sure or not procedures
    ):
        procedures.insert(0, act.procedure)
    when = on(day) if day is not None else Span()
    if setting.since is not None and day is None:
        when = on(setting.recorded)
    for procedure in dict.fromkeys(procedures):
        yield Prior(
            setting.node(
                PriorProcedure(
                    UNNAMED,
                    procedure=procedure,
                    intent=intents[0] if intents else act.intent,
                    sites=act.sites,
                    structures=act.structures,
                    side=act.side,
                    date=when,
                    outcome=outcomes[0] if outcomes else None,
                    **more,
                )
            )
        )


def of_new(prior: Prior, responses: tuple[Response, ...] = ()) -> Addition:
    """The addition of a prior procedure that the case does not tell, with its responses."""
    told = Addition(history=(prior.act,), responses=tuple((prior.act.iri, r) for r in responses))
    return prior.base.plus(told)


def _surely(setting: Setting, act: PriorProcedure) -> Addition:
    """What is not told of it, told as the fact asks for it or as of the service."""
    declaration, service = setting.declaration, setting.act
    told: list[Told] = []
    intents, outcomes = declaration.terms("intent"), declaration.terms("outcome")
    if intents and act.intent is None:
        told.append(Told(act.iri, "intent", intents[0]))
    if outcomes and act.outcome is None:
        told.append(Told(act.iri, "outcome", outcomes[0]))
    places = setting.record.places[act.iri]
    if not places.told and service.sites:
        told.append(Told(act.iri, "sites", service.sites))
    if act.side is None and service.side is not None:
        told.append(Told(act.iri, "side", service.side))
    return Addition(told=tuple(told))
