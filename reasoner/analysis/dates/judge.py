"""Judging what was derived of a case: whether each line is eligible, and what is open if it is not.

The facts are those of a book (`book.facts`), the tests, statuses and determinations those of `decision`: a rule is looked
up here, never written again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from reasoner.analysis.dates.facts import OfDay
from reasoner.book.facts import NO_VALUES, Derived
from reasoner.decision.branches import holds
from reasoner.decision.context import InForce
from reasoner.decision.determination import decided_with, determine, disposition, unencoded_rows
from reasoner.decision.rows import tested
from reasoner.decision.scope import Scope
from reasoner.decision.status import judge
from reasoner.inference import ClassRules
from reasoner.inference.batch import STATUSES, Decided
from reasoner.knowledge import Criterion, Role, Shape
from reasoner.model.case import Case, Service
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Determination, Disposition, Status

NOT_OPEN = (Status.MET, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, order=True)
class Open:
    """What keeps a line from being eligible: a criterion of a document (its IRI), or without one the document as a whole.

    Without a document: the text that governs the request is not held, or no document determines anything.
    """

    guideline: str
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One line on one day. `answering` are the binding documents that determine something of it."""

    disposition: Disposition
    open: frozenset[Open]
    answering: tuple[str, ...]
    # The status of each criterion that is open.
    statuses: Mapping[Open, Status] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class _Test:
    """One deciding criterion of a document about one focus, as far as its status needs it."""

    criterion: Criterion
    shapes: Mapping[Role, Shape]
    facts: tuple[URIRef, ...]
    focus: URIRef


@dataclass(frozen=True, slots=True)
class _Plan:
    """The criteria of a document for a line: what is known of them already, and those to be judged on every day."""

    known: Mapping[str, Status]
    open: tuple[_Test, ...]
    unencoded: tuple[str, ...]


class Judge:
    """Judges what was derived of a case; what was judged of equal facts is kept."""

    def __init__(self, rules: ClassRules) -> None:
        self._rules = rules
        self._plans: dict[tuple[int, int, URIRef, URIRef], tuple[object, _Plan]] = {}
        self._tested: dict[tuple[int, int, bool], tuple[object, tuple[_About, ...]]] = {}
        self._statuses: dict[tuple[object, ...], Status] = {}

    def standings(self, of: OfDay, case: Case) -> Mapping[URIRef, Standing]:
        """The standing of every billed line, and of every service without one, by IRI."""
        found: dict[URIRef, Standing] = {}
        for place, service in enumerate(case.services):
            if not service.lines:
                found[service.iri] = self._standing(of, place, service, service.iri)
                continue
            places = decided_with([of.derived.included(line.iri) for line in service.lines])
            own = {n: self._standing(of, place, service, service.lines[n].iri) for n in sorted(set(places))}
            found |= {line.iri: own[n] for line, n in zip(service.lines, places, strict=True)}
        return found

    def dated(self, of: OfDay, line: URIRef) -> frozenset[Open]:
        """The criteria of a line that read the day, of those judged on a day; a document as a whole does not."""
        plans = [
            (key, held[1]) for key, held in self._plans.items() if key[0] == id(of.era) and key[3] == line
        ]
        names = {id(h): h.document.name for h in of.derived.bearing.in_force}
        return frozenset(
            Open(names[key[1]], str(test.criterion.iri))
            for key, plan in plans
            if key[1] in names
            for test in plan.open
        )

    def _standing(self, of: OfDay, place: int, service: Service, line: URIRef) -> Standing:
        derived = of.derived
        determinations: list[Determination | None] = []
        open_: set[Open] = set()
        answering: list[str] = []
        told: dict[Open, Status] = {}
        for held in derived.bearing.in_force:
            document = held.document
            if not document.binding or not document.is_about(derived.classes(service.iri)):
                continue
            plan = self._plan(of, held, service, line)
            statuses = dict(plan.known)
            for test in plan.open:
                statuses[str(test.criterion.iri)] = self._status(derived, test)
            found = determine(held.version, set(statuses.values()), plan.unencoded)
            determinations.append(found)
            if found is None:
                continue
            answering.append(document.name)
            if found is not Determination.MEETS:
                blocking = {Open(document.name, n): s for n, s in statuses.items() if s not in NOT_OPEN}
                open_ |= set(blocking)
                told |= blocking
                if not blocking or plan.unencoded:
                    open_.add(Open(document.name))
        if place in derived.bearing.not_held:
            determinations.append(Determination.NO_GUIDELINE_IN_FORCE)
            open_.add(Open(""))
        if all(d is None for d in determinations):
            open_.add(Open(""))
        return Standing(disposition(determinations), frozenset(open_), tuple(answering), told)

    def _plan(self, of: OfDay, held: InForce, service: Service, line: URIRef) -> _Plan:
        """The deciding criteria of a document; within an era those that read no dated fact are judged once."""
        key = (id(of.era), id(held), service.iri, line)
        kept = self._plans.get(key) if of.era is not None else None
        if kept is not None:
            return kept[1]
        tests = self._tests(of.derived, held, service, line) if held.version else ()
        stay = [t for t in tests if all(of.stays(t.focus, fact) for fact in t.facts)]
        plan = _Plan(
            {str(t.criterion.iri): self._status(of.derived, t) for t in stay},
            tuple(t for t in tests if t not in stay),
            unencoded_rows(held.document, of.derived.classes(service.iri)),
        )
        # What the key names by identity is kept beside, so that the identity stays its own.
        self._plans[key] = ((of.era, held), plan)
        return plan

    def _tests(self, derived: Derived, held: InForce, service: Service, line: URIRef) -> tuple[_Test, ...]:
        """The deciding criteria of a document that can be about a service, and those about one of its lines."""
        own = line != service.iri
        key = (id(held), derived.kinds[service.iri], own)
        kept = self._tested.get(key)
        if kept is None:
            classes = derived.classes(service.iri)
            kept = self._tested[key] = (held, _about(self._rules, derived, held, classes, own))
        return tuple(
            [_Test(a.criterion, a.shapes, a.facts, line if a.of_line else service.iri) for a in kept[1]]
        )

    def _status(self, derived: Derived, test: _Test) -> Status:
        values = derived.values.get(test.focus, NO_VALUES)
        told = tuple([values.get(fact) for fact in test.facts])
        # By identity: another version may keep the names of its shapes. The document that holds them is kept in a plan.
        key = (id(test.shapes), derived.kinds[test.focus], told)
        found = self._statuses.get(key)
        if found is None:
            found = self._statuses[key] = _judged(
                test, derived.classes(test.focus), _lookup(test.facts, told)
            )
        return found


@dataclass(frozen=True, slots=True)
class _About:
    """One deciding criterion, and whether it is about the line or its service."""

    criterion: Criterion
    shapes: Mapping[Role, Shape]
    facts: tuple[URIRef, ...]
    of_line: bool


def _about(
    rules: ClassRules, derived: Derived, held: InForce, classes: frozenset[URIRef], own: bool
) -> tuple[_About, ...]:
    service = URIRef("urn:service")
    scope = Scope.of_classes(rules, {service: classes})
    told = tested(held, derived.bearing.needs.declared)
    about = [(c, False) for c, first in told[False] if first and scope.holds(service, first.target)]
    if own:
        about += [(c, True) for c, first in told[True] if first]
    found = []
    for criterion, of_line in about:
        if criterion.effect == "decides":
            shapes = held.shapes[criterion.iri]
            names = tuple(sorted({atom.fact for s in shapes.values() for atom in s.atoms}))
            found.append(_About(criterion, shapes, names, of_line))
    return tuple(found)


def _judged(test: _Test, classes: frozenset[URIRef], told: Callable[[URIRef], FactValue]) -> Status:
    def fails(role: Role) -> bool:
        shape = test.shapes.get(role)
        return shape is not None and shape.target in classes and not holds(shape.expression, told)

    return judge(
        test.shapes,
        selects=lambda target: target in classes,
        fails=fails,
        conflicting=lambda fact: told(fact).conflicting,
    )


def _lookup(facts: tuple[URIRef, ...], told: tuple[Decided | None, ...]) -> Callable[[URIRef], FactValue]:
    values = {
        fact: FactValue(
            None if value.status is None else STATUSES[value.status],
            value.at_least,
            value.at_most,
            conflicting=value.conflicting,
        )
        for fact, value in zip(facts, told, strict=True)
        if value is not None
    }
    nothing = FactValue()
    return lambda fact: values.get(fact, nothing)
