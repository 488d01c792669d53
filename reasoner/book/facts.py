"""What decides of a case, without the grounds: the documents about it and the values of the facts that they read.

The same steps as `decision.prepared.prepare`, kept by what they follow from. Which documents bear on a case follows from
payer, place, era (the days between two changes of what is in force) and the kinds of its services; a book has few of these,
so they are found once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rdflib import URIRef

from reasoner.decision.bearing import bearing, local_texts_not_held
from reasoner.decision.context import InForce
from reasoner.decision.needed import Needs, needs
from reasoner.decision.scope import Scope
from reasoner.inference import ClassRules, class_rules
from reasoner.inference.batch import STATUSES, BatchDeriver, Decided, Values
from reasoner.knowledge import Library
from reasoner.model.case import Case
from reasoner.vocabulary import FactStatus

NOTHING = Decided(None, None, None, False)
NO_VALUES = Values({}, [])
_MOST_KEPT = 8192
# What the documents in force need: all of it, or less where less is asked.
NeedsOf = Callable[[Library, tuple[InForce, ...]], Needs]


def turning_days(library: Library, case: Case | None = None) -> list[date]:
    """The days on which something in force changes, sorted: between two of them every day is alike.

    `case`: of the documents alone that bear on its payer and place.
    """
    found: set[date] = set()
    for document in library.documents:
        if case is not None and not document.governs(case.payer, case.jurisdiction):
            continue
        found.update(group.starts for group in document.groups)
        for version in document.versions:
            found.add(version.effective_from)
            if version.effective_until is not None:
                found.add(version.effective_until + timedelta(days=1))
    return sorted(found)


@dataclass(frozen=True, eq=False)
class Bearing:
    """What bears on all cases of one payer, place, era and kinds of services."""

    in_force: tuple[InForce, ...]
    not_held: frozenset[int]
    needs: Needs


@dataclass(frozen=True)
class Derived:
    """One case with what decides of it. `not_held` are the places of services whose local text is not held."""

    case: Case
    bearing: Bearing
    values: Mapping[URIRef, Values]
    kinds: Mapping[URIRef, int]
    _deriver: BatchDeriver

    def classes(self, focus: URIRef) -> frozenset[URIRef]:
        """The classes of a service or line."""
        return self._deriver.types(self.kinds[focus])

    def included(self, line: URIRef) -> bool:
        """Whether a line bills something that is part of the procedure it was used for."""
        values = self.values.get(line, NO_VALUES)
        told = (values.get(name, NOTHING).status for name in self.bearing.needs.included)
        return any(status is not None and STATUSES[status] is FactStatus.PRESENT for status in told)


class Facts:
    """Derives one case after another."""

    def __init__(self, library: Library, on: date | None = None, needs_of: NeedsOf = needs) -> None:
        """`on`: the day whose texts are read, in place of those of each date of service. `needs_of`: what is made."""
        self.library = library
        self._needs = needs_of
        self._on = on
        self.rules: ClassRules = class_rules(library.vocabulary)
        self._deriver = BatchDeriver(self.rules)
        self._bearing: dict[object, Bearing] = {}
        self._turns: dict[object, list[date]] = {}

    def turns(self, case: Case) -> list[date]:
        """The days on which something changes that bears on a case of this payer and place."""
        key = (case.payer, case.jurisdiction)
        found = self._turns.get(key)
        if found is None:
            found = self._turns[key] = turning_days(self.library, case)
        return found

    def of(self, case: Case) -> Derived:
        """What decides of a case. Raises InputError as `prepare` does."""
        kinds = self._deriver.classify(case)
        key = (
            case.payer,
            case.jurisdiction,
            bisect_right(self.turns(case), self._on or case.date_of_service),
            tuple(kinds[s.iri] for s in case.services),
        )
        held = self._bearing.get(key)
        if held is None:
            if len(self._bearing) >= _MOST_KEPT:
                self._bearing.clear()
            held = self._bearing[key] = self._found(case, kinds)
        values = self._deriver.derive(case, held.needs.ordered, held.needs.wanted)
        return Derived(case, held, values, kinds, self._deriver)

    def _found(self, case: Case, kinds: Mapping[URIRef, int]) -> Bearing:
        types = {s.iri: self._deriver.types(kinds[s.iri]) for s in case.services}
        asked = frozenset[URIRef]().union(*types.values())
        scope = Scope.of_classes(self.rules, types)
        in_force = scope.narrowed(bearing(case, self.library, asked, on=self._on))
        missing = local_texts_not_held(case, self.library, types)
        places = frozenset(n for n, s in enumerate(case.services) if s.iri in missing)
        return Bearing(in_force, places, self._needs(self.library, in_force))
