"""Nodes with the classes and values they are known to have, and rules applied to them up to a fixpoint."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from rdflib import URIRef
from rdflib.term import Node

from reasoner.inference.expressions import Either, Every, Expression, Named, Some, Value

EMPTY: frozenset[Node] = frozenset()
NO_TYPES: frozenset[URIRef] = frozenset()


State = tuple[
    dict[Node, set[URIRef]],
    dict[Node, dict[URIRef, set[Node]]],
    set[Node],
    dict[tuple[Node, URIRef], tuple[Node, ...]],
]


@dataclass(frozen=True, slots=True)
class Rules:
    """The axioms of an ontology in the form in which they are applied. All tuples are sorted."""

    # (definition, class, guard): what satisfies the definition has the class; without the guard it cannot.
    definitions: tuple[tuple[Expression, URIRef, URIRef | None], ...] = ()
    # property -> (next property, result): a chain of two.
    chains: dict[URIRef, tuple[tuple[URIRef, URIRef], ...]] = field(default_factory=dict)
    # property -> properties that hold too, in the same or in the other direction.
    same: dict[URIRef, tuple[URIRef, ...]] = field(default_factory=dict)
    inverse: dict[URIRef, tuple[URIRef, ...]] = field(default_factory=dict)
    domains: dict[URIRef, tuple[URIRef, ...]] = field(default_factory=dict)
    ranges: dict[URIRef, tuple[URIRef, ...]] = field(default_factory=dict)


class World:
    """Open nodes that may gain classes and values, over a closed base (the saturated ontology) that may not.

    A class of the ontology stands in the base as a node of its own, with all that every member of the class
    has. To have a class is therefore to have all that its node has. Axioms that look against the direction
    of a property (inverse, range) are applied to individuals only: they say nothing of every member.
    """

    def __init__(self, base: World | None = None) -> None:
        self.base = base
        self._types: dict[Node, set[URIRef]] = {}
        self._values: dict[Node, dict[URIRef, set[Node]]] = {}
        self._classes: set[Node] = set()
        self._reasons: dict[tuple[Node, URIRef], tuple[Node, ...]] = {}
        self._size = 0

    def state(self) -> State:
        """Everything that an own node has: types, values, which nodes are classes, and the reasons of types."""
        return self._types, self._values, self._classes, self._reasons

    @classmethod
    def of_state(
        cls,
        types: dict[Node, set[URIRef]],
        values: dict[Node, dict[URIRef, set[Node]]],
        classes: set[Node],
        reasons: dict[tuple[Node, URIRef], tuple[Node, ...]],
    ) -> World:
        """A world without a base that has a state."""
        world = cls()
        world._types, world._values, world._classes, world._reasons = types, values, classes, reasons
        return world

    def open_node(self, node: Node, is_class: bool = False) -> None:
        """Let a node take part in the rules."""
        self._types.setdefault(node, set())
        self._values.setdefault(node, {})
        if is_class:
            self._classes.add(node)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every open node, in the order in which they were opened."""
        return tuple(self._types)

    def types(self, node: Node) -> Set[URIRef]:
        """Every class that the node is known to have."""
        found = self._types.get(node)
        if found is not None:
            return found
        return self.base.types(node) if self.base is not None else NO_TYPES

    def values(self, node: Node, path: URIRef) -> Set[Node]:
        """Every value that the node is known to have."""
        found = self._values.get(node)
        if found is not None:
            return found.get(path, EMPTY)
        return self.base.values(node, path) if self.base is not None else EMPTY

    def paths(self, node: Node) -> tuple[URIRef, ...]:
        """Every property that the node has a value of, sorted."""
        found = self._values.get(node)
        if found is not None:
            return tuple(sorted(found))
        return self.base.paths(node) if self.base is not None else ()

    def reason(self, node: Node, name: URIRef) -> tuple[Node, ...]:
        """From what a class of a node follows; empty where it is not known to have it."""
        return self._reasons.get((node, name), ())

    def add_type(self, node: Node, name: URIRef, reason: tuple[Node, ...]) -> None:
        """Give a node a class, with all that every member of the class has."""
        own = self._types[node]
        inherited = {name} if self.base is None else {name, *self.base.types(name)}
        for each in inherited - own:
            own.add(each)
            self._reasons[(node, each)] = reason
            self._size += 1
        if self.base is not None and name != node:
            for path in self.base.paths(name):
                for value in self.base.values(name, path):
                    self.add_value(node, path, value)

    def add_bare_type(self, node: Node, name: URIRef, reason: tuple[Node, ...]) -> None:
        """Give a node a class alone, without what its members have."""
        if name not in self._types[node]:
            self._types[node].add(name)
            self._reasons[(node, name)] = reason
            self._size += 1

    def add_value(self, node: Node, path: URIRef, value: Node) -> None:
        """Give a node a value of a property."""
        held = self._values[node].setdefault(path, set())
        if value not in held:
            held.add(value)
            self._size += 1

    def saturate(self, rules: Rules) -> None:
        """Apply the rules to the open nodes until nothing new follows."""
        before = -1
        while before != self._size:
            before = self._size
            for node in self.nodes:
                self._properties(node, rules)
                self._inherit(node)
                self._definitions(node, rules)

    def _properties(self, node: Node, rules: Rules) -> None:
        for path, values in [(path, tuple(values)) for path, values in self._values[node].items()]:
            for other in rules.same.get(path, ()):
                for value in values:
                    self.add_value(node, other, value)
            for following, result in rules.chains.get(path, ()):
                for value in values:
                    for last in tuple(self.values(value, following)):
                        self.add_value(node, result, last)
            for name in rules.domains.get(path, ()):
                if name not in self._types[node]:
                    self.add_type(node, name, (path,))
            if node not in self._classes:
                self._against(node, path, values, rules)

    def _against(self, node: Node, path: URIRef, values: Iterable[Node], rules: Rules) -> None:
        """Inverse properties and ranges, for values that are open individuals."""
        for value in values:
            if value in self._types and value not in self._classes:
                for other in rules.inverse.get(path, ()):
                    self.add_value(value, other, node)
                for name in rules.ranges.get(path, ()):
                    if name not in self._types[value]:
                        self.add_type(value, name, (node, path))

    def _inherit(self, node: Node) -> None:
        """In the base itself: what the node of a class has, its members have."""
        if self.base is not None:
            return
        for name in tuple(self._types[node]):
            if name == node or name not in self._types:
                continue
            for inherited in self._types[name] - self._types[node]:
                self.add_type(node, inherited, self._reasons.get((node, name), ()))
            for path, values in self._values[name].items():
                for value in tuple(values):
                    self.add_value(node, path, value)

    def _definitions(self, node: Node, rules: Rules) -> None:
        own = self._types[node]
        for expression, name, needed in rules.definitions:
            if (needed is None or needed in own) and name not in own and expression.holds(node, self):
                self.add_type(node, name, support(expression, node, self))


def support(expression: Expression, node: Node, world: World) -> tuple[Node, ...]:
    """The terms and values by which a node satisfies an expression, in order, each once."""
    found: dict[Node, None] = {}
    if isinstance(expression, Named):
        found[expression.name] = None
    elif isinstance(expression, Every | Either):
        for part in expression.parts:
            if part.holds(node, world):
                found.update(dict.fromkeys(support(part, node, world)))
                if isinstance(expression, Either):
                    break
    elif isinstance(expression, Value):
        found[expression.value] = None
    elif isinstance(expression, Some):
        for value in sorted(world.values(node, expression.path), key=str):
            if expression.filler.holds(value, world):
                found[value] = None
                break
    else:
        found[node] = None
    return tuple(found)
