from __future__ import annotations

from datetime import date

import pytest
from invented import (
    ABSENT,
    CONFLICTING,
    C,
    P,
    bounds,
    case,
    day,
    declare,
    names,
    statement,
    value,
)

from reasoner.model.case import CaseDocument, Origin
from reasoner.vocabulary import GUIDE

ACHE = P["back-ache"]
DAYS = declare("StatementAge", concept=ACHE, unit=GUIDE.day)
MONTHS = declare("StatementAge", concept=ACHE, unit=GUIDE.month)


def told(name, when=None, concept=ACHE, status=GUIDE.Present, document=None):
    origin = None if document is None else Origin(C[document])
    return statement(name, concept, status, date=day(when), origin=origin)


NOTE = CaseDocument(C.note, "Note", day("2026-05-16"))
MONTH = CaseDocument(C.month, "Note", day("2026-05"))
UNDATED = CaseDocument(C.undated, "Note")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((), (None, None)),
        ((told("f", "2026-05-16"),), (30, 30)),
        ((told("f", "2026-05"),), (15, 45)),
        ((told("f", "2026-06"),), (5, 14)),
        ((told("f", "/2026-05-16"),), (30, None)),
        ((told("f", "2026-05-16/"),), (5, 30)),
        # no date: made before the chart was read
        ((told("f"),), (5, None)),
        # the date of its document, unless it has its own
        ((told("f", document="note"),), (30, 30)),
        ((told("f", document="month"),), (15, 45)),
        ((told("f", document="undated"),), (5, None)),
        ((told("f", "2026-01-01", document="note"),), (165, 165)),
        # the last of several
        ((told("f", "2026-05-16"), told("g", "2026-06-01")), (14, 14)),
        ((told("f", "2026-05-16"), told("g", "2026")), (5, 30)),
        ((told("f", "2026-05-16"), told("g")), (5, 30)),
        # narrower ones count; a broader one may be about it
        ((told("f", "2026-05-16", P["low-back-ache"]),), (30, 30)),
        ((told("f", "2026-05-16", P.ache),), (30, None)),
        ((told("f", "2026-05-16"), told("g", "2026-06-01", P.ache)), (14, 30)),
        ((told("f", "2026-05-16", P["leg-ache"]),), (None, None)),
        # told absent it says nothing; conflicting it may
        ((told("f", "2026-05-16", status=ABSENT),), (None, None)),
        ((told("f", "2026-05-16", status=CONFLICTING),), (30, None)),
        ((told("f", "2026-05-16"), told("g", "2026-06-01", status=CONFLICTING)), (14, 30)),
    ],
)
def test_the_time_since_the_last_statement(statements, expected):
    assert bounds(case(statements=statements, documents=(NOTE, MONTH, UNDATED)), DAYS) == expected


def test_months_are_a_unit_too():
    assert bounds(case(statements=(told("f", "2026-03-16"),)), MONTHS) == (2, 2)
    assert bounds(case(statements=(told("f", "2026-03"),)), MONTHS) == (2, 3)


def test_what_is_told_after_the_day_of_service_is_left_out():
    late = {"recorded_on": date(2026, 8, 1)}
    of = case(statements=(told("f", "2026-05-16"), told("g", "2026-07-01")), **late)
    assert bounds(of, DAYS) == (30, 30)
    assert names(value(of, DAYS)) == ["f"]
    # not told, it can have been made until then
    assert bounds(case(statements=(told("f"),), **late), DAYS) == (0, None)


def test_several_concepts_are_one_list():
    either = declare("StatementAge", concept=(ACHE, P.palsy), unit=GUIDE.day)
    of = case(statements=(told("f", "2026-05-16"), told("g", "2026-06-01", P.palsy)))
    assert bounds(of, either) == (14, 14)
    assert names(value(of, either)) == ["f", "g"]
