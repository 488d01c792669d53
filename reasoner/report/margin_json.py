"""One margin as plain values."""

from __future__ import annotations

from decimal import Decimal

from reasoner.decision.words import plain
from reasoner.model.margins import Margin


def margin_json(found: Margin) -> dict[str, object]:
    """A margin as plain values. Numbers are texts, so that they stay exact."""
    return {
        "fact": found.fact,
        "label": found.label,
        "unit": found.unit,
        "relation": found.relation.value,
        "threshold": plain(found.threshold),
        "atLeast": _number(found.at_least),
        "atMost": _number(found.at_most),
        "conflicting": found.conflicting,
        "distance": _number(found.distance),
        "distanceAtLeast": _number(found.least),
        "distanceAtMost": _number(found.most),
        "side": found.side.value,
        "passed": found.passed,
    }


def _number(found: Decimal | None) -> str | None:
    return None if found is None else plain(found)
