"""How long a course of procedures has been going on: CourseLength."""

from __future__ import annotations

from datetime import date

from rdflib import URIRef

from reasoner.inference.events import matching
from reasoner.inference.lengths import elapsed, parsed
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import quantity
from reasoner.inference.templates.events import at_key, count_keys, surely_at
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.dates import Length, Span
from reasoner.model.facts import FactValue

OPEN = "The record is not told to hold every earlier procedure, so the course may have begun before."


def course_length(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """From the first procedure of the course to the day of service; by a key, the longest such course."""
    act = record.service(focus)
    day, unit, kind = record.case.date_of_service, declaration.unit or "month", declaration.text("countKey")
    told = declaration.text("gap")
    gap = parsed(told) if told else None
    events = matching(record, declaration, focus)
    at_least, at_most, bounded, follows = 0, 0, record.complete("ProcedureHistory"), set[URIRef]()
    for key in count_keys(record, act, kind):
        here = [(event, at_key(record, kind, act, event.act, key)) for event in events]
        possible = [record.span(event.act) for event, there in here if there.possible]
        sure = [record.span(event.act) for event, there in here if min(event.match, there).sure]
        follows |= {event.iri for event, there in here if there.possible}
        if surely_at(record, act, kind, key):
            at_least = max(at_least, elapsed(_latest_start(sure, gap, day), day, unit))
        start = _earliest_start(possible, gap, day)
        bounded = bounded and start is not None
        at_most = max(at_most, elapsed(start or day, day, unit))
    complete = record.complete("ProcedureHistory")
    note = "" if complete else OPEN
    return quantity(at_least, at_most if bounded else None, follows or [record.case.iri], note)


def _latest_start(sure: list[Span], gap: Length | None, day: date) -> date:
    """A day on or before which the course surely began: a procedure belongs to it if it surely lies near enough.

    Further procedures only lengthen a course, so that those which are not sure need not be looked at.
    """
    start = day
    while True:
        joined = [
            span.latest
            for span in sure
            if span.latest is not None
            and (gap is None or (span.earliest is not None and gap.after(span.earliest) > start))
        ]
        earlier = min([start, *joined])
        if earlier == start:
            return start
        start = earlier


def _earliest_start(possible: list[Span], gap: Length | None, day: date) -> date | None:
    """The first day on which the course can have begun; None where nothing bounds it."""
    start = day
    while True:
        joined = [
            span.earliest
            for span in possible
            if gap is None or span.latest is None or gap.after(span.latest) > start
        ]
        bounds = [first for first in joined if first is not None]
        if len(bounds) < len(joined):
            return None
        earlier = min([start, *bounds])
        if earlier == start:
            return start
        start = earlier
