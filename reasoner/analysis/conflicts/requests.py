"""The kinds of request that there can be: every procedure that has none below it, in every phase, with what follows for it.

Two criteria meet where one request is in the scope of both. That is not read off the classes but found: each kind of
request is a small case, classified as every case is, and it is what a witness starts from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from rdflib import URIRef

from reasoner.inference import class_rules, classify
from reasoner.inference.places import BILATERAL
from reasoner.intake import ReadCase, read_case_data
from reasoner.knowledge import Library, Vocabulary
from reasoner.vocabulary import GUIDE

NOWHERE: Mapping[str, object] = {}
MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One kind of request: what a case says of it, and every class that the service surely is in."""

    told: Mapping[str, object]
    label: str
    classes: frozenset[URIRef]


@dataclass(frozen=True, eq=False)
class Requests:
    """The kinds of request of a vocabulary, those that are in the same classes told once."""

    vocabulary: Vocabulary
    each: tuple[Request, ...]
    _of: dict[URIRef, frozenset[int]] = field(default_factory=dict, repr=False)

    def of(self, cls: URIRef) -> frozenset[int]:
        """The numbers of the requests whose service surely is in a class."""
        found = self._of.get(cls)
        if found is None:
            found = self._of[cls] = frozenset(n for n, r in enumerate(self.each) if cls in r.classes)
        return found

    def labels(self, kinds: Iterable[int]) -> str:
        """Kinds of request in words; all phases of a procedure, or all orders of a phase, are told as one."""
        chosen, found = set(kinds), []
        for group, label in self._groups:
            if chosen >= group:
                found.append((min(group), label))
                chosen -= group
        found += [(n, self.each[n].label) for n in chosen]
        return "; ".join(label for _, label in sorted(found))

    @cached_property
    def _groups(self) -> tuple[tuple[frozenset[int], str], ...]:
        """The kinds of each procedure, and of each intent of it, in words; the larger groups first."""
        by_procedure: dict[object, list[int]] = {}
        by_intent: dict[tuple[object, object], list[int]] = {}
        for number, request in enumerate(self.each):
            procedure, intent = request.told["procedure"], request.told.get("intent")
            by_procedure.setdefault(procedure, []).append(number)
            by_intent.setdefault((procedure, intent), []).append(number)
        found = [(frozenset(g), self.each[g[0]].label) for g in by_procedure.values()]
        for (_, intent), each in by_intent.items():
            untold = ", intent not told" if intent is None else ""
            found.append((frozenset(each), self.each[each[0]].label + untold))
        return tuple((group, label) for group, label in found if len(group) > 1)

    @cached_property
    def places(self) -> tuple[Mapping[str, object], ...]:
        """What can be told of where it is done: nothing, one place, then several that adjoin; the fewest first."""
        return ({}, *sorted(_places(self.vocabulary), key=_extent))

    def case(
        self,
        asked: int | str,
        payer: URIRef,
        jurisdiction: URIRef | None,
        on: date,
        place: Mapping[str, object] = NOWHERE,
    ) -> ReadCase:
        """The smallest case of a request, or of a code that is billed: it says nothing but that, where, by whom and when.

        Raises InputError where the request cannot be made at that place.
        """
        told = (
            {"lines": [{"id": "#line", "code": asked}]} if isinstance(asked, str) else self.each[asked].told
        )
        return _case(self.vocabulary, {**told, **place}, payer, jurisdiction, on)


def all_requests(library: Library, on: date) -> Requests:
    """Every kind of request, in order."""
    return _all(library.vocabulary, on)


@lru_cache(maxsize=2)
def _all(vocabulary: Vocabulary, on: date) -> Requests:
    rules = class_rules(vocabulary)
    payer = next(iter(vocabulary.terms_of(GUIDE.Payer).values()))
    found: dict[frozenset[URIRef], Request] = {}
    for told, label in _told(vocabulary):
        case = _case(vocabulary, told, payer, None, on).case
        classes = classify(case, rules).types.get(case.services[0].iri, frozenset())
        found.setdefault(classes, Request(told, label, classes))
    return Requests(vocabulary, tuple(found.values()))


def _told(vocabulary: Vocabulary) -> Iterator[tuple[dict[str, object], str]]:
    """What can be told of a request: a procedure, with every intent and occurrence; the least told first."""
    intents = {"": "", **_labels(vocabulary, GUIDE.Intent)}
    occurrences = {"": "", **_labels(vocabulary, GUIDE.Occurrence)}
    procedures = vocabulary.terms_of(GUIDE.Procedure)
    for word, term in procedures.items():
        if any(t != term and vocabulary.is_a(t, term) for t in procedures.values()):
            continue
        for intent, meant in intents.items():
            for occurrence, nth in occurrences.items():
                told = {"procedure": word, "intent": intent, "occurrence": occurrence}
                label = ", ".join(part for part in (vocabulary.label(term), meant, nth) if part)
                yield {k: v for k, v in told.items() if v}, label


def _places(vocabulary: Vocabulary) -> Iterator[dict[str, object]]:
    """Stretches of places that adjoin, from beside each end of a row of them; and each place that adjoins none."""
    words = {term: word for word, term in vocabulary.terms_of(GUIDE.Site).items()}
    beside = {
        t: [n for n in vocabulary.objects(t, GUIDE.adjacentTo) if isinstance(n, URIRef) and n in words]
        for t in words
    }
    for end in sorted((t for t in words if len(beside[t]) < 2), reverse=True):
        row = [end]
        while more := [n for n in sorted(beside[row[-1]]) if n not in row]:
            row.append(more[0])
        row = row[1:] or row  # what holds at the very end of a row often holds nowhere else
        for count in range(1, min(len(row), MOST_PLACES) + 1):
            told: dict[str, object] = {"levels": [words[t] for t in row[:count]]}
            midline = all(vocabulary.is_a(t, GUIDE.MidlineSite) for t in row[:count])
            yield told if midline else {**told, "side": _one_side(vocabulary)}


def _extent(told: Mapping[str, object]) -> int:
    levels = told["levels"]
    return len(levels) if isinstance(levels, list) else 0


def _one_side(vocabulary: Vocabulary) -> str:
    """The first side that is not both."""
    sides = vocabulary.terms_of(GUIDE.Side)
    return next((word for word, term in sides.items() if term != BILATERAL), next(iter(sides)))


def _labels(vocabulary: Vocabulary, kind: URIRef) -> dict[str, str]:
    return {word: vocabulary.label(term) for word, term in vocabulary.terms_of(kind).items()}


def _case(
    vocabulary: Vocabulary, told: Mapping[str, object], payer: URIRef, jurisdiction: URIRef | None, on: date
) -> ReadCase:
    data: dict[str, object] = {
        "id": "witness",
        "recordedOn": on.isoformat(),
        "dateOfService": on.isoformat(),
        "payer": _word(vocabulary, GUIDE.Payer, payer),
        "requests": [{"id": "#service", **told}],
    }
    if jurisdiction is not None:
        data["jurisdiction"] = _word(vocabulary, GUIDE.Jurisdiction, jurisdiction)
    return read_case_data(data, "witness", vocabulary)


def _word(vocabulary: Vocabulary, kind: URIRef, term: URIRef) -> str:
    return next(word for word, named in vocabulary.terms_of(kind).items() if named == term)
