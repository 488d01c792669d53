"""The stages joined: a case file in, a review out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rdflib import Graph

from reasoner.decision import decide
from reasoner.decision.context import Context
from reasoner.decision.prepared import prepare
from reasoner.inference import class_rules
from reasoner.intake import ReadCase, read_case
from reasoner.knowledge import Library, load
from reasoner.knowledge.turtle import write_turtle
from reasoner.model.ledger import Review
from reasoner.validation import Completed, Engine, InForceShapes, engine, shapes_in_force


@dataclass(frozen=True)
class Reviewed:
    """A review with what it was made from, for renderers that show the graphs."""

    review: Review
    read: ReadCase
    context: Context = field(repr=False)
    completed: Completed = field(repr=False)
    in_force: InForceShapes = field(repr=False)
    runner: Engine = field(repr=False)

    @property
    def data(self) -> Graph:
        """The completed graph: the case as it was read, and every derived type and fact."""
        return self.completed.graph

    @property
    def shapes(self) -> Graph:
        """The shapes in force, and those over cases."""
        return self.in_force.graph

    def data_sha256(self) -> str:
        """The hash of the completed graph in canonical Turtle."""
        return hashlib.sha256(write_turtle(self.data).encode()).hexdigest()

    def report(self) -> Graph:
        """The plain W3C validation report of the completed graph."""
        return self.runner.report(self.completed, self.in_force)


def review_file(
    path: Path, library: Library | None = None, engine_name: str = "closures", under: str = ""
) -> Reviewed:
    """Review the case in a file; `under` chooses one document (DOCUMENT or DOCUMENT@DATE) whatever is in force.

    Raises InputError where the case cannot be read or the document is not held; decides nothing then.
    """
    library = library or load()
    return review_case(read_case(path, library.vocabulary), library, engine(engine_name), under)


def review_case(
    read: ReadCase, library: Library, runner: Engine, under: str = "", on: date | None = None
) -> Reviewed:
    """Infer, validate and decide one case that was read; under the texts in force on the day `on` where that is told."""
    case = read.case
    prepared = prepare(case, library, class_rules(library.vocabulary), under, on=on)
    completed = Completed(case, prepared.inferred)
    shapes = shapes_in_force((group for i in prepared.in_force for group in i.groups), library.case_shapes)
    findings = runner.findings(completed, shapes)
    context = prepared.context(findings, {n: p.line for n, p in read.places.items()})
    return Reviewed(decide(context, runner.name), read, context, completed, shapes, runner)
