"""Codes that a release does not let stand together: CodesExclude."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rdflib import URIRef

from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import as_status, conflict
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

_EXCLUDES = GUIDE.excludesWith
_PARENT = GUIDE.parentCode


def codes_exclude(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Conflicting where two diagnosis codes of the case exclude each other; Present where none of several do."""
    bearing = {code: s.iri for s in record.case.services for code in s.diagnoses}
    notes = {pair: list(_notes(record, *pair)) for pair in combinations(sorted(bearing), 2)}
    parted = {pair: found for pair, found in notes.items() if found}
    if parted:
        involved = {code for pair in parted for code in pair}
        follows = [s.iri for s in record.case.services if involved & set(s.diagnoses)]
        return conflict(follows, " ".join(_sentence(*pair, found) for pair, found in parted.items()))
    return as_status(Truth.YES if len(bearing) > 1 else Truth.MAYBE, bearing.values())


def _notes(record: Record, a: URIRef, b: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
    """Each header with a note, and what the note names, that parts the two codes, whichever of them is below which."""
    for one, other in ((a, b), (b, a)):
        above = _with_headers(record, other)
        for header in _with_headers(record, one):
            for named in record.rules.values(header, _EXCLUDES):
                if named in above:
                    yield header, named


def _with_headers(record: Record, code: URIRef) -> list[URIRef]:
    found = [code]
    while parents := [p for p in record.rules.values(found[-1], _PARENT) if p not in found]:
        found.append(parents[0])
    return found


def _sentence(a: URIRef, b: URIRef, notes: list[tuple[URIRef, URIRef]]) -> str:
    named = " and ".join(f"the Excludes1 note of {_text(header)} names {_text(it)}" for header, it in notes)
    return f"The codes {_text(a)} and {_text(b)} exclude each other: {named}."


def _text(code: URIRef) -> str:
    return re.split("[/#]", str(code))[-1]
