"""The kinds of request that there can be: every procedure that has none below it, in every phase, with what follows for it.

Two criteria meet where one request is in the scope of both. That is not read off the classes but found: each kind of
request is a small case, classified as every case is, and it is what a witness starts from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from rdflib import URIRef

from reasoner.inference import class_rules, classify
from reasoner.intake import ReadCase, read_case_data
from reasoner.knowledge import Library, Vocabulary
from reasoner.vocabulary import GUIDE


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

    def case(self, number: int, payer: URIRef, jurisdiction: URIRef | None, on: date) -> ReadCase:
        """The smallest case of a request: it says nothing but what is asked for, by whom and when."""
        return _case(self.vocabulary, self.each[number].told, payer, jurisdiction, on)


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
