"""Intake is on the way of every cold start: it must not pull in what only authors and errors need."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
from pathlib import Path
from reasoner.intake import read_case
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.knowledge.vocabulary import Vocabulary
triples = [t for p in sorted(Path("ontology").glob("*.ttl")) for t in read_turtle(p)]
read_case(Path("examples/medial-branch-block-aetna.yaml"), Vocabulary(Triples(triples)))
heavy = ("jsonschema", "pyshacl", "owlrl", "rapidfuzz", "networkx", "rich", "pyparsing", "rdflib.plugins.sparql")
print(sorted(m for m in heavy if m in sys.modules))
"""


def test_reading_a_case_imports_nothing_heavy(root):
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=root, check=False
    )
    assert (run.stdout.strip(), run.stderr) == ("[]", "")
