"""The example cases as contracts: the full set of statuses, dispositions and notices. Never edited to go green."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reasoner.model.ledger import Review
from reasoner.review import review_file

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = sorted((ROOT / "tests" / "contracts").glob("*.yaml"))


def said(review: Review) -> dict[str, Any]:
    guidelines: dict[str, Any] = {}
    for line in review.lines:
        for ledger in line.guidelines:
            held = guidelines.setdefault(ledger.guideline, {"determination": None, "criteria": {}})
            held["determination"] = ledger.determination and ledger.determination.value
            for row in ledger.criteria:
                held["criteria"][row.criterion] = row.status.value
    return {
        "lines": {line.codes[0]: line.disposition.value for line in review.lines},
        "guidelines": guidelines,
        "contradictions": len(review.contradictions),
        "warnings": sorted(w.identifier for w in review.warnings),
        "generators": {
            g.generator: {
                "for": len(g.evidence_for),
                "against": len(g.evidence_against),
                "discounted": len(g.discounted),
            }
            for g in review.generators
        },
    }


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda p: p.stem)
def test_example_says_exactly_what_its_contract_says(contract: Path) -> None:
    expected = yaml.safe_load(contract.read_text(encoding="utf-8"))
    assert said(review_file(ROOT / "examples" / contract.name).review) == expected


def test_every_example_has_a_contract() -> None:
    assert [p.name for p in CONTRACTS] == sorted(p.name for p in (ROOT / "examples").glob("*.yaml"))
