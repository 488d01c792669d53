"""Facts about all acts of one day: DistinctInSession, SameDayCompanion."""

from __future__ import annotations

from rdflib import URIRef

from reasoner.errors import KnowledgeError, Problem
from reasoner.inference.events import follows_kinds, the_prior
from reasoner.inference.places import BILATERAL, LEFT, RIGHT
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import WHOLE_DAY, as_status, quantity
from reasoner.inference.truth import Truth, negation, some
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Act, PriorProcedure
from reasoner.model.facts import FactValue

KEYS = ("site", "region", "site-side")
Key = tuple[URIRef, URIRef | None]


def distinct_in_session(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Distinct sites, regions or sided sites of the acts of the day in the class."""
    kind = declaration.text("countKey")
    if kind not in KEYS:
        raise KnowledgeError(
            Problem(
                f"The fact {declaration.label or declaration.name} counts by '{kind}'.",
                remedy=f"DistinctInSession counts by one of: {', '.join(KEYS)}.",
            )
        )
    sure: set[Key] = set()
    possible: set[Key] = set()
    bounded = True
    follows = []
    for act, match in of_the_day(record, declaration, record.service(focus)):
        certain, open_keys, known = _of_class(record, declaration, _keys(record, act, kind))
        possible |= open_keys
        bounded = bounded and known
        follows.append(act.iri)
        if match.sure:
            sure |= certain
    note = "" if record.complete("ServicesOfTheDay") else WHOLE_DAY
    return quantity(_fewest(sure), len(possible) if bounded else None, follows, note)


def _of_class(
    record: Record, declaration: FactDeclaration, keys: tuple[set[Key], set[Key], bool]
) -> tuple[set[Key], set[Key], bool]:
    """The keys that are sites of the class asked for; a place of another kind says only that one is not told."""
    wanted = declaration.terms("siteClass")
    if not wanted:
        return keys
    sure, possible, known = keys
    kept = {k for k in possible if record.rules.matches_any(k[0], wanted).sure}
    return sure & kept, kept, known and kept == possible


def of_the_day(record: Record, declaration: FactDeclaration, focus: Act) -> list[tuple[Act, Truth]]:
    """The acts that are possibly of that day and in the class, if one is asked for."""
    wanted = declaration.terms("procedureClass")
    found = []
    for act in record.acts.values():
        match = record.in_any(act, wanted) if wanted else Truth.YES
        if match.possible and act is not focus:
            match = min(match, record.days.together(focus.iri, act.iri))
        if match.possible:
            found.append((act, match))
    return found


def _keys(record: Record, act: Act, kind: str) -> tuple[set[Key], set[Key], bool]:
    """The keys an act surely and possibly counts for, and whether these are all. Side None: not known which."""
    places = record.places[act.iri]
    if kind == "region":
        regions = {site: record.atlas.regions(site) for site in places.possible}
        sure: set[Key] = {(region, BILATERAL) for site in places.sure for region in regions[site]}
        possible: set[Key] = {(region, BILATERAL) for site in places.possible for region in regions[site]}
        return sure, possible, places.told and all(regions.values())
    if kind == "site":
        whole = {(site, BILATERAL) for site in places.sure}, {(site, BILATERAL) for site in places.possible}
        return {*whole[0]}, {*whole[1]}, places.told
    sides = (LEFT, RIGHT) if places.side in (BILATERAL, None) else (places.side,)
    told = (None,) if places.side is None else sides
    return (
        {(site, side) for site in places.sure for side in told},
        {(site, side) for site in places.possible for side in sides},
        places.told,
    )


def _fewest(sure: set[Key]) -> int:
    """The fewest different keys: one whose side is not known may be one that is counted already."""
    sided = {key for key in sure if key[1] is not None}
    return len(sided) + len({site for site, side in sure if side is None} - {site for site, _ in sided})


def same_day_companion(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether another act of the class was or will be done on the same day."""
    if declaration.flag("ofPrior") or isinstance(focus, PriorProcedure):
        return _of_prior(record, declaration, focus)
    act = record.service(focus)
    found = _others(record, declaration, act)
    truth = some(found.values())
    note = "" if truth is not Truth.NO or record.complete("ServicesOfTheDay") else WHOLE_DAY
    return as_status(truth, [iri for iri, each in found.items() if each is truth] or [act.iri], note)


def _of_prior(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """On the day of the prior procedure: absent only where the record of procedures is complete."""
    kinds = follows_kinds(record, record.service(focus)) if not isinstance(focus, PriorProcedure) else ()
    truths, follows = [], []
    for event in the_prior(record, declaration, focus, kinds=kinds):
        found = _others(record, declaration, event.act)
        truth = some(found.values())
        if truth is Truth.NO and not record.complete("ProcedureHistory"):
            truth = Truth.MAYBE
        truths.append(truth)
        follows += [event.iri, *(iri for iri, each in found.items() if each is truth)]
    agreed = truths[0] if len(set(truths)) == 1 else Truth.MAYBE
    return as_status(agreed, follows)


def _others(record: Record, declaration: FactDeclaration, act: Act) -> dict[URIRef, Truth]:
    """The other acts that are possibly of the day of an act, in the class and not in the excluded one."""
    wanted, excluded = declaration.terms("procedureClass"), declaration.terms("excludedClass")
    found = {}
    for other in record.acts.values():
        if other.iri != act.iri:
            inside = record.in_any(other, wanted) if wanted else Truth.YES
            truth = min(inside, negation(record.in_any(other, excluded)))
            if truth.possible:
                truth = min(truth, record.days.together(act.iri, other.iri))
            if truth.possible:
                found[other.iri] = truth
    return found
