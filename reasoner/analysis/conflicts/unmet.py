"""Criteria that no case can meet together: of one document, and of documents that bind one request at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.claims import Claim, Kind, Witness
from reasoner.analysis.conflicts.encode import Term
from reasoner.analysis.conflicts.rules import Rule, bear_together, side
from reasoner.analysis.conflicts.search import Search
from reasoner.knowledge import Document
from reasoner.model.ledger import Status

MOST_SETS = 8
"""Sets that contradict each other, of one kind of request."""


@dataclass(eq=False)
class Core:
    """A smallest set that contradicts itself, as every document of one text has it, and the requests where it does."""

    rules: list[tuple[Rule, ...]] = field(default_factory=list)
    kinds: set[int] = field(default_factory=set)


def unmet(search: Search) -> Iterator[Claim]:
    """A claim for each smallest set of deciding criteria that no case meets, and for each criterion that none ever meets."""
    given_up: dict[tuple[Document, ...], list[int]] = {}
    found: dict[tuple[tuple[str, str, str, bool], ...], Core] = {}
    for documents in _governing(search):
        search.progress(" and ".join(d.short for d in documents))
        for kind in range(len(search.requests.each)):
            rules = [r for d in documents for r in search.rules[d.iri] if r.decides and kind in r.kinds]
            if len({r.document.iri for r in rules}) < len(documents):
                continue
            if search.prover.satisfiable(_terms(search, kind, rules)) is None:
                given_up.setdefault(documents, []).append(kind)
            for core in _cores(search, kind, rules):
                if len({r.document.iri for r in core}) == len(documents):
                    held = found.setdefault(tuple(r.text for r in core), Core())
                    held.kinds.add(kind)
                    if core not in held.rules:
                        held.rules.append(core)
    for each in found.values():
        yield _claim(search, each)
    for documents, kinds in given_up.items():
        yield Claim(
            Kind.UNSATISFIABLE,
            f"All criteria of {' and '.join(d.short for d in documents)} together",
            tuple(side(search.deciding(d, kinds[0]), "its deciding criteria") for d in documents),
            (f"Requests: {search.requests.labels(kinds)}.",),
            undecided=(f"Not decided: whether a case can meet them: {smt.GAVE_UP}.",),
        )


def _governing(search: Search) -> Iterator[tuple[Document, ...]]:
    """Each binding document, and each two that can bind one case."""
    binding = [d for d in search.documents if d.binding and search.rules[d.iri]]
    yield from ((d,) for d in binding if search.wants((d,)))
    for pair in combinations(binding, 2):
        if bear_together(*pair) and search.wants(pair):
            yield pair


def _cores(search: Search, kind: int, rules: Sequence[Rule]) -> Iterator[tuple[Rule, ...]]:
    left = list(rules)
    for _ in range(MOST_SETS):
        core = search.prover.core(_terms(search, kind, left))
        if not core:
            return
        chosen = tuple(left[n] for n in core)
        yield chosen
        # Without the last of them the rest may still hold another set.
        left = [r for r in left if r is not chosen[-1]]


def _terms(search: Search, kind: int, rules: Sequence[Rule]) -> list[Term]:
    """That each of some criteria is met by a request of a kind."""
    given = search.given(kind, rules)
    return [_under(search, r, given) for r in rules]


def _under(search: Search, rule: Rule, given: Term | None) -> Term:
    met = search.prover.met(rule)
    return met if given is None else search.prover.joined(met, given)


def _claim(search: Search, each: Core) -> Claim:
    members = [[core[n] for core in each.rules] for n in range(len(each.rules[0]))]
    sides = tuple(side(_once(rules)) for rules in members)
    requests = f"Requests: {search.requests.labels(each.kinds)}."
    if len(members) == 1:
        made, why = search.tried(each.kinds, ((each.rules[0][0], Status.NOT_MET),), "not met")
        return Claim(
            Kind.NEVER_MET,
            sides[0].label,
            sides,
            (requests,),
            proof="No such request meets it, whatever the record says.",
            witnesses=(made,) if made else (),
            undecided=(why,) if why else (),
        )
    witnesses, undecided = _witnesses(search, each)
    return Claim(
        Kind.UNSATISFIABLE,
        " against ".join(dict.fromkeys(s.label for s in sides)),
        sides,
        (requests,),
        proof="No case meets all of these criteria.",
        witnesses=witnesses,
        undecided=undecided,
    )


def _once(rules: Sequence[Rule]) -> list[Rule]:
    return list({r.criterion.iri: r for r in rules}.values())


def _witnesses(search: Search, each: Core) -> tuple[tuple[Witness, ...], tuple[str, ...]]:
    """For each member a case that meets all the others."""
    core = each.rules[0]
    found, undecided = [], []
    for left_out in core:
        others = tuple((r, Status.MET) for r in core if r is not left_out)
        meaning = f"meets all but '{left_out.criterion.label}'"
        made, why = search.tried(each.kinds, others, meaning)
        if made:
            found.append(made)
        else:
            undecided.append(why)
    return tuple(found), tuple(undecided)
