"""One case, indexed once for inference: classes of its acts and lines, their days, places and episodes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import URIRef

from reasoner.inference.classes import ClassRules
from reasoner.inference.days import Days
from reasoner.inference.kinds import Kind, Phases, kinds_of
from reasoner.inference.places import Places, overlap
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Act, CareEpisode, Case, PriorProcedure, Service, ServiceLine
from reasoner.model.dates import Span
from reasoner.vocabulary import GUIDE

if TYPE_CHECKING:
    from reasoner.inference.events import Event

Focus = Service | PriorProcedure | ServiceLine

_CORE = str(GUIDE)
CONSIDERED = GUIDE["medicationStatus-considered"]


class Record:
    """What the templates read. Every answer about an act is three-valued."""

    def __init__(self, case: Case, rules: ClassRules) -> None:
        self.case = case
        self.rules = rules
        # By concept, the declared fact that reads the chart about it.
        self.charted: Mapping[URIRef, FactDeclaration] = {}
        kinds = kinds_of(rules)
        acts: tuple[Act, ...] = (*case.services, *case.history)
        self.acts: dict[URIRef, Act] = {act.iri: act for act in acts}
        self.atlas = kinds.atlas
        self.kinds: Mapping[URIRef, Kind] = kinds.of(acts)
        self.places: Mapping[URIRef, Places] = {iri: kind.places for iri, kind in self.kinds.items()}
        self._complete = frozenset(kind.removeprefix(_CORE) for kind in map(str, case.complete_for))

    @cached_property
    def days(self) -> Days:
        """The days of the acts."""
        return Days(self.case)

    @cached_property
    def episodes(self) -> tuple[CareEpisode, ...]:
        """Care and medications; a drug that is only thought of was not given."""
        return (
            *self.case.care,
            *(m for m in self.case.medications if m.medication_status != CONSIDERED),
        )

    @cached_property
    def events(self) -> dict[object, tuple[Event, ...]]:
        """The prior procedures that were found to match, by what was asked for."""
        return {}

    @cached_property
    def counted(self) -> dict[object, tuple[tuple[Act, Truth], ...]]:
        """The acts that were found to count, whenever they were, by what was asked for."""
        return {}

    @cached_property
    def _service_of(self) -> dict[URIRef, Service]:
        return {line.iri: service for service in self.case.services for line in service.lines}

    @property
    def completed(self) -> frozenset[str]:
        """The kinds of which the case says that its record has no hidden members."""
        return self._complete

    def complete(self, *kinds: str) -> bool:
        """Whether the case says that its record of these kinds has no hidden members."""
        return self._complete.issuperset(kinds)

    def service(self, focus: Focus) -> Act:
        """The act itself; for a line, the service that it bills."""
        return self._service_of[focus.iri] if isinstance(focus, ServiceLine) else focus

    def span(self, act: Act) -> Span:
        """The days that an act can have been done on."""
        return self.days.span(act.iri)

    def later(self, act: Act) -> bool:
        """Whether an act is told to have been done after the day of service."""
        earliest = self.days.span(act.iri).earliest
        return earliest is not None and earliest > self.case.date_of_service

    def settle(self, phases: Mapping[URIRef, Phases]) -> None:
        """Give the services the classes of their phases, with everything that follows."""
        if any(phases.values()):
            self.kinds = kinds_of(self.rules).of(tuple(self.acts.values()), phases)

    def in_class(self, act: Act, name: URIRef) -> Truth:
        """Whether an act is in a class; possibly, where what is told of its procedure leaves that open."""
        return self.kinds[act.iri].in_class(name)

    def in_any(self, act: Act, names: tuple[URIRef, ...]) -> Truth:
        """Whether an act is in one of several classes."""
        return self.kinds[act.iri].in_any(names)

    def overlaps(self, act: Act, other: Act) -> Truth:
        """Whether two acts share a site on a common side."""
        return overlap(self.places[act.iri], self.places[other.iri])


def told_equal(rules: ClassRules, told: URIRef | None, wanted: tuple[URIRef, ...]) -> Truth:
    """Whether a told value is one of those wanted; not told is possibly; nothing wanted is yes."""
    if not wanted:
        return Truth.YES
    return Truth.MAYBE if told is None else rules.matches_any(told, wanted)
