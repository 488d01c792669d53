from __future__ import annotations

from decimal import Decimal

import pytest
from invented import (
    END_OF_AGENT,
    PEAK,
    SUSTAINED,
    C,
    P,
    bounds,
    case,
    contested,
    day,
    declare,
    length,
    names,
    prior,
    response,
    service,
    value,
)

from reasoner.errors import KnowledgeError
from reasoner.inference.templates.relief import CANDIDATES, CONFOUNDED, SCALES, UNNAMED
from reasoner.inference.templates.sustained import DISAGREE
from reasoner.vocabulary import GUIDE

PARAMETERS = {
    "procedureClass": P.block,
    "pain": P["back-ache"],
    "level": Decimal("50.0"),
    "ofPrior": True,
}
MONTHS = declare("Sustained", unit=GUIDE.month, **PARAMETERS)
DAYS = declare("Sustained", unit=GUIDE.day, **PARAMETERS)
WHEN = "2025-10-01"


def lasted(name, low, high, least, most=None, moment=SUSTAINED, **values):
    """A response with the length for which it lasted."""
    return response(
        name, low, high, measured_at=moment, at_least=length(least), at_most=length(most), **values
    )


def on(name, low, high, when, moment=None, **values):
    """A response that was measured on a day."""
    return response(name, low, high, measured_at=moment, date=day(when), **values)


def after(*responses, when=WHEN, others=(), **values):
    return case(history=(prior("a", when, responses=responses, **values), *others))


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ((), (None, None)),
        # a told length at the level
        ((lasted("m", 60, 60, "P4M", "P4M"),), (4, 4)),
        ((lasted("m", 50, 50, "P4M", "P4M"),), (4, 4)),
        ((lasted("m", 60, 60, "P4M"),), (4, None)),
        ((lasted("m", 60, 60, None, "P2M"),), (0, 2)),
        ((lasted("m", 50, None, "P4M", "P4M"),), (4, 4)),
        ((lasted("m", 60, 60, "P8W", "P8W"),), (1, 1)),
        ((lasted("m", 60, 60, "P60D", "P60D"),), (1, 2)),
        # not surely at the level: what lasted may have been it
        ((lasted("m", 40, 60, "P4M", "P4M"),), (0, 4)),
        ((lasted("m", None, None, "P4M", "P4M"),), (0, 4)),
        ((lasted("m", 40, 60, "P4M"),), (None, None)),
        # a moment alone says nothing of how long
        ((response("m", 60, 60, measured_at=SUSTAINED),), (None, None)),
        ((response("m", 30, 30, measured_at=SUSTAINED),), (None, None)),
        ((response("m", 90, 90),), (None, None)),
        ((response("m", 90, 90, measured_at=None),), (None, None)),
        ((response("m", 30, 30, measured_at=END_OF_AGENT),), (None, None)),
        # but a peak that is below the level
        ((response("m", 49, 49),), (0, 0)),
        ((response("m", 0, 0),), (0, 0)),
        ((response("m", 40, 60),), (None, None)),
        # the longest of several; what is not told to have ended has no upper bound
        ((lasted("m", 90, 90, "P1M", "P1M"), lasted("n", 60, 60, "P4M", "P4M")), (4, 4)),
        ((lasted("m", 90, 90, "P1M", "P1M"), lasted("n", 60, 60, "P4M")), (4, None)),
        ((lasted("m", 60, 60, "P2M", "P2M"), response("n", 70, 70, measured_at=SUSTAINED)), (2, None)),
        ((lasted("m", 60, 60, "P2M", "P2M"), response("n", 30, 30, measured_at=SUSTAINED)), (2, 2)),
        # a peak has no length, and its length is not that of the level
        ((lasted("m", 60, 60, "P2M", "P2M"), response("n", 100, 100)), (2, 2)),
        ((lasted("m", 100, 100, "P1M", "P1M", moment=PEAK),), (1, None)),
        ((lasted("m", 100, 100, "P3M", "P3M", moment=PEAK), lasted("n", 60, 60, "P2M", "P2M")), (3, 3)),
        # the symptom
        ((lasted("m", 60, 60, "P4M", "P4M", target=P["low-back-ache"]),), (4, 4)),
        ((lasted("m", 60, 60, "P4M", "P4M", target=P["leg-ache"]),), (None, None)),
        ((lasted("m", 60, 60, "P4M", "P4M", target=P.ache),), (None, None)),
        ((lasted("m", 60, 60, "P4M", "P4M", target=None),), (None, None)),
        # the percentage of two scores on one scale
        (
            (lasted("m", None, None, "P4M", "P4M", scale=P["ten-a"], before=Decimal(8), after=Decimal(4)),),
            (4, 4),
        ),
    ],
)
def test_told_lengths(responses, expected):
    assert bounds(after(*responses), MONTHS) == expected


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ((on("m", 60, 60, "2026-01-15"),), (3, None)),
        ((on("m", 60, 60, "2025-12-31"),), (2, None)),
        ((on("m", 60, 60, "2026-01"),), (3, None)),
        ((on("m", 30, 30, "2025-12-15"),), (0, 2)),
        ((on("m", 30, 30, "2025-12"),), (0, 2)),
        ((on("m", 30, 30, "2026-01-01"),), (0, 3)),
        ((on("m", 40, 60, "2025-12-15"),), (None, None)),
        ((on("m", 60, 60, "2025-12-15"), on("n", 20, 20, "2026-03-15")), (2, 5)),
        ((on("m", 60, 60, "2025-12-15"), on("n", 55, 55, "2026-03-15")), (5, None)),
        # what lies between must be at the level, too
        ((on("m", 20, 20, "2025-12-15"), on("n", 60, 60, "2026-03-15")), (0, 2)),
        ((on("m", 40, 60, "2025-12-15"), on("n", 60, 60, "2026-03-15")), (None, None)),
        ((on("m", 40, 60, "2026-03"), on("n", 60, 60, "2026-03-15")), (None, None)),
        ((on("m", 40, 60, "2026-03-16"), on("n", 60, 60, "2026-03-15")), (5, None)),
        # a year proves little
        ((on("m", 60, 60, "2026"),), (3, None)),
        ((on("m", 30, 30, "2026"),), (0, 8)),
        # a day and a length
        ((on("m", 60, 60, "2026-01-15"), lasted("n", 60, 60, "P4M", "P4M")), (4, 4)),
        ((on("m", 60, 60, "2026-01-15"), lasted("n", 60, 60, "P2M")), (3, None)),
    ],
)
def test_days_are_counted_from_the_procedure(responses, expected):
    assert bounds(after(*responses), MONTHS) == expected


@pytest.mark.parametrize(
    ("when", "low", "high"),
    [
        ("2025-10", (2, None), (0, 2)),
        ("2025", (0, None), (0, 11)),
        ("2025-10-01/", (0, None), (0, 2)),
        ("/2025-10-31", (2, None), (None, None)),
        (None, (0, None), (None, None)),
    ],
)
def test_the_day_of_the_procedure_may_be_known_in_part(when, low, high):
    early, late = "2025-12-31", "2025-12-20"
    assert bounds(after(on("m", 60, 60, early), when=when), MONTHS) == low
    assert bounds(after(on("m", 30, 30, late), when=when), MONTHS) == high


def test_days_are_a_unit_too():
    assert bounds(after(on("m", 60, 60, "2025-10-31")), DAYS) == (30, None)
    assert bounds(after(on("m", 30, 30, "2025-10-31")), DAYS) == (0, 30)
    assert bounds(after(lasted("m", 60, 60, "P3M", "P3M")), DAYS) == (89, 92)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        # nothing else can have been at the level
        ((lasted("m", 30, 30, "P7M", "P7M"),), (0, 0)),
        ((lasted("m", 30, 30, "P7M"),), (0, 0)),
        # a peak can have been: it ended before, at the latest seven months before the record was made
        ((response("p", 90, 90), lasted("m", 30, 30, "P7M", "P7M")), (0, 1)),
        ((response("p", 90, 90), lasted("m", 30, 30, "P7M")), (0, 1)),
        ((response("p", 40, 90), lasted("m", 30, 30, "P7M")), (0, 1)),
        ((response("p", 90, 90), lasted("m", 30, 30, None, "P7M")), (0, 7)),
        ((response("p", 90, 90), lasted("m", 30, 30, "P2M", "P2M")), (0, 2)),
        # told one after the other
        ((lasted("p", 90, 90, "P4M", "P4M"), lasted("m", 30, 30, "P2M", "P2M")), (4, 4)),
        ((lasted("p", 90, 90, "P4M"), lasted("m", 30, 30, "P2M", "P2M")), (4, None)),
        # told lengths are rounded: eight months would have begun before the procedure
        ((lasted("p", 90, 90, "P1M", "P1M"), lasted("m", 30, 30, "P8M", "P8M")), (1, 1)),
    ],
)
def test_a_response_below_the_level_that_lasted(responses, expected):
    assert bounds(after(*responses, when="2025-10-05"), MONTHS) == expected


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ((response("p", 30, 30), lasted("m", 60, 60, "P4M", "P4M")), (0, 4)),
        ((on("m", 20, 20, "2025-12-15"), lasted("n", 60, 60, "P4M", "P4M")), (2, 4)),
        ((lasted("m", 60, 60, "P2M", "P2M"), on("n", 60, 60, "2026-03-15")), (2, 5)),
        # one key, two values
        ((response("p", 0, 0), response("q", 90, 90)), (None, None)),
        ((lasted("m", 30, 30, "P4M", "P4M"), lasted("n", 60, 60, "P4M", "P4M")), (0, 4)),
        ((on("m", 20, 20, "2025-12-15"), on("n", 60, 60, "2025-12-15")), (None, None)),
    ],
)
def test_responses_that_disagree(responses, expected):
    of = after(*responses)
    assert contested(of, MONTHS) == expected
    assert value(of, MONTHS).note == DISAGREE


def test_values_that_agree_about_the_level_do_not_disagree_here():
    assert bounds(after(response("p", 10, 10), response("q", 40, 40)), MONTHS) == (0, 0)


def test_different_scales_do_not_disagree():
    low = response("p", scale=P["ten-a"], before=Decimal(8), after=Decimal(6))
    of = after(low, lasted("m", 60, 60, "P4M", "P4M"))
    assert bounds(of, MONTHS) == (0, 4)
    assert value(of, MONTHS).note == SCALES


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ((lasted("m", 60, 60, "P4M", "P4M"),), (None, 4)),
        ((lasted("m", 60, 60, "P4M"),), (None, None)),
        ((response("m", 0, 0),), (None, 0)),
        ((on("m", 60, 60, "2026-01-15"), on("n", 20, 20, "2026-03-15")), (None, 5)),
    ],
)
def test_another_act_of_the_day_takes_the_lower_bound(responses, expected):
    of = after(*responses, others=(prior("r", WHEN, procedure=P.rinse),))
    assert bounds(of, MONTHS) == expected
    assert value(of, MONTHS).note == CONFOUNDED
    assert "r" in names(value(of, MONTHS))


def test_a_conflict_stays_one_when_it_is_confounded():
    of = after(
        response("p", 30, 30),
        lasted("m", 60, 60, "P4M", "P4M"),
        others=(prior("r", WHEN, procedure=P.rinse),),
    )
    assert contested(of, MONTHS) == (None, 4)


@pytest.mark.parametrize(
    ("repeats", "expected", "note"),
    [(None, (2, 6), CANDIDATES), (C.a, (6, 6), ""), (C.b, (2, 2), ""), (C.c, (None, None), "")],
)
def test_the_named_prior_one_or_the_hull_of_all_candidates(repeats, expected, note):
    history = (
        prior("a", "2025-05-01", responses=(lasted("m", 60, 60, "P6M", "P6M"),)),
        prior("b", "2025-04-01", responses=(lasted("n", 60, 60, "P2M", "P2M"),)),
        prior("c", "2025-03-01", procedure=P.surgery, responses=(lasted("o", 60, 60, "P9M", "P9M"),)),
        prior("d", "2025-02-01", sites=(P.s3,), responses=(lasted("q", 60, 60, "P9M", "P9M"),)),
    )
    of = case(services=(service(repeats=repeats),), history=history)
    assert bounds(of, MONTHS) == expected
    assert value(of, MONTHS).note == note


def test_the_intent_chooses_the_candidates():
    history = (
        prior("a", "2025-05-01", responses=(lasted("m", 60, 60, "P6M", "P6M"),)),
        prior(
            "b",
            "2025-04-01",
            intent=GUIDE["intent-therapeutic"],
            responses=(lasted("n", 60, 60, "P2M", "P2M"),),
        ),
    )
    only = declare("Sustained", unit=GUIDE.month, intent=GUIDE["intent-therapeutic"], **PARAMETERS)
    assert bounds(case(history=history), only) == (2, 2)
    # relief reads it, too
    relief = declare(
        "Relief",
        procedureClass=P.block,
        intent=GUIDE["intent-therapeutic"],
        pain=P["back-ache"],
        ofPrior=True,
    )
    assert names(value(case(history=history), relief)) == ["b", "n"]


def test_a_prior_procedure_as_focus_and_what_is_followed():
    own = declare(
        "Sustained",
        focus=GUIDE.PriorProcedure,
        unit=GUIDE.month,
        **{k: v for k, v in PARAMETERS.items() if k != "ofPrior"},
    )
    of = after(lasted("m", 60, 60, "P4M", "P4M"), lasted("n", 60, 60, "P9M", "P9M", target=None))
    assert bounds(of, own, "a") == (4, 4)
    assert (names(value(of, own, "a")), value(of, own, "a").note) == (["a", "m"], UNNAMED)


def test_a_level_that_is_no_number_is_refused():
    wrong = declare("Sustained", unit=GUIDE.month, **{**PARAMETERS, "level": "half"})
    with pytest.raises(KnowledgeError, match="asks for the level 'half'"):
        value(after(response("m", 60, 60)), wrong)
