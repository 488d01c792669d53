"""What follows from one fact for another, by what their templates say; never by their names.

Every relation is about what is so (`docs/reference/templates.md`): how often something was done, how long something lasted,
whether something is told. It holds for the proved values wherever the record settles both. Relations that are not here only
leave more open: what is proved without them is proved, and what seems possible without them is tried on a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from reasoner.analysis.conflicts.narrowing import (
    LONGEST,
    SHORTEST,
    asks_more,
    higher,
    narrower,
    same_but,
    shorter,
)
from reasoner.inference import ClassRules
from reasoner.knowledge import FactDeclaration
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, slots=True)
class AtMost:
    """The first number is at most `factor` times the second and `plus`."""

    factor: int = 1
    plus: int = 0


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The first number is at least `factor` times the second."""

    factor: int = 1


@dataclass(frozen=True, slots=True)
class Implies:
    """Where the first is present, the second is not absent."""


@dataclass(frozen=True, slots=True)
class Excludes:
    """The two are not both present."""


Relation = AtMost | AtLeast | Implies | Excludes


def relations(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """What the first fact says of the second. Both directions are asked for by asking twice."""
    if one.focus != other.focus:
        return
    if one.template == other.template:
        tied = _BY_TEMPLATE.get(one.template)
        if tied is not None:
            yield from tied(rules, one, other)
        if same_but(one, other, "unit"):
            yield from _units(one, other)


# Each of these yields what holds because the first reads part of what the second reads.


def _fewer(
    rules: ClassRules, one: FactDeclaration, other: FactDeclaration, *, keys: bool = True
) -> Iterator[Relation]:
    """Counts of events: a count of fewer kinds, in a shorter window or at a higher level is not the larger one."""
    figures = ("window", "level", "countKey") if keys else ("window", "level")
    if (
        same_but(one, other, "procedureClass", "intent", "outcome", "sameSite", *figures)
        and narrower(rules, one, other, "procedureClass")
        and asks_more(one, other, "intent", "outcome")
        and (one.flag("sameSite") or not other.flag("sameSite"))
        and shorter(one, other)
        and higher(one, other)
        # The largest of the counts by place is at most the count of all.
        and other.text("countKey") in ("", one.text("countKey"))
    ):
        yield AtMost()


def _recorded(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """An event that matches the narrower filter matches the broader one."""
    if any(True for _ in _fewer(rules, one, other)):
        yield Implies()


def _since(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """The last event of the narrower filter is not later than the last of the broader one.

    Not so for a prior procedure that a request names: each filter can take another one.
    """
    mine = same_but(one, other, "procedureClass", "intent", "outcome", "sameSite")
    if mine and not one.flag("ofPrior") and any(True for _ in _fewer(rules, one, other)):
        yield AtLeast()


def _in_session(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """Distinct places of a narrower class are not more; a region holds at least one site, a site one or two sides."""
    order = ("region", "site", "site-side")
    mine, theirs = one.text("countKey"), other.text("countKey")
    if (
        same_but(one, other, "procedureClass", "countKey")
        and mine in order
        and theirs in order
        and order.index(mine) <= order.index(theirs)
        and narrower(rules, one, other, "procedureClass")
    ):
        yield AtMost()


def _care(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> bool:
    """Whether each episode of the first is one of the second: of a part of the list, with the outcome, in the window."""
    return (
        same_but(one, other, "member", "outcome", "window", "unit")
        and narrower(rules, one, other, "member")
        and asks_more(one, other, "outcome")
        and shorter(one, other)
    )


def _episodes(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """An episode of the narrower list with that outcome is one of the broader list."""
    if _care(rules, one, other):
        yield Implies()


def _lasting(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """The union of fewer stretches is not longer. Whole months of stretches that another one joins need not be more."""
    whole = one.unit == "day" or one.terms("member") == other.terms("member")
    if whole and _care(rules, one, other) and one.unit == other.unit:
        yield AtMost()


def _of_list(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """Of a part of a list not more is told than of the whole."""
    for name in ("concept", "member"):
        mine, theirs = set(one.terms(name)), set(other.terms(name))
        if mine and mine <= theirs and same_but(one, other, name):
            yield AtMost()


def _held(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """The longer at least at a higher level, the longer at a lower one."""
    if same_but(one, other, "level") and higher(one, other):
        yield AtMost()


def _told(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """Told present of a narrower concept makes the broader one present, so that it is not absent."""
    read = [(*d.terms("concept"), *d.terms("impliedBy")) for d in (one, other)]
    if (
        same_but(one, other, "concept", "impliedBy", "contrary", "sameSite")
        and (one.flag("sameSite") or not other.flag("sameSite"))
        and all(any(rules.matches(mine, term).sure for term in read[1]) for mine in read[0])
    ):
        yield Implies()


def _duration(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """The broader concept has been present at least as long as a narrower one."""
    if same_but(one, other, "concept") and narrower(rules, one, other, "concept"):
        yield AtMost()


def _coded(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """Values that all match the narrower set match the broader; sets that share no term are not both matched by all values.

    Classes of procedures and places can have members that no term names: their sets are not kept apart.
    """
    if not same_but(one, other, "member", "openSet"):
        return
    if narrower(rules, one, other, "member"):
        yield Implies()
    apart = all(
        not rules.matches(mine, theirs).possible and not rules.matches(theirs, mine).possible
        for mine in one.terms("member")
        for theirs in other.terms("member")
    )
    if apart and one.term("path") in _SINGLE:
        yield Excludes()


_SINGLE = frozenset(GUIDE[name] for name in ("intent", "guidance", "sedation", "drug", "placeOfService"))


def _same_day(rules: ClassRules, one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """A companion of the narrower class is one of the broader."""
    if same_but(one, other, "procedureClass") and narrower(rules, one, other, "procedureClass"):
        yield Implies()


def _units(one: FactDeclaration, other: FactDeclaration) -> Iterator[Relation]:
    """Days against whole months of one length. A union of stretches can have many days and no whole month."""
    if (one.unit, other.unit) == ("day", "month"):
        yield AtLeast(SHORTEST)
        if one.template != "EpisodeDuration":
            yield AtMost(LONGEST, LONGEST)


_Tie = Callable[[ClassRules, FactDeclaration, FactDeclaration], Iterator[Relation]]

_BY_TEMPLATE: dict[str, _Tie] = {
    "CodedInSet": _coded,
    "CountInWindow": _fewer,
    "CountWhere": partial(_fewer, keys=False),
    "DistinctInSession": _in_session,
    "EpisodeDuration": _lasting,
    "EpisodeOutcome": _episodes,
    "EventRecorded": _recorded,
    "GapSince": _since,
    "KOfN": _of_list,
    "SameDayCompanion": _same_day,
    "Stated": _told,
    "StatementDuration": _duration,
    "Sustained": _held,
}
