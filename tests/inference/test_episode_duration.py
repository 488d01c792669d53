from __future__ import annotations

from datetime import date, timedelta

import pytest
from invented import (
    CARE,
    DAY,
    DRUGS,
    Length,
    P,
    bounds,
    case,
    contested,
    day,
    declare,
    episode,
    names,
    value,
)

from reasoner.inference.lengths import longest, shortest
from reasoner.vocabulary import GUIDE

DAYS = declare("EpisodeDuration", member=P.care, unit=GUIDE.day)
MONTHS = declare("EpisodeDuration", member=P.care, unit=GUIDE.month)


def stretch(name, start, end=None, treatment=P.exercise, **values):
    return episode(name, treatment, start=day(start), end=day(end), **values)


def told(name, least, most=None, treatment=P.exercise, **values):
    at_least = None if least is None else Length.parse(least)
    at_most = None if most is None else Length.parse(most)
    return episode(name, treatment, at_least=at_least, at_most=at_most, **values)


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        ((), (None, None)),
        ((episode("a", P.exercise),), (None, None)),
        ((stretch("a", "2026-01-01", "2026-02-12"),), (42, 42)),
        ((stretch("a", "2026-01-01", "2026-02-11"),), (41, 41)),
        # no end told: to the day of recording at least, to the day of service at most
        ((stretch("a", "2026-06-01"),), (9, 14)),
        ((stretch("a", "2026-06-01", "2026-12-31"),), (14, 14)),
        # partial dates: from the latest start to the earliest end, and the other way round
        ((stretch("a", "2026-03", "2026-04"),), (1, 60)),
        ((stretch("a", "2026-03", "2026-03"),), (0, 30)),
        ((stretch("a", "2026-01-01/", "2026-02-12"),), (None, None)),
        ((stretch("a", "/2026-01-01", "2026-02-12"),), (42, None)),
        # told lengths
        ((told("a", "P6W", "P6W"),), (42, 42)),
        ((told("a", "P6W"),), (42, None)),
        ((told("a", None, "P6W"),), (None, None)),
        ((told("a", "P3M", "P3M"),), (89, 92)),
        # a start and a length
        ((stretch("a", "2026-01-01", at_least=Length(0, 42), at_most=Length(0, 42)),), (42, 42)),
        ((stretch("a", None, "2026-02-12", at_least=Length(0, 42), at_most=Length(0, 42)),), (42, 42)),
        ((stretch("a", "2026-01", at_least=Length(0, 42), at_most=Length(0, 42)),), (42, 42)),
        ((stretch("a", "2026-01-01", "2026-02-12", treatment=P.music),), (None, None)),
    ],
)
def test_a_single_episode_is_taken_as_the_whole_when_it_has_both_bounds(care, expected):
    assert bounds(case(care=care), DAYS) == expected


def test_a_choice_that_may_be_of_the_set_is_bounded_above_only():
    of = case(
        care=(episode("a", any_of=(P.exercise, P.music), start=day("2026-01-01"), end=day("2026-02-12")),)
    )
    assert bounds(of, DAYS) == (None, 42)


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        # overlapping, touching, apart: a union, never a sum of what overlaps
        ((stretch("a", "2026-01-01", "2026-01-31"), stretch("b", "2026-01-15", "2026-02-12")), (42, 42)),
        ((stretch("a", "2026-01-01", "2026-01-20"), stretch("b", "2026-01-21", "2026-02-12")), (42, 42)),
        ((stretch("a", "2026-01-01", "2026-01-11"), stretch("b", "2026-02-01", "2026-02-11")), (20, 20)),
        ((told("a", "P6W", "P6W"), told("b", "P4W", "P4W")), (42, 70)),
        ((told("a", "P6W", "P6W"), stretch("b", "2026-01-01", "2026-01-11")), (42, 52)),
        ((told("a", "P6W", "P6W"), episode("b", P.rest)), (42, None)),
    ],
)
def test_several_episodes_of_a_complete_record(care, expected):
    assert bounds(case(care=care, complete_for=[CARE]), DAYS) == expected
    # without completeness nothing is proved above
    assert bounds(case(care=care), DAYS) == (expected[0], None)


def test_a_complete_record_without_such_care_is_no_care():
    assert bounds(case(complete_for=[CARE]), DAYS) == (0, 0)
    with_drugs = declare("EpisodeDuration", member=(P.care, P.numbing), unit=GUIDE.day)
    assert bounds(case(complete_for=[CARE]), with_drugs) == (None, None)
    assert bounds(case(complete_for=[CARE, DRUGS]), with_drugs) == (0, 0)


def test_dates_and_a_told_length_that_disagree_are_a_conflict():
    care = (stretch("a", "2026-01-01", "2026-01-10", at_least=Length(0, 42), at_most=Length(0, 42)),)
    assert contested(case(care=care), DAYS) == (9, 42)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-02-27", 0),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2025-12-15", "2026-03-15", 3),
        ("2025-12-15", "2026-03-14", 2),
    ],
)
def test_whole_calendar_months(start, end, expected):
    assert bounds(case(care=(stretch("a", start, end),)), MONTHS) == (expected, expected)


def test_months_of_pieces_that_may_join():
    # 1 month and 20 days twice: laid end to end they are three whole months
    care = (told("a", "P1M20D", "P1M20D"), told("b", "P1M20D", "P1M20D"))
    assert bounds(case(care=care, complete_for=[CARE]), MONTHS) == (1, 3)


def test_only_episodes_with_the_outcome():
    failed = declare("EpisodeDuration", member=P.care, unit=GUIDE.day, outcome=GUIDE["outcome-failed"])
    one = stretch("a", "2026-01-01", "2026-02-12", outcome=GUIDE["outcome-failed"])
    other = stretch("b", "2026-03-01", "2026-03-11", outcome=GUIDE["outcome-helped"])
    unknown = stretch("c", "2026-04-01", "2026-04-11")
    assert bounds(case(care=(one, other), complete_for=[CARE]), failed) == (42, 42)
    assert bounds(case(care=(one, unknown), complete_for=[CARE]), failed) == (42, 52)
    assert names(value(case(care=(one, other), complete_for=[CARE]), failed)) == ["a"]


def test_every_start_of_five_years_against_counting_days():
    """The oracle counts days one by one; starts hit both leap and common Februaries and Decembers."""
    start = date(2021, 11, 1)
    while start < date(2026, 6, 1):
        end = start + timedelta(days=(start.toordinal() % 97))
        counted = sum(1 for n in range(start.toordinal(), end.toordinal()) if n < DAY.toordinal())
        care = (stretch("a", start.isoformat(), end.isoformat()),)
        assert bounds(case(care=care), DAYS) == (counted, counted), start
        start += timedelta(days=13)


def test_lengths_hold_wherever_they_lie():
    """Against every start of eight years: a length in months is bounded in days, and the other way round."""
    for months in (1, 2, 3, 6, 11, 12, 13, 24):
        days = []
        for ordinal in range(date(2019, 1, 1).toordinal(), date(2027, 1, 1).toordinal()):
            begin = date.fromordinal(ordinal)
            index = begin.year * 12 + begin.month - 1 + months
            last = begin.day
            while True:
                try:
                    end = date(index // 12, index % 12 + 1, last)
                    break
                except ValueError:
                    last -= 1
            days.append((end - begin).days)
        assert (shortest(Length(months), "day"), longest(Length(months), "day")) == (min(days), max(days))
        assert shortest(Length(0, max(days)), "month") == months
        assert shortest(Length(0, max(days) - 1), "month") == months - 1
        assert longest(Length(0, min(days)), "month") == months
        assert longest(Length(0, min(days) - 1), "month") == months - 1


LATELY = declare("EpisodeDuration", member=P.care, window="P6M", unit=GUIDE.day)


@pytest.mark.parametrize(
    ("care", "expected", "closed"),
    [
        ((stretch("a", "2026-01-01", "2026-02-12"),), (42, 42), (42, 42)),
        # the window opens on 2025-12-15
        ((stretch("a", "2025-10-01", "2026-01-15"),), (31, 31), (31, 31)),
        ((stretch("a", "2025-01-01"),), (177, 182), (177, 182)),
        ((stretch("a", "2025-01-01", "2025-12-31"),), (16, 16), (16, 16)),
        # before it nothing counts
        ((stretch("a", "2025-01-01", "2025-12-15"),), (0, 0), (0, 0)),
        ((stretch("a", "2025-01-01", "2025-06-01"),), (0, 0), (0, 0)),
        (
            (stretch("a", "2025-01-01", "2025-06-01"), stretch("b", "2026-01-01", "2026-02-12")),
            (42, None),
            (42, 42),
        ),
        # partial dates
        ((stretch("a", "2025-12", "2026-01-31"),), (31, 47), (31, 47)),
        ((stretch("a", "2025", "2026"),), (1, 182), (1, 182)),
        # a told length without dates may lie before
        ((told("a", "P6W", "P6W"),), (None, None), (None, 42)),
        ((told("a", "P1Y", "P1Y"),), (None, None), (None, 182)),
        # it proves something where the stretch surely lies in the window, or has a date
        ((stretch("a", "2026-01", "2026-04", at_least=Length(0, 80)),), (80, 119), (80, 119)),
        ((stretch("a", "2025-11", "2026-03", at_least=Length(0, 80)),), (76, 106), (76, 106)),
        (
            (stretch("a", None, "2026-01-15", at_least=Length(0, 60), at_most=Length(0, 60)),),
            (31, 31),
            (31, 31),
        ),
    ],
)
def test_only_care_in_the_window_counts(care, expected, closed):
    assert bounds(case(care=care), LATELY) == expected
    assert bounds(case(care=care, complete_for=(CARE, DRUGS)), LATELY) == closed


def test_a_window_in_months():
    months = declare("EpisodeDuration", member=P.care, window="P6M", unit=GUIDE.month)
    assert bounds(case(care=(stretch("a", "2025-01-01", "2026-06-15"),), recorded_on=DAY), months) == (6, 6)
    assert bounds(case(care=(stretch("a", "2025-01-01", "2026-06-10"),)), months) == (5, 5)
