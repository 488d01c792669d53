"""A short run of the fuzzer, and every mismatch that it ever found (regressions/), on all engines."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from fuzz_oracles import Mended, canonical
from fuzz_trials import run
from rdflib import Graph

from reasoner.validation import engine

REGRESSIONS = sorted((Path(__file__).parent / "regressions").glob("*-data.nt"))


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_a_hundred_trials_give_one_answer(start: int) -> None:
    found = [
        run(number, with_duckdb=number % 10 == 0) for number in range(10**9 + start, 10**9 + start + 100)
    ]
    assert [o for o in found if o.how == "mismatch"] == []
    assert sum(o.how == "same" for o in found) > 90


@pytest.mark.parametrize("data", REGRESSIONS, ids=lambda p: p.stem)
def test_what_once_parted_the_engines_does_no_more(data: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graphs = [
            Graph().parse(path) for path in (data, data.with_name(data.name.replace("-data", "-shapes")))
        ]
        answers = [canonical(e.report(*graphs)) for e in (engine("closures"), engine("duckdb"), Mended())]
    assert answers[0] == answers[1] == answers[2]
