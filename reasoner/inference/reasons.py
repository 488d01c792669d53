"""From what the classes of the acts and lines of a case follow: made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from rdflib import URIRef

from reasoner.inference.kinds import Phases
from reasoner.inference.record import Record

Key = tuple[URIRef, URIRef]
Why = tuple[URIRef | str, ...]


class Reasons(Mapping[Key, Why]):
    """(node, class) -> terms and nodes of the case, in the order of nodes and classes."""

    def __init__(
        self, record: Record, types: Mapping[URIRef, frozenset[URIRef]], phases: Mapping[URIRef, Phases]
    ) -> None:
        self._record = record
        self._types = types
        self._phases = phases

    @cached_property
    def _made(self) -> dict[Key, Why]:
        found: dict[Key, Why] = {}
        for iri, kind in self._record.kinds.items():
            found |= kind.reasons(self._record.acts[iri], self._phases.get(iri, ()))
        return {
            (node, name): found[(node, name)] for node in self._types for name in sorted(self._types[node])
        }

    def __getitem__(self, key: Key) -> Why:
        return self._made[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
