"""The stages joined: a case file in, a review out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rdflib import Graph, URIRef

from reasoner.decision import decide
from reasoner.decision.context import Context, InForce
from reasoner.errors import InputError, Problem
from reasoner.inference import ClassRules, Inferred, compile_classes, infer
from reasoner.intake import ReadCase, read_case
from reasoner.knowledge import FactDeclaration, Library, Vocabulary, load
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


_RULES: dict[int, tuple[Vocabulary, ClassRules]] = {}


def _rules(vocabulary: Vocabulary) -> ClassRules:
    """The defined classes of a vocabulary, compiled once."""
    held = _RULES.get(id(vocabulary))
    if held is None or held[0] is not vocabulary:
        held = _RULES[id(vocabulary)] = (vocabulary, compile_classes(vocabulary))
    return held[1]


def review_file(path: Path, library: Library | None = None, engine_name: str = "pyshacl") -> Reviewed:
    """Review the case in a file. Raises InputError where it cannot be read; decides nothing then."""
    library = library or load()
    return review_case(read_case(path, library.vocabulary), library, engine(engine_name))


def in_force(case: Case, library: Library) -> tuple[InForce, ...]:
    """The documents that bear on a case, with version and files in force on its date of service.

    Raises InputError where no binding document is held for the payer at all.
    """
    day = case.date_of_service
    bearing = [d for d in library.documents if d.governs(case.payer, case.jurisdiction)]
    if not any(d.binding for d in bearing):
        raise InputError(_no_guideline(case, library))
    found = []
    for document in bearing:
        version = document.in_force(day)
        if version is None and not document.binding:
            continue
        found.append(InForce(document, version, document.groups_in_force(day) if version else ()))
    return tuple(sorted(found, key=lambda held: (not held.document.binding, held.document.name)))


def _no_guideline(case: Case, library: Library) -> Problem:
    from reasoner.vocabulary import GUIDE

    label = library.vocabulary.label
    theirs = [d for d in library.documents if d.binding and case.payer in d.head.iris(d.iri, GUIDE.payer)]
    if theirs:
        places = sorted({label(j) for d in theirs for j in d.head.iris(d.iri, GUIDE.jurisdiction)})
        told = f"'{label(case.jurisdiction)}'" if case.jurisdiction else "none"
        return Problem(
            f"The case names {told} as its jurisdiction; guidelines of the payer '{label(case.payer)}' are held for: "
            f"{', '.join(places)}.",
            remedy="State the jurisdiction.",
        )
    held = sorted({label(p) for d in library.documents if d.binding for p in d.head.iris(d.iri, GUIDE.payer)})
    return Problem(
        f"No guideline of the payer '{label(case.payer)}' is held.",
        remedy=f"Guidelines are held for: {', '.join(held)}.",
    )


def declarations(library: Library, held: tuple[InForce, ...]) -> Mapping[URIRef, FactDeclaration]:
    """The shared facts and those that the files in force declare, by name."""
    found = {d.name: d for d in library.shared}
    found |= {d.name: d for i in held for group in i.groups for d in group.declarations}
    return found


def complete(case: Case, inferred: Inferred) -> Graph:
    """The completed graph: the case as it was read, and every derived type and fact."""
    graph = Graph(bind_namespaces="none")
    for part in (case.graph, inferred.graph):
        if part is not None:
            for triple in part:
                graph.add(triple)
    return graph


def review_case(read: ReadCase, library: Library, runner: Engine) -> Reviewed:
    """Infer, validate and decide one case that was read."""
    case = read.case
    held = in_force(case, library)
    declared = declarations(library, held)
    inferred = infer(
        case, library.vocabulary, tuple(declared[n] for n in sorted(declared)), _rules(library.vocabulary)
    )
    data = complete(case, inferred)
    shapes = shapes_graph((group for i in held for group in i.groups), library.case_shapes)
    findings = runner.findings(data, shapes)
    context = Context(
        library,
        case,
        held,
        declared,
        inferred,
        findings,
        {n: p.line for n, p in read.places.items()},
        _rules(library.vocabulary),
    )
    return Reviewed(decide(context, runner.name), read, context, data, shapes, runner)
