"""What was found as plain values, for JSON, and as rows, for CSV."""

from __future__ import annotations

import json

from reasoner.analysis.conflicts.claims import Claim, Conflicts, Side, Witness
from reasoner.analysis.tables import Answer
from reasoner.report import words

COLUMNS = (
    "claim", "kind", "title", "decided", "together", "document", "criterion", "label", "asks", "decides", "clauses",
    "confidence", "says", "proof", "witnesses", "not_decided",
)  # fmt: skip


def conflicts_json(found: Conflicts) -> str:
    """The claims as JSON, in order; a witness is named, not written out."""
    told = {
        "on": found.on.isoformat(),
        "documents": list(found.documents),
        "held": found.held,
        "claims": [_claim(c) for c in found.claims],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def conflicts_table(found: Conflicts) -> Answer:
    """A row for each document that a claim is about; `claim` numbers the claims from 1."""
    rows = []
    for number, claim in enumerate(found.claims, 1):
        shared = (
            " ".join(claim.says),
            claim.proof,
            " ".join(w.name for w in claim.witnesses),
            " ".join(claim.undecided),
        )
        for side in claim.sides:
            for n, document in enumerate(side.documents):
                rows.append(
                    (
                        str(number),
                        claim.kind.value,
                        claim.title,
                        _yes(claim.decided),
                        _yes(claim.together),
                        document,
                        side.criteria[n] if side.criteria else "",
                        side.label,
                        side.asks,
                        _yes(side.decides),
                        " ".join(dict.fromkeys(c for cited in side.citations for c in cited.clauses)),
                        " ".join(dict.fromkeys(cited.confidence for cited in side.citations)),
                        *shared,
                    )
                )
    return Answer(COLUMNS, tuple(rows))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "kind": claim.kind.value,
        "title": claim.title,
        "decided": claim.decided,
        "together": claim.together,
        "sides": [_side(s) for s in claim.sides],
        "says": list(claim.says),
        "proof": claim.proof or None,
        "witnesses": [_witness(w) for w in claim.witnesses],
        "not_decided": list(claim.undecided),
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "documents": list(side.documents),
        "criteria": list(side.criteria),
        "label": side.label,
        "asks": side.asks,
        "decides": side.decides,
        "sources": [{"place": words.place(c), "confidence": c.confidence} for c in side.citations],
    }


def _witness(witness: Witness) -> dict[str, object]:
    return {
        "name": witness.name,
        "meaning": witness.meaning,
        "requested": witness.requested,
        "facts": list(witness.facts),
        "review": [{"under": s.under, "criterion": s.criterion, "found": s.found} for s in witness.shown],
    }
