from __future__ import annotations

from datetime import date, timedelta

import pytest
from invented import (
    ABSENT,
    CONFLICTING,
    DAY,
    Length,
    P,
    bounds,
    case,
    contested,
    day,
    declare,
    names,
    statement,
    value,
)

from reasoner.vocabulary import GUIDE

MONTHS = declare("StatementDuration", concept=P["back-ache"], unit=GUIDE.month)
DAYS = declare("StatementDuration", concept=P["back-ache"], unit=GUIDE.day)
ACHE = P["back-ache"]


def since(name, start, concept=ACHE, **values):
    return statement(name, concept, start=day(start), **values)


def lasting(name, least, most=None, concept=ACHE, **values):
    at_most = None if most is None else Length.parse(most)
    return statement(name, concept, at_least=Length.parse(least), at_most=at_most, **values)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((), (None, None)),
        ((statement("f", ACHE),), (None, None)),
        ((statement("f", ACHE, ABSENT),), (0, 0)),
        ((statement("f", P.ache, ABSENT),), (0, 0)),
        ((statement("f", P["low-back-ache"], ABSENT),), (None, None)),
        ((since("f", "2026-03-15"),), (3, 3)),
        ((since("f", "2026-03-16"),), (2, 2)),
        ((since("f", "2026-03"),), (2, 3)),
        ((since("f", "2025"),), (5, 17)),
        ((since("f", "/2026-01-15"),), (5, None)),
        ((since("f", "2026-03-15", P["low-back-ache"]),), (3, 3)),
        ((since("f", "2020-01-01", P.ache),), (None, None)),
        ((lasting("f", "P3M", "P3M"),), (3, 3)),
        ((lasting("f", "P3M"),), (3, None)),
        ((lasting("f", "P3M", "P6M"),), (3, 6)),
        ((since("f", "2026-03-15"), since("g", "2026-05-15")), (3, 3)),
        ((since("f", "2026-03-15"), lasting("g", "P1Y")), (12, None)),
        ((since("f", "2026-03-15"), statement("g", P["low-back-ache"])), (3, None)),
    ],
)
def test_the_longest_sure_and_the_longest_possible(told, expected):
    assert bounds(case(statements=told), MONTHS) == expected


def test_a_told_length_is_measured_when_the_record_was_made():
    # 42 days on 10 June are 47 on the day of service, 15 June
    assert bounds(case(statements=(lasting("f", "P6W", "P6W"),)), DAYS) == (47, 47)


@pytest.mark.parametrize(
    "told",
    [
        (since("f", "2026-03-15"), statement("g", ACHE, ABSENT)),
        (since("f", "2026-03-15", status=CONFLICTING),),
    ],
)
def test_presence_against_absence_is_a_conflict(told):
    assert contested(case(statements=told), MONTHS) == (0, 3)


def test_of_several_concepts_all_must_be_absent():
    either = declare("StatementDuration", concept=(P["back-ache"], P["leg-ache"]), unit=GUIDE.month)
    assert bounds(case(statements=(statement("f", P["leg-ache"], ABSENT),)), either) == (None, None)
    assert bounds(case(statements=(statement("f", P.ache, ABSENT),)), either) == (0, 0)
    mixed = (statement("f", P["leg-ache"], ABSENT), since("g", "2026-03-15"))
    assert bounds(case(statements=mixed), either) == (3, 3)


def test_it_names_the_statements():
    assert names(value(case(statements=(since("f", "2026-03-15"),)), MONTHS)) == ["f"]


def _months_by_counting(start: date, end: date) -> int:
    """Whole months counted by walking day by day: a month is over on the same day of the month, or its end."""
    count, here, anchor = 0, start, start.day
    while here < end:
        here += timedelta(days=1)
        end_of_month = (here + timedelta(days=1)).day == 1
        if here.day == anchor or (end_of_month and here.day < anchor):
            count += 1
    return count


def test_every_start_of_five_years_against_walking_the_calendar():
    start = date(2021, 5, 1)
    while start <= DAY:
        expected = _months_by_counting(start, DAY)
        assert bounds(case(statements=(since("f", start.isoformat()),)), MONTHS) == (expected, expected), (
            start
        )
        start += timedelta(days=1)
