"""Every case of tests/criteria through the whole program: the full set of statuses, by engine and by tree alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from reasoner.authoring.content_files import ContentCase, read_files
from reasoner.authoring.content_tests import differences, read_content, run_quickly, statuses_of
from reasoner.knowledge import Library
from reasoner.review import review_case
from reasoner.validation import engine

FILES, PROBLEMS = read_files(Path(__file__).resolve().parent / "criteria")
CASES = [case for file in FILES for case in file.cases]


def test_every_file_can_be_read() -> None:
    assert [str(p) for p in PROBLEMS] == []
    assert len(CASES) > 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_statuses_are_exactly_as_stated(case: ContentCase, library: Library) -> None:
    read = read_content(case, library)
    found = statuses_of(review_case(read, library, engine()).review)
    assert list(differences(case.expected, found)) == []
    assert run_quickly(read, library).statuses == found
