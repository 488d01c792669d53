from __future__ import annotations

import pytest
from invented import (
    BILATERAL,
    DAY,
    HISTORY,
    LEFT,
    RIGHT,
    C,
    P,
    bounds,
    case,
    declare,
    names,
    prior,
    run,
    service,
    status,
    value,
)

from reasoner.errors import KnowledgeError
from reasoner.inference.templates.common import WHOLE_DAY
from reasoner.vocabulary import GUIDE


def distinct(key):
    return declare("DistinctInSession", procedureClass=P.block, countKey=key)


def today(*services, **values):
    return case(services=services, **values)


@pytest.mark.parametrize(
    ("services", "sites", "sided", "regions"),
    [
        ((service(sites=(P.s1,), side=LEFT),), (1, 1), (1, 1), (1, 1)),
        ((service(sites=(P.s1,)),), (1, 1), (2, 2), (1, 1)),
        ((service(sites=(P.s1, P.s2)),), (2, 2), (4, 4), (1, 1)),
        ((service(sites=(P.s1, P.s3)),), (2, 2), (4, 4), (2, 2)),
        ((service(sites=(P.s1,), side=None),), (1, 1), (1, 2), (1, 1)),
        ((service(sites=()),), (0, None), (0, None), (0, None)),
        ((service(sites=(), structures=(P.n1, P.n2, P.n3)),), (2, 2), (4, 4), (1, 1)),
        ((service(sites=(), structures=(P.n1,), side=LEFT),), (0, 1), (0, 1), (0, 1)),
        ((service(sites=(), structures=(P.n2,), side=LEFT),), (0, 2), (0, 2), (0, 1)),
        ((service(sites=(), structures=(P.n1, P.n3), side=LEFT),), (0, 3), (0, 3), (0, 2)),
        (
            (service(sites=(P.s1,), side=LEFT), service("too", sites=(P.s1,), side=RIGHT)),
            (1, 1),
            (2, 2),
            (1, 1),
        ),
        (
            (service(sites=(P.s1,), side=LEFT), service("too", sites=(P.s1,), side=LEFT)),
            (1, 1),
            (1, 1),
            (1, 1),
        ),
        (
            (service(sites=(P.s1,), side=LEFT), service("too", sites=(P.s1,), side=None)),
            (1, 1),
            (1, 2),
            (1, 1),
        ),
        (
            (service(sites=(P.s1,), side=LEFT), service("too", sites=(P.s3,), side=LEFT)),
            (2, 2),
            (2, 2),
            (2, 2),
        ),
        ((service(), service("too", sites=(P.s3,), procedure=P.surgery)), (1, 1), (2, 2), (1, 1)),
        ((service(), service("too", sites=(P.s3,), procedure=P.injection)), (1, 2), (2, 4), (1, 2)),
        ((service(procedure=None, sites=(P.s1,), side=LEFT),), (0, 1), (0, 1), (0, 1)),
    ],
)
def test_distinct_sites_sided_sites_and_regions_of_the_day(services, sites, sided, regions):
    of = today(*services)
    assert bounds(of, distinct("site")) == sites
    assert bounds(of, distinct("site-side")) == sided
    assert bounds(of, distinct("region")) == regions


def test_every_service_of_the_day_gets_the_same_count():
    of = today(service(), service("too", sites=(P.s3,)))
    assert [bounds(of, distinct("site"), name) for name in ("now", "too")] == [(2, 2), (2, 2)]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (prior("a", "2026-06-01", sites=(P.s3,)), (1, 1)),
        (prior("a", sites=(P.s3,)), (1, 1)),
        (prior("a", sites=(P.s3,), same_day_as=(C.now,)), (2, 2)),
    ],
)
def test_the_history_of_that_day_counts(history, expected):
    assert bounds(today(service(), history=(history,)), distinct("site")) == expected


def test_the_history_of_a_day_that_is_over():
    over = {"recorded_on": DAY}
    exact = prior("a", DAY.isoformat(), sites=(P.s3,))
    partial = prior("a", "2026-06", sites=(P.s3,))
    assert bounds(today(service(), history=(exact,), **over), distinct("site")) == (2, 2)
    assert bounds(today(service(), history=(partial,), **over), distinct("site")) == (1, 2)


def test_it_says_that_the_day_is_taken_as_whole():
    found = value(today(service()), distinct("site"))
    assert (names(found), found.note) == (["now"], WHOLE_DAY)
    told = value(today(service(), complete_for=[GUIDE.ServicesOfTheDay]), distinct("site"))
    assert told.note == ""


def test_an_unknown_key_is_refused():
    with pytest.raises(KnowledgeError, match="counts by 'level'"):
        run(case(), distinct("level"))


COMPANION = declare("SameDayCompanion", procedureClass=P.injection, excludedClass=P.block)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (None, "Absent"),
        (service("too", procedure=P.rinse), "Present"),
        (service("too", procedure=P["fine-block"]), "Absent"),
        (service("too", procedure=P.surgery), "Absent"),
        (service("too", procedure=P.injection), "NotStated"),
        (service("too", procedure=None), "NotStated"),
    ],
)
def test_another_act_of_the_day_of_the_request(other, expected):
    services = (service(),) if other is None else (service(), other)
    assert status(today(*services), COMPANION) == expected


def test_the_default_of_the_whole_day_is_told():
    found = value(today(service()), COMPANION)
    assert (names(found), found.note) == (["now"], WHOLE_DAY)
    found = value(today(service(), service("too", procedure=P.rinse)), COMPANION)
    assert (names(found), found.note) == (["too"], "")


OF_PRIOR = declare("SameDayCompanion", procedureClass=P.injection, excludedClass=P.block, ofPrior=True)


@pytest.mark.parametrize(
    ("history", "expected", "closed"),
    [
        ((), "NotStated", "NotStated"),
        ((prior("a", "2026-05-01"),), "NotStated", "Absent"),
        ((prior("a", "2026-05-01"), prior("r", "2026-05-01", procedure=P.rinse)), "Present", "Present"),
        ((prior("a", "2026-05-01"), prior("r", "2026-05-02", procedure=P.rinse)), "NotStated", "Absent"),
        ((prior("a", "2026-05-01"), prior("r", "2026-05", procedure=P.rinse)), "NotStated", "NotStated"),
        ((prior("a"), prior("r", procedure=P.rinse)), "NotStated", "NotStated"),
        ((prior("a", same_day_as=(C.r,)), prior("r", procedure=P.rinse)), "Present", "Present"),
        ((prior("a"), prior("r", procedure=P.rinse, same_day_as=(C.a,))), "Present", "Present"),
        ((prior("a", "2026-05-01"), prior("r", "2026-05-01", procedure=P.surgery)), "NotStated", "Absent"),
    ],
)
def test_another_act_of_the_day_of_the_prior_one(history, expected, closed):
    assert status(case(history=history), OF_PRIOR) == expected
    assert status(case(history=history, complete_for=[HISTORY]), OF_PRIOR) == closed


def test_candidates_for_the_prior_one_must_agree():
    history = (
        prior("a", "2026-05-01"),
        prior("r", "2026-05-01", procedure=P.rinse),
        prior("b", "2026-04-01"),
    )
    assert status(case(history=history, complete_for=[HISTORY]), OF_PRIOR) == "NotStated"
    of = case(services=(service(repeats=C.b),), history=history, complete_for=[HISTORY])
    assert status(of, OF_PRIOR) == "Absent"


def test_of_a_prior_procedure_as_focus_its_own_day():
    own = declare(
        "SameDayCompanion", focus=GUIDE.PriorProcedure, procedureClass=P.injection, excludedClass=P.block
    )
    of = case(history=(prior("a", "2026-05-01"), prior("r", "2026-05-01", procedure=P.rinse)))
    assert [status(of, own, name) for name in "ar"] == ["Present", "NotStated"]
    assert names(value(of, own, "a")) == ["a", "r"]


def test_both_sides_are_two_of_one_site():
    assert bounds(today(service(side=BILATERAL)), distinct("site-side")) == (2, 2)


def test_a_place_of_another_kind_is_not_counted_and_leaves_the_number_open() -> None:
    level = declare("DistinctInSession", procedureClass=P.block, countKey="site", siteClass=P.Level)
    assert bounds(today(service(sites=(P.s1, P.s2))), level) == (2, 2)
    assert bounds(today(service(sites=(P.s1, P.bone))), level) == (1, None)
    assert bounds(today(service(sites=(P.bone,))), level) == (0, None)
