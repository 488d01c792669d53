"""Which criteria of a document can be about a request at all: those of another kind of procedure are not shown nor run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rdflib import URIRef

from reasoner.decision.context import InForce
from reasoner.inference import Classified, ClassRules
from reasoner.knowledge import Group
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True)
class Scope:
    """What the requested services are, and whether a target class can hold one of them."""

    rules: ClassRules
    kinds: dict[URIRef, tuple[URIRef, ...]]
    _held: dict[tuple[URIRef, URIRef], bool] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, classified: Classified) -> Scope:
        """The scope of a case: the procedures that each of its services surely is."""
        services = {s.iri: classified.types.get(s.iri, ()) for s in classified.record.case.services}
        return cls.of_classes(classified.record.rules, services)

    @classmethod
    def of_classes(cls, rules: ClassRules, services: Mapping[URIRef, Iterable[URIRef]]) -> Scope:
        """The scope of services whose classes are known already."""
        return cls(
            rules,
            {s: tuple(sorted(t for t in told if _is_procedure(rules, t))) for s, told in services.items()},
        )

    def holds(self, service: URIRef, target: URIRef) -> bool:
        """Whether the service can be in the target, as far as kinds of procedure tell; a line or unknown service can."""
        key = (service, target)
        found = self._held.get(key)
        if found is None:
            kinds = self.kinds.get(service, ())
            sure = self.rules.vocabulary.triples.iri(target, GUIDE.possibleClassOf) or target
            wanted = [a for a in self.rules.ancestors(sure) if _is_procedure(self.rules, a)]
            found = not kinds or all(p in kinds or self.rules.common((*kinds, p)) for p in wanted)
            self._held[key] = found
        return found

    def narrowed(self, held: Iterable[InForce]) -> tuple[InForce, ...]:
        """The documents with the files apart that hold no criterion which can be about a service."""
        return tuple(self._narrowed(i) for i in held)

    def _narrowed(self, held: InForce) -> InForce:
        """One document; made once for each of the sets of files that are left."""
        chosen = tuple(n for n, g in enumerate(held.groups) if self._about(_targets(g)))
        key = (Scope, chosen)
        found: InForce | None = held.kept.get(key)
        if found is None:
            groups = tuple(held.groups[n] for n in chosen)
            beside = tuple(g for n, g in enumerate(held.groups) if n not in chosen)
            found = held.kept[key] = replace(held, groups=groups, beside=beside)
        return found

    def _about(self, targets: frozenset[URIRef]) -> bool:
        return not targets or any(self.holds(s, t) for s in self.kinds for t in targets)


@lru_cache(maxsize=4096)
def _targets(group: Group) -> frozenset[URIRef]:
    return frozenset(s.target for s in group.shapes)


@lru_cache(maxsize=16_384)
def _is_procedure(rules: ClassRules, term: URIRef) -> bool:
    """Whether a class is a kind of procedure that a case can name."""
    return (
        term not in rules.possible_classes
        and term != GUIDE.Procedure
        and GUIDE.Procedure in rules.ancestors(term)
        and rules.vocabulary.value(term, GUIDE["term"]) is not None
    )
