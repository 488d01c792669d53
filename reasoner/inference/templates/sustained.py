"""How long a response to a prior procedure lasted at a level: Sustained.

The length is counted from the procedure. A response that tells how long it lasted proves so much; one that has a
date proves what lies between; one without either says nothing of time, but for a peak below the level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rdflib import URIRef

from reasoner.inference.events import Event, the_prior
from reasoner.inference.lengths import elapsed, longest, shortest
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import level_of
from reasoner.inference.templates.relief import (
    CONFOUNDED,
    SCALES,
    Told,
    companions_of,
    intersection,
    of_candidates,
    percent_of,
    reaches,
    responses_of,
)
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Response
from reasoner.model.dates import Length, Span
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

PEAK, END_OF_AGENT = GUIDE["moment-peak"], GUIDE["moment-end-of-agent"]
DISAGREE = "The responses disagree on how long it lasted."


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement: whether it was at the level, when, and how long that is told to have lasted."""

    reached: Truth
    scale: URIRef | None
    moment: URIRef | None
    date: Span
    at_least: Length | None
    at_most: Length | None

    @property
    def timed(self) -> bool:
        """Whether it is told how long it lasted."""
        return self.at_least is not None or self.at_most is not None

    @property
    def momentary(self) -> bool:
        """Whether its moment is one of the first day: without a length it says nothing of later days."""
        return self.moment in (PEAK, END_OF_AGENT)


@dataclass(frozen=True, slots=True)
class Frame:
    """What lengths are counted in: the days the procedure can have had, the unit, the last day of the record.

    Without a last day nothing is concluded from how long a response below the level lasted.
    """

    span: Span
    unit: str
    limit: date | None


def sustained(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The length that the record proves, for whichever candidate is the prior procedure."""
    return of_candidates(the_prior(record, declaration, focus), lambda e: _of_event(record, declaration, e))


def _of_event(record: Record, declaration: FactDeclaration, event: Event) -> Told:
    """The bounds after one prior procedure, from all its responses together."""
    responses, notes = responses_of(record, declaration, event)
    measured, conflicting = _measured(record, responses, level_of(declaration))
    limit = min(record.case.recorded_on, record.case.date_of_service)
    frame = Frame(record.span(event.act), declaration.unit, limit)
    low, high = _at_least(measured, frame), _at_most(measured, frame)
    if low is not None and high is not None and low > high:
        # Told lengths are rounded, and one below the level may be counted from where the level was lost: that
        # such a length does not fit is no disagreement.
        frame = replace(frame, limit=None)
        high = _at_most(measured, frame)
    if low is not None and high is not None and low > high:
        # Different scales do not disagree, as in Relief: the bounds span them.
        alike = _crossed(measured, frame)
        low, high, conflicting = high, low, conflicting or alike
        notes = notes if alike else (*notes, SCALES)
    if low is None and high is not None:
        low = 0
    nodes = (event.iri, *(response.iri for response in responses))
    notes = (*notes, DISAGREE) if conflicting else notes
    companions = companions_of(record, declaration, event)
    if companions:
        # Another act can make a response last, not cut it short.
        low, nodes, notes = None, (*nodes, *companions), (*notes, CONFOUNDED)
    return Told(_number(low), _number(high), nodes, conflicting, notes)


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _measured(record: Record, responses: list[Response], level: Decimal) -> tuple[list[Measured], bool]:
    """The measurements, and whether some disagree: those of one key (scale, moment, date, length) are one."""
    keys: dict[tuple[object, ...], list[Response]] = {}
    for r in responses:
        keys.setdefault((r.scale, r.measured_at, r.date, r.at_least, r.at_most), []).append(r)
    found, disagree = [], False
    for same in keys.values():
        told = intersection([percent_of(record, r) or Told(None, None, ()) for r in same])
        reached = reaches(told, level)
        disagree = disagree or (told.conflicting and reached is Truth.MAYBE)
        r = same[0]
        latest = None if r.date.latest is None else min(r.date.latest, record.case.recorded_on)
        when = Span(r.date.earliest, latest)
        found.append(Measured(reached, r.scale, r.measured_at, when, r.at_least, r.at_most))
    return found, disagree


def _crossed(measured: list[Measured], frame: Frame) -> bool:
    """Whether the measurements of one scale alone disagree."""
    for scale in {m.scale for m in measured}:
        alike = [m for m in measured if m.scale == scale]
        low, high = _at_least(alike, frame), _at_most(alike, frame)
        if low is not None and high is not None and low > high:
            return True
    return False


def _at_least(measured: list[Measured], frame: Frame) -> int | None:
    """The longest told length at the level, and the last day at it with none between that may be below."""
    found = [shortest(m.at_least, frame.unit) for m in measured if m.reached.sure and m.at_least is not None]
    doubtful = [m.date for m in measured if m.date.known and not m.reached.sure]
    began = frame.span.latest
    for m in measured:
        day = m.date.earliest
        if day is None or began is None or not m.reached.sure:
            continue
        if not any(_may_precede(other, m.date) for other in doubtful):
            found.append(elapsed(began, day, frame.unit))
    return max(found, default=None)


def _may_precede(one: Span, other: Span) -> bool:
    return one.earliest is None or other.latest is None or one.earliest < other.latest


def _at_most(measured: list[Measured], frame: Frame) -> int | None:
    """The least bound that anything told sets."""
    possible = [m for m in measured if m.reached.possible]
    found = [_ended(possible, frame)]
    for m in measured:
        if not m.reached.possible:
            found += _below(m, bool(possible), frame)
    return min((bound for bound in found if bound is not None), default=None)


def _ended(possible: list[Measured], frame: Frame) -> int | None:
    """Told lengths at the level are all there was, unless one is not told to have ended."""
    if any(m.at_most is None for m in possible if m.timed):
        return None
    if any(not m.timed and not m.momentary and not m.date.known for m in possible):
        return None
    lengths = [longest(m.at_most, frame.unit) for m in possible if m.at_most is not None]
    return max(lengths) if any(m.timed and not m.momentary for m in possible) else None


def _below(m: Measured, other: bool, frame: Frame) -> list[int | None]:
    """What a response surely below the level proves; `other`: another one may have been at it before."""
    if m.moment == PEAK or (m.timed and not other):
        return [0]
    found: list[int | None] = []
    first = frame.span.earliest
    if first is not None and m.date.latest is not None:
        found.append(elapsed(first, m.date.latest, frame.unit))
    if frame.limit is None:
        return found
    if m.at_most is not None:
        found.append(longest(m.at_most, frame.unit))
    if first is not None and m.at_least is not None:
        # It lasted so long by the end of the record at the latest: it had begun by then.
        found.append(elapsed(first, m.at_least.before(frame.limit), frame.unit))
    return found
