"""Completed cases with the shapes in force over them, for the benchmarks: the examples, then cases of the generator."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reasoner.analysis.generation import documents, read_model
from reasoner.decision.prepared import prepare
from reasoner.errors import ReasonerError
from reasoner.inference import class_rules
from reasoner.intake import ReadCase, read_case, read_case_text
from reasoner.knowledge import load
from reasoner.validation import Completed, InForceShapes, shapes_in_force

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
MODEL = ROOT / "benchmarks" / "books" / "pain-requests.yaml"


def cases(number: int) -> Iterator[tuple[str, Completed, InForceShapes]]:
    """So many cases with a name: every example, then generated ones. One that no document is held for is passed over."""
    return islice(_cases(), number)


def _cases() -> Iterator[tuple[str, Completed, InForceShapes]]:
    library = load()
    rules = class_rules(library.vocabulary)
    for name, read in _read():
        try:
            prepared = prepare(read.case, library, rules)
        except ReasonerError:
            continue
        held = prepared.in_force
        shapes = shapes_in_force((g for i in held for g in i.groups), library.case_shapes)
        yield name, Completed(read.case, prepared.inferred), shapes


def _read() -> Iterator[tuple[str, ReadCase]]:
    vocabulary = load().vocabulary
    for path in EXAMPLES:
        yield path.name, read_case(path, vocabulary)
    for number, line in enumerate(documents(read_model(MODEL), 1, 0, 1_000_000)):
        try:
            yield f"generated {number}", read_case_text(line.decode(), f"{number}.yaml", vocabulary)
        except ReasonerError:
            continue
