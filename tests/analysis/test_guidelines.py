"""`reasoner guidelines`: what is in force, on a day, for a payer, about a procedure."""

from __future__ import annotations

from datetime import date

import pytest

from reasoner.analysis.guidelines import COLUMNS, guidelines
from reasoner.errors import InputError
from reasoner.knowledge import Library


def names(library: Library, **told: object) -> set[str]:
    return {row[0] for row in guidelines(library, **told).rows}  # type: ignore[arg-type]


def test_every_document_and_version_is_listed(library: Library) -> None:
    rows = guidelines(library).rows
    assert len(rows) == sum(len(d.versions) for d in library.documents)
    assert all(len(row) == len(COLUMNS) for row in rows)


def test_on_a_day_only_what_is_in_force(library: Library) -> None:
    assert "cms-l38801" not in names(library, on=date(2026, 4, 15))
    assert "cms-l38801" in names(library, on=date(2026, 4, 16))


def test_of_a_payer_and_a_place_binding_documents_and_those_that_bind_nobody(library: Library) -> None:
    found = names(library, payer="medicare", jurisdiction="noridian-je")
    assert "cms-l38801" in found
    assert "asipp-facet-2020" in found
    assert "aetna-cpb-0016" not in found
    assert "cms-l38801" not in names(library, payer="medicare", jurisdiction="cgs-j15")


@pytest.mark.parametrize("asked", ["medial-branch-block", "64493"])
def test_about_a_procedure_or_a_code(library: Library, asked: str) -> None:
    assert {"aetna-cpb-0016", "cms-l38801"} <= names(library, procedure=asked)


@pytest.mark.parametrize(
    ("told", "near"),
    [({"payer": "aetnaa"}, "aetna"), ({"procedure": "medial-branch-blok"}, "medial-branch-block")],
)
def test_an_unknown_word_is_refused_with_the_nearest(
    library: Library, told: dict[str, str], near: str
) -> None:
    with pytest.raises(InputError) as refused:
        guidelines(library, **told)  # type: ignore[arg-type]
    assert refused.value.problems[0].nearest == near
