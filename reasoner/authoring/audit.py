"""Whether decisions made elsewhere are consistent: with each other, and with what the documents say of the same facts.

Relevant facts are those that the criteria of the deciding document read which are asked of the request, in words and with
their values. Nothing here says which of two decisions is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from reasoner.authoring.concordance import Figures, figures
from reasoner.authoring.published import Decision, read_decisions
from reasoner.authoring.replay import FactRead, Found, replay
from reasoner.errors import InputError, Place, Problem
from reasoner.inference import ClassRules
from reasoner.knowledge import Library
from reasoner.model.ledger import Determination


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision, and what its documents say of the facts that it tells; None: they are not about the request."""

    decision: Decision
    found: Found | None

    @property
    def determination(self) -> Determination | None:
        """What the documents say of the request."""
        return self.found.determination if self.found else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two decisions under the same versions with different outcomes. `differ`: for each the facts that the other lacks."""

    one: Replayed
    other: Replayed
    shared: tuple[FactRead, ...]
    differ: tuple[tuple[FactRead, ...], tuple[FactRead, ...]]


@dataclass(frozen=True, slots=True)
class Audit:
    """`same_facts`: pairs with the same relevant facts. `same_statuses`: others with the same status of every criterion.

    `by_reviewer` and `by_guideline` hold for each the number of its decisions and how far they agree with the documents.
    """

    decisions: tuple[Replayed, ...]
    same_facts: tuple[Pair, ...]
    same_statuses: tuple[Pair, ...]
    by_reviewer: Mapping[str, tuple[int, Figures]]
    by_guideline: Mapping[str, tuple[int, Figures]]
    overall: Figures


def read_all(folders: Iterable[Path]) -> tuple[Decision, ...]:
    """The decisions of several folders. Raises InputError as `read_decisions`, and where two folders use one name."""
    found: dict[str, tuple[Decision, Path]] = {}
    for folder in folders:
        for decision in read_decisions(folder):
            if decision.name in found:
                what = f"A decision '{decision.name}' is in {found[decision.name][1]} too."
                raise InputError(
                    Problem(
                        what,
                        Place(str(folder / "outcomes.yaml")),
                        "Name the folder once, or rename the decision.",
                    )
                )
            found[decision.name] = (decision, folder)
    return tuple(found[name][0] for name in sorted(found))


def audit(
    decisions: Iterable[Decision], library: Library, rules: ClassRules, progress: Callable[[str], None]
) -> Audit:
    """Run every decision again from the facts that it tells, under the documents that `outcomes.yaml` gives it.

    Raises InputError where a case cannot be read or a document is not held.
    """
    held = []
    for decision in decisions:
        progress(decision.name)
        held.append(Replayed(decision, replay(decision, library, rules)))
    apart = pairs(held)
    alike = [p for p in apart if not any(p.differ)]
    others = [p for p in apart if any(p.differ) and _statuses(p.one) == _statuses(p.other)]
    return Audit(
        decisions=tuple(held),
        same_facts=tuple(alike),
        same_statuses=tuple(others),
        by_reviewer=_by(held, lambda d: d.reviewer or d.by),
        by_guideline=_by(held, lambda d: ", ".join(d.under)),
        overall=_figures(held),
    )


def pairs(held: Iterable[Replayed]) -> tuple[Pair, ...]:
    """Every two decisions that came out differently under the same versions of the same documents."""
    found = []
    for one, other in combinations(held, 2):
        versions = _versions(one)
        if versions and versions == _versions(other) and one.decision.outcome != other.decision.outcome:
            found.append(_pair(one, other))
    return tuple(found)


def _versions(replayed: Replayed) -> tuple[str, ...]:
    """The documents that read a decision, with their versions; empty where none read a fact of it."""
    found = replayed.found
    return found.versions if found is not None and any(found.facts) else ()


def _pair(one: Replayed, other: Replayed) -> Pair:
    """Facts of several services are compared service by service, in the order of what was read of each."""
    first, second = (_numbered(r) for r in (one, other))
    return Pair(
        one,
        other,
        tuple(fact for _, fact in sorted(first & second)),
        (tuple(f for _, f in sorted(first - second)), tuple(f for _, f in sorted(second - first))),
    )


def _numbered(replayed: Replayed) -> set[tuple[int, FactRead]]:
    facts = replayed.found.facts if replayed.found else ()
    return {(number, fact) for number, of_service in enumerate(facts) for fact in of_service}


def _statuses(replayed: Replayed) -> Mapping[str, object]:
    return replayed.found.statuses if replayed.found else {}


def _by(held: Iterable[Replayed], name: Callable[[Decision], str]) -> dict[str, tuple[int, Figures]]:
    groups: dict[str, list[Replayed]] = {}
    for replayed in held:
        groups.setdefault(name(replayed.decision), []).append(replayed)
    return {key: (len(group), _figures(group)) for key, group in sorted(groups.items())}


def _figures(held: Iterable[Replayed]) -> Figures:
    return figures((r.decision.outcome, r.determination) for r in held)
