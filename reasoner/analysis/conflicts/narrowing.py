"""Whether one declaration of a fact asks for a part of what another asks for, parameter by parameter."""

from __future__ import annotations

from rdflib import URIRef

from reasoner.analysis.alignment import ASIDE
from reasoner.inference import ClassRules
from reasoner.knowledge import FactDeclaration
from reasoner.model.dates import Length

SHORTEST, LONGEST = 28, 31
"""Days of a calendar month."""


def same_but(one: FactDeclaration, other: FactDeclaration, *names: str) -> bool:
    """Whether all parameters but those named are the same."""
    apart = {*names, *(ASIDE - {"level", "window", "unit"})}
    mine, theirs = ({k: v for k, v in d.parameters.items() if k not in apart} for d in (one, other))
    return mine == theirs


def narrower(rules: ClassRules, one: FactDeclaration, other: FactDeclaration, name: str) -> bool:
    """Whether each value of the first is one of the second, or a term below one."""
    mine, theirs = one.parameters.get(name, ()), other.parameters.get(name, ())
    if not mine or not theirs:
        return mine == theirs
    above = other.terms(name)
    return all(m in theirs or (isinstance(m, URIRef) and rules.matches_any(m, above).sure) for m in mine)


def asks_more(one: FactDeclaration, other: FactDeclaration, *names: str) -> bool:
    """Whether the first asks whatever the second asks of these."""
    return all(not other.terms(n) or other.terms(n) == one.terms(n) for n in names)


def shorter(one: FactDeclaration, other: FactDeclaration) -> bool:
    """Whether the window of the first surely is no longer; none is the longest."""
    mine, theirs = one.text("window"), other.text("window")
    if not theirs or mine == theirs:
        return True
    if not mine:
        return False
    return _most_days(Length.parse(mine)) <= _least_days(Length.parse(theirs)) or _no_longer(mine, theirs)


def _no_longer(mine: str, theirs: str) -> bool:
    one, other = Length.parse(mine), Length.parse(theirs)
    return one.months <= other.months and one.days <= other.days


def _most_days(length: Length) -> int:
    return LONGEST * length.months + length.days


def _least_days(length: Length) -> int:
    return SHORTEST * length.months + length.days


def higher(one: FactDeclaration, other: FactDeclaration) -> bool:
    """Whether the level of the first is the same or higher."""
    mine, theirs = one.text("level"), other.text("level")
    return mine == theirs or (bool(mine) and bool(theirs) and float(mine) >= float(theirs))
