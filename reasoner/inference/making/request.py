"""What the request leaves open, told: guidance, sedation, intent, drugs and their doses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from rdflib import URIRef

from reasoner.inference.making.setting import Setting
from reasoner.inference.places import LEFT
from reasoner.model.additions import UNNAMED, Addition, Told
from reasoner.model.case import Dose
from reasoner.vocabulary import GUIDE

MILLIGRAM = "mg"

# The path of a fact, the slot of an act, the kind of term, and whether the slot takes several.
SLOTS: dict[str, tuple[str, URIRef, bool]] = {
    "guidance": ("guidance", GUIDE.Guidance, False),
    "sedation": ("sedation", GUIDE.Sedation, False),
    "intent": ("intent", GUIDE.Intent, False),
    "side": ("side", GUIDE.Side, False),
    "drug": ("drugs", GUIDE.Drug, True),
    "site": ("sites", GUIDE.Site, True),
}


def values(setting: Setting) -> Iterator[Addition]:
    """A value of the set where none is told; one outside it where the fact shall be absent."""
    slot, kind, several = SLOTS.get(
        setting.declaration.text("path").rpartition("#")[2], ("", GUIDE.Concept, False)
    )
    if not slot or getattr(setting.act, slot):
        return
    for term in _terms(setting, kind):
        value: Any = (term,) if several else term
        yield Addition(told=(Told(setting.act.iri, slot, value),))


def doses(setting: Setting) -> Iterator[Addition]:
    """What is given: a dose of the set that keeps below the limit; or, where nothing is told, something else."""
    members, goal, act = setting.declaration.terms("member"), setting.goal, setting.act
    if goal.at_most is None:
        return
    inside = [d for d in act.drugs if setting.rules.matches_any(d, members).possible]
    if inside and not act.doses:
        unit = setting.declaration.unit or MILLIGRAM
        told = tuple(
            setting.node(Dose(UNNAMED, drug, goal.at_most if n == 0 else Decimal(0), unit))
            for n, drug in enumerate(inside)
        )
        yield Addition(told=(Told(act.iri, "doses", told),))
    if not act.drugs and not act.doses:
        known = setting.rules.vocabulary.terms_of(GUIDE.Drug).values()
        other = sorted(d for d in known if not setting.rules.matches_any(d, members).possible)
        yield from (Addition(told=(Told(act.iri, "drugs", (drug,)),)) for drug in other[:1])


def sites(setting: Setting) -> Iterator[Addition]:
    """Where it is done, where no site is told: at a site that the case speaks of elsewhere, else at any that there is."""
    act, case = setting.act, setting.case
    if act.sites or act.structures:
        return
    spoken = [site for each in (*case.services, *case.history) for site in each.sites]
    spoken += [site for each in case.statements for site in each.sites]
    known = sorted(setting.rules.vocabulary.terms_of(GUIDE.Site).values(), key=str)
    side = () if act.side is not None else (Told(act.iri, "side", LEFT),)
    for site in dict.fromkeys((*sorted(spoken, key=str), *known)):
        yield Addition(told=(Told(act.iri, "sites", (site,)), *side))


def _terms(setting: Setting, kind: URIRef) -> Iterator[URIRef]:
    members = setting.declaration.terms("member")
    if setting.wants_presence:
        yield from setting.named(kind, members)
        return
    known = setting.rules.vocabulary.terms_of(kind).values()
    outside = [t for t in known if not setting.rules.matches_any(t, members).possible]
    yield from sorted(dict.fromkeys(outside), key=str)[:4]
