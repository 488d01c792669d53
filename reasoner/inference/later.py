"""Facts of one case on many later days of service: those that do not read the day are made once.

After the last day of the record another day of service changes nothing of what was done before: on which days it can have
been, what shares a day with what, the phases. Which facts read the day of service itself is tried, not listed: each is made
once from a record that has no such day (`parts`), and one that misses it is made again for every day.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields

from rdflib import URIRef

from reasoner.inference.asked import plan_of
from reasoner.inference.classes import ClassRules
from reasoner.inference.days import Days
from reasoner.inference.groups import Decided, One
from reasoner.inference.parts import only, same
from reasoner.inference.phases import phase_names
from reasoner.inference.record import Focus, Record
from reasoner.inference.slices import told_of
from reasoner.inference.templates import LINE, PRIOR, SERVICE
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Case
from reasoner.model.dates import Span

_BUT_THE_DAY = tuple(f.name for f in fields(Case) if f.name != "date_of_service")


class LaterDays:
    """The facts of a case that read the day of service (`dated`: focus and name), on one later day after another."""

    def __init__(
        self,
        case: Case,
        rules: ClassRules,
        declarations: tuple[FactDeclaration, ...],
        wanted: Container[URIRef] | None = None,
    ) -> None:
        """`case` is the case on one of these days, for which `settled` holds."""
        plan = plan_of(declarations, wanted)
        record = Record(case, rules)
        record.settle({s.iri: tuple((name, ()) for name in phase_names(record, s)) for s in case.services})
        record.charted = plan.charted
        focuses: dict[URIRef, tuple[Focus, ...]] = {
            SERVICE: case.services,
            LINE: tuple(line for service in case.services for line in service.lines),
            PRIOR: case.history,
        }
        without = _Without(record)
        self._dated: list[tuple[One, tuple[Focus, ...]]] = []
        for place, making in enumerate(plan.makings):
            one = One(place, place, making)
            for alike in _alike(making.declaration, focuses[making.declaration.focus]):
                if without.misses(one, alike[0]):
                    self._dated.append((one, alike))
        self.dated = frozenset(
            (focus.iri, one.making.declaration.name) for one, alike in self._dated for focus in alike
        )
        self._record = record

    @staticmethod
    def settled(case: Case) -> bool:
        """Whether everything that was done before lies within the record, and the day of service after it."""
        days = Days(case)
        last = [days.span(prior.iri).latest for prior in case.history]
        return case.recorded_on < case.date_of_service and all(
            day is not None and day <= case.recorded_on for day in last
        )

    def values(self, case: Case) -> Iterator[tuple[URIRef, URIRef, Decided]]:
        """Focus, name and value of each of the `dated` facts, on the day of the case."""
        record = _on_day(self._record, case)
        for one, alike in self._dated:
            name, value = one.making.declaration.name, one.over(record, alike[0])
            for focus in alike:
                yield focus.iri, name, value


def _alike(declaration: FactDeclaration, focuses: tuple[Focus, ...]) -> Iterable[tuple[Focus, ...]]:
    """The focuses for which a fact is the same: all, where it reads only what is told of the patient."""
    told = told_of(declaration)
    if told is not None and not told.focused and told.after is None:
        return (focuses,) if focuses else ()
    return ((focus,) for focus in focuses)


def _on_day(record: Record, case: Case) -> Record:
    """The record on another later day: what was found of it stays, only the services are done on that day."""
    days, day = record.days, Span(case.date_of_service, case.date_of_service)
    spans = {act: days.span(act) for act in record.acts} | {service.iri: day for service in case.services}
    groups = {act: days.group(act) for act in record.acts}
    held: Mapping[str, object] = vars(record) | {
        "case": case,
        "days": only(Days, _group=groups, _span=spans),
        "events": record.events,
        "counted": record.counted,
    }
    return only(Record, **held)


class _Without:
    """A record without the day of service: reading that, or the day of a service, is an error."""

    def __init__(self, record: Record) -> None:
        days, services = record.days, {service.iri for service in record.case.services}
        part = only(
            Days,
            _group={act: days.group(act) for act in record.acts},
            _span={act: days.span(act) for act in record.acts if act not in services},
            # No earlier act can be of a day after the record.
            together=days.together,
        )
        held: Mapping[str, object] = vars(record) | {
            "case": same(Case, record.case, _BUT_THE_DAY),
            "days": part,
            "events": {},
            "later": lambda act: False,
        }
        self._record = only(Record, **held)

    def misses(self, one: One, focus: Focus) -> bool:
        """Whether a fact cannot be made without the day."""
        # What another fact found is not to hide what this one would read.
        self._record.events.clear()
        try:
            one.over(self._record, focus)
        except (AttributeError, KeyError):
            return True
        return False
