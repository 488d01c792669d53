from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from invented import (
    DIAGNOSTIC,
    HISTORY,
    LEFT,
    PEAK,
    RIGHT,
    SUSTAINED,
    THERAPEUTIC,
    C,
    P,
    bounds,
    case,
    contested,
    declare,
    line,
    names,
    prior,
    response,
    service,
    value,
)

from reasoner.inference.templates.counts import MAY_BE_MORE
from reasoner.inference.templates.relief import CONFOUNDED
from reasoner.vocabulary import GUIDE

PARAMETERS = {"procedureClass": P.block, "pain": P["back-ache"], "level": Decimal("80.0"), "moment": PEAK}
GOOD = declare("CountWhere", **PARAMETERS)


def block(name, when, *told, **values):
    """A prior procedure with the bounds of each response."""
    responses = tuple(response(f"{name}{n}", low, high) for n, (low, high) in enumerate(told))
    return prior(name, when, responses=responses, **values)


def of(*history, complete=(HISTORY,), **values):
    return case(history=history, complete_for=complete, **values)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((), (0, 0)),
        ((block("a", "2026-03-01", (80, 80)),), (1, 1)),
        ((block("a", "2026-03-01", (79, 79)),), (0, 0)),
        ((block("a", "2026-03-01", (80, None)),), (1, 1)),
        ((block("a", "2026-03-01", (None, 79)),), (0, 0)),
        ((block("a", "2026-03-01", (70, 90)),), (0, 1)),
        ((block("a", "2026-03-01"),), (0, 1)),
        ((block("a", "2026-03-01", (80, 80)), block("b", "2026-04-01", (90, 90))), (2, 2)),
        ((block("a", "2026-03-01", (80, 80)), block("b", "2026-04-01", (10, 10))), (1, 1)),
        ((block("a", "2026-03-01", (80, 80)), block("b", "2026-04-01")), (1, 2)),
        # class
        ((block("a", "2026-03-01", (90, 90), procedure=P["fine-block"]),), (1, 1)),
        ((block("a", "2026-03-01", (90, 90), procedure=P.surgery),), (0, 0)),
        ((block("a", "2026-03-01", (90, 90), procedure=P.injection),), (0, 1)),
        # days: acts of one day are one, those that can be are counted once at least
        ((block("a", "2026-03-01", (80, 80)), block("b", "2026-03-01", (90, 90))), (1, 1)),
        ((block("a", "2026-03-01", (80, 80)), block("b", "2026-03-01", (10, 10))), (1, 1)),
        ((block("a", "2026-03", (80, 80)), block("b", "2026-03", (90, 90))), (1, 2)),
        ((block("a", "2026-03", (80, 80)), block("b", "2026-04", (90, 90))), (2, 2)),
        ((block("a", None, (80, 80)), block("b", None, (90, 90))), (1, 2)),
        ((block("a", None, (80, 80)), block("b", None, (90, 90), same_day_as=(C.a,))), (1, 1)),
    ],
)
def test_how_many_reached_the_level(history, expected):
    assert bounds(of(*history), GOOD) == expected


def test_an_incomplete_record_leaves_no_upper_bound():
    found = of(block("a", "2026-03-01", (80, 80)), block("b", "2026-04-01", (10, 10)), complete=())
    assert bounds(found, GOOD) == (1, None)
    assert value(found, GOOD).note == MAY_BE_MORE
    assert bounds(of(complete=()), GOOD) == (0, None)


def test_what_is_counted_is_shown():
    history = (block("a", "2026-03-01", (80, 80)), block("b", "2026-04-01", (10, 10)))
    assert names(value(of(*history), GOOD)) == ["a", "a0", "b", "b0"]
    assert names(value(of(), GOOD)) == ["case"]


@pytest.mark.parametrize(
    ("intent", "asked", "expected"),
    [(DIAGNOSTIC, DIAGNOSTIC, (1, 1)), (THERAPEUTIC, DIAGNOSTIC, (0, 0)), (None, DIAGNOSTIC, (0, 1))],
)
def test_the_intent(intent, asked, expected):
    only = declare("CountWhere", intent=asked, **PARAMETERS)
    assert bounds(of(block("a", "2026-03-01", (80, 80), intent=intent)), only) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({"sites": (P.s1,)}, (1, 1)),
        ({"sites": (P.s3,)}, (0, 0)),
        ({"sites": ()}, (0, 1)),
        ({"sites": (P.s1,), "side": LEFT}, (0, 0)),
        ({"sites": (P.s1,), "side": None}, (0, 1)),
    ],
)
def test_the_same_site(place, expected):
    same = declare("CountWhere", sameSite=True, **PARAMETERS)
    found = of(block("a", "2026-03-01", (80, 80), **place), services=(service(side=RIGHT),))
    assert bounds(found, same) == expected


@pytest.mark.parametrize(("told", "expected"), [((90, 90), (0, 1)), ((10, 10), (0, 0))])
def test_another_act_of_the_day_takes_the_lower_bound(told, expected):
    found = of(block("a", "2026-03-01", told), prior("r", "2026-03-01", procedure=P.rinse))
    assert bounds(found, GOOD) == expected
    assert CONFOUNDED in value(found, GOOD).note


def test_a_moment_that_is_not_asked_for_does_not_count():
    sustained = response("m", 90, 90, measured_at=SUSTAINED)
    found = of(prior("a", "2026-03-01", responses=(response("n", 30, 30), sustained)))
    assert bounds(found, GOOD) == (0, 0)
    late = declare("CountWhere", **{**PARAMETERS, "moment": SUSTAINED})
    assert bounds(found, late) == (1, 1)


def test_a_disagreement_counts_where_the_answer_hangs_on_it():
    assert contested(of(block("a", "2026-03-01", (0, 0), (90, 90))), GOOD) == (0, 1)
    assert bounds(of(block("a", "2026-03-01", (85, 85), (90, 90))), GOOD) == (1, 1)
    assert bounds(of(block("a", "2026-03-01", (10, 10), (20, 20))), GOOD) == (0, 0)


def test_what_is_done_later_is_no_prior_one():
    late = of(block("a", "2026-07-01", (90, 90)), recorded_on=date(2026, 8, 1))
    assert bounds(late, GOOD) == (0, 0)


def test_a_line_stands_for_its_service():
    on_line = declare("CountWhere", focus=GUIDE.ServiceLine, **PARAMETERS)
    found = of(block("a", "2026-03-01", (80, 80)), services=(service(lines=(line("l", P["code-block"]),)),))
    assert bounds(found, on_line, "l") == (1, 1)
