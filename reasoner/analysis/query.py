"""`reasoner query`: one of the questions in queries/, asked of a case, its facts and its ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDFS, Literal

from reasoner.analysis.tables import Answer
from reasoner.errors import InputError, KnowledgeError, Problem
from reasoner.knowledge.paths import data_root
from reasoner.knowledge.triples import Triple
from reasoner.knowledge.turtle import to_oxigraph
from reasoner.nearest import nearest
from reasoner.report.turtle import review_graph
from reasoner.review import Reviewed, review_file


@dataclass(frozen=True, slots=True)
class Question:
    """One query file. `question` and `columns` come from its header."""

    name: str
    question: str
    columns: str
    sparql: str


def questions(folder: Path | None = None) -> tuple[Question, ...]:
    """Every question that is held, sorted by name."""
    found = []
    for path in sorted((folder or data_root() / "queries").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        head = dict(
            line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# ") and ": " in line
        )
        if not {"Question", "Columns", "Parameters"} <= set(head):
            raise KnowledgeError(f"{path}: the header of a query names Question, Columns and Parameters.")
        found.append(Question(path.stem, head["Question"], head["Columns"], text))
    return tuple(found)


def ask(name: str, case: Path) -> Answer:
    """The answer to a question about a case. Raises InputError where no question has the name."""
    held = {q.name: q for q in questions()}
    if name not in held:
        names = ", ".join(held)
        raise InputError(
            Problem(f"There is no question '{name}'.", None, f"Held: {names}.", nearest(name, held))
        )
    return answer(held[name], review_file(case))


def answer(question: Question, reviewed: Reviewed) -> Answer:
    """Run a question over the completed case, the ledger, the ontology and the documents in force."""
    store = ox.Store()
    library = reviewed.context.library
    for path in sorted((library.root / "ontology").glob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    parts: list[Iterable[Triple]] = [
        reviewed.data,
        review_graph(reviewed.review),
        reviewed.shapes,
        _labels(reviewed),
    ]
    parts += [held.document.head for held in reviewed.context.in_force]
    for part in parts:
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in to_oxigraph(part))
    solutions = store.query(question.sparql)
    if not isinstance(solutions, ox.QuerySolutions):
        raise KnowledgeError(f"The query {question.name} must be a SELECT.")
    columns = tuple(v.value for v in solutions.variables)
    rows = tuple(tuple(_text(s[c]) for c in columns) for s in solutions)
    return Answer(columns, rows)


def _labels(reviewed: Reviewed) -> list[Triple]:
    """The labels of the facts that the criteria read."""
    declared = reviewed.context.declarations.values()
    return [(d.name, RDFS.label, Literal(d.label, lang="en")) for d in declared]


def _text(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))
