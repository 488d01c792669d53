"""JSON: the keys of the contract, held by an independent list and by the published schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sample import DURATION, SAMPLE, approved, hostile

from reasoner.model.ledger import Review
from reasoner.report import render

# What the project promised first; more keys may stand beside these, none of these may go.
PROMISED: dict[str, set[str]] = {
    "": {
        "case",
        "dateOfService",
        "knowledge",
        "engine",
        "lines",
        "contradictions",
        "painGenerators",
        "alternatives",
    }
    | {"futureCriteria", "pitfalls", "evidence", "warnings", "contentStatus"},
    "knowledge": {"version", "sha256"},
    "lines": {"line", "codes", "disposition", "guidelines"},
    "lines.guidelines": {"guideline", "version", "authority", "determination", "criteria"},
    "lines.guidelines.criteria": {"criterion", "label", "kind", "effect", "status", "message"}
    | {"citations", "facts", "branches", "remedy"},
    "lines.guidelines.criteria.citations": {"source", "version", "section", "clause", "confidence"}
    | {"remark", "confirmedOn", "interpretation"},
    "painGenerators": {"generator", "for", "against", "discounted"},
    "contentStatus": {"status", "by", "lastUpdated"},
}


def schema(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (root / "docs/reference/report.schema.json").read_text(encoding="utf-8")
    )
    return found


def objects(value: Any, path: list[str]) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in objects(item, path)]
    return objects(value[path[0]], path[1:]) if path else [value]


@pytest.mark.parametrize("review", [SAMPLE, approved()], ids=["sample", "approved"])
def test_the_schema_accepts_it(review: Review, root: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema(root))
    validator.check_schema(validator.schema)
    assert [error.message for error in validator.iter_errors(json.loads(render(review, "json")))] == []


def test_the_schema_refuses_a_key_too_many_and_one_too_few(root: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema(root))
    document = json.loads(render(SAMPLE, "json"))
    for place in ([], ["lines"], ["lines", "guidelines", "criteria"], ["contentStatus"]):
        copy = json.loads(json.dumps(document))
        found = objects(copy, place)[0]
        found["surplus"] = 1
        assert not validator.is_valid(copy), place
        del found["surplus"]
        found.pop(sorted(found)[0])
        assert not validator.is_valid(copy), place


@pytest.mark.parametrize("place", sorted(PROMISED))
def test_promised_keys_are_there(place: str) -> None:
    document = json.loads(render(SAMPLE, "json"))
    found = objects(document, place.split(".") if place else [])
    assert found
    for one in found:
        assert PROMISED[place] - one.keys() == set()


def test_values_are_those_of_the_review() -> None:
    document = json.loads(render(SAMPLE, "json"))
    assert [line["line"] for line in document["lines"]] == ["#line-1", "#line-2", "#line-3"]
    assert [line["serves"] for line in document["lines"]] == [None, None, "#line-1"]
    advisory, binding = document["lines"][0]["guidelines"]
    assert (advisory["authority"], advisory["determination"]) == ("advisory", None)
    assert (binding["authority"], binding["determination"]) == ("binding", "does-not-meet")
    (row,) = [row for row in binding["criteria"] if row["criterion"] == DURATION.criterion]
    assert row["citations"][0]["clause"] == ["SP-130"]
    assert row["remedy"]["curedBy"] == "document"
    assert [branch["exception"] for branch in row["branches"]] == [False, True]


def test_hostile_values_come_back_as_they_were() -> None:
    assert json.loads(render(hostile(), "json"))["case"] == hostile().case


def test_form_of_the_text() -> None:
    text = render(SAMPLE, "json")
    assert text.startswith('{\n  "case"')
    assert text.endswith("}\n")
    assert "“Second set”" in text  # UTF-8, not escapes
