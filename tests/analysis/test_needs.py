"""`reasoner needs`: the checklist says what the ledger of a bare request leaves open, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from reasoner.analysis.minimal import minimal_case
from reasoner.analysis.needs import needs_page
from reasoner.errors import InputError
from reasoner.knowledge import Library
from reasoner.model.ledger import Status
from reasoner.report import print_page
from reasoner.review import review_case
from reasoner.validation import engine

DAY = date(2026, 6, 1)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_open_criterion_of_a_bare_request_is_asked_for(library: Library, form: str) -> None:
    text = " ".join(print_page(needs_page("medial-branch-block", "aetna", "", DAY, library), form).split())
    case = minimal_case(library.vocabulary, "medial-branch-block", "aetna", "", DAY)
    ledger = review_case(case, library, engine()).review.lines[0].guidelines[0]
    rows = [row for row in ledger.criteria if row.status is Status.NOT_DOCUMENTED]
    assert len(rows) > 8
    assert [row.label for row in rows if row.label not in text] == []


def test_what_only_some_requests_need_stands_under_its_condition(library: Library) -> None:
    text = print_page(needs_page("medial-branch-block", "aetna", "", DAY, library), "text")
    before, _, after = text.partition("If this is a second set at the same levels")
    assert "Relief from the first set of blocks" in after
    assert "Relief from the first set of blocks" not in before


def test_a_code_stands_for_its_procedure(library: Library) -> None:
    text = print_page(needs_page("64493", "aetna", "", DAY, library), "text")
    assert "Six weeks of conservative care" in text


def test_a_date_before_every_version_says_so(library: Library) -> None:
    text = " ".join(
        print_page(needs_page("medial-branch-block", "aetna", "", date(2020, 1, 1), library), "text").split()
    )
    assert "No version held here is in force on 2020-01-01" in text


def test_a_procedure_of_another_field_is_refused(library: Library) -> None:
    with pytest.raises(InputError, match="no procedure and no code that is known"):
        needs_page("appendectomy", "aetna", "", DAY, library)


def test_a_local_text_that_is_not_held_is_said_beside_the_national_one(library: Library) -> None:
    page = needs_page("63650", "medicare", "novitas-jh", date(2026, 12, 1), library)
    text = " ".join(print_page(page, "text").split())
    assert "is not held; texts about it are held for: Noridian" in text
    assert "NCD 160.7" in text
