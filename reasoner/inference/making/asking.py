"""Another service in place of the one that is asked for: fewer or other sites, another technique, a lower dose, alone.

It is a proposal of another request. Codes, diagnoses and modifiers stay as they are, and nothing of the record is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, islice
from typing import Any

from reasoner.inference.events import the_prior
from reasoner.inference.making.request import SLOTS
from reasoner.inference.making.setting import Setting
from reasoner.inference.places import BILATERAL, LEFT, RIGHT
from reasoner.model.additions import Addition
from reasoner.model.case import Dose, Service

# Of a service, how it is done may be asked for otherwise; not what it is for, nor for whom.
CHANGED = ("guidance", "sedation", "drug")
TRIED = 12


def otherwise(setting: Setting) -> Iterator[Addition]:
    """Other services with which the fact may be what is wanted."""
    service = setting.act
    maker = _MAKERS.get(setting.declaration.template)
    if maker is not None and isinstance(service, Service):
        yield from islice(maker(setting, service), TRIED)


def _coded(setting: Setting, service: Service) -> Iterator[Addition]:
    path = setting.declaration.text("path").rpartition("#")[2]
    if path not in CHANGED:
        return
    slot, kind, several = SLOTS[path]
    members = setting.declaration.terms("member")
    if several:
        kept = tuple(d for d in service.drugs if _fits(setting, d))
        doses = tuple(d for d in service.doses if _fits(setting, d.drug))
        if kept:
            yield Addition(asks=(replace(service, drugs=kept, doses=doses),))
        return
    known = dict.fromkeys(sorted(setting.rules.vocabulary.terms_of(kind).values(), key=str))
    # What the set names comes before what only lies below it.
    for term in sorted(known, key=lambda t: t not in members):
        if term != getattr(service, slot) and _fits(setting, term):
            told: dict[str, Any] = {slot: term}
            yield Addition(asks=(replace(service, **told),))


def _fits(setting: Setting, term: Any) -> bool:
    inside = setting.rules.matches_any(term, setting.declaration.terms("member"))
    return inside.sure if setting.wants_presence else not inside.possible


def _fewer(setting: Setting, service: Service) -> Iterator[Addition]:
    if setting.goal.at_most is None:
        return
    if service.side == BILATERAL:
        yield from (Addition(asks=(replace(service, side=side),)) for side in (LEFT, RIGHT))
    for size in range(len(service.sites) - 1, 0, -1):
        for sites in combinations(service.sites, size):
            yield Addition(asks=(replace(service, sites=sites),))


def _lower(setting: Setting, service: Service) -> Iterator[Addition]:
    most = setting.goal.at_most
    members = setting.declaration.terms("member")
    inside = [d for d in service.doses if setting.rules.matches_any(d.drug, members).possible]
    if most is not None and len(inside) == 1:
        lowered: tuple[Dose, ...] = tuple(
            replace(d, amount=min(d.amount, Decimal(most))) if d in inside else d for d in service.doses
        )
        yield Addition(asks=(replace(service, doses=lowered),))


def _alone(setting: Setting, service: Service) -> Iterator[Addition]:
    if not setting.wants_absence:
        return
    others = [s.iri for s in setting.case.services if s.iri != service.iri]
    for size in range(1, len(others) + 1):
        yield from (Addition(dropped=frozenset(left)) for left in combinations(others, size))


def _there(setting: Setting, service: Service) -> Iterator[Addition]:
    """At the sites of the one that is followed."""
    if setting.wants_presence:
        for event in the_prior(setting.record, setting.declaration, setting.focus, overlapping=False):
            if event.act.sites and event.act.sites != service.sites:
                yield Addition(asks=(replace(service, sites=event.act.sites),))


_MAKERS: Mapping[str, Any] = {
    "CodedInSet": _coded,
    "DistinctInSession": _fewer,
    "SameDayCompanion": _alone,
    "SameSite": _there,
    "SumInSession": _lower,
}
