"""Documents that ask different things of one fact: who asks what, the strictest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rdflib import URIRef

from reasoner.analysis.alignment import Fact, figures, label_of, same_fact
from reasoner.analysis.asked import asked_of, beside
from reasoner.analysis.conflicts.claims import Claim, Kind, Side, Witness
from reasoner.analysis.conflicts.encode import Term, is_status
from reasoner.analysis.conflicts.rules import Rule, bear_together, side
from reasoner.analysis.conflicts.search import Search
from reasoner.knowledge import Expression, FactDeclaration, Formula
from reasoner.model.ledger import Status

MOST_WITNESSES = 3
"""Cases that one claim is shown by: the step between the strictest and the next, and so on."""


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
    """Two texts that ask different things. `stricter` is 0 or 1; None: each asks something that the other does not."""

    sides: tuple[Asked, Asked]
    stricter: int | None
    apart: bool
    together: bool


def thresholds(search: Search) -> Iterator[Claim]:
    """A claim for each fact of which documents ask different things of one kind of request."""
    for fact, rules in _readers(search).items():
        search.progress(next(d.label for r in rules for d in r.reads.values() if same_fact(d) == fact))
        asked = tuple(_asked(search, fact, rules))
        found = tuple(_differences(search, asked))
        for group in _groups(found):
            yield _claim(search, fact, group)


def _readers(search: Search) -> Mapping[Fact, list[Rule]]:
    found: dict[Fact, list[Rule]] = {}
    for rules in search.rules.values():
        for rule in rules:
            for fact in dict.fromkeys(same_fact(d) for d in rule.reads.values()):
                found.setdefault(fact, []).append(rule)
    return {fact: found[fact] for fact in sorted(found)}


def _asked(search: Search, fact: Fact, rules: Iterable[Rule]) -> Iterator[Asked]:
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


def _words(search: Search, asked: Asked, order: Iterable[Asked]) -> str:
    every = [d for a in order for d in a.mine.values()]
    shown = {n: figures(d, search.library.vocabulary, every) for n, d in asked.mine.items()}
    words = asked_of(asked.first.twin.expression, asked.mine, asked.mine, shown)
    return words + (f", {asked.joined} another test" if asked.joined else "")


def _alone(expression: Expression, mine: Mapping[URIRef, FactDeclaration]) -> Expression | None:
    """An expression without its tests of other facts; None where nothing is left."""
    if not isinstance(expression, Formula):
        return expression if expression.fact in mine else None
    kept = tuple(b for b in (_alone(branch, mine) for branch in expression.branches) if b is not None)
    return Formula(expression.iri, expression.any_of, kept, expression.label) if kept else None


def _differences(search: Search, asked: Sequence[Asked]) -> Iterator[Difference]:
    for one, other in combinations(asked, 2):
        pairs = [
            (a, b)
            for a in one.rules
            for b in other.rules
            if _compared(one, other, a, b) and search.wants((a.document, b.document))
        ]
        if not pairs or _weak(one, other):
            continue
        forth = search.prover.implies(one.term, other.term, exact=True)
        back = search.prover.implies(other.term, one.term, exact=True)
        if forth and back:
            continue
        if not (forth or back) and "or" in (one.joined, other.joined):
            continue  # ways to meet a criterion that has others, and that point elsewhere: no two limits of one kind
        apart = search.prover.satisfiable((one.term, other.term), exact=True) is False
        together = any(bear_together(a.document, b.document) for a, b in pairs)
        yield Difference((one, other), 0 if forth else 1 if back else None, apart, together)


def _compared(one: Asked, other: Asked, a: Rule, b: Rule) -> bool:
    """Whether two rules are of two documents and meet. Documents that both have both texts do not differ."""
    mine, theirs = ({r.document.iri for r in each.rules} for each in (one, other))
    shared = b.document.iri in mine and a.document.iri in theirs
    return a.document.iri != b.document.iri and not shared and bool(a.kinds & b.kinds)


def _weak(one: Asked, other: Asked) -> bool:
    """Whether a status is only one of several ways to meet a criterion: then it is asked by none of them."""
    status = any(is_status(d) for d in one.mine.values())
    return status and "or" in (one.joined, other.joined)


def _groups(found: Sequence[Difference]) -> Iterator[tuple[Difference, ...]]:
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


def _claim(search: Search, fact: Fact, group: Sequence[Difference]) -> Claim:
    texts = {id(s): s for d in group for s in d.sides}
    # How many others a text is stricter than: more first.
    wins = {
        key: sum(d.stricter is not None and id(d.sides[d.stricter]) == key for d in group) for key in texts
    }
    loses = {
        key: sum(d.stricter is not None and id(d.sides[1 - d.stricter]) == key for d in group)
        for key in texts
    }
    order = sorted(
        texts.values(),
        key=lambda a: (loses[id(a)] - wins[id(a)], _words(search, a, texts.values()), a.first.document.short),
    )
    every = [d for a in order for d in a.mine.values()]
    label = label_of([d.label for d in every], {fact: every})
    words = {id(a): _words(search, a, order) for a in order}
    witnesses, undecided = _witnesses(search, group, order, words)
    says = tuple(_says(group))
    return Claim(
        Kind.THRESHOLD,
        label,
        tuple(_merged(order, words)),
        says,
        witnesses=witnesses,
        undecided=undecided,
        together=any(d.together for d in group),
    )


def _merged(order: Sequence[Asked], words: Mapping[int, str]) -> Iterator[Side]:
    """One side for each thing that is asked, in order, with every document that asks it."""
    found: dict[tuple[str, bool], list[Rule]] = {}
    for asked in order:
        found.setdefault((words[id(asked)], asked.first.decides), []).extend(asked.rules)
    for (asks, _), rules in found.items():
        yield side(rules, asks)


def _says(group: Sequence[Difference]) -> Iterator[str]:
    apart = [d for d in group if d.apart and "or" not in (d.sides[0].joined, d.sides[1].joined)]
    if apart:
        one, other = apart[0].sides
        yield (
            f"No case meets both what {one.first.document.short} and what {other.first.document.short} ask of this fact."
        )
    near = sorted({_pair(d) for d in group if d.together})
    if near:
        more = f", and {len(near) - MOST_WITNESSES} more pairs" if len(near) > MOST_WITNESSES else ""
        yield f"Can bear on one case: {'; '.join(near[:MOST_WITNESSES])}{more}."


def _pair(difference: Difference) -> str:
    names = []
    one, other = difference.sides
    for a in one.rules:
        for b in other.rules:
            if _compared(one, other, a, b) and bear_together(a.document, b.document):
                names.append((a.document.short, b.document.short))
    first = sorted(names)[0]
    return f"{first[0]} with {first[1]}"


def _witnesses(
    search: Search, group: Sequence[Difference], order: Sequence[Asked], words: Mapping[int, str]
) -> tuple[tuple[Witness, ...], tuple[str, ...]]:
    """A case for the steps down from the strictest: it meets the laxer and not the stricter."""
    place = {id(a): n for n, a in enumerate(order)}
    steps: dict[tuple[str, str], Difference] = {}
    for each in sorted(
        group, key=lambda d: (not d.together, abs(place[id(d.sides[0])] - place[id(d.sides[1])]))
    ):
        one, other = each.sides
        told = sorted((words[id(one)], words[id(other)]))
        steps.setdefault((told[0], told[1]), each)
    found: list[Witness] = []
    undecided: list[str] = []
    for each in steps.values():
        if len(found) == MOST_WITNESSES or len(undecided) == MOST_WITNESSES:
            break
        made, why = _step(search, *_lax_and_strict(each))
        if made is None and each.stricter is None:
            made, _ = _step(search, *reversed(_lax_and_strict(each)))
        if made is not None:
            found.append(made)
        else:
            undecided.append(why)
    return tuple(found), tuple(undecided) if not found else ()


def _step(search: Search, lax: Rule, strict: Rule) -> tuple[Witness | None, str]:
    meaning = f"meets {lax.document.short}, not {strict.document.short}"
    wanted = ((lax, Status.MET), (strict, Status.NOT_MET))
    return search.tried(lax.kinds & strict.kinds, wanted, meaning)


def _lax_and_strict(difference: Difference) -> tuple[Rule, Rule]:
    strict, lax = difference.sides[difference.stricter or 0], difference.sides[1 - (difference.stricter or 0)]
    pairs = [(b, a) for a in strict.rules for b in lax.rules if _compared(strict, lax, a, b)]
    pairs.sort(
        key=lambda p: (
            not bear_together(p[0].document, p[1].document),
            p[0].document.name,
            p[1].document.name,
        )
    )
    return pairs[0]
