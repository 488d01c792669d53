"""The plain pyshacl command over `reasoner infer` and the shapes in force equals `reasoner validate`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph

from reasoner.cli import main

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def results(report: Graph) -> set[tuple[str, ...]]:
    parts = (
        SH.focusNode,
        SH.sourceShape,
        SH.resultSeverity,
        SH.sourceConstraintComponent,
        SH.value,
        SH.resultMessage,
    )
    return {
        tuple(str(report.value(result, part)) for part in parts)
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda p: p.stem)
def test_plain_pyshacl_gives_the_same_results(case: Path, tmp_path: Path) -> None:
    data, shapes, ours, theirs = (tmp_path / n for n in ("data.ttl", "shapes.ttl", "ours.ttl", "theirs.ttl"))
    assert main(["infer", str(case), "-o", str(data), "--shapes", str(shapes)]) == 0
    assert main(["validate", str(case), "-o", str(ours)]) == 0
    command = [
        sys.executable,
        "-m",
        "pyshacl",
        "-s",
        str(shapes),
        "-f",
        "turtle",
        "-o",
        str(theirs),
        str(data),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = results(Graph().parse(ours, format="turtle"))
    assert found == results(Graph().parse(theirs, format="turtle"))
    if case.stem.startswith("medial-branch-block"):
        assert len(found) > 10
