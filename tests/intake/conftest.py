from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reasoner.errors import InputError, Problem
from reasoner.intake import ReadCase, read_case_text
from reasoner.knowledge.triples import Triples, parse_turtle, read_turtle
from reasoner.knowledge.vocabulary import Vocabulary

EXTRA = b"""
@prefix guide: <https://w3id.org/guideline-reasoner/guide#> .
@prefix icd: <https://w3id.org/guideline-reasoner/code/icd-10-cm/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
icd:Y99.X1 a guide:DiagnosisCode ; guide:billable true ; guide:validUntil "2025-09-30"^^xsd:date .
icd:Y99.X2 a guide:DiagnosisCode ; guide:billable true ; guide:validFrom "2026-10-01"^^xsd:date .
"""
"""Two invented codes: one that has ended, one that is to come."""


@pytest.fixture(scope="session")
def vocabulary(root: Path) -> Vocabulary:
    triples = [t for path in sorted((root / "ontology").glob("*.ttl")) for t in read_turtle(path)]
    return Vocabulary(Triples([*triples, *parse_turtle(EXTRA)]))


@pytest.fixture(scope="session")
def read(vocabulary: Vocabulary) -> Callable[..., ReadCase]:
    def run(text: str, name: str = "case.yaml") -> ReadCase:
        return read_case_text(text, name, vocabulary)

    return run


@pytest.fixture(scope="session")
def refuse(vocabulary: Vocabulary) -> Callable[..., tuple[Problem, ...]]:
    """Every problem of a text that must be refused."""

    def run(text: str, name: str = "case.yaml") -> tuple[Problem, ...]:
        with pytest.raises(InputError) as caught:
            read_case_text(text, name, vocabulary)
        return caught.value.problems

    return run
