"""The reports of the shipped examples: what is promised of any report, held on real content."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from printing import printed_pages, summary_only
from rdflib import Graph
from rdflib.namespace import RDF, SH
from readability import grade, words

from reasoner.knowledge import Library
from reasoner.model.ledger import Review
from reasoner.report import render
from reasoner.report.turtle import review_graph
from reasoner.review import Reviewed, review_file
from reasoner.vocabulary import GUIDE

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
assert EXAMPLES


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.stem)
def reviewed(request: pytest.FixtureRequest, library: Library) -> Reviewed:
    return review_file(request.param, library)


@pytest.fixture
def review(reviewed: Reviewed) -> Review:
    return reviewed.review


def test_json_keeps_the_schema(review: Review, root: Path) -> None:
    schema = json.loads((root / "docs/reference/report.schema.json").read_text(encoding="utf-8"))
    found = jsonschema.Draft202012Validator(schema).iter_errors(json.loads(render(review, "json")))
    assert [error.message for error in found] == []


def test_a_patient_can_read_it(review: Review) -> None:
    text = render(review, "text", "patient")
    assert grade(text) <= 8
    assert len(words(text)) >= 150
    assert "in the full report" not in text  # every open criterion has a plain sentence of its own


def test_the_request_and_its_procedure_have_plain_names(review: Review) -> None:
    assert review.patient_request
    assert "What do the words in your papers mean?" in render(review, "text", "patient")


def test_every_result_about_a_line_or_its_service_stands_behind_a_row(reviewed: Reviewed) -> None:
    graph: Graph = review_graph(reviewed.review, reviewed.report())
    about = set(graph.objects(None, GUIDE.about))
    named = {str(criterion) for criterion in graph.objects(None, GUIDE.criterion)}
    results = [
        result
        for result in graph.subjects(RDF.type, SH.ValidationResult)
        if graph.value(result, SH.focusNode) in about
        and str(graph.value(result, SH.sourceShape)).rpartition("/")[0] in named
    ]
    assert set(graph.objects(None, GUIDE.result)) == set(results)


def test_the_first_screen_prints_on_at_most_two_pages(review: Review, browser: str, tmp_path: Path) -> None:
    """One more page for each two further services that are asked for together."""
    services = len({line.service for line in review.lines})
    assert printed_pages(browser, summary_only(render(review, "html")), tmp_path) <= 2 + (services - 1) // 2
