"""One graph, indexed for walking: by predicate and subject, and, where a plan asks, by predicate and object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from rdflib import RDF, RDFS, URIRef
from rdflib.term import Node

from reasoner.knowledge.triples import Triple

NOTHING: Sequence[Node] = ()
NO_STEPS: Mapping[Node, Sequence[Node]] = {}

_shared: dict[URIRef, URIRef] = {}


def shared(predicate: URIRef) -> URIRef:
    """The one object for a predicate of the shapes: a dictionary knows the same object without comparing texts.

    Only what knowledge names is kept here, never a term of a case, so it stays as small as the vocabulary.
    """
    return _shared.setdefault(predicate, predicate)


TYPE, BELOW = shared(RDF.type), shared(RDFS.subClassOf)


class Index:
    """A set of triples. `only` leaves out predicates that a plan does not read."""

    def __init__(self, triples: Iterable[Triple], only: frozenset[URIRef] | None = None) -> None:
        out: dict[Node, dict[Node, list[Node]]] = {}
        self._begin(out)
        for s, p, o in triples:
            if only is not None and p not in only:
                continue
            held = out.get(p)
            if held is None:
                held = out[p] = {}
            found = held.get(s)
            if found is None:
                held[s] = [o]
            else:
                found.append(o)

    @classmethod
    def of(cls, out: Mapping[Node, Mapping[Node, Sequence[Node]]]) -> Index:
        """An index that has predicate -> subject -> objects already."""
        made = cls.__new__(cls)
        made._begin(out)
        return made

    def _begin(self, out: Mapping[Node, Mapping[Node, Sequence[Node]]]) -> None:
        self.steps = out
        self._into: dict[Node, dict[Node, list[Node]]] = {}
        self._instances: dict[Node, tuple[Node, ...]] = {}
        self._members: dict[Node, frozenset[Node]] = {}

    def out(self, predicate: Node) -> Mapping[Node, Sequence[Node]]:
        """Subject -> objects of a predicate."""
        return self.steps.get(predicate, NO_STEPS)

    def into(self, predicate: Node) -> Mapping[Node, Sequence[Node]]:
        """Object -> subjects of a predicate."""
        found = self._into.get(predicate)
        if found is None:
            found = self._into[predicate] = {}
            for s, objects in self.out(predicate).items():
                for o in objects:
                    found.setdefault(o, []).append(s)
        return found

    @cached_property
    def predicates(self) -> tuple[Node, ...]:
        """Every predicate, sorted."""
        return tuple(sorted(self.steps, key=str))

    def instances(self, cls: Node) -> tuple[Node, ...]:
        """The nodes that have a class that is this one or lies below it, each once."""
        found = self._instances.get(cls)
        if found is None:
            nodes: dict[Node, None] = {}
            typed = self.into(TYPE)
            for each in self._below(cls):
                nodes.update(dict.fromkeys(typed.get(each, NOTHING)))
            found = self._instances[cls] = tuple(nodes)
        return found

    def members(self, cls: Node) -> frozenset[Node]:
        """The same nodes as a set."""
        found = self._members.get(cls)
        if found is None:
            found = self._members[cls] = frozenset(self.instances(cls))
        return found

    def _below(self, cls: Node) -> Iterable[Node]:
        narrower = self.into(BELOW)
        if not narrower:
            return (cls,)
        reached = {cls: None}
        todo = [cls]
        while todo:
            for each in narrower.get(todo.pop(), NOTHING):
                if each not in reached:
                    reached[each] = None
                    todo.append(each)
        return reached
