from __future__ import annotations

import pytest
from invented import HISTORY, P, case, declare, names, prior, status, value

from reasoner.vocabulary import GUIDE

HELPED = GUIDE["outcome-helped"]
DONE = declare("EventRecorded", procedureClass=P.block)


@pytest.mark.parametrize(
    ("history", "expected", "closed"),
    [
        ((), "NotStated", "Absent"),
        ((prior("a"),), "Present", "Present"),
        ((prior("a", procedure=P["fine-block"]),), "Present", "Present"),
        ((prior("a", procedure=P.injection),), "NotStated", "NotStated"),
        ((prior("a", procedure=P.surgery),), "NotStated", "Absent"),
        ((prior("a", procedure=None),), "NotStated", "NotStated"),
    ],
)
def test_a_matching_procedure(history, expected, closed):
    assert status(case(history=history), DONE) == expected
    assert status(case(history=history, complete_for=[HISTORY]), DONE) == closed


@pytest.mark.parametrize(
    ("values", "expected", "closed"),
    [
        ({"outcome": HELPED}, "Present", "Present"),
        ({}, "NotStated", "NotStated"),
        ({"outcome": GUIDE["outcome-failed"]}, "NotStated", "Absent"),
        ({"outcome": HELPED, "sites": (P.s2,)}, "NotStated", "Absent"),
        ({"outcome": HELPED, "sites": ()}, "NotStated", "NotStated"),
    ],
)
def test_with_an_outcome_at_an_overlapping_site(values, expected, closed):
    declaration = declare("EventRecorded", procedureClass=P.block, outcome=HELPED, sameSite=True)
    history = (prior("a", **values),)
    assert status(case(history=history), declaration) == expected
    assert status(case(history=history, complete_for=[HISTORY]), declaration) == closed


def test_it_names_the_procedures():
    assert names(value(case(history=(prior("a"), prior("b", procedure=P.surgery))), DONE)) == ["a"]
