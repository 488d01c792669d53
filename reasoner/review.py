"""The stages joined: a case file in, a review out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph

from reasoner.decision import decide
from reasoner.decision.context import Context
from reasoner.decision.prepared import prepare
from reasoner.inference import Inferred, class_rules
from reasoner.intake import ReadCase, read_case
from reasoner.knowledge import Library, load
from reasoner.knowledge.turtle import write_turtle
from reasoner.model.case import Case
from reasoner.model.ledger import Review
from reasoner.validation import Engine, engine, shapes_graph


@dataclass(frozen=True)
class Reviewed:
    """A review with what it was made from, for renderers that show the graphs."""

    review: Review
    read: ReadCase
    context: Context = field(repr=False)
    data: Graph = field(repr=False)
    shapes: Graph = field(repr=False)
    runner: Engine = field(repr=False)

    def data_sha256(self) -> str:
        """The hash of the completed graph in canonical Turtle."""
        return hashlib.sha256(write_turtle(self.data).encode()).hexdigest()

    def report(self) -> Graph:
        """The plain W3C validation report of the completed graph."""
        return self.runner.report(self.data, self.shapes)


def review_file(
    path: Path, library: Library | None = None, engine_name: str = "pyshacl", under: str = ""
) -> Reviewed:
    """Review the case in a file; `under` chooses one document (DOCUMENT or DOCUMENT@DATE) whatever is in force.

    Raises InputError where the case cannot be read or the document is not held; decides nothing then.
    """
    library = library or load()
    return review_case(read_case(path, library.vocabulary), library, engine(engine_name), under)


def complete(case: Case, inferred: Inferred) -> Graph:
    """The completed graph: the case as it was read, and every derived type and fact."""
    graph = Graph(bind_namespaces="none")
    for part in (case.graph, inferred.graph):
        if part is not None:
            for triple in part:
                graph.add(triple)
    return graph


def review_case(read: ReadCase, library: Library, runner: Engine, under: str = "") -> Reviewed:
    """Infer, validate and decide one case that was read."""
    case = read.case
    prepared = prepare(case, library, class_rules(library.vocabulary), under)
    data = complete(case, prepared.inferred)
    shapes = shapes_graph((group for i in prepared.in_force for group in i.groups), library.case_shapes)
    findings = runner.findings(data, shapes)
    context = prepared.context(findings, {n: p.line for n, p in read.places.items()})
    return Reviewed(decide(context, runner.name), read, context, data, shapes, runner)
