"""The examples: at least one of every kind of procedure that some held document can approve is eligible for approval."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reasoner.analysis.minimal import minimal_case
from reasoner.errors import InputError
from reasoner.intake import read_case_data
from reasoner.knowledge import Library
from reasoner.model.ledger import Disposition, Review
from reasoner.review import review_file
from reasoner.vocabulary import DOMAIN

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
# A genicular procedure and an ablation of the sacroiliac joint are covered by no document that is held.
PROCEDURES = (
    "medial-branch-block", "radiofrequency-facet-ablation", "transforaminal-epidural-injection",
    "caudal-epidural-injection", "sacroiliac-injection", "trigger-point-injection", "spinal-cord-stimulator-trial",
    "spinal-cord-stimulator-implantation", "vertebral-augmentation", "basivertebral-nerve-ablation",
    "peripheral-nerve-block", "intraoperative-neuromonitoring",
)  # fmt: skip


@pytest.fixture(scope="module")
def reviews(library: Library) -> dict[str, tuple[Review, frozenset[object]]]:
    found = {}
    for path in sorted(EXAMPLES.glob("*.yaml")):
        reviewed = review_file(path, library)
        types = frozenset(
            t for s in reviewed.context.case.services for t in reviewed.context.inferred.types[s.iri]
        )
        found[path.stem] = (reviewed.review, types)
    return found


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_a_case_of_each_procedure_is_eligible_for_approval(
    procedure: str, reviews: dict[str, tuple[Review, frozenset[object]]]
) -> None:
    eligible = [
        name
        for name, (review, types) in reviews.items()
        if DOMAIN[procedure] in types
        and {line.disposition for line in review.lines} == {Disposition.APPROVE_ELIGIBLE}
    ]
    assert eligible


def dispositions(review: Review) -> dict[str, str]:
    return {line.codes[0]: line.disposition.value for line in review.lines}


def test_three_levels_and_severe_arthrosis_alone_go_to_a_physician(
    reviews: dict[str, tuple[Review, frozenset[object]]],
) -> None:
    assert set(dispositions(reviews["facet-three-levels-medicare"][0]).values()) == {"refer-to-physician"}
    arthrosis = reviews["facet-arthrosis-osteopenia-medicare"][0]
    assert set(dispositions(arthrosis).values()) == {"refer-to-physician"}
    assert arthrosis.alternatives


def test_four_injections_asked_for_one_day_are_each_reviewed_and_none_is_eligible(
    reviews: dict[str, tuple[Review, frozenset[object]]],
) -> None:
    found = dispositions(reviews["repeat-facet-sacroiliac-trigger-caudal"][0])
    assert {"64493", "27096", "20553", "62323"} <= set(found)
    assert set(found.values()) == {"refer-to-physician"}


def test_monitoring_for_a_myelopathy_meets_one_text_and_lacks_a_feature_under_the_other(
    reviews: dict[str, tuple[Review, frozenset[object]]],
) -> None:
    assert dispositions(reviews["neuromonitoring-myelopathy-medicare"][0]) == {"95941": "approve-eligible"}
    assert dispositions(reviews["neuromonitoring-myelopathy-aetna"][0]) == {"95941": "request-information"}


def test_a_question_outside_the_field_is_refused_as_no_procedure_we_know(library: Library) -> None:
    case = {
        "id": "outside", "recordedOn": "2026-06-01", "dateOfService": "2026-06-02", "payer": "aetna",
        "requests": [{"id": "#a", "procedure": "appendectomy"}],
    }  # fmt: skip
    with pytest.raises(InputError, match="'appendectomy' is no known procedure"):
        read_case_data(case, "outside", library.vocabulary)
    with pytest.raises(InputError, match="no procedure and no code that is known"):
        minimal_case(library.vocabulary, "44970", "aetna", "", date(2026, 6, 1))
