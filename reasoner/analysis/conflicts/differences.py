"""What each text asks of one fact, and which texts ask different things of one kind of request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rdflib import URIRef

from reasoner.analysis.alignment import Fact, same_fact
from reasoner.analysis.asked import beside
from reasoner.analysis.conflicts.encode import Term
from reasoner.analysis.conflicts.rules import Rule, bear_together
from reasoner.analysis.conflicts.search import Search
from reasoner.analysis.conflicts.variables import is_status
from reasoner.knowledge import Expression, FactDeclaration, Formula


@dataclass(frozen=True, eq=False)
class Asked:
    """What one text asks of one fact. `rules` are equal but for the document; `term` is its test of the fact alone."""

    rules: tuple[Rule, ...]
    term: Term
    joined: str
    mine: Mapping[URIRef, FactDeclaration]

    @property
    def first(self) -> Rule:
        """One of the rules, for what is the same in all of them."""
        return self.rules[0]

    @property
    def kinds(self) -> frozenset[int]:
        """The requests that it is about."""
        return frozenset[int]().union(*(r.kinds for r in self.rules))


@dataclass(frozen=True, eq=False)
class Difference:
    """Two texts that ask different things. `stricter` is 0 or 1; None: each asks something that the other does not.

    `apart`: no case meets both. `known`: False where the solver gave up; which one is stricter is then not decided.
    """

    sides: tuple[Asked, Asked]
    stricter: int | None
    apart: bool
    known: bool
    together: bool


def readers(search: Search) -> Mapping[Fact, list[Rule]]:
    """The criteria that read each fact, the facts in order."""
    found: dict[Fact, list[Rule]] = {}
    for rules in search.rules.values():
        for rule in rules:
            for fact in dict.fromkeys(same_fact(d) for d in rule.reads.values()):
                found.setdefault(fact, []).append(rule)
    return {fact: found[fact] for fact in sorted(found)}


def asked_of_fact(search: Search, fact: Fact, rules: Iterable[Rule]) -> Iterator[Asked]:
    """What is asked of the fact, once for each text; its test of the fact alone, whatever is asked beside it."""
    texts: dict[tuple[object, ...], list[Rule]] = {}
    for rule in rules:
        texts.setdefault(rule.text, []).append(rule)
    for each in texts.values():
        first = each[0]
        mine = {n: d for n, d in first.reads.items() if same_fact(d) == fact}
        alone = _alone(first.twin.expression, mine)
        if alone is not None:
            joined = beside(first.twin.expression, mine)
            yield Asked(tuple(each), search.prover.encoder.term(alone, first.facts), joined, mine)


def _alone(expression: Expression, mine: Mapping[URIRef, FactDeclaration]) -> Expression | None:
    """An expression without its tests of other facts; None where nothing is left."""
    if not isinstance(expression, Formula):
        return expression if expression.fact in mine else None
    kept = tuple(b for b in (_alone(branch, mine) for branch in expression.branches) if b is not None)
    return Formula(expression.iri, expression.any_of, kept, expression.label) if kept else None


def differences(search: Search, asked: Sequence[Asked]) -> Iterator[Difference]:
    """Each two texts that ask different things of the fact, of one kind of request and in two documents."""
    for one, other in combinations(asked, 2):
        pairs = [
            (a, b)
            for a in one.rules
            for b in other.rules
            if compared(one, other, a, b) and search.wants((a.document, b.document))
        ]
        if not pairs or _weak(one, other):
            continue
        forth = search.prover.implies(one.term, other.term, exact=True)
        back = search.prover.implies(other.term, one.term, exact=True)
        if forth and back:
            continue
        if not (forth or back) and "or" in (one.joined, other.joined):
            continue  # ways to meet a criterion that has others, and that point elsewhere: no two limits of one kind
        apart = search.prover.satisfiable((one.term, other.term)) is False
        together = any(bear_together(a.document, b.document) for a, b in pairs)
        yield Difference(
            (one, other), 0 if forth else 1 if back else None, apart, None not in (forth, back), together
        )


def compared(one: Asked, other: Asked, a: Rule, b: Rule) -> bool:
    """Whether two rules are of two documents and meet. Documents that both have both texts do not differ."""
    mine, theirs = ({r.document.iri for r in each.rules} for each in (one, other))
    shared = b.document.iri in mine and a.document.iri in theirs
    return a.document.iri != b.document.iri and not shared and bool(a.kinds & b.kinds)


def _weak(one: Asked, other: Asked) -> bool:
    """Whether a status is only one of several ways to meet a criterion: then it is asked by none of them."""
    status = any(is_status(d) for d in one.mine.values())
    return status and "or" in (one.joined, other.joined)


def groups(found: Sequence[Difference]) -> Iterator[tuple[Difference, ...]]:
    """Differences that hang together by a text."""
    left = list(found)
    while left:
        group, texts = [left.pop(0)], set()
        grown = True
        while grown:
            texts = {id(s) for d in group for s in d.sides}
            more = [d for d in left if texts & {id(s) for s in d.sides}]
            left = [d for d in left if d not in more]
            group += more
            grown = bool(more)
        yield tuple(group)
