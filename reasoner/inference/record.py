"""One case, indexed once for inference: classes of its acts and lines, their days, places and episodes."""

from __future__ import annotations

from dataclasses import replace

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.inference.classes import ClassRules
from reasoner.inference.days import Days
from reasoner.inference.expressions import Every, Expression, Named, Some, Value
from reasoner.inference.places import Atlas, Places, overlap
from reasoner.inference.truth import Truth, some
from reasoner.inference.world import World
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Act, CareEpisode, Case, PriorProcedure, Service, ServiceLine
from reasoner.model.dates import Span
from reasoner.vocabulary import GUIDE

Focus = Service | PriorProcedure | ServiceLine

CONSIDERED = GUIDE["medicationStatus-considered"]


class Record:
    """What the templates read. Every answer about an act is three-valued."""

    def __init__(self, case: Case, rules: ClassRules, declarations: tuple[FactDeclaration, ...] = ()) -> None:
        self.case = case
        self.rules = rules
        self.declarations = declarations
        self.acts: dict[URIRef, Act] = {a.iri: a for a in (*case.services, *case.history)}
        self.days = Days(case)
        self.atlas = Atlas(rules)
        # A drug that is only thought of was not given.
        self.episodes: tuple[CareEpisode, ...] = (
            *case.care,
            *(m for m in case.medications if m.medication_status != CONSIDERED),
        )
        self._service_of = {line.iri: service for service in case.services for line in service.lines}
        self._in: dict[tuple[URIRef, URIRef], Truth] = {}
        self.world = _classify(case, rules)
        self.places: dict[URIRef, Places] = {iri: self._placed(act) for iri, act in self.acts.items()}

    def complete(self, *kinds: str) -> bool:
        """Whether the case says that its record of these kinds has no hidden members."""
        return all(GUIDE[kind] in self.case.complete_for for kind in kinds)

    def service(self, focus: Focus) -> Act:
        """The act itself; for a line, the service that it bills."""
        return self._service_of[focus.iri] if isinstance(focus, ServiceLine) else focus

    def span(self, act: Act) -> Span:
        """The days that an act can have been done on."""
        return self.days.span(act.iri)

    def types(self, node: URIRef) -> frozenset[URIRef]:
        """Every class that an act, line or code is known to have."""
        return frozenset(self.world.types(node))

    def add_phase(self, service: Service, name: URIRef, follows: tuple[URIRef, ...]) -> None:
        """Give a service a class of its phase.

        Its superclasses follow, but a class that is only possible proves nothing of what the service is: of
        its superclasses only those that are themselves possible classes, or hold anyway, follow.
        """
        possible = self.rules.possible_classes
        if name not in possible:
            self.world.add_type(service.iri, name, follows)
            return
        for ancestor in sorted(self.rules.ancestors(name) & possible):
            self.world.add_bare_type(service.iri, ancestor, follows)

    def settle(self) -> None:
        """Let everything follow from the phases that were added."""
        self.world.saturate(self.rules.rules)
        self._in.clear()

    def in_class(self, act: Act, name: URIRef) -> Truth:
        """Whether an act is in a class.

        An act is possibly in a class when what is told of its procedure leaves that open: nothing is told,
        or a kind lies below both, or the definition of the class asks for something that is not told.
        """
        key = (act.iri, name)
        found = self._in.get(key)
        if found is None:
            if name in self.world.types(act.iri):
                found = Truth.YES
            else:
                self._in[key] = Truth.NO  # a definition that names itself adds nothing
                found = Truth.MAYBE if self._open(act, name) else Truth.NO
            self._in[key] = found
        return found

    def in_any(self, act: Act, names: tuple[URIRef, ...]) -> Truth:
        """Whether an act is in one of several classes."""
        return some(self.in_class(act, name) for name in names)

    def overlaps(self, act: Act, other: Act) -> Truth:
        """Whether two acts share a site on a common side."""
        return overlap(self.places[act.iri], self.places[other.iri])

    def _placed(self, act: Act) -> Places:
        """The places of an act; where no side is told, the one that follows from its kind (a fusion: both)."""
        places = self.atlas.of(act)
        sides = [s for s in self.world.values(act.iri, GUIDE.side) if isinstance(s, URIRef)]
        return replace(places, side=sides[0]) if places.side is None and len(sides) == 1 else places

    def _open(self, act: Act, name: URIRef) -> bool:
        if act.procedure is not None:
            kinds: tuple[URIRef, ...] = (act.procedure,)
        else:
            derived = self.world.types(act.iri)
            kinds = tuple(sorted(kind for kind in derived if self._is_procedure(kind)))
        if not kinds or self.rules.common((*kinds, name)):
            return True
        return any(self._may(act, definition) for definition in self.rules.definitions(name))

    def _is_procedure(self, kind: URIRef) -> bool:
        return kind not in self.rules.possible_classes and GUIDE.Procedure in self.rules.ancestors(kind)

    def _may(self, act: Act, expression: Expression) -> bool:
        """Whether what is told of an act leaves a definition open."""
        if isinstance(expression, Named):
            return self.in_class(act, expression.name).possible
        if isinstance(expression, Every):
            return all(self._may(act, part) for part in expression.parts)
        if isinstance(expression, Some | Value):
            told = self.world.values(act.iri, expression.path)
            fixed = expression.path in _FIXED and bool(told)
            return not fixed or expression.holds(act.iri, self.world)
        parts = getattr(expression, "parts", ())
        return any(self._may(act, part) for part in parts)


# Properties of which an act has one value, or, of a line, all that it has: a told value rules out others.
_FIXED = {
    GUIDE.procedure,
    GUIDE.intent,
    GUIDE.occurrence,
    GUIDE.side,
    GUIDE.guidance,
    GUIDE.sedation,
    GUIDE.line,
    GUIDE.code,
}


def _classify(case: Case, rules: ClassRules) -> World:
    """The classes and values of the acts and lines of a case, saturated."""
    world = rules.world()
    for act in (*case.services, *case.history):
        world.open_node(act.iri)
    for service in case.services:
        for line in service.lines:
            world.open_node(line.iri)
    for act in (*case.services, *case.history):
        kind = GUIDE.Service if isinstance(act, Service) else GUIDE.PriorProcedure
        world.add_type(act.iri, kind, (act.iri,))
        if act.procedure is not None:
            world.add_type(act.iri, act.procedure, (act.procedure,))
        for path, value in _values(act):
            world.add_value(act.iri, path, value)
    for service in case.services:
        for line in service.lines:
            world.add_type(line.iri, GUIDE.ServiceLine, (line.iri,))
            world.add_value(line.iri, GUIDE.code, line.code)
            for modifier in line.modifiers:
                world.add_value(line.iri, GUIDE.modifier, Literal(modifier))
    world.saturate(rules.rules)
    return world


def _values(act: Act) -> list[tuple[URIRef, Node]]:
    single = (
        (GUIDE.procedure, act.procedure),
        (GUIDE.intent, act.intent),
        (GUIDE.occurrence, act.occurrence),
        (GUIDE.side, act.side),
        (GUIDE.guidance, act.guidance),
        (GUIDE.sedation, act.sedation),
        (GUIDE.repeats, act.repeats if isinstance(act, Service) else None),
        (GUIDE.outcome, act.outcome if isinstance(act, PriorProcedure) else None),
    )
    found: list[tuple[URIRef, Node]] = [(path, value) for path, value in single if value is not None]
    found += [(GUIDE.site, site) for site in act.sites]
    found += [(GUIDE.structure, structure) for structure in act.structures]
    found += [(GUIDE.drug, drug) for drug in act.drugs]
    if isinstance(act, Service):
        found += [(GUIDE.diagnosis, code) for code in act.diagnoses]
        found += [(GUIDE.line, line.iri) for line in act.lines]
    if isinstance(act, PriorProcedure):
        found += [(GUIDE.sameDayAs, other) for other in act.same_day_as]
    return found


def told_equal(rules: ClassRules, told: URIRef | None, wanted: tuple[URIRef, ...]) -> Truth:
    """Whether a told value is one of those wanted; not told is possibly; nothing wanted is yes."""
    if not wanted:
        return Truth.YES
    return Truth.MAYBE if told is None else rules.matches_any(told, wanted)
