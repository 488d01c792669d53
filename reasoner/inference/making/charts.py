"""Statements of a chart: what makes Stated, StatementDuration, StatementAge, TreatmentRecorded and KOfN of concepts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from rdflib import URIRef

from reasoner.inference.making.setting import ABSENT, PRESENT, Setting, on
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import Statement
from reasoner.model.dates import Span
from reasoner.vocabulary import GUIDE

_CONCEPT = GUIDE.Concept


def statements(setting: Setting) -> Iterator[Addition]:
    """One concept told present, or all of them told absent; or the other way round for one that speaks against it."""
    concepts, contrary = setting.declaration.terms("concept"), setting.declaration.terms("contrary")
    if setting.wants_presence:
        for concept in _nameable(setting, concepts):
            yield Addition(statements=(_statement(setting, concept, PRESENT),))
        for concept in _nameable(setting, setting.declaration.terms("impliedBy")):
            yield Addition(statements=(_statement(setting, concept, PRESENT),))
    elif setting.wants_absence:
        named = tuple(c for c in concepts if _can_be_named(setting, c))
        if named == concepts:
            yield Addition(statements=tuple(_statement(setting, c, ABSENT) for c in concepts))
        for concept in _nameable(setting, contrary):
            yield Addition(statements=(_statement(setting, concept, PRESENT),))


def durations(setting: Setting) -> Iterator[Addition]:
    """A concept told present since a day."""
    goal = setting.goal
    if goal.at_least is None and goal.at_most == 0:
        concepts = setting.declaration.terms("concept")
        yield Addition(statements=tuple(_statement(setting, c, ABSENT) for c in concepts))
        return
    if goal.at_least is not None:
        # A length alone says least: no day is made up.
        length = setting.length(goal.number)
        for concept in _nameable(setting, setting.declaration.terms("concept")):
            made = _statement(setting, concept, PRESENT)
            yield Addition(statements=(setting.node(replace(made, at_least=length, at_most=length)),))
    # What began after the record was made cannot be on it.
    since = min(setting.before(goal.number), setting.recorded)
    for concept in _nameable(setting, setting.declaration.terms("concept")):
        yield Addition(statements=(_statement(setting, concept, PRESENT, start=on(since)),))


def ages(setting: Setting) -> Iterator[Addition]:
    """A concept told present so long ago as is asked for, or on the last day on which the record can tell it."""
    goal = setting.goal
    asked = setting.recorded if goal.at_least is None else setting.before(goal.number)
    day = min(asked, setting.recorded)
    for concept in _nameable(setting, setting.declaration.terms("concept")):
        yield Addition(statements=(_statement(setting, concept, PRESENT, date=on(day)),))


def of_list(setting: Setting) -> Iterator[Addition]:
    """So many concepts of a list told present, or told absent, as the number asks for."""
    concepts, goal = setting.declaration.terms("concept"), setting.goal
    told = {s.concept for s in setting.case.statements}
    silent = [c for c in concepts if c not in told]
    if goal.at_least is not None:
        for count in range(1, len(silent) + 1):
            chosen = silent[:count]
            yield Addition(statements=tuple(_statement(setting, c, PRESENT) for c in chosen))
    elif goal.at_most is not None:
        for count in range(1, len(silent) + 1):
            yield Addition(statements=tuple(_statement(setting, c, ABSENT) for c in silent[-count:]))


def _nameable(setting: Setting, concepts: tuple[URIRef, ...]) -> Iterator[URIRef]:
    """The concepts themselves, as far as a case can name them; else what lies below them."""
    direct = [c for c in concepts if _can_be_named(setting, c)]
    yield from islice(direct, 4)
    if not direct and concepts:
        yield from setting.named(_CONCEPT, concepts)


def _can_be_named(setting: Setting, concept: URIRef) -> bool:
    """Whether a case has a word for the concept."""
    vocabulary = setting.rules.vocabulary
    return vocabulary.is_a(concept, _CONCEPT) and vocabulary.value(concept, GUIDE["term"]) is not None


def _statement(
    setting: Setting, concept: URIRef, status: URIRef, start: Span = Span(), date: Span = Span()
) -> Statement:
    places = setting.record.places[setting.act.iri]
    sites = tuple(sorted(places.sure)) if setting.declaration.flag("sameSite") else ()
    return setting.node(Statement(UNNAMED, concept, status, sites=sites, start=start, date=date))
