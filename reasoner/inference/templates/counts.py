"""Counts: KOfN (of a closed list of concepts or treatments), CountWhere (of prior procedures with a result)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from rdflib import URIRef

from reasoner.errors import KnowledgeError, Problem
from reasoner.inference.events import matching
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import level_of, quantity
from reasoner.inference.templates.episodes import Matched, all_told, episodes_in
from reasoner.inference.templates.events import distinct_days
from reasoner.inference.templates.relief import reaches, relief_after
from reasoner.inference.templates.statements import stated
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.facts import FactValue
from reasoner.vocabulary import FactStatus

DISAGREE = "The record disagrees about some of the list; they count as not known."
MAY_BE_MORE = "The record is not told to hold every earlier procedure, so there may be more."


def k_of_n(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """How many of a closed list are told: of concepts in the chart, or of treatments in care and medications."""
    concepts, members = declaration.terms("concept"), declaration.terms("member")
    if bool(concepts) == bool(members):
        raise KnowledgeError(
            Problem(
                f"The fact {declaration.label or declaration.name} counts no list, or two.",
                remedy="KOfN counts either guide:concept or guide:member.",
            )
        )
    return _treatments(record, declaration) if members else _concepts(record, declaration, focus)


def _concepts(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Each concept is read as `Stated` reads it: told present counts, told absent counts against."""
    present, absent, follows, conflicting = 0, 0, list[URIRef](), False
    concepts = declaration.terms("concept")
    for concept in concepts:
        one = replace(declaration, parameters={**declaration.parameters, "concept": (concept,)})
        found = stated(record, one, focus)
        present += found.status is FactStatus.PRESENT
        absent += found.status is FactStatus.ABSENT
        conflicting = conflicting or found.conflicting
        follows += found.follows
    note = DISAGREE if conflicting else ""
    return quantity(present, len(concepts) - absent, follows, note, conflicting=conflicting)


def _treatments(record: Record, declaration: FactDeclaration) -> FactValue:
    """Treatments of the list that were surely given, and those that can have been."""
    members = declaration.terms("member")
    groups, possible, follows = list[frozenset[URIRef]](), set[URIRef](), list[URIRef]()
    for each in episodes_in(record, declaration):
        told = each.told
        if each.match.sure:
            groups += _hit(record, each, members)
        possible |= {m for m in members if any(record.rules.matches(t, m).possible for t in told) or not told}
        follows.append(each.episode.iri)
    closed = all_told(record, declaration)
    if closed and not follows:
        follows.append(record.case.iri)
    return quantity(_fewest(members, groups), len(possible) if closed else None, follows)


def _hit(record: Record, each: Matched, members: tuple[URIRef, ...]) -> list[frozenset[URIRef]]:
    """Sets of members of which an episode surely counts for one at least.

    A treatment counts for each member it lies below. Of a choice of several only one need have been given.
    """
    inside = [frozenset(m for m in members if record.rules.matches(term, m).sure) for term in each.told]
    if len(inside) == 1:
        return [frozenset([member]) for member in inside[0]]
    return [frozenset().union(*inside)]


def _fewest(members: tuple[URIRef, ...], groups: list[frozenset[URIRef]]) -> int:
    """The fewest members that account for every group: the least number that was surely given."""
    sure = {member for group in groups if len(group) == 1 for member in group}
    open_groups = {group for group in groups if not group & sure}
    others = sorted(frozenset().union(*open_groups))
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            if all(group.intersection(chosen) for group in open_groups):
                return len(sure) + size
    return len(sure)


def count_where(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Days of prior procedures after which the relief was at least the level; procedures of one day are one."""
    level = level_of(declaration)
    days: dict[frozenset[URIRef], Truth] = {}
    follows, notes, conflicting = list[URIRef](), dict[str, None](), False
    for event in matching(record, declaration, focus):
        told = relief_after(record, declaration, event)
        truth = min(event.match, reaches(told, level))
        follows += told.nodes
        notes |= dict.fromkeys(told.notes)
        conflicting = conflicting or (told.conflicting and reaches(told, level) is Truth.MAYBE)
        if truth.possible:
            day = record.days.group(event.iri)
            days[day] = max(truth, days.get(day, Truth.NO))
    sure = [record.days.span(min(day)) for day, truth in days.items() if truth.sure]
    complete = record.complete("ProcedureHistory")
    if not complete:
        notes[MAY_BE_MORE] = None
    return quantity(
        distinct_days(sure, record.case.date_of_service),
        len(days) if complete else None,
        follows or ([record.case.iri] if complete else []),
        " ".join(notes),
        conflicting=conflicting,
    )
