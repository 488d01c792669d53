"""Which shapes a criterion has in one dated file: main, twin, judged, or the one that raises a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, URIRef

from reasoner.authoring.files import place, short
from reasoner.errors import KnowledgeError, Problem
from reasoner.knowledge import Document, Group, Role, Shape
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True)
class Rule:
    """The shapes of one criterion in one dated file, by role. Made only where the roles are sound."""

    document: Document
    group: Group
    criterion: URIRef
    shapes: Mapping[Role, Shape]

    @property
    def main(self) -> Shape:
        """The main shape, or the one that raises a judgement clause."""
        return self.shapes.get(Role.MAIN) or self.shapes[Role.RAISES]

    def problem(self, what: str, remedy: str, shape: Shape | None = None) -> Problem:
        """A problem of the rule, at one of its shapes."""
        return Problem(
            f"{short((shape or self.main).iri)}: {what}",
            place(self.group.path, (shape or self.main).iri),
            remedy,
        )


def legible(document: Document) -> tuple[tuple[Group, ...], tuple[Problem, ...]]:
    """The dated files whose shapes can be read as trees, and why the others cannot."""
    good, problems = [], []
    for group in document.own.groups:
        try:
            _ = group.shapes, group.declarations
            good.append(group)
        except KnowledgeError as error:
            problems += [
                Problem(p.what, p.place or place(group.path), p.remedy, p.nearest) for p in error.problems
            ]
    return tuple(good), tuple(problems)


def check_roles(document: Document, groups: tuple[Group, ...]) -> Iterator[Problem]:
    """A criterion has one main and one twin and at most one judged shape, or one shape that raises a question."""
    for group in groups:
        mine = {s.iri: s for s in group.shapes}
        for shape in group.shapes:
            if shape.role not in (Role.TWIN, Role.JUDGED):
                continue
            main = mine.get(shape.main) if shape.main else None
            if main is None or main.role is not Role.MAIN or main.criterion != shape.criterion:
                mains = [str(s.iri) for s in group.shapes if s.role is Role.MAIN]
                yield Problem(
                    f"{short(shape.iri)} is the {shape.role.value} of {short(shape.main or shape.iri)}, "
                    "which is no main shape of its criterion in this file.",
                    place(group.path, shape.iri),
                    "Name the main shape.",
                    short(URIRef(nearest(str(shape.main), mains))) if mains else "",
                )
        for criterion, held in _by_criterion(group).items():
            yield from _counted(document, group, criterion, held)


def _by_criterion(group: Group) -> dict[URIRef, list[Shape]]:
    found: dict[URIRef, list[Shape]] = {}
    for shape in group.shapes:
        found.setdefault(shape.criterion, []).append(shape)
    return found


def _counted(document: Document, group: Group, criterion: URIRef, held: list[Shape]) -> Iterator[Problem]:
    """Problems of how many shapes a criterion has in a file."""

    def problem(what: str, remedy: str, at: Shape) -> Problem:
        return Problem(f"{short(criterion)}: {what}", place(group.path, at.iri), remedy)

    by = {role: [s for s in held if s.role is role] for role in Role}
    judgement = GUIDE.JudgementClause in document.head.iris(criterion, RDF.type)
    for role, shapes in by.items():
        if len(shapes) > 1:
            yield problem(f"there are {len(shapes)} {role.value} shapes in one file.", "Keep one.", shapes[1])
    if judgement and (by[Role.MAIN] or by[Role.TWIN] or by[Role.JUDGED]):
        yield problem(
            "a judgement clause has one shape, which raises it.",
            "Write sh:severity guide:NeedsJudgement.",
            held[0],
        )
    elif not judgement and by[Role.RAISES]:
        yield problem(
            "a shape raises a question, but this is no judgement clause.",
            "Make it a guide:JudgementClause, or write guide:judgedOf.",
            by[Role.RAISES][0],
        )
    elif by[Role.MAIN] and not by[Role.TWIN]:
        yield problem(
            "the main shape has no twin.", "Write …-documented with guide:twinOf.", by[Role.MAIN][0]
        )


def rules(document: Document, groups: tuple[Group, ...]) -> tuple[Rule, ...]:
    """Every criterion with sound roles, per dated file; others are reported by check_roles."""
    found = []
    for group in groups:
        for criterion, held in sorted(_by_criterion(group).items()):
            by = {shape.role: shape for shape in held}
            whole = set(by) == {Role.RAISES} or {Role.MAIN, Role.TWIN} <= set(by)
            if whole and len(by) == len(held):
                found.append(Rule(document, group, criterion, by))
    return tuple(found)
