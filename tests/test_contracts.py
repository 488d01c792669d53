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
    statuses = {
        line.line: {
            f"{g.guideline}/{row.criterion}": row.status.value for g in line.guidelines for row in g.criteria
        }
        for line in review.lines
    }
    shared = set.intersection(*(set(found.items()) for found in statuses.values()))
    return {
        "lines": {
            line.codes[0]: {
                "disposition": line.disposition.value,
                "own": {k: v for k, v in statuses[line.line].items() if (k, v) not in shared},
            }
            for line in review.lines
        },
        "determinations": {
            g.guideline: g.determination and g.determination.value
            for line in review.lines
            for g in line.guidelines
        },
        "statuses": {k: v for k, v in statuses[review.lines[0].line].items() if (k, v) in shared},
        "contradictions": [c.text for c in review.contradictions],
        "warnings": sorted(w.identifier for w in review.warnings),
        "generators": {
            g.generator: {
                "for": len(g.evidence_for),
                "against": [i.standing for i in g.evidence_against],
                "discounted": len(g.discounted),
                "leading": g.leading,
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
