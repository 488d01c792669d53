from __future__ import annotations

import pytest
from invented import CARE, DRUGS, P, case, declare, episode, names, status, value

from reasoner.vocabulary import GUIDE

FAILED, HELPED, UNKNOWN = GUIDE["outcome-failed"], GUIDE["outcome-helped"], GUIDE["outcome-unknown"]
FAILURE = declare("EpisodeOutcome", member=P.care, outcome=FAILED)


@pytest.mark.parametrize(
    ("care", "expected"),
    [
        ((), "NotStated"),
        ((episode("a", P.exercise, outcome=FAILED),), "Present"),
        ((episode("a", P.stretching, outcome=FAILED),), "Present"),
        ((episode("a", P.music, outcome=FAILED),), "NotStated"),
        ((episode("a", P.exercise),), "NotStated"),
        ((episode("a", P.exercise, outcome=UNKNOWN),), "NotStated"),
        ((episode("a", P.exercise, outcome=HELPED),), "Absent"),
        ((episode("a", P.exercise, outcome=HELPED), episode("b", P.rest)), "NotStated"),
        ((episode("a", P.exercise, outcome=HELPED), episode("b", P.rest, outcome=FAILED)), "Present"),
        ((episode("a", any_of=(P.exercise, P.rest), outcome=FAILED),), "Present"),
        ((episode("a", any_of=(P.exercise, P.music), outcome=FAILED),), "NotStated"),
        ((episode("a", any_of=(P.exercise, P.music), outcome=HELPED),), "NotStated"),
        ((episode("a", any_of=(P.music, GUIDE.Treatment), outcome=FAILED),), "NotStated"),
        ((episode("a", GUIDE.Treatment, outcome=FAILED),), "NotStated"),
    ],
)
def test_an_episode_surely_of_the_set_with_that_outcome(care, expected):
    assert status(case(care=care), FAILURE) == expected


@pytest.mark.parametrize(
    ("care", "complete", "expected"),
    [
        ((), [CARE], "NotStated"),
        ((), [DRUGS], "NotStated"),
        ((), [CARE, DRUGS], "Absent"),
        ((episode("a", P.music),), [CARE, DRUGS], "Absent"),
        ((episode("a", any_of=(P.exercise, P.music)),), [CARE, DRUGS], "NotStated"),
    ],
)
def test_absence_needs_a_complete_record_of_care_and_medications(care, complete, expected):
    assert status(case(care=care, complete_for=complete), FAILURE) == expected


def test_without_an_outcome_it_asks_whether_there_was_such_care():
    declaration = declare("EpisodeOutcome", member=P.exercise)
    assert status(case(care=(episode("a", P.stretching),)), declaration) == "Present"
    assert status(case(care=(episode("a", any_of=(P.exercise, P.rest)),)), declaration) == "NotStated"


def test_medications_count_and_one_that_is_only_considered_does_not():
    declaration = declare("EpisodeOutcome", member=P.numbing)
    taken = episode("m", drug=P["numb-a"], medication_status=GUIDE["medicationStatus-started"])
    thought_of = episode("m", drug=P["numb-a"], medication_status=GUIDE["medicationStatus-considered"])
    assert status(case(medications=(taken,)), declaration) == "Present"
    assert status(case(medications=(thought_of,)), declaration) == "NotStated"
    assert status(case(medications=(thought_of,), complete_for=[CARE, DRUGS]), declaration) == "Absent"


def test_it_names_the_episodes():
    of = case(care=(episode("a", P.exercise, outcome=FAILED), episode("b", P.rest, outcome=HELPED)))
    assert names(value(of, FAILURE)) == ["a"]
