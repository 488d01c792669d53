"""One suite over all engines: on every case of the project, alone, in a batch, shuffled and doubled."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from reasoner.decision.prepared import prepare
from reasoner.inference import class_rules
from reasoner.intake import read_case
from reasoner.knowledge import Library
from reasoner.validation import Completed, InForceShapes, engine, shapes_in_force
from reasoner.validation.closures import Closures
from reasoner.validation.compiled import compiled
from reasoner.validation.results import to_findings
from reasoner.validation.sql import DuckDb

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "examples").glob("*.yaml"))


def completed(path: Path, library: Library) -> tuple[Completed, InForceShapes]:
    case = read_case(path, library.vocabulary).case
    prepared = prepare(case, library, class_rules(library.vocabulary))
    shapes = shapes_in_force((g for i in prepared.in_force for g in i.groups), library.case_shapes)
    return Completed(case, prepared.inferred), shapes


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_closures_find_what_the_reference_finds(path: Path, library: Library) -> None:
    data, shapes = completed(path, library)
    reference = engine("pyshacl").findings(data, shapes)
    assert Closures().findings(data, shapes) == reference
    assert (
        Closures().findings(data.graph, shapes.graph) == reference
    )  # the whole graph, and the shapes as one graph


def test_a_review_needs_no_graph_but_of_facts(library: Library) -> None:
    data, shapes = completed(CASES[0], library)
    Closures().findings(data, shapes)
    assert "graph" not in data.__dict__
    assert compiled(shapes).reads is not None


def test_a_batch_finds_what_each_case_alone_does(library: Library) -> None:
    held = [completed(path, library) for path in CASES]
    batch = [data for data, _ in held] * 2
    random.Random(4).shuffle(batch)
    for shapes in {id(s): s for _, s in held}.values():
        found = DuckDb().results(batch, shapes)
        for data, results in zip(batch, found, strict=True):
            assert to_findings(results) == Closures().findings(data, shapes)


def test_two_cases_that_share_every_name_do_not_see_each_other(library: Library) -> None:
    data, shapes = completed(ROOT / "examples" / "medial-branch-block-aetna.yaml", library)
    other = Completed(data.case, data.inferred)
    cut = [t for t in other.graph if "relief" not in str(t[1])]
    other.graph.remove((None, None, None))
    for triple in cut:
        other.graph.add(triple)
    both = DuckDb().results([data, other.graph], shapes)
    assert to_findings(both[0]) == Closures().findings(data, shapes)
    assert to_findings(both[1]) == Closures().findings(other.graph, shapes)
    assert both[0] != both[1]
