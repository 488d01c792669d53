"""All 98 core tests of the W3C suite, on each engine."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from w3c_suite import SuiteTest, equal, read, suite_tests

from reasoner.validation import engine

ROOT = Path(__file__).resolve().parents[2]
FOLDER = (
    Path(os.environ.get("REASONER_SHARED", ROOT.parent / "shared"))
    / "w3c-shacl/data-shapes-test-suite/tests/core"
)
TESTS = list(suite_tests(FOLDER)) if FOLDER.is_dir() else []
absent = pytest.mark.skipif(
    not TESTS, reason=f"REASONER_SHARED is not set and {FOLDER} does not exist: the W3C suite does not run"
)


@absent
def test_the_suite_has_98_core_tests() -> None:
    assert len(TESTS) == len({t.name for t in TESTS}) == 98


# What the reference gets wrong, each with the sentence of the recommendation (docs/reference/conformance.md).
WRONG = {
    (
        "pyshacl",
        "property/uniqueLang-002",
    ): "SHACL 4.4.5: uniqueLang constrains where its value is true, not 1"
}


def _each() -> Iterator[object]:
    for test in TESTS:
        for name in ("closures", "duckdb", "pyshacl"):
            reason = WRONG.get((name, test.name))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            yield pytest.param(test, name, marks=marks, id=f"{test.name}-{name}")


@absent
@pytest.mark.parametrize(("test", "name"), _each())
def test_the_report_is_the_expected_one(test: SuiteTest, name: str) -> None:
    shapes = read(test.shapes)
    data = shapes if test.data == test.shapes else read(test.data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ill-formed literals are part of the suite
        report = engine(name).report(data, shapes)
    assert equal(test, report)
