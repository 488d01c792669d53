"""What decides of a line, ready to be decided again with other facts.

The criteria are those of the ledger, their statuses come from `decision.status` and `decision.branches`, the outcome from
`decision.determination`: a rule is looked up there, never written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from reasoner.decision.branches import holds
from reasoner.decision.context import Context, InForce
from reasoner.decision.determination import WORST_FIRST, determine, disposition, unencoded_rows
from reasoner.decision.rows import tested
from reasoner.decision.status import judge
from reasoner.knowledge import Criterion, Role, Shape
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Determination, Disposition, Status

Key = tuple[URIRef, URIRef]
"""A fact of a focus node: the node and the name of the fact."""

Changed = Mapping[Key, FactValue]
OPEN = frozenset({Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED, Status.NEEDS_JUDGEMENT})


@dataclass(frozen=True, eq=False)
class Test:
    """One deciding criterion about one focus. `facts` are those that it reads, in the order of its shapes."""

    context: Context = field(repr=False)
    held: InForce = field(repr=False)
    criterion: Criterion
    focus: URIRef
    shapes: Mapping[Role, Shape] = field(repr=False)
    facts: tuple[Key, ...]
    kept: dict[tuple[FactValue, ...], Status] = field(default_factory=dict, repr=False)

    @property
    def shape(self) -> Shape:
        """The shape that the row of the ledger shows."""
        return self.shapes.get(Role.TWIN) or self.shapes[Role.RAISES]

    def status(self, changed: Changed) -> Status:
        """The status with some facts changed, all else as it is."""
        told = {key: changed[key] if key in changed else self.context.value(*key) for key in self.facts}
        values = tuple(told.values())
        found = self.kept.get(values)
        if found is None:
            found = self.kept[values] = self._judged(told)
        return found

    def _judged(self, told: Mapping[Key, FactValue]) -> Status:
        def value(fact: URIRef) -> FactValue:
            return told[self.focus, fact]

        def fails(role: Role) -> bool:
            shape = self.shapes.get(role)
            return (
                shape is not None
                and self.context.is_a(self.focus, shape.target)
                and not holds(shape.expression, value)
            )

        return judge(
            self.shapes,
            selects=lambda target: self.context.is_a(self.focus, target),
            fails=fails,
            conflicting=lambda fact: value(fact).conflicting,
        )


@dataclass(frozen=True)
class Outcome:
    """What is said of a line: the worst determination of the documents that bind it, and what happens next."""

    determination: Determination | None
    disposition: Disposition


@dataclass(frozen=True)
class Deciding:
    """Every binding document about a line with its tests. `absent`: the local text that governs it is not held."""

    documents: tuple[tuple[InForce, tuple[Test, ...], tuple[str, ...]], ...]
    absent: bool

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests of all documents, in their order."""
        return tuple(test for _, tests, _ in self.documents for test in tests)

    def outcome(self, changed: Changed) -> Outcome:
        """What is said of the line with some facts changed."""
        given = [Determination.NO_GUIDELINE_IN_FORCE] if self.absent else []
        for held, tests, unencoded in self.documents:
            statuses = {test.status(changed) for test in tests}
            found = determine(held.version, statuses, unencoded)
            given += [found] if found else []
        worst = next((d for d in WORST_FIRST if d in given), None)
        return Outcome(worst, disposition(given))

    def fixed(self) -> tuple[str, ...]:
        """Why no change of facts can make the line eligible, where that lies in the documents themselves."""
        found = ["The text that governs this request is not held here."] if self.absent else []
        for held, _, unencoded in self.documents:
            if held.version is None:
                found.append(f"No version of {held.document.short} held here is in force.")
            elif unencoded:
                found.append(f"Rows of {held.document.short} that would decide are listed and not encoded.")
        if not self.documents and not self.absent:
            found.append("No binding document held here is about this request.")
        return tuple(found)


def deciding(context: Context, service: URIRef, line: URIRef) -> Deciding:
    """What decides of a line, or of a service without lines (`line` is then the service)."""
    documents = []
    classes = context.classes(service)
    for held in context.in_force:
        if held.document.binding and held.document.is_about(classes):
            tests = _tests(context, held, service, line) if held.version else ()
            documents.append((held, tests, unencoded_rows(held.document, classes)))
    return Deciding(tuple(documents), service in context.not_held)


def _tests(context: Context, held: InForce, service: URIRef, line: URIRef) -> tuple[Test, ...]:
    found = []
    for of_line, criteria in tested(held, context.declarations).items():
        focus = line if of_line else service
        for criterion, first in criteria:
            beside = first is None or criterion.effect != "decides"
            if beside or (not of_line and context.beyond(focus, first.target)):  # type: ignore[union-attr]
                continue
            shapes = held.shapes[criterion.iri]
            names = dict.fromkeys(atom.fact for shape in shapes.values() for atom in shape.atoms)
            found.append(Test(context, held, criterion, focus, shapes, tuple((focus, n) for n in names)))
    return tuple(found)
