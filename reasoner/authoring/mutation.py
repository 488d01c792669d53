"""`reasoner check --mutate`: every test of every binding criterion matters. Change one thing; a case must notice.

A mutant is one shape of one criterion with one thing changed: a number by the smallest step either way, a comparison
made strict or turned about, a constraint or branch dropped, `any` made `all`, a set of statuses negated, the target made
the other of its sure and possible class. Or one fact of the document's own with a number of its declaration changed. It is
killed when some case of the document has another status for a criterion then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from rdflib import URIRef

from reasoner.authoring.content_files import ContentFile
from reasoner.authoring.content_tests import Outcome
from reasoner.authoring.files import short
from reasoner.authoring.mutants import Mutant, of_declaration, of_shape
from reasoner.authoring.roles import Rule
from reasoner.decision.branches import Lookup, holds
from reasoner.decision.context import Context
from reasoner.decision.status import judge
from reasoner.errors import EngineError
from reasoner.inference import infer
from reasoner.knowledge import FactDeclaration, Library, Role, Shape
from reasoner.model.facts import FactValue
from reasoner.model.ledger import Status

Progress = Callable[[str], None]
Place = tuple[Context, URIRef]


@dataclass(frozen=True, slots=True)
class Mutation:
    """What became of the mutants of one document. A survivor is excused where a file of cases says why none can notice."""

    document: str
    made: int
    excused: tuple[tuple[str, str], ...]
    survivors: tuple[str, ...]

    @property
    def killed(self) -> int:
        """How many some case noticed."""
        return self.made - len(self.excused) - len(self.survivors)


def mutate(
    held: Iterable[Rule],
    files: Iterable[ContentFile],
    outcomes: Iterable[Outcome],
    library: Library,
    progress: Progress,
) -> tuple[Mutation, ...]:
    """Make every mutant of every binding document and see whether the cases notice it; one result a document."""
    outcomes = tuple(outcomes)
    excuses = {(f.document, f.criterion, name): why for f in files for name, why in f.unnoticed.items()}
    by_document: dict[str, list[Rule]] = {}
    for rule in held:
        if rule.document.binding:
            by_document.setdefault(rule.document.name, []).append(rule)
    found = []
    for name, rules in sorted(by_document.items()):
        progress(f"mutants of {name}")
        mine = [o.context for o in outcomes if name in o.statuses]
        made, survived = _of_criteria(rules, mine, library)
        more, others = _of_facts(rules, mine, library)
        told = [(c, m.name, excuses.get((name, c, m.name), "")) for c, m in (*survived, *others)]
        found.append(
            Mutation(
                name,
                made + more,
                tuple((f"{criterion}: {what}", why) for criterion, what, why in told if why),
                tuple(f"{criterion}: {what}" for criterion, what, why in told if not why),
            )
        )
    return tuple(found)


def _of_criteria(
    rules: list[Rule], contexts: list[Context], library: Library
) -> tuple[int, list[tuple[str, Mutant]]]:
    made, survived = 0, list[tuple[str, Mutant]]()
    for rule in rules:
        shapes = dict(rule.shapes)
        fine = _told_in_tenths(shapes, contexts)
        changed = [
            (mutant, {**shapes, role: mutant.shape})
            for role, shape in rule.shapes.items()
            for mutant in of_shape(shape, role, library.vocabulary, fine)
            if mutant.shape is not None
        ]
        every = (s for held in (shapes, *(o for _, o in changed)) for s in held.values())
        places = _places(rule.document.applies_to, every, contexts)
        before = [_status(shapes, place) for place in places]
        made += len(changed)
        survived += [
            (_name(rule), mutant)
            for mutant, other in changed
            if all(_status(other, place) == old for place, old in zip(places, before, strict=True))
        ]
    return made, survived


def _of_facts(
    rules: list[Rule], contexts: list[Context], library: Library
) -> tuple[int, list[tuple[str, Mutant]]]:
    """Mutants of the document's own facts. Each is made under a name of its own, all of them in one inference a case."""
    readers: dict[URIRef, list[Rule]] = {}
    for rule in rules:
        for fact in {a.fact for s in rule.shapes.values() for a in s.atoms}:
            readers.setdefault(fact, []).append(rule)
    alive: dict[URIRef, tuple[FactDeclaration, Mutant]] = {}
    for declaration in _own(rules, library):
        for number, mutant in enumerate(of_declaration(declaration) if declaration.name in readers else ()):
            alive[URIRef(f"{declaration.name}-mutant-{number}")] = (declaration, mutant)
    made = len(alive)
    for context in contexts:
        changed = [replace(m.declaration, name=n) for n, (_, m) in alive.items() if m.declaration is not None]
        if not changed:
            break
        found = infer(context.case, library.vocabulary, tuple(changed), context.rules)
        values = {(f.focus, f.name): f.value for f in found.facts}
        for name, (declaration, _) in tuple(alive.items()):
            if any(
                _noticed(rule, context, declaration.name, name, values) for rule in readers[declaration.name]
            ):
                del alive[name]
    return made, [(_name(readers[d.name][0]), m) for d, m in alive.values()]


def _own(rules: list[Rule], library: Library) -> tuple[FactDeclaration, ...]:
    document = library.document(rules[0].document.iri) or rules[0].document
    return tuple({d.name: d for group in document.own.groups for d in group.declarations}.values())


def _noticed(
    rule: Rule,
    context: Context,
    fact: URIRef,
    changed: URIRef,
    values: Mapping[tuple[URIRef, URIRef], FactValue],
) -> bool:
    shapes = dict(rule.shapes)
    for _, focus in _places(rule.document.applies_to, shapes.values(), [context]):
        told = partial(context.value, focus)
        other = values.get((focus, changed))
        if other is None or other == told(fact):
            continue

        def mixed(name: URIRef, told: Lookup = told, other: FactValue = other) -> FactValue:
            return other if name == fact else told(name)

        if _status(shapes, (context, focus)) != _status(shapes, (context, focus), mixed):
            return True
    return False


def _places(about: tuple[URIRef, ...], shapes: Iterable[Shape], contexts: Iterable[Context]) -> list[Place]:
    """Where the criterion may be asked: nodes in the class of one of the targets, of services that the document is about."""
    targets = {s.target for s in shapes}
    nodes = (
        (held, node)
        for held in contexts
        for service in held.case.services
        if not about or any(held.is_a(service.iri, cls) for cls in about)
        for node in (service.iri, *(line.iri for line in service.lines))
    )
    return [(held, node) for held, node in nodes if any(held.is_a(node, t) for t in targets)]


def _status(shapes: Mapping[Role, Shape], place: Place, value: Lookup | None = None) -> Status | None:
    """The status of the criterion at a place by its trees; None where its shapes contradict each other."""
    held, focus = place
    told = value or partial(held.value, focus)

    def selects(target: URIRef) -> bool:
        return held.is_a(focus, target)

    def fails(role: Role) -> bool:
        shape = shapes.get(role)
        return shape is not None and selects(shape.target) and not holds(shape.expression, told)

    try:
        return judge(shapes, selects=selects, fails=fails, conflicting=lambda fact: told(fact).conflicting)
    except EngineError:
        return None


def _told_in_tenths(shapes: Mapping[Role, Shape], contexts: Iterable[Context]) -> frozenset[URIRef]:
    facts = {a.fact for s in shapes.values() for a in s.atoms}
    found = {f: d for c in contexts for f in facts if (d := c.declarations.get(f)) is not None}
    return frozenset(f for f, d in found.items() if d.unit == "percent")


def _name(rule: Rule) -> str:
    return short(rule.criterion).rsplit("/", 1)[-1]
