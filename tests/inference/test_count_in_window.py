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

YEAR = declare("CountInWindow", procedureClass=P.block, intent=DIAGNOSTIC, window="P12M")
EVER = declare("CountInWindow", procedureClass=P.block, intent=DIAGNOSTIC)
REGION = declare("CountInWindow", procedureClass=P.block, intent=DIAGNOSTIC, window="P12M", countKey="region")
SITE = declare("CountInWindow", procedureClass=P.block, intent=DIAGNOSTIC, countKey="site")


def after(*history, **values):
    values.setdefault("complete_for", [HISTORY])
    return case(history=history, **values)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), (1, 1)),
        ((prior("a", "2026-06-01"),), (2, 2)),
        # (D - 12 months, D]: the same day a year ago is out
        ((prior("a", "2025-06-15"),), (1, 1)),
        ((prior("a", "2025-06-16"),), (2, 2)),
        ((prior("a", "2025-06"),), (1, 2)),
        ((prior("a"),), (1, 2)),
        ((prior("a", "2026-06-01", intent=THERAPEUTIC),), (1, 1)),
        ((prior("a", "2026-06-01", intent=None),), (1, 2)),
        ((prior("a", "2026-06-01", procedure=P.surgery),), (1, 1)),
        ((prior("a", "2026-06-01", procedure=P.injection),), (1, 2)),
        # one day is one session
        ((prior("a", "2026-06-01"), prior("b", "2026-06-01")), (2, 2)),
        ((prior("a", "2026-06-01"), prior("b", same_day_as=(C.a,))), (2, 2)),
        ((prior("a", "2026-06-01"), prior("b", "2026-06-02")), (3, 3)),
        # two in one month may have been on one day
        ((prior("a", "2026-05"), prior("b", "2026-05")), (2, 3)),
        ((prior("a", "2026-05"), prior("b", "2026-04")), (3, 3)),
        ((prior("a", "2026-05"), prior("b", "2026-05-20")), (2, 3)),
    ],
)
def test_sessions_in_the_window_this_one_included(history, expected):
    assert bounds(after(*history), YEAR) == expected
    assert bounds(after(*history, complete_for=[]), YEAR) == (expected[0], None)


@pytest.mark.parametrize(
    ("intent", "expected"), [(DIAGNOSTIC, (1, 1)), (None, (0, 1)), (THERAPEUTIC, (0, 0))]
)
def test_this_session_counts_as_far_as_it_matches(intent, expected):
    assert bounds(after(services=(service(intent=intent),)), YEAR) == expected


def test_several_services_of_the_day_are_one_session():
    assert bounds(after(services=(service("now"), service("too"))), YEAR) == (1, 1)


def test_an_undated_event_was_before_the_record_was_made():
    assert bounds(after(prior("a")), EVER) == (2, 2)
    assert bounds(after(prior("a"), prior("b")), EVER) == (2, 3)
    # recorded on the day of service: it may have been this very session
    assert bounds(after(prior("a"), recorded_on=date(2026, 6, 15)), EVER) == (1, 2)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ((P.s1,), (P.s1,), (2, 2)),
        ((P.s2,), (P.s1,), (2, 2)),
        ((P.s3,), (P.s1,), (1, 1)),
        ((), (P.s1,), (1, 2)),
        ((P.s3,), (P.s1, P.s3), (2, 2)),
        ((P.s3,), (), (1, 2)),
    ],
)
def test_by_region(then, now, expected):
    of = after(prior("a", "2026-06-01", sites=then), services=(service(sites=now),))
    assert bounds(of, REGION) == expected


def test_the_regions_of_a_service_are_counted_apart():
    history = (prior("a", "2026-06-01"), prior("b", "2026-05-01", sites=(P.s3,)))
    assert bounds(after(*history, services=(service(sites=(P.s1, P.s3)),)), REGION) == (2, 2)


@pytest.mark.parametrize(
    ("then", "side", "now", "expected"),
    [
        ((P.s1,), None, (P.s1,), (1, 2)),
        ((P.s1,), RIGHT, (P.s1,), (2, 2)),
        ((P.s1,), LEFT, (P.s1,), (1, 1)),
        ((P.s2,), RIGHT, (P.s1,), (1, 1)),
        ((P.s1, P.s2), RIGHT, (P.s1,), (2, 2)),
    ],
)
def test_by_site_and_side(then, side, now, expected):
    of = after(prior("a", "2026-06-01", sites=then, side=side), services=(service(sites=now, side=RIGHT),))
    assert bounds(of, SITE) == expected


def test_sites_that_the_service_only_may_treat_prove_nothing():
    history = (prior("a", "2026-06-01"), prior("b", "2026-05-01"))
    of = after(*history, services=(service(sites=(), structures=(P.n1,)),))
    assert bounds(of, SITE) == (0, 3)


def test_it_names_the_sessions_and_says_that_there_may_be_more():
    found = value(after(prior("a", "2026-06-01"), prior("b", "2020-01-01"), complete_for=[]), YEAR)
    assert names(found) == ["a", "now"]
    assert found.note == "The record is not told to hold every earlier procedure, so there may be more."


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_every_day_of_service_with_events_around_the_edge_of_the_window(year):
    """29 February goes back to 28 February; Decembers are where other engines are wrong."""
    day = date(year, 1, 1)
    while day.year == year:
        edge = _a_year_before(day)
        for offset in (-1, 0, 1):
            event = edge + timedelta(days=offset)
            of = after(prior("a", event.isoformat()), date_of_service=day, recorded_on=day)
            count = 2 if event > edge else 1
            assert bounds(of, YEAR) == (count, count), (day, event)
        day += timedelta(days=1)
