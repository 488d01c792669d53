from __future__ import annotations

import pytest
from invented import (
    ABSENT,
    FINDINGS,
    PRESENT,
    P,
    case,
    declare,
    names,
    prior,
    response,
    statement,
    status,
    value,
)

TREATED = declare(
    "TreatmentRecorded", concept=P.ease, contrary=P.palsy, procedureClass=P.rinse, pain=P["leg-ache"]
)


def rinse(*responses, **values):
    values.setdefault("procedure", P.rinse)
    return prior("r", responses=responses, **values)


@pytest.mark.parametrize(
    ("history", "statements", "expected"),
    [
        ((), (), "NotStated"),
        ((rinse(),), (), "NotStated"),
        ((rinse(response("m", 50, 50, target=P["leg-ache"])),), (), "Present"),
        ((rinse(response("m", 50, 50, target=P["back-ache"])),), (), "NotStated"),
        ((rinse(response("m", 50, 50, target=P.ache)),), (), "NotStated"),
        ((rinse(response("m", 50, 50, target=None)),), (), "NotStated"),
        ((rinse(response("m", 50, 50, target=P["leg-ache"]), procedure=P.injection),), (), "NotStated"),
        ((), (statement("f", P.ease),), "Present"),
        ((), (statement("f", P.ease, ABSENT),), "Absent"),
        ((), (statement("f", P.palsy, PRESENT),), "Absent"),
        ((rinse(response("m", 50, 50, target=P["leg-ache"])),), (statement("f", P.palsy),), "Conflicting"),
        (
            (rinse(response("m", 50, 50, target=P["leg-ache"])),),
            (statement("f", P.ease, ABSENT),),
            "Conflicting",
        ),
    ],
)
def test_a_response_of_the_symptom_is_read_as_treatment(history, statements, expected):
    assert status(case(history=history, statements=statements), TREATED) == expected


def test_a_silent_complete_record_does_not_contradict_a_response():
    of = case(history=(rinse(response("m", 50, 50, target=P["leg-ache"])),), complete_for=[FINDINGS])
    assert status(of, TREATED) == "Present"
    assert names(value(of, TREATED)) == ["m", "r"]


def test_what_is_gone_today_may_have_been_treated():
    of_broader = declare(
        "TreatmentRecorded", concept=P["back-ache"], procedureClass=P.rinse, pain=P["leg-ache"]
    )
    history = (rinse(response("m", 50, 50, target=P["leg-ache"])),)
    assert status(case(statements=(statement("f", P.ache, ABSENT),)), of_broader) == "Absent"
    assert (
        status(case(history=history, statements=(statement("f", P.ache, ABSENT),)), of_broader) == "Present"
    )
