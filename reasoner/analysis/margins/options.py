"""The other values that a fact could have, and how far each is from what is recorded.

A status can be present or absent, a number can be the one next to a threshold: at it, one unit below, one unit above, or a
bound that is recorded. No other whole number is nearer to what is recorded and on another side of a threshold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from reasoner.analysis.margins.deciding import Key, Test
from reasoner.decision.branches import number
from reasoner.decision.context import Context
from reasoner.decision.margins import RELATIONS
from reasoner.model.facts import FactValue
from reasoner.model.margins import share
from reasoner.vocabulary import FactStatus

NOTHING, WHOLE, STEP, HUNDRED = Decimal(0), Decimal(1), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Option:
    """Another value of a fact. `size` and `distance` as in `model.turns.FactChange`."""

    value: FactValue
    size: Decimal
    distance: Decimal | None = None
    upward: bool = True


def options(context: Context, tests: Iterable[Test]) -> Mapping[Key, tuple[Option, ...]]:
    """The other values of every fact that some tests read, nearest first."""
    thresholds: dict[Key, set[Decimal]] = {}
    for test in tests:
        for key in test.facts:
            thresholds.setdefault(key, set())
        for shape in test.shapes.values():
            for atom in shape.atoms:
                limits = (number(values[0]) for component, values in atom.tests if component in RELATIONS)
                thresholds[test.focus, atom.fact].update(limits)
    return {
        key: _numbers(context, key, sorted(limits)) if limits else _statuses(context, key)
        for key, limits in thresholds.items()
    }


def withdrawn(context: Context, key: Key) -> tuple[Option, ...]:
    """That a status which is recorded is stated no longer: what becomes of a line where its one statement falls away."""
    told = context.value(*key).status
    if told in (FactStatus.PRESENT, FactStatus.ABSENT):
        return (Option(FactValue(FactStatus.NOT_STATED), WHOLE),)
    return ()


def _statuses(context: Context, key: Key) -> tuple[Option, ...]:
    told = context.value(*key).status
    size = WHOLE if told in (FactStatus.PRESENT, FactStatus.ABSENT) else NOTHING
    both = (FactStatus.PRESENT, FactStatus.ABSENT)
    return tuple(Option(FactValue(status), size) for status in both if status is not told)


def _numbers(context: Context, key: Key, limits: list[Decimal]) -> tuple[Option, ...]:
    told = context.value(*key)
    low, high = told.at_least, told.at_most
    declared = context.declarations.get(key[1])
    most = HUNDRED if declared is not None and declared.unit == "percent" else None
    near = {limit + step for limit in limits for step in (-STEP, NOTHING, STEP)}
    near |= {bound for bound in (low, high) if bound is not None}
    found = []
    for value in sorted(near):
        impossible = (value < 0 <= limits[0]) or (most is not None and value > most)
        if impossible or (low == value == high):
            continue
        limit = min(limits, key=lambda each: (abs(each - value), each))
        distance = _outside(value, low, high)
        option = Option(
            FactValue(at_least=value, at_most=value),
            share(distance, limit),
            distance,
            high is not None and value > high,
        )
        found.append((option.size, abs(value - limit), value, option))
    return tuple(option for *_, option in sorted(found, key=lambda each: each[:3]))


def _outside(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """How far a value is from the numbers that the record allows."""
    if low is not None and value < low:
        return low - value
    return value - high if high is not None and value > high else NOTHING
