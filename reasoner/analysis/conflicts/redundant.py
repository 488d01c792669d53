"""Criteria of a document that another one of it already asks for: wherever that one is met, they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reasoner.analysis.conflicts.claims import Claim, Kind, Witness
from reasoner.analysis.conflicts.encode import Term
from reasoner.analysis.conflicts.rules import Rule, side
from reasoner.analysis.conflicts.search import Search
from reasoner.model.ledger import Status
from reasoner.report.words import joined

Pair = tuple[Rule, Rule]


def redundant(search: Search) -> Iterator[Claim]:
    """A claim for each criterion that follows from another of its document, and for each that no case can fail."""
    pairs: dict[tuple[object, ...], list[Pair]] = {}
    joint: dict[tuple[object, ...], list[tuple[Rule, ...]]] = {}
    always: dict[tuple[str, str, str, bool], list[Rule]] = {}
    for document in search.documents:
        if not search.wants((document,)):
            continue
        search.progress(document.short)
        rules = [r for r in search.rules[document.iri] if r.kinds]
        alive = [r for r in rules if search.prover.satisfiable((search.prover.met(r),)) is not False]
        free = [r for r in alive if _cannot_fail(search, r)]
        for rule in free:
            always.setdefault(rule.text, []).append(rule)
        for rule in alive:
            core = None if rule in free else _jointly(search, rule, [r for r in alive if r not in free])
            if core:
                joint.setdefault(tuple(r.text for r in (*core, rule)), []).append((*core, rule))
        for one in alive:
            for other in alive:
                if one is not other and other not in free and _follows(search, one, other):
                    if _follows(search, other, one) and rules.index(one) > rules.index(other):
                        continue  # they ask the same: told once
                    pairs.setdefault((one.text, other.text), []).append((one, other))
    for held in always.values():
        yield _dead(held)
    for several in joint.values():
        yield _of_several(several)
    for each in pairs.values():
        yield _claim(search, each)


def _cannot_fail(search: Search, rule: Rule) -> bool:
    never = search.prover.negated(search.prover.possible(rule))
    return search.prover.judged(rule) is None and search.prover.satisfiable((never,)) is False


def _follows(search: Search, one: Rule, other: Rule) -> bool:
    """Whether the other is met by every request that meets the one, and asks nothing of any other request."""
    if not other.kinds <= one.kinds or (other.decides and not one.decides):
        return False
    first, second = search.prover.met(one), search.prover.settled(other)
    return search.prover.encoder.connected(first, second) and _implied(search, first, second)


def _implied(search: Search, first: Term, second: Term) -> bool:
    return search.prover.implies(first, second, exact=True) is True


def _jointly(search: Search, rule: Rule, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The fewest other criteria from which one follows, where no single one is enough; none where it does not follow."""
    met, prover = search.prover.settled(rule), search.prover
    others = [
        r
        for r in rules
        if r is not rule
        and rule.kinds <= r.kinds
        and r.decides >= rule.decides
        and prover.encoder.connected(met, prover.met(r))
    ]
    core = prover.core([*(prover.met(r) for r in others), prover.negated(met)])
    if core is None or len(core) < 3 or core[-1] != len(others):
        return ()
    return tuple(others[n] for n in core[:-1])


def _of_several(each: Sequence[tuple[Rule, ...]]) -> Claim:
    members = [side([rules[n] for rules in each]) for n in range(len(each[0]))]
    return Claim(
        Kind.REDUNDANT,
        f"{members[-1].label} follows from {joined(s.label for s in members[:-1])} together",
        tuple(members),
        proof="No case meets the others and not the last.",
    )


def _dead(rules: list[Rule]) -> Claim:
    return Claim(
        Kind.REDUNDANT,
        f"{rules[0].criterion.label} cannot fail",
        (side(rules),),
        ("Whatever the record says, it is not unmet: it tells no case from another.",),
        proof="No case fails it.",
    )


def _claim(search: Search, each: list[Pair]) -> Claim:
    one, other = each[0]
    first, second = search.prover.met(one), search.prover.settled(other)
    same = _implied(search, search.prover.met(other), search.prover.settled(one)) and one.kinds == other.kinds
    always = search.prover.implies(first, second) is True
    sides = (side([a for a, _ in each]), side([b for _, b in each]))
    ends = "." if always else ", where the record settles what they read."
    if same:
        says: tuple[str, ...] = ("The two ask the same.",)
        title = f"{other.criterion.label} is the same as {one.criterion.label}"
    else:
        says = ()
        title = f"{other.criterion.label} follows from {one.criterion.label}"
    witnesses, undecided = _witnesses(search, one, other, same)
    return Claim(
        Kind.REDUNDANT,
        title,
        sides,
        says,
        proof=f"No case meets the first and not the second{ends}",
        witnesses=witnesses,
        undecided=undecided,
    )


def _witnesses(
    search: Search, one: Rule, other: Rule, same: bool
) -> tuple[tuple[Witness, ...], tuple[str, ...]]:
    """A case on which both fail; and, where they are not the same, one on which the second alone is met."""
    wanted = [(((one, Status.NOT_MET), (other, Status.NOT_MET)), "neither is met")]
    if not same:
        wanted.append(
            (((one, Status.NOT_MET), (other, Status.MET)), "the second is met and the first is not")
        )
    found, undecided = [], []
    for statuses, meaning in wanted:
        made, why = search.tried(other.kinds, statuses, meaning)
        if made:
            found.append(made)
        else:
            undecided.append(why)
    return tuple(found), tuple(undecided)
