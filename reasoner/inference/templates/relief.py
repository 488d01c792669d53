"""Relief after a prior procedure, in percent: Relief.

Only measurements of one key (procedure, symptom, scale, moment) can disagree. A response that shares its day
with an act that could explain it proves at most what it states: another act can add relief, not remove it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from rdflib import URIRef

from reasoner.inference.events import Event, the_prior
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import quantity
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Response
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

_WORSE = GUIDE.higherIsWorse

CONFOUNDED = (
    "Another act was done on the day of the prior one and could explain the relief: "
    "it proves at most what it states, nothing at least."
)
SCALES = "It is told on different scales, which are not converted: the bounds span them."
UNLABELLED = "No moment is told; it is read as the one that is asked for, as it is the only response."
UNNAMED = "A response that does not name its symptom proves nothing."
CANDIDATES = "The request does not name the prior procedure: the bounds span every one that it may be."

_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Told:
    """Bounds in percent with the responses they come from."""

    at_least: Decimal | None
    at_most: Decimal | None
    nodes: tuple[URIRef, ...]
    conflicting: bool = False
    notes: tuple[str, ...] = ()


def relief(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The relief that the record proves, for whichever candidate is the prior procedure."""
    return of_candidates(
        the_prior(record, declaration, focus), lambda e: relief_after(record, declaration, e)
    )


def of_candidates(found: tuple[Event, ...], read: Callable[[Event], Told]) -> FactValue:
    """What holds for each of the candidates, whichever of them is the prior procedure."""
    if not found:
        return quantity(None, None)
    told = [read(event) for event in found]
    whole = hull(told)
    notes = dict.fromkeys(note for each in told for note in each.notes)
    if len(found) > 1:
        notes[CANDIDATES] = None
    return quantity(
        whole.at_least, whole.at_most, whole.nodes, " ".join(notes), conflicting=whole.conflicting
    )


def reaches(told: Told, level: Decimal) -> Truth:
    """Whether what is told is at least the level."""
    if told.at_least is not None and told.at_least >= level:
        return Truth.YES
    return Truth.NO if told.at_most is not None and told.at_most < level else Truth.MAYBE


def relief_after(record: Record, declaration: FactDeclaration, event: Event) -> Told:
    """The bounds of one prior procedure: every key by itself, then all keys together."""
    responses, notes = responses_of(record, declaration, event)
    keys: dict[tuple[str, str, str], list[Told]] = {}
    for response in responses:
        told = percent_of(record, response)
        if told is not None:
            key = (str(response.scale or ""), str(response.measured_at or ""), str(response.target or ""))
            keys.setdefault(key, []).append(told)
    if not keys:
        return Told(None, None, (event.iri,), notes=notes)
    measured = [intersection(keys[key]) for key in sorted(keys)]
    whole = hull(measured)
    if len({scale for scale, _, _ in keys}) > 1:
        notes = (*notes, SCALES)
    nodes = (event.iri, *whole.nodes)
    companions = companions_of(record, declaration, event)
    if companions:
        nodes, notes = (*nodes, *companions), (*notes, CONFOUNDED)
        return Told(None, whole.at_most, nodes, whole.conflicting, notes)
    return Told(whole.at_least, whole.at_most, nodes, whole.conflicting, notes)


def responses_of(
    record: Record, declaration: FactDeclaration, event: Event
) -> tuple[list[Response], tuple[str, ...]]:
    """The responses of the symptom at the moment, and how they were chosen."""
    wanted, moment = declaration.terms("pain"), declaration.term("moment")
    of_symptom, notes = [], list[str]()
    for response in event.act.responses:
        if response.target is None and wanted:
            notes = [UNNAMED]
        elif response.target is None or not wanted or _about(record, response.target, wanted):
            of_symptom.append(response)
    if moment is None:
        return of_symptom, tuple(notes)
    at_moment = [r for r in of_symptom if r.measured_at == moment]
    if not at_moment and len(of_symptom) == 1 and of_symptom[0].measured_at is None:
        return of_symptom, (*notes, UNLABELLED)
    return at_moment, tuple(notes)


def _about(record: Record, target: URIRef, wanted: tuple[URIRef, ...]) -> bool:
    return record.rules.matches_any(target, wanted).sure


def percent_of(record: Record, response: Response) -> Told | None:
    """The told percentage; or, from two values of a scale on which more is worse, the part that went away."""
    low, high = response.relief_at_least, response.relief_at_most
    if low is None and high is None:
        low = high = _from_scores(record, response)
    if low is None and high is None:
        return None
    return Told(low, high, (response.iri,))


def _from_scores(record: Record, response: Response) -> Decimal | None:
    before, after = response.before, response.after
    if response.scale is None or before is None or after is None or before == 0:
        return None
    worse = record.rules.vocabulary.value(response.scale, _WORSE)
    if str(worse) != "true":
        return None
    percent = Decimal(100) * (before - after) / before
    return percent.quantize(_PLACES, rounding=ROUND_HALF_EVEN).normalize()


def intersection(told: list[Told]) -> Told:
    """What all of several measurements of one key leave; where they leave nothing, their hull: a conflict."""
    nodes = tuple(node for each in told for node in each.nodes)
    low = max((each.at_least for each in told if each.at_least is not None), default=None)
    high = min((each.at_most for each in told if each.at_most is not None), default=None)
    if low is not None and high is not None and low > high:
        both = hull(told)
        return Told(both.at_least, both.at_most, nodes, conflicting=True)
    return Told(low, high, nodes)


def hull(told: list[Told]) -> Told:
    """The least bounds that hold whichever of several is meant; one without a bound leaves none."""
    lows, highs = [each.at_least for each in told], [each.at_most for each in told]
    return Told(
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
        tuple(node for each in told for node in each.nodes),
        any(each.conflicting for each in told),
    )


def companions_of(record: Record, declaration: FactDeclaration, event: Event) -> tuple[URIRef, ...]:
    """Other acts told to be on the day of the prior one that are not surely of the template's own class."""
    own = declaration.terms("procedureClass")
    return tuple(
        other for other in record.days.same(event.iri) if not record.in_any(record.acts[other], own).sure
    )
