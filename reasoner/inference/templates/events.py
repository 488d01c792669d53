"""Facts read from prior procedures: GapSince, CountInWindow, EventRecorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rdflib import URIRef

from reasoner.inference.events import matching, the_prior
from reasoner.inference.lengths import elapsed, parsed
from reasoner.inference.places import sides_meet
from reasoner.inference.record import Focus, Record, told_equal
from reasoner.inference.templates.common import COMPLETE, as_status, quantity
from reasoner.inference.truth import Truth, every, some
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Act, PriorProcedure
from reasoner.model.dates import Span
from reasoner.model.facts import FactValue

UNDATED = "It has no date; it was done on or before the day on which the record was made."


def event_recorded(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether a matching procedure was done."""
    found = matching(record, declaration, focus)
    sure = [event.iri for event in found if event.match.sure]
    if sure:
        return as_status(Truth.YES, sure)
    if not found and record.complete("ProcedureHistory"):
        return as_status(Truth.NO, [record.case.iri], COMPLETE)
    return as_status(Truth.MAYBE, [event.iri for event in found])


def gap_since(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The time from the last matching procedure, or from the prior one, to the day of service."""
    of_prior = declaration.flag("ofPrior") or isinstance(focus, PriorProcedure)
    found = the_prior(record, declaration, focus) if of_prior else matching(record, declaration, focus)
    if not found:
        return quantity(None, None)
    spans = [_past(record, event.act) for event in found]
    gaps = [_gap(record, span, declaration.unit) for span in spans]
    note = (
        UNDATED
        if any(not event.act.date.known and gap[1] is None for event, gap in zip(found, gaps, strict=True))
        else ""
    )
    least = min(low for low, _ in gaps)
    if of_prior:
        # Any of the candidates may be the one that is followed: the bounds hold for each of them.
        most = [high for _, high in gaps]
    else:
        # The last one is at least as late as every sure one.
        sure = [high for event, (_, high) in zip(found, gaps, strict=True) if event.match.sure]
        most = [min((high for high in sure if high is not None), default=None)]
    at_most = None if None in most else max(high for high in most if high is not None)
    return quantity(least, at_most, [event.iri for event in found], note)


def _past(record: Record, act: Act) -> Span:
    span = record.span(act)
    return Span(span.earliest, span.latest or record.case.recorded_on)


def _gap(record: Record, span: Span, unit: str) -> tuple[int, int | None]:
    day = record.case.date_of_service
    latest = span.latest or day
    return elapsed(latest, day, unit), None if span.earliest is None else elapsed(span.earliest, day, unit)


@dataclass(frozen=True, slots=True)
class Session:
    """The acts of one day that may count: whether one surely does, and the days it can have been."""

    acts: frozenset[URIRef]
    match: Truth
    span: Span


def count_in_window(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Sessions up to and including this one; by a key, those of the key of the focus that has most."""
    act = record.service(focus)
    day = record.case.date_of_service
    window = declaration.text("window")
    opens = parsed(window).before(day) if window else None
    kind = declaration.text("countKey")
    alike = _counted(record, declaration)
    at_least, at_most, follows = 0, 0, set[URIRef]()
    for key in count_keys(record, act, kind):
        here = {
            other.iri: match if other.iri == act.iri else min(match, at_key(record, kind, act, other, key))
            for other, match in alike
        }
        sessions = _sessions(record, {iri: match for iri, match in here.items() if match}, opens)
        if surely_at(record, act, kind, key):
            at_least = max(at_least, distinct_days([s.span for s in sessions if s.match.sure], day))
        at_most = max(at_most, len(sessions))
        follows.update(node for session in sessions for node in session.acts)
    complete = record.complete("ProcedureHistory")
    note = "" if complete else "The record is not told to hold every earlier procedure, so there may be more."
    return quantity(at_least, at_most if complete else None, follows, note)


def count_keys(record: Record, act: Act, kind: str) -> tuple[URIRef | None, ...]:
    """The sites or regions of the focus, by which sessions are counted apart; None: all are one."""
    places = record.places[act.iri]
    if kind == "site":
        return tuple(sorted(places.possible)) or (None,)
    if kind == "region":
        regions = {region for site in places.possible for region in record.atlas.regions(site)}
        return tuple(sorted(regions)) or (None,)
    return (None,)


def surely_at(record: Record, act: Act, kind: str, key: URIRef | None) -> bool:
    """Whether the focus is surely at the key; sessions at a place that it may not treat prove nothing of it."""
    places = record.places[act.iri]
    if key is None:
        return True
    if kind == "site":
        return key in places.sure
    return any(key in record.atlas.regions(site) for site in places.sure)


def _sessions(record: Record, here: dict[URIRef, Truth], opens: date | None) -> list[Session]:
    """The days on which something counts, here, that is not surely outside the window."""
    groups: dict[frozenset[URIRef], Truth] = {}
    for iri, match in here.items():
        group = record.days.group(iri)
        groups[group] = max(match, groups.get(group, Truth.NO))
    found = []
    for group, match in groups.items():
        span = record.days.span(min(group))
        inside = _inside(span, opens, record.case.date_of_service)
        if inside.possible:
            found.append(Session(frozenset(iri for iri in group if iri in here), min(match, inside), span))
    return found


def _counted(record: Record, declaration: FactDeclaration) -> tuple[tuple[Act, Truth], ...]:
    """The acts that may count, wherever and whenever they were; kept, as several facts count the same."""
    key = tuple(declaration.terms(parameter) for parameter in ("procedureClass", "intent", "outcome"))
    known = record.counted.get(key)
    if known is None:
        told = ((other, _alike(record, declaration, other)) for other in record.acts.values())
        known = record.counted[key] = tuple((other, match) for other, match in told if match)
    return known


def _alike(record: Record, declaration: FactDeclaration, other: Act) -> Truth:
    """Whether an act is one that counts, wherever and whenever it was."""
    outcome = other.outcome if isinstance(other, PriorProcedure) else None
    # A requested service has no outcome yet; it counts whatever outcome is asked of earlier ones.
    asked = declaration.terms("outcome") if isinstance(other, PriorProcedure) else ()
    return every(
        (
            record.in_any(other, declaration.terms("procedureClass")),
            told_equal(record.rules, other.intent, declaration.terms("intent")),
            told_equal(record.rules, outcome, asked),
        )
    )


def at_key(record: Record, kind: str, act: Act, other: Act, key: URIRef | None) -> Truth:
    """Whether another act was at a place of the focus; without a kind of place every act is."""
    if kind not in ("site", "region"):
        return Truth.YES
    own, places = record.places[act.iri], record.places[other.iri]
    if key is None or not places.told:
        return Truth.MAYBE
    if kind == "site":
        at = Truth.YES if key in places.sure else Truth.MAYBE if key in places.possible else Truth.NO
        return min(at, sides_meet(own.side, places.side))
    return some(
        Truth.YES if site in places.sure else Truth.MAYBE
        for site in places.possible
        if key in record.atlas.regions(site)
    )


def _inside(span: Span, opens: date | None, day: date) -> Truth:
    """Whether a day lies in (opens, day]."""
    if span.earliest is not None and span.earliest > day:
        return Truth.NO
    if opens is not None and span.latest is not None and span.latest <= opens:
        return Truth.NO
    begins = opens is None or (span.earliest is not None and span.earliest > opens)
    ends = span.latest is not None and span.latest <= day
    return Truth.YES if begins and ends else Truth.MAYBE


def distinct_days(spans: list[Span], day: date) -> int:
    """The fewest different days on which sessions with these possible days can have been."""
    count = 0
    last: date | None = None
    for span in sorted(spans, key=lambda s: s.latest or day):
        latest = span.latest or day
        if last is None or (span.earliest is not None and span.earliest > last):
            count, last = count + 1, latest
    return count
