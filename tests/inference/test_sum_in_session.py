from __future__ import annotations

from datetime import date

import pytest
from invented import P, bounds, case, declare, dose, line, names, prior, service, value

from reasoner.inference.templates.common import WHOLE_DAY
from reasoner.inference.templates.doses import NO_DOSE
from reasoner.vocabulary import GUIDE

A, SALT = P["numb-a"], P.salt
SUM = declare("SumInSession", member=P.numbing, unit=GUIDE.milligram)
LATE = {"recorded_on": date(2026, 6, 20)}


def given(*doses, drugs=(), name="now", **values):
    """A request with doses; as intake reads it, the drug of a dose is one of its drugs."""
    found = tuple(dose(f"{name}{n}", drug, mg) for n, (drug, mg) in enumerate(doses))
    return service(name, doses=found, drugs=tuple(sorted({*drugs, *(d.drug for d in found)})), **values)


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ((given((A, 40)),), (40, 40)),
        ((given((A, 40), (A, "2.5")),), (42.5, 42.5)),
        ((given((A, 40), (SALT, 500)),), (40, 40)),
        ((given((SALT, 500)),), (0, 0)),
        ((given(drugs=(SALT,)),), (0, 0)),
        # not told how much
        ((given(drugs=(A,)),), (0, None)),
        ((given((A, 40), drugs=(P.numbing,)),), (40, 40)),
        ((given((P.numbing, 40), drugs=(A,)),), (40, 40)),
        ((given(),), (0, None)),
        # a broader drug may be one of the set
        ((given((GUIDE.Drug, 40)),), (0, 40)),
        ((given((SALT, 40), drugs=(GUIDE.Drug,)),), (0, 0)),
        ((given(drugs=(GUIDE.Drug,)),), (0, None)),
        # what a line bills is given
        ((given((SALT, 5), lines=(line("l", P["code-numb"]),)),), (0, None)),
        ((given((A, 5), lines=(line("l", P["code-numb"]),)),), (5, 5)),
        ((given((A, 5), lines=(line("l", P["code-salt"]), line("k", P["code-block"]))),), (5, 5)),
        # all services of the day
        ((given((A, 40)), given((A, 40), name="other")), (80, 80)),
        ((given((A, 40)), given(name="other")), (40, None)),
        ((given((A, 40)), given(drugs=(SALT,), name="other")), (40, 40)),
    ],
)
def test_the_sum_of_what_is_told(services, expected):
    assert bounds(case(services=services), SUM) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [("2026-06-15", (60, 60)), ("2026-06", (40, 60)), (None, (40, 60)), ("2026-06-14", (40, 40))],
)
def test_what_was_done_on_the_day_counts(when, expected):
    done = prior("a", when, doses=(dose("a0", A, 20),), drugs=(A,))
    assert bounds(case(services=(given((A, 40)),), history=(done,), **LATE), SUM) == expected
    assert bounds(case(services=(given((A, 40)),), history=(prior("a", when),), **LATE), SUM) == (
        40,
        40 if when == "2026-06-14" else None,
    )


def test_single_drugs_and_what_is_shown():
    only = declare("SumInSession", member=A)
    of = case(services=(given((A, 40), (P.numbing, 5), (SALT, 9)),))
    assert bounds(of, only) == (40, 45)
    assert (names(value(of, only)), value(of, only).note) == (["now", "now0", "now1"], WHOLE_DAY)
    whole = case(services=(given(),), complete_for=(GUIDE.ServicesOfTheDay,))
    assert value(whole, only).note == NO_DOSE


def test_a_line_stands_for_its_service():
    on_line = declare("SumInSession", focus=GUIDE.ServiceLine, member=A)
    assert bounds(case(services=(given((A, 40), lines=(line("l", P["code-numb"]),)),)), on_line, "l") == (
        40,
        40,
    )
