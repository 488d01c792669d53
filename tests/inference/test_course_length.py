from __future__ import annotations

from datetime import date

import pytest
from invented import (
    DIAGNOSTIC,
    HISTORY,
    LEFT,
    RIGHT,
    THERAPEUTIC,
    P,
    bounds,
    case,
    declare,
    names,
    prior,
    service,
    value,
)

from reasoner.inference.templates.courses import OPEN
from reasoner.vocabulary import GUIDE

ALL = declare("CourseLength", procedureClass=P.block, unit=GUIDE.month)
GAP = declare("CourseLength", procedureClass=P.block, gap="P24M", unit=GUIDE.month)
DAYS = declare("CourseLength", procedureClass=P.block, gap="P6M", unit=GUIDE.day)


def of(*when, complete=(HISTORY,), **values):
    history = tuple(
        each if not isinstance(each, str) else prior("abcdef"[n], each) for n, each in enumerate(when)
    )
    return case(history=history, complete_for=complete, **values)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ((), (0, 0)),
        (("2025-06-15",), (12, 12)),
        (("2025-06-16",), (11, 11)),
        (("2020-01-15", "2025-06-16"), (77, 77)),
        (("2025",), (5, 17)),
        (("/2025-06-15",), (12, None)),
        (("2025-06-15/",), (0, 12)),
        ((prior("a"),), (0, None)),
        ((prior("a"), "2025-06-15"), (12, None)),
        # of an earlier one it is not sure that it belongs here
        ((prior("a", "2020-01-15", procedure=P.injection), "2025-06-15"), (12, 77)),
        ((prior("a", "2020-01-15", procedure=P.surgery), "2025-06-15"), (12, 12)),
    ],
)
def test_from_the_first_procedure(when, expected):
    assert bounds(of(*when), ALL) == expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (("2024-06-16",), (23, 23)),
        # a gap of exactly that length begins a new course
        (("2024-06-15",), (0, 0)),
        (("2022-06-16", "2024-06-16"), (23, 23)),
        (("2022-06-17", "2024-06-16"), (47, 47)),
        (("2022-06-17", "2023-06-17", "2024-06-16"), (47, 47)),
        (("2020-01-01", "2022-06-17", "2024-06-16"), (47, 47)),
        # which of the two is not told: at least the nearer, at most the farther
        (("2022-06", "2024-06-16"), (23, 48)),
        (("2022", "2024-06-16"), (23, 53)),
        (("2024-06",), (0, 24)),
        (("2024-07",), (22, 23)),
        # one that may have been between closes the gap at most
        (("2021-06-15", prior("b", "2023-06-01", procedure=P.injection), "2025-01-15"), (17, 60)),
        (("2021-06-15", prior("b"), "2025-01-15"), (17, None)),
        # without a first day: it belongs here if its last day is near enough
        (("/2021-06-15",), (0, 0)),
        (("/2025-06-15",), (0, None)),
    ],
)
def test_a_gap_begins_a_new_course(when, expected):
    assert bounds(of(*when), GAP) == expected


def test_days_are_a_unit_too():
    assert bounds(of("2025-09-01", "2025-12-20"), DAYS) == (287, 287)
    assert bounds(of("2025-06-01", "2025-12-20"), DAYS) == (177, 177)


def test_months_are_the_unit_where_none_is_told():
    plain = declare("CourseLength", procedureClass=P.block)
    assert bounds(of("2025-06-15"), plain) == (12, 12)


def test_an_incomplete_record_leaves_no_upper_bound():
    found = of("2025-06-15", complete=())
    assert bounds(found, ALL) == (12, None)
    assert (names(value(found, ALL)), value(found, ALL).note) == (["a"], OPEN)
    assert bounds(of(complete=()), ALL) == (0, None)
    assert names(value(of(), ALL)) == ["case"]


@pytest.mark.parametrize(
    ("place", "key", "expected"),
    [
        ({"sites": (P.s2,)}, "region", (12, 12)),
        ({"sites": (P.s3,)}, "region", (0, 0)),
        ({"sites": ()}, "region", (0, 12)),
        ({"sites": (P.s1,)}, "site", (12, 12)),
        ({"sites": (P.s2,)}, "site", (0, 0)),
        ({"sites": (P.s1,), "side": LEFT}, "site", (0, 0)),
        ({"sites": (P.s1,), "side": LEFT}, "region", (12, 12)),
    ],
)
def test_courses_of_one_place(place, key, expected):
    there = declare("CourseLength", procedureClass=P.block, countKey=key, unit=GUIDE.month)
    found = of(prior("a", "2025-06-15", **place), services=(service(side=RIGHT),))
    assert bounds(found, there) == expected


def test_the_longest_course_of_the_places_of_the_service():
    there = declare("CourseLength", procedureClass=P.block, countKey="region", unit=GUIDE.month)
    history = (prior("a", "2025-06-15", sites=(P.s1,)), prior("b", "2024-06-15", sites=(P.s3,)))
    assert bounds(of(*history, services=(service(sites=(P.s1, P.s3)),)), there) == (24, 24)
    # at a structure that supplies two sites it is treated possibly only
    maybe = service(sites=(P.s1,), structures=(P.n1, P.n2, P.n4))
    assert bounds(of(*history, services=(maybe,)), there) == (12, 24)


def test_the_intent():
    only = declare("CourseLength", procedureClass=P.block, intent=THERAPEUTIC, unit=GUIDE.month)
    history = (
        prior("a", "2024-06-15", intent=DIAGNOSTIC),
        prior("b", "2025-06-15", intent=THERAPEUTIC),
        prior("c", "2023-06-15", intent=None),
    )
    assert bounds(of(*history), only) == (12, 36)


def test_what_is_done_later_is_no_prior_one():
    found = of("2025-06-15", "2026-07-01", recorded_on=date(2026, 8, 1))
    assert bounds(found, ALL) == (12, 12)
    assert names(value(found, ALL)) == ["a"]
