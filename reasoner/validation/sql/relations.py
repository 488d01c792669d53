"""Paths and targets as relations: common table expressions that the conditions of a query refer to by name.

`quads(c, s, p, o)` are the triples of all cases, `c` being the case: every join is on (case, node), so that two cases
that share a node never see each other. A path is a relation (c, x, y), a focus a relation (c, n).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rdflib import RDF, RDFS
from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.plan.algebra import Focus
from reasoner.validation.shacl.paths import SELF, Back, Either, Path, Repeat, Self, Step, Then
from reasoner.validation.shacl.tree import Targets

Number = Callable[[Node], int]


class Relations:
    """The named relations of one query, each written once, in the order in which they need each other."""

    def __init__(self, number: Number) -> None:
        self._number = number
        self._names: dict[object, str] = {}
        self.written: dict[str, str] = {}

    def path(self, path: Path) -> str:
        """The name of the relation of a path."""
        found = self._names.get(path)
        if found is None:
            text = self._path(path)
            found = self._names[path] = f"path_{sum(n.startswith('path_') for n in self.written) + 1}"
            self.written[found] = text
        return found

    def focus(self, focus: Focus) -> str:
        """The name of the relation of a focus: a set for targets alone, a bag behind hops."""
        found = self._names.get(focus)
        if found is None:
            if focus.hops:
                before = self.focus(Focus(focus.targets, focus.hops[:-1]))
                text = (
                    f"SELECT f.c, r.y AS n FROM {before} AS f "
                    f"JOIN {self.path(focus.hops[-1])} AS r ON r.c = f.c AND r.x = f.n"
                )
            else:
                text = self._targets(focus.targets)
            found = self._names[focus] = f"focus_{sum(n.startswith('focus_') for n in self.written) + 1}"
            self.written[found] = text
        return found

    def instances(self) -> str:
        """The name of the relation of nodes and their classes, those above included: (c, n, k)."""
        if "instances" not in self.written:
            kind = self.path(Then((Step(RDF.type), Repeat(Step(RDFS.subClassOf), 0))))
            self.written["instances"] = f"SELECT c, x AS n, y AS k FROM {kind}"
        return "instances"

    def _path(self, path: Path) -> str:
        if isinstance(path, Step):
            return f"SELECT DISTINCT c, s AS x, o AS y FROM quads WHERE p = {self._number(path.predicate)}"
        if isinstance(path, Self):
            return "SELECT c, n AS x, n AS y FROM nodes"
        if isinstance(path, Back):
            return f"SELECT c, y AS x, x AS y FROM {self.path(path.path)}"
        if isinstance(path, Either):
            return " UNION ".join(f"SELECT c, x, y FROM {self.path(p)}" for p in path.paths)
        if isinstance(path, Then):
            return self._then(path)
        if isinstance(path, Repeat):
            return self._repeat(path)
        raise EngineError(f"SQL knows no path {path}.")

    def _then(self, path: Then) -> str:
        names = [self.path(p) for p in path.paths]
        joins = "".join(
            f" JOIN {name} AS r{i} ON r{i}.c = r{i - 1}.c AND r{i}.x = r{i - 1}.y"
            for i, name in enumerate(names[1:], 1)
        )
        return f"SELECT DISTINCT r0.c, r0.x, r{len(names) - 1}.y FROM {names[0]} AS r0{joins}"

    def _repeat(self, path: Repeat) -> str:
        """The transitive closure as a relation of its own, which refers to itself; and every node for none at all."""
        once = self.path(path.path)
        closure = f"closure_{sum(n.startswith('closure_') for n in self.written) + 1}"
        self.written[closure] = (
            f"SELECT c, x, y FROM {once} UNION "
            f"SELECT r.c, r.x, s.y FROM {closure} AS r JOIN {once} AS s ON s.c = r.c AND s.x = r.y"
        )
        if path.least:
            return f"SELECT c, x, y FROM {closure}"
        return f"SELECT c, x, y FROM {closure} UNION SELECT c, x, y FROM {self.path(SELF)}"

    def _targets(self, targets: Targets) -> str:
        parts = []
        if targets.nodes:
            parts.append(f"SELECT c, n FROM nodes WHERE n IN {listed(map(self._number, targets.nodes))}")
        if targets.classes:
            wanted = listed(map(self._number, targets.classes))
            parts.append(f"SELECT c, n FROM {self.instances()} WHERE k IN {wanted}")
        if targets.subjects_of:
            parts.append(
                f"SELECT c, s AS n FROM quads WHERE p IN {listed(map(self._number, targets.subjects_of))}"
            )
        if targets.objects_of:
            parts.append(
                f"SELECT c, o AS n FROM quads WHERE p IN {listed(map(self._number, targets.objects_of))}"
            )
        return f"SELECT DISTINCT c, n FROM ({' UNION ALL '.join(parts)}) AS t"


def listed(numbers: Iterable[int]) -> str:
    """Some numbers as SQL lists them."""
    return f"({', '.join(map(str, numbers))})"
