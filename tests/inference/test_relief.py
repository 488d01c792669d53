from __future__ import annotations

from decimal import Decimal

import pytest
from invented import (
    PEAK,
    C,
    P,
    bounds,
    case,
    contested,
    declare,
    names,
    prior,
    response,
    service,
    value,
)

from reasoner.inference.templates.relief import CANDIDATES, CONFOUNDED, SCALES, UNLABELLED, UNNAMED
from reasoner.vocabulary import GUIDE

SUSTAINED = GUIDE["moment-sustained"]
RELIEF = declare(
    "Relief", procedureClass=P.block, pain=P["back-ache"], moment=PEAK, ofPrior=True, unit=GUIDE.percent
)
RINSE = prior("r", procedure=P.rinse, same_day_as=(C.a,))


def block(*responses, **values):
    return prior("a", responses=responses, **values)


def scores(name, scale, before, after, **values):
    return response(name, scale=P[scale], before=Decimal(before), after=Decimal(after), **values)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ((), (None, None)),
        ((response("m", 80, 80),), (80, 80)),
        ((response("m", 0, 0),), (0, 0)),
        ((response("m", 80),), (80, None)),
        ((response("m", None, 50),), (None, 50)),
        ((response("m", 70, 90),), (70, 90)),
        ((response("m", 70, 90), response("n", 80, 100)), (80, 90)),
        ((response("m", 80), response("n", None, 90)), (80, 90)),
        # the symptom
        ((response("m", 80, 80, target=P["low-back-ache"]),), (80, 80)),
        ((response("m", 80, 80, target=P["leg-ache"]),), (None, None)),
        ((response("m", 80, 80, target=P.ache),), (None, None)),
        ((response("m", 80, 80, target=None),), (None, None)),
        ((response("m", 80, 80, target=None), response("n", 50, 50)), (50, 50)),
        # the moment
        ((response("m", 100, 100), response("n", 50, 50, measured_at=SUSTAINED)), (100, 100)),
        ((response("m", 50, 50, measured_at=SUSTAINED),), (None, None)),
        ((response("m", 90, 90, measured_at=None),), (90, 90)),
        (
            (response("m", 90, 90, measured_at=None), response("n", 50, 50, measured_at=SUSTAINED)),
            (None, None),
        ),
        ((response("m", 90, 90, measured_at=None), response("n", 80, 80)), (80, 80)),
        # two scores on one scale
        ((scores("m", "ten-a", 8, 2),), (75, 75)),
        ((scores("m", "ten-a", 8, 10),), (-25, -25)),
        ((scores("m", "ten-a", 9, 3),), (66.666667, 66.666667)),
        ((scores("m", "ten-a", 0, 0),), (None, None)),
        ((scores("m", "well-being", 2, 8),), (None, None)),
        ((response("m", scale=P["ten-a"], after=Decimal(2)),), (None, None)),
        # different scales are different measurements: they bound, they do not disagree
        ((response("m", 85, 85), scores("n", "ten-a", 8, 2)), (75, 85)),
    ],
)
def test_the_relief_that_the_record_proves(responses, expected):
    assert bounds(case(history=(block(*responses),)), RELIEF) == expected


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ((response("m", 0, 0), response("n", 90, 90)), (0, 90)),
        ((response("m", 70, 80), response("n", 81)), (70, None)),
        ((scores("m", "ten-a", 8, 2), scores("n", "ten-a", 8, 4)), (50, 75)),
    ],
)
def test_only_one_key_can_disagree(responses, expected):
    assert contested(case(history=(block(*responses),)), RELIEF) == expected


def test_two_pains_under_one_do_not_disagree():
    """Less in the leg than in the back is no contradiction: the relief of the pain they share lies between."""
    shared = declare(
        "Relief", procedureClass=P.block, pain=P.ache, moment=PEAK, ofPrior=True, unit=GUIDE.percent
    )
    told = (response("m", 60, 60, target=P["back-ache"]), response("n", 40, 40, target=P["leg-ache"]))
    assert bounds(case(history=(block(*told),)), shared) == (40, 60)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 0, (None, 0)), (85, 85, (None, 85)), (70, 90, (None, 90)), (80, None, (None, None))],
)
def test_another_act_of_the_day_takes_the_lower_bound(low, high, expected):
    """A co-intervention can add relief, not remove it: no relief still proves that there was none."""
    assert bounds(case(history=(block(response("m", low, high)), RINSE)), RELIEF) == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((prior("r", "2026-05-01", procedure=P.rinse),), (None, 80)),
        ((prior("r", "2026-05-01", procedure=P.surgery),), (None, 80)),
        ((prior("r", "2026-05-01", procedure=None),), (None, 80)),
        ((prior("r", "2026-05-01", procedure=P.injection),), (None, 80)),
        ((prior("r", "2026-05-01", procedure=P["fine-block"]),), (80, 80)),
        ((prior("r", "2026-05-02", procedure=P.rinse),), (80, 80)),
        ((prior("r", "2026-05", procedure=P.rinse),), (80, 80)),
        ((prior("r", procedure=P.rinse),), (80, 80)),
        ((prior("r", procedure=P.rinse, same_day_as=(C.a,)),), (None, 80)),
        (
            (prior("r", procedure=P.rinse, same_day_as=(C.q,)), prior("q", "2026-05-01", procedure=P.block)),
            (None, 80),
        ),
    ],
)
def test_which_acts_share_the_day(others, expected):
    named = (service(repeats=C.a),)
    of = case(services=named, history=(prior("a", "2026-05-01", responses=(response("m", 80, 80),)), *others))
    assert bounds(of, RELIEF) == expected


def test_a_conflict_stays_one_when_it_is_confounded():
    of = case(history=(block(response("m", 0, 0), response("n", 90, 90)), RINSE))
    assert contested(of, RELIEF) == (None, 90)


@pytest.mark.parametrize(
    ("repeats", "expected"), [(None, (30, 90)), (C.a, (90, 90)), (C.b, (30, 30)), (C.c, (None, None))]
)
def test_the_named_prior_one_or_the_hull_of_all_candidates(repeats, expected):
    history = (
        prior("a", "2026-05-01", responses=(response("m", 90, 90),)),
        prior("b", "2026-04-01", responses=(response("n", 30, 30),)),
        prior("c", "2026-03-01", procedure=P.surgery, responses=(response("o", 10, 10),)),
        prior("d", "2026-02-01", sites=(P.s3,), responses=(response("q", 10, 10),)),
    )
    assert bounds(case(services=(service(repeats=repeats),), history=history), RELIEF) == expected


def test_a_candidate_without_a_response_leaves_no_bound():
    history = (prior("a", "2026-05-01", responses=(response("m", 90, 90),)), prior("b", "2026-04-01"))
    assert bounds(case(history=history), RELIEF) == (None, None)


def test_a_prior_procedure_as_focus():
    own = declare(
        "Relief", focus=GUIDE.PriorProcedure, procedureClass=P.block, pain=P["back-ache"], moment=PEAK
    )
    assert bounds(case(history=(block(response("m", 80, 80)),)), own, "a") == (80, 80)
    assert bounds(case(history=(block(response("m", 80, 80), procedure=P.surgery),)), own, "a") == (
        None,
        None,
    )


@pytest.mark.parametrize(
    ("history", "follows", "note"),
    [
        ((block(response("m", 0, 0)), RINSE), ["a", "m", "r"], CONFOUNDED),
        ((block(response("m", 90, 90, measured_at=None)),), ["a", "m"], UNLABELLED),
        ((block(response("m", 90, 90, target=None)),), ["a"], UNNAMED),
        ((block(response("m", 85, 85), scores("n", "ten-a", 8, 2)),), ["a", "m", "n"], SCALES),
        (
            (prior("a", "2026-05-01", responses=(response("m", 9, 9),)), prior("b", "2026-04-01")),
            ["a", "b", "m"],
            CANDIDATES,
        ),
    ],
)
def test_it_says_how_it_was_read(history, follows, note):
    found = value(case(history=history), RELIEF)
    assert (names(found), found.note) == (follows, note)
