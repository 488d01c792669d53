from __future__ import annotations

import itertools

import pytest

from reasoner.decision.determination import disposition
from reasoner.model.ledger import Determination, Disposition


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([Determination.MEETS], Disposition.APPROVE_ELIGIBLE),
        ([Determination.MEETS, None], Disposition.APPROVE_ELIGIBLE),
        ([Determination.MEETS, Determination.INFORMATION_NEEDED], Disposition.REQUEST_INFORMATION),
        ([Determination.INFORMATION_NEEDED, Determination.DOES_NOT_MEET], Disposition.REFER_TO_PHYSICIAN),
        ([Determination.CLINICIAN_JUDGEMENT, Determination.MEETS], Disposition.REFER_TO_PHYSICIAN),
        ([Determination.NO_GUIDELINE_IN_FORCE], Disposition.REFER_TO_PHYSICIAN),
        (
            [Determination.INFORMATION_NEEDED, Determination.CLINICIAN_JUDGEMENT],
            Disposition.REQUEST_INFORMATION,
        ),
        ([None], Disposition.REFER_TO_PHYSICIAN),
        ([], Disposition.REFER_TO_PHYSICIAN),
    ],
)
def test_the_worst_binding_answer_says_what_happens_next(
    given: list[Determination | None], expected: Disposition
) -> None:
    assert disposition(given) is expected


def test_the_order_of_documents_never_matters() -> None:
    for answers in itertools.product([*Determination, None], repeat=3):
        assert len({disposition(order) for order in itertools.permutations(answers)}) == 1


def test_only_meets_is_eligible_and_nothing_denies() -> None:
    for answers in itertools.product(Determination, repeat=2):
        eligible = disposition(answers) is Disposition.APPROVE_ELIGIBLE
        assert eligible is (set(answers) == {Determination.MEETS})
    assert {d.value for d in Disposition} == {"approve-eligible", "request-information", "refer-to-physician"}
