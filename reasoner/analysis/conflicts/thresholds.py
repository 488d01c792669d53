"""Documents that ask different things of one fact: who asks what, the strictest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reasoner.analysis.alignment import Fact, figures, label_of, same_fact
from reasoner.analysis.asked import asked_of
from reasoner.analysis.conflicts.claims import Claim, Kind, Side, Witness
from reasoner.analysis.conflicts.differences import (
    Asked,
    Difference,
    asked_of_fact,
    compared,
    differences,
    groups,
    readers,
)
from reasoner.analysis.conflicts.rules import Rule, bear_together, side
from reasoner.analysis.conflicts.search import Search
from reasoner.model.ledger import Status

MOST_WITNESSES = 3
"""Cases that one claim is shown by: the step between the strictest and the next, and so on."""


def thresholds(search: Search) -> Iterator[Claim]:
    """A claim for each fact of which documents ask different things of one kind of request."""
    for fact, rules in readers(search).items():
        search.progress(next(d.label for r in rules for d in r.reads.values() if same_fact(d) == fact))
        asked = tuple(asked_of_fact(search, fact, rules))
        found = tuple(differences(search, asked))
        for group in groups(found):
            yield _claim(search, fact, group)


def _words(search: Search, asked: Asked, order: Iterable[Asked]) -> str:
    every = [d for a in order for d in a.mine.values()]
    shown = {n: figures(d, search.library.vocabulary, every) for n, d in asked.mine.items()}
    words = asked_of(asked.first.twin.expression, asked.mine, asked.mine, shown)
    return words + (f", {asked.joined} another test" if asked.joined else "")


def _claim(search: Search, fact: Fact, group: Sequence[Difference]) -> Claim:
    texts = {id(s): s for d in group for s in d.sides}
    order = sorted(
        texts.values(),
        key=lambda a: (
            _rank(search, a, texts.values()),
            _words(search, a, texts.values()),
            a.first.document.short,
        ),
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


def _rank(search: Search, asked: Asked, others: Iterable[Asked]) -> int:
    """How many of the others are stricter than a text, less those that are laxer: the least stands first."""
    stricter = laxer = 0
    for other in others:
        forth = search.prover.implies(asked.term, other.term, exact=True)
        back = search.prover.implies(other.term, asked.term, exact=True)
        if forth is not back:
            laxer, stricter = laxer + bool(forth), stricter + bool(back)
    return stricter - laxer


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
    odd = [d for d in group if d.known and d.stricter is None and not d.apart]
    if odd:
        first, second = (s.first.document.short for s in odd[0].sides)
        yield f"Neither {first} nor {second} is the stricter: each is met by cases that the other refuses."
    near = sorted({_pair(d) for d in group if d.together})
    if near:
        more = f", and {len(near) - MOST_WITNESSES} more pairs" if len(near) > MOST_WITNESSES else ""
        yield f"Can bear on one case: {'; '.join(near[:MOST_WITNESSES])}{more}."


def _pair(difference: Difference) -> str:
    names = []
    one, other = difference.sides
    for a in one.rules:
        for b in other.rules:
            if compared(one, other, a, b) and bear_together(a.document, b.document):
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
    pairs = [(b, a) for a in strict.rules for b in lax.rules if compared(strict, lax, a, b)]
    pairs.sort(
        key=lambda p: (
            not bear_together(p[0].document, p[1].document),
            p[0].document.name,
            p[1].document.name,
        )
    )
    return pairs[0]
