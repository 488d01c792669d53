"""Two files of one document that follow each other: what became looser, stricter, was added or dropped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from rdflib.term import Node

from reasoner.analysis.conflicts import smt
from reasoner.analysis.conflicts.claims import Claim, Kind, Witness
from reasoner.analysis.conflicts.rules import Rule, rules_in, side
from reasoner.analysis.conflicts.search import Search
from reasoner.analysis.conflicts.variables import key_of
from reasoner.knowledge import Document, Group
from reasoner.model.ledger import Status
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import CODE

DAY = timedelta(days=1)


def versions(search: Search) -> Iterator[Claim]:
    """A claim for each criterion that a later file of its document asks otherwise; of files that are taken over once."""
    for document in search.documents:
        if document.shares_text_of is None and search.wants((document,)):
            search.progress(document.short)
            for before, after in _pairs(document):
                yield from _changes(search, document, before, after)


def _pairs(document: Document) -> Iterator[tuple[Group, Group]]:
    """Each two files of one group of criteria that follow each other."""
    by_name: dict[str, list[Group]] = {}
    for group in document.groups:
        by_name.setdefault(group.name, []).append(group)
    for name in sorted(by_name):
        each = sorted(by_name[name], key=lambda g: g.starts)
        yield from pairwise(each)


def _rules(search: Search, document: Document, group: Group, on: date) -> dict[str, Rule]:
    """The criteria of a file, read with the other files that are in force beside it."""
    beside = [g for g in document.groups_in_force(on) if g.name != group.name]
    every = rules_in(search.library, document, (*beside, group), search.requests, on)
    mine = {s.criterion for s in group.shapes}
    return {str(r.criterion.iri): r for r in every if r.criterion.iri in mine}


def _changes(search: Search, document: Document, before: Group, after: Group) -> Iterator[Claim]:
    last = after.starts - DAY
    day = last if document.in_force(last) else before.starts
    old, new = _rules(search, document, before, day), _rules(search, document, after, after.starts)
    when = f"from {after.starts.isoformat()}"
    for iri in dict.fromkeys((*old, *new)):
        one, other = old.get(iri), new.get(iri)
        if one is None or other is None:
            rule = one or other
            assert rule is not None
            what = "is asked no more" if other is None else "is asked"
            title = f"{document.short}: {rule.criterion.label} {what} {when}"
            yield Claim(Kind.VERSION, title, (side((rule,)),), proof="The two files say so.")
            continue
        changed = _change(search, document, one, other, when)
        if changed is not None:
            yield changed


def _change(search: Search, document: Document, one: Rule, other: Rule, when: str) -> Claim | None:
    first, second = search.prover.settled(one), search.prover.settled(other)
    forth = search.prover.implies(first, second, exact=True)
    back = search.prover.implies(second, first, exact=True)
    sides = (side((one,), f"until then {one.words}"), side((other,), f"{when} {other.words}"))
    title = f"{document.short}: {other.criterion.label}, {when}"
    if forth is None or back is None:
        return Claim(Kind.VERSION, title, sides, undecided=(f"Not decided: what changed: {smt.GAVE_UP}.",))
    if forth and back and one.kinds == other.kinds:
        return None
    if forth and back:
        how, proof = "is about other requests", "The two are met by the same records"
    elif forth:
        how, proof = "looser", "No case meets the earlier and not the later text"
    elif back:
        how, proof = "stricter", "No case meets the later and not the earlier text"
    else:
        how, proof = "neither looser nor stricter: each is met by cases that the other refuses", ""
    wanted: list[tuple[Status, Status, str]] = []
    if not forth:
        wanted.append((Status.MET, Status.NOT_MET, "met before, not met after"))
    if not back:
        wanted.append((Status.NOT_MET, Status.MET, "not met before, met after"))
    found: list[Witness] = []
    undecided: list[str] = []
    for before, after, meaning in wanted:
        made, why = search.tried(one.kinds & other.kinds, ((one, before), (other, after)), meaning)
        found += [made] if made else []
        undecided += [why] if why else []
    always = not proof or (
        search.prover.implies(first, second) if forth else search.prover.implies(second, first)
    )
    ends = "." if always else ", where the record settles what they read."
    return Claim(
        Kind.VERSION,
        f"{title}: {how}",
        sides,
        tuple(_redefined(search, one, other)),
        proof=proof + ends if proof else "",
        witnesses=tuple(found),
        undecided=tuple(undecided),
    )


def _redefined(search: Search, one: Rule, other: Rule) -> Iterator[str]:
    """What was changed of facts that bear the same name in both texts."""

    def named(term: Node) -> str:
        """The label of a term; a code is called by its number."""
        return (
            str(term).rsplit("/", 1)[-1]
            if str(term).startswith(str(CODE))
            else search.library.vocabulary.label(term)
        )

    for name, after in other.reads.items():
        before = one.reads.get(name)
        if before is None or key_of(before) == key_of(after):
            continue
        for parameter in sorted({*before.parameters, *after.parameters} - {"interpretation", "clause"}):
            was, now = (d.parameters.get(parameter, ()) for d in (before, after))
            more, less = [named(v) for v in now if v not in was], [named(v) for v in was if v not in now]
            told = [f"now {', '.join(more)}"] if more else []
            told += [f"no longer {', '.join(less)}"] if less else []
            if told:
                yield f"'{after.label}', {search.library.vocabulary.label(GUIDE[parameter])}: {'; '.join(told)}."
