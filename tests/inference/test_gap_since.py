from __future__ import annotations

from datetime import date, timedelta

import pytest
from invented import (
    DIAGNOSTIC,
    HISTORY,
    LEFT,
    RIGHT,
    THERAPEUTIC,
    C,
    P,
    bounds,
    case,
    declare,
    names,
    prior,
    service,
    value,
)

from reasoner.vocabulary import GUIDE

GAP = declare("GapSince", procedureClass=P.block, unit=GUIDE.day)
MONTHS = declare("GapSince", procedureClass=P.block, unit=GUIDE.month)
OF_PRIOR = declare("GapSince", procedureClass=P.block, intent=DIAGNOSTIC, ofPrior=True, unit=GUIDE.day)


def after(*history, **values):
    return case(history=history, **values)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), (None, None)),
        ((prior("a", "2026-06-01"),), (14, 14)),
        ((prior("a", "2026-06-02"),), (13, 13)),
        ((prior("a", "2026-06-01"), prior("b", "2026-05-01")), (14, 14)),
        ((prior("a", "2026-05"),), (15, 45)),
        ((prior("a", "2026-06"),), (5, 14)),
        ((prior("a"),), (5, None)),
        ((prior("a"), prior("b", "2026-05-16")), (5, 30)),
        ((prior("a", "2026-06-01", procedure=P.surgery),), (None, None)),
        ((prior("a", "2026-06-01", procedure=P.injection),), (14, None)),
        ((prior("a", "2026-06-01", procedure=P.injection), prior("b", "2026-05-16")), (14, 30)),
        ((prior("a", "2026-06-01", procedure=None),), (14, None)),
        # told to be on one day: the date of one is the date of both
        ((prior("a", same_day_as=(C.b,)), prior("b", "2026-06-01", procedure=P.surgery)), (14, 14)),
        ((prior("a"), prior("b", "2026-06-01", procedure=P.surgery, same_day_as=(C.a,))), (14, 14)),
    ],
)
def test_from_the_last_event(history, expected):
    assert bounds(after(*history), GAP) == expected


def test_it_does_not_need_a_complete_record():
    assert bounds(after(prior("a", "2026-06-01"), complete_for=[HISTORY]), GAP) == (14, 14)


def test_a_past_event_lies_before_the_record_was_made_and_before_the_service():
    later = case(history=(prior("a"),), recorded_on=date(2026, 7, 1))
    assert bounds(later, GAP) == (0, None)
    assert bounds(case(history=(prior("a", "2026-06-20"),), recorded_on=date(2026, 7, 1)), GAP) == (
        None,
        None,
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, (14, 14)),
        ({"sites": (P.s2,)}, (None, None)),
        ({"sites": ()}, (14, None)),
        ({"sites": (P.s1, P.s2)}, (14, 14)),
        ({"side": LEFT}, (14, 14)),
        ({"sites": (), "structures": (P.n1, P.n2)}, (14, 14)),
        ({"sites": (), "structures": (P.n1,)}, (14, None)),
        ({"sites": (), "structures": (P.n3,)}, (None, None)),
        ({"sites": (), "structures": (P.n4,)}, (None, None)),
    ],
)
def test_at_an_overlapping_site(values, expected):
    at_site = declare("GapSince", procedureClass=P.block, sameSite=True, unit=GUIDE.day)
    assert bounds(after(prior("a", "2026-06-01", **values)), at_site) == expected


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (LEFT, LEFT, (14, 14)),
        (LEFT, RIGHT, (None, None)),
        (LEFT, None, (14, None)),
        (None, RIGHT, (14, None)),
    ],
)
def test_opposite_sides_do_not_overlap(then, now, expected):
    at_site = declare("GapSince", procedureClass=P.block, sameSite=True, unit=GUIDE.day)
    of = after(prior("a", "2026-06-01", side=then), services=(service(side=now),))
    assert bounds(of, at_site) == expected


@pytest.mark.parametrize(
    ("history", "repeats", "expected"),
    [
        ((prior("a", "2026-06-01"), prior("b", "2026-05-16")), None, (14, 30)),
        ((prior("a", "2026-06-01"), prior("b", "2026-05-16")), C.b, (30, 30)),
        ((prior("a", "2026-06-01"), prior("b")), None, (5, None)),
        ((prior("a", "2026-06-01", intent=THERAPEUTIC),), None, (None, None)),
        ((prior("a", "2026-06-01", intent=THERAPEUTIC),), C.a, (None, None)),
        ((prior("a", "2026-06-01", intent=None),), None, (14, 14)),
        ((prior("a", "2026-06-01", sites=(P.s3,)),), None, (None, None)),
        ((prior("a", "2026-06-01", sites=(P.s3,)),), C.a, (14, 14)),
        ((prior("a", "2026-06-01", sites=()),), None, (14, 14)),
    ],
)
def test_of_the_prior_one_that_is_named_or_of_every_candidate(history, repeats, expected):
    of = after(*history, services=(service(repeats=repeats),))
    assert bounds(of, OF_PRIOR) == expected


def test_an_event_with_another_outcome_does_not_count():
    helped = declare("GapSince", procedureClass=P.block, outcome=GUIDE["outcome-helped"], unit=GUIDE.day)
    of = after(
        prior("a", "2026-06-01", outcome=GUIDE["outcome-failed"]),
        prior("b", "2026-05-16", outcome=GUIDE["outcome-helped"]),
        prior("c", "2026-05-26"),
    )
    assert bounds(of, helped) == (20, 30)


def test_a_prior_procedure_as_focus_is_the_event_itself():
    own = declare("GapSince", focus=GUIDE.PriorProcedure, procedureClass=P.block, unit=GUIDE.day)
    of = after(prior("a", "2026-06-01"), prior("b", "2026-05-16"))
    assert [bounds(of, own, name) for name in "ab"] == [(14, 14), (30, 30)]


def test_it_names_the_events_and_says_when_one_has_no_date():
    found = value(after(prior("a")), GAP)
    assert names(found) == ["a"]
    assert found.note == "It has no date; it was done on or before the day on which the record was made."


def test_every_day_of_several_years_in_days_and_months():
    """The oracle walks the calendar; the services fall on leap days, month ends and in Decembers."""
    for day in (date(2024, 2, 29), date(2025, 2, 28), date(2024, 12, 31), date(2026, 1, 31)):
        walked, months, here = 0, 0, day
        while here > date(2022, 1, 1):
            here -= timedelta(days=1)
            walked += 1
            while _add(here, months + 1) <= day:
                months += 1
            of = case(date_of_service=day, recorded_on=day, history=(prior("a", here.isoformat()),))
            assert bounds(of, GAP) == (walked, walked), here
            assert bounds(of, MONTHS) == (months, months), here


def _add(day: date, months: int) -> date:
    """The day so many months later; the last day of the month where that day does not exist."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError
