from __future__ import annotations

import pytest
from invented import P, case, declare, service, status, value

TOGETHER = declare("CodesExclude")


def coded(*codes):
    return case(services=(service(diagnoses=tuple(P[code] for code in codes)),))


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((), "NotStated"),
        (("plain",), "NotStated"),
        (("plain", "with-palsy"), "Present"),
        (("other-header", "header"), "Conflicting"),
        (("other-plain", "plain"), "Conflicting"),
        (("plain", "other-plain"), "Conflicting"),
        (("other-header", "other-plain"), "Present"),
        (("with-palsy", "other-plain", "plain"), "Conflicting"),
    ],
)
def test_a_note_holds_for_everything_below_both_headers_and_both_ways(codes, expected):
    assert status(coded(*codes), TOGETHER) == expected


def test_the_note_names_both_codes_and_the_header_that_carries_it():
    found = value(coded("plain", "other-plain"), TOGETHER)
    assert found.note == (
        "The codes other-plain and plain exclude each other: the Excludes1 note of other-header names header."
    )


def test_the_codes_of_two_services_of_one_case_are_read_together():
    first = service(diagnoses=(P.plain,))
    second = service("second", diagnoses=(P["other-plain"],))
    assert status(case(services=(first, second)), TOGETHER) == "Conflicting"
