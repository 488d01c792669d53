"""Nodes of a case in words: doses, dates of findings, responses of something other than pain."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest

from reasoner.decision.context import Context
from reasoner.decision.words import amount, describe
from reasoner.intake import read_case_text
from reasoner.knowledge import Library

CASE = """\
id: words-1
recordedOn: 2026-06-10
dateOfService: 2026-06-15
payer: aetna
requests:
  - id: "#now"
    procedure: medial-branch-block
    doses: [{drug: triamcinolone, amount: 12.50, unit: mg}]
findings: [{finding: radicular-pain, status: present, since: 2026-01-05, date: 2026-05-02}]
history:
  - procedure: medial-branch-block
    responses:
      - {of: daily-function, improvement: 60, at: sustained, lasted: 4 months}
      - {pain: axial-pain, relief: at least 80, at: peak}
"""


@pytest.fixture(scope="module")
def told(library: Library) -> list[str]:
    case = read_case_text(CASE, "case.yaml", library.vocabulary).case
    label = library.vocabulary.label
    context = cast(
        Context,
        SimpleNamespace(library=library, case=case, label=lambda term: "" if term is None else label(term)),
    )
    nodes = (*case.services[0].doses, *case.statements, *case.history[0].responses)
    return [describe(context, node) for node in nodes]


def test_nodes_in_words(told: list[str]) -> None:
    assert told == [
        "triamcinolone 12.5 mg",
        "radicular pain: present, since 2026-01-05, told 2026-05-02",
        "improvement of function in daily life: 60 %, sustained, for 4 months",
        "relief of axial pain: at least 80 %, peak",
    ]


def test_milligrams() -> None:
    assert (amount(Decimal(1), "milligram"), amount(Decimal(80), "milligram")) == ("1 mg", "80 mg")
