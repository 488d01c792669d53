"""The page about the case document: its example is a case, and it names every key with its meaning."""

from __future__ import annotations

import json
import re

from small_case import CASE

from reasoner.intake import read_case_text
from reasoner.intake.grammar import load_grammar, walk


def test_the_example_of_the_page_is_read(root, vocabulary):
    page = (root / "docs/reference/case-document.md").read_text()
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    case = read_case_text(example, "page.yaml", vocabulary).case
    assert [len(s.sites) for s in case.services] == [2]


def test_the_page_names_every_key_and_no_other(root):
    page = (root / "docs/reference/case-document.md").read_text()
    keys = page[page.index("## Keys") : page.index("## What is refused")]
    rows = set(re.findall(r"^\| `(\w+)`.* \| (.+) \|$", keys, re.MULTILINE))
    grammar = {(key.key, key.description) for key in walk(load_grammar()).values()}
    assert grammar - rows == set()
    assert {name for name, _ in rows - grammar} == {"id"}


def test_a_case_in_json_is_read_too(vocabulary):
    data = {
        "id": "case-1",
        "recordedOn": "2026-06-10",
        "dateOfService": "2026-06-15",
        "payer": "aetna",
        "requests": [
            {
                "id": "#block",
                "procedure": "medial-branch-block",
                "levels": "L4-5",
                "diagnoses": ["M47.816"],
                "lines": [{"id": "#line", "code": 64493}],
            }
        ],
    }
    found = read_case_text(json.dumps(data), "case.json", vocabulary).case
    assert found.sha256 == read_case_text(CASE, "case.yaml", vocabulary).case.sha256
