"""Numbers against their thresholds in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reasoner.decision.margins import limit_text, recorded_text
from reasoner.decision.words import amount
from reasoner.model.margins import Margin, Side


def limit_and_distance(margin: Margin) -> str:
    """A number with its threshold, what is recorded and the distance, in one line."""
    recorded = recorded_text(margin)
    told = f"{margin.label}: {limit_text(margin)}; recorded: {recorded}"
    return (
        told
        if margin.side is Side.UNKNOWN and recorded == "not stated"
        else f"{told}; {distance_words(margin)}"
    )


def distance_words(margin: Margin) -> str:
    """The distance of a number from its threshold: "2 days to spare (5 %)", "short by 11 days (26 %)"."""
    if margin.side is Side.UNKNOWN:
        return _range(margin)
    if margin.side is Side.AT:
        return f"at the threshold, which {'passes' if margin.passed else 'does not pass'}"
    assert margin.distance is not None  # only what is not known has none
    relative = ""
    if margin.threshold and margin.relative is not None:
        percent = (margin.relative * 100).quantize(Decimal(1), ROUND_HALF_UP)
        relative = f" ({percent} %)" if percent else " (less than 1 %)"
    return f"{_signed(margin, margin.distance)}{relative}"


def _range(margin: Margin) -> str:
    low, high = margin.least, margin.most
    if low is not None and high is not None:
        return f"not known: from {_signed(margin, low)} to {_signed(margin, high)}"
    if low is not None:
        return f"not known: {_signed(margin, low)} or better"
    return f"not known: {_signed(margin, high)} or worse" if high is not None else "not known"


def _signed(margin: Margin, distance: Decimal) -> str:
    if not distance:
        return "at the threshold"
    told = difference(abs(distance), margin.unit)
    if distance > 0:
        return f"{told} to spare"
    return f"{'short' if margin.relation.upward else 'over'} by {told}"


def difference(value: Decimal, unit: str) -> str:
    """An amount of difference: between two percentages it is told in percentage points."""
    if unit == "percent":
        return f"{amount(value, '')} percentage point{'' if value == 1 else 's'}"
    return amount(value, unit)
