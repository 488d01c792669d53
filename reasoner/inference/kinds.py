"""What an act and its lines are, from their coded values alone: found once for each combination and kept.

Two acts with the same coded values have the same classes, places and phases. What follows for one is kept under
names that stand for the act and its lines, and is read with the names of every act that is like it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.inference.classes import ClassRules
from reasoner.inference.coded_values import classified
from reasoner.inference.expressions import Either, Every, Expression, Named, Some, Value, paths_of
from reasoner.inference.kept import keep
from reasoner.inference.places import Atlas, Places
from reasoner.inference.truth import Truth, some
from reasoner.inference.world import World
from reasoner.model.case import Act, PriorProcedure, Service
from reasoner.vocabulary import GUIDE

# How many kinds are kept: each holds some kilobytes.
KEPT = 4096

SERVICE, PRIOR, LINE, PROCEDURE = GUIDE.Service, GUIDE.PriorProcedure, GUIDE.ServiceLine, GUIDE.Procedure
_REPEATS, _SAME_DAY, _DIAGNOSIS, _OUTCOME = GUIDE.repeats, GUIDE.sameDayAs, GUIDE.diagnosis, GUIDE.outcome
_SIDE = GUIDE.side

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

# What stands for an act in what is kept; its lines and its phases have names below it.
_ACT = URIRef("urn:act")

# The classes that the phases of an act give it, each with what it follows from.
Phases = tuple[tuple[URIRef, tuple[URIRef, ...]], ...]


@dataclass(eq=False, slots=True)
class Kind:
    """What an act is. `world` holds it as `node`, with its lines in order; `number` tells kinds apart."""

    number: int
    rules: ClassRules
    world: World
    node: URIRef
    lines: tuple[URIRef, ...]
    procedure: URIRef | None
    places: Places
    types: frozenset[URIRef]
    of_lines: tuple[frozenset[URIRef], ...]
    _in: dict[URIRef, Truth] = field(default_factory=dict)
    _any: dict[tuple[URIRef, ...], Truth] = field(default_factory=dict)
    _follows: tuple[URIRef, ...] | None = None

    def in_any(self, names: tuple[URIRef, ...]) -> Truth:
        """Whether an act of this kind is in one of several classes."""
        found = self._any.get(names)
        if found is None:
            found = self._any[names] = some([self.in_class(name) for name in names])
        return found

    def in_class(self, name: URIRef) -> Truth:
        """Whether an act of this kind is in a class.

        An act is possibly in a class when what is told of its procedure leaves that open: nothing is told,
        or a kind lies below both, or the definition of the class asks for something that is not told.
        """
        found = self._in.get(name)
        if found is None:
            found = self._in[name] = self._found(name, frozenset())
        return found

    def _found(self, name: URIRef, within: frozenset[URIRef]) -> Truth:
        if name in self.types:
            return Truth.YES
        if name in within:
            return Truth.NO  # a definition that names itself adds nothing
        return Truth.MAYBE if self._open(name, within | {name}) else Truth.NO

    def _open(self, name: URIRef, within: frozenset[URIRef]) -> bool:
        if self.procedure is not None:
            told: tuple[URIRef, ...] = (self.procedure,)
        else:
            told = tuple(sorted(kind for kind in self.types if self._is_procedure(kind)))
        if not told or self.rules.common((*told, name)):
            return True
        return any(self._may(definition, within) for definition in self.rules.definitions(name))

    def _is_procedure(self, kind: URIRef) -> bool:
        return kind not in self.rules.possible_classes and PROCEDURE in self.rules.ancestors(kind)

    def _may(self, expression: Expression, within: frozenset[URIRef]) -> bool:
        """Whether what is told of an act leaves a definition open."""
        if isinstance(expression, Named):
            return self._found(expression.name, within).possible
        if isinstance(expression, Every):
            return all(self._may(part, within) for part in expression.parts)
        if isinstance(expression, Some | Value):
            fixed = expression.path in _FIXED and bool(self.world.values(self.node, expression.path))
            return not fixed or expression.holds(self.node, self.world)
        parts = expression.parts if isinstance(expression, Either) else ()
        return any(self._may(part, within) for part in parts)

    def follows(self) -> tuple[URIRef, ...]:
        """The classes in which an act's prior one lies: those of its phase schemes, else its own procedure."""
        if self._follows is None:
            schemes = [s for s in self.rules.schemes if self.in_any(s.services).sure]
            found = {kind for scheme in schemes for kind in scheme.services}
            if not found and self.procedure is not None:
                found.add(self.procedure)
            self._follows = tuple(sorted(found))
        return self._follows

    def reasons(self, act: Act, phases: Phases) -> dict[tuple[URIRef, URIRef], tuple[URIRef | str, ...]]:
        """From what each class of the act and of its lines follows, with their names in place of those kept."""
        lines = act.lines if isinstance(act, Service) else ()
        named: dict[Node, URIRef] = {self.node: act.iri}
        named |= {kept: line.iri for kept, line in zip(self.lines, lines, strict=True)}
        marks: dict[Node, tuple[URIRef, ...]] = {
            _mark(place): follows for place, (_, follows) in enumerate(phases)
        }
        found = {}
        for node in (self.node, *self.lines):
            for name in sorted(self.world.types(node), key=str):
                why = self.world.reason(node, name)
                of_phase = marks.get(why[0]) if len(why) == 1 else None
                found[(named[node], name)] = tuple(_shown(named.get(n, n)) for n in of_phase or why)
        return found


def _shown(part: Node) -> URIRef | str:
    return part if isinstance(part, URIRef) else str(part) if isinstance(part, Literal) else ""


def _mark(place: int) -> URIRef:
    """What stands for that from which the phase at a place follows."""
    return URIRef(f"{_ACT}/phase/{place}")


class Kinds:
    """The kinds of acts that were seen under some rules."""

    def __init__(self, rules: ClassRules) -> None:
        self.rules = rules
        self.atlas = Atlas(rules)
        self._read = _paths(rules)
        self._apart = self._stand_apart()
        self._numbers = count()
        self._kept: dict[tuple[object, ...], Kind] = {}
        # What gives a service its phases -> their classes, each with the places of the acts that it follows from.
        self.phases: dict[tuple[object, ...], tuple[tuple[URIRef, tuple[int, ...]], ...]] = {}

    def of(self, acts: Sequence[Act], phases: Mapping[URIRef, Phases] | None = None) -> dict[URIRef, Kind]:
        """The kind of every act, with what follows from the phases that are given.

        Acts are looked at by themselves, unless a rule can look from one act at another.
        """
        given = phases or {}
        if not self._apart and any(_linked(act) for act in acts):
            return self._together(acts, given)
        found = {act.iri: self._alone(act, given.get(act.iri, ())) for act in acts}
        return found if len(found) == len(acts) else self._together(acts, given)

    def _alone(self, act: Act, phases: Phases) -> Kind:
        key = (self._signature(act), *(name for name, _ in phases)) if phases else self._signature(act)
        kind = self._kept.get(key)
        if kind is None:
            kind = self._made(act, phases)
            keep(self._kept, key, kind, KEPT)
        return kind

    def _made(self, act: Act, phases: Phases) -> Kind:
        """The kind of one act, under the names that are kept: those of lines are in the order of their own."""
        lines = act.lines if isinstance(act, Service) else ()
        ranks = {iri: rank for rank, iri in enumerate(sorted(line.iri for line in lines))}
        names = {line.iri: URIRef(f"{_ACT}/line/{ranks[line.iri]:06d}") for line in lines}
        names[act.iri] = _ACT
        marked = {act.iri: tuple((name, (_mark(place),)) for place, (name, _) in enumerate(phases))}
        return self._kinds([act], names, marked)[act.iri]

    def _together(self, acts: Sequence[Act], phases: Mapping[URIRef, Phases]) -> dict[URIRef, Kind]:
        names = {act.iri: act.iri for act in acts}
        names |= {line.iri: line.iri for act in acts if isinstance(act, Service) for line in act.lines}
        return self._kinds(acts, names, phases)

    def _kinds(
        self, acts: Sequence[Act], names: Mapping[URIRef, URIRef], phases: Mapping[URIRef, Phases]
    ) -> dict[URIRef, Kind]:
        world = classified(acts, self.rules, names)
        places = {act.iri: self._placed(act, world, names[act.iri]) for act in acts}
        for act in acts:
            for name, follows in phases.get(act.iri, ()):
                self._add_phase(world, names[act.iri], name, follows)
        if any(phases.values()):
            world.saturate(self.rules.rules)
        found = {}
        for act in acts:
            lines = tuple(names[line.iri] for line in act.lines) if isinstance(act, Service) else ()
            found[act.iri] = Kind(
                next(self._numbers),
                self.rules,
                world,
                names[act.iri],
                lines,
                act.procedure,
                places[act.iri],
                frozenset(world.types(names[act.iri])),
                tuple(frozenset(world.types(line)) for line in lines),
            )
        return found

    def _add_phase(self, world: World, node: URIRef, name: URIRef, follows: tuple[URIRef, ...]) -> None:
        """Give a service a class of its phase.

        Its superclasses follow, but a class that is only possible proves nothing of what the service is: of
        its superclasses only those that are themselves possible classes, or hold anyway, follow.
        """
        possible = self.rules.possible_classes
        if name not in possible:
            world.add_type(node, name, follows)
            return
        for ancestor in sorted(self.rules.ancestors(name) & possible):
            world.add_bare_type(node, ancestor, follows)

    def _placed(self, act: Act, world: World, node: URIRef) -> Places:
        """The places of an act; where no side is told, the one that follows from its kind (a fusion: both)."""
        places = self.atlas.of(act)
        sides = [s for s in world.values(node, _SIDE) if isinstance(s, URIRef)]
        return replace(places, side=sides[0]) if places.side is None and len(sides) == 1 else places

    def _signature(self, act: Act) -> tuple[object, ...]:
        """Everything from which the kind of an act follows; the modifiers of lines too, from which its phases do."""
        shared = (
            act.procedure,
            act.intent,
            act.occurrence,
            act.side,
            act.guidance,
            act.sedation,
            act.sites,
            act.structures,
            act.drugs,
        )
        if not isinstance(act, Service):
            told = act.outcome if isinstance(act, PriorProcedure) and _OUTCOME in self._read else None
            return (*shared, told)
        codes = act.diagnoses if _DIAGNOSIS in self._read else ()
        lines = act.lines
        if len(lines) == 1:
            return (*shared, codes, lines[0].code, lines[0].modifiers)
        order = tuple(sorted(range(len(lines)), key=lambda n: str(lines[n].iri)))
        return (*shared, codes, order, tuple((line.code, line.modifiers) for line in lines))

    def _stand_apart(self) -> bool:
        """Whether no rule can look from one act at another, nor give the other a class that it has not anyway."""
        given = self.rules.rules.ranges
        targets = ((_REPEATS, PRIOR), (_SAME_DAY, PRIOR), (_SAME_DAY, SERVICE))
        return not self._read & {_REPEATS, _SAME_DAY} and all(
            name in self.rules.ancestors(kind) for path, kind in targets for name in given.get(path, ())
        )


def _linked(act: Act) -> bool:
    """Whether an act names another one."""
    return bool(act.same_day_as if isinstance(act, PriorProcedure) else getattr(act, "repeats", None))


def _paths(rules: ClassRules) -> frozenset[URIRef]:
    """Every property of a node from which something can follow for it."""
    found = set[URIRef]()
    for expression, _, _ in rules.rules.definitions:
        found |= paths_of(expression)
    for first, links in rules.rules.chains.items():
        found |= {first, *(path for link in links for path in link)}
    for table in (rules.rules.same, rules.rules.inverse, rules.rules.domains):
        found |= set(table)
    return frozenset(found)


@lru_cache(maxsize=4)
def kinds_of(rules: ClassRules) -> Kinds:
    """The kinds under some rules, kept for the last few."""
    return Kinds(rules)
