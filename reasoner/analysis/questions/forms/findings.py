"""Findings: which of several is meant, since when, on which day it was told, how many of a list there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rdflib import URIRef

from reasoner.analysis.questions.forms import care
from reasoner.analysis.questions.forms.parts import reader
from reasoner.analysis.questions.forms.setting import MOST_SHOWN, Choices, Form, Setting, Values
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import Statement
from reasoner.model.dates import Span
from reasoner.model.questions import Part, Takes
from reasoner.vocabulary import GUIDE

_CONCEPT = GUIDE.Concept


def which(setting: Setting) -> Form | None:
    """A finding of several that would do; None where one concept is asked for, and a yes names it."""
    asked = setting.declaration.terms("concept")
    shown = _named(setting, asked)
    if len(shown) < 2 or (len(asked) == 1 and asked[0] in _known(setting)):
        return None
    parts = (Part("which of them", Takes.TERM, choices=shown[:MOST_SHOWN]),)

    def absent(entries: tuple[Values, ...]) -> Addition:
        told = {values[0] for values in entries}
        rest = [c for c in asked if c in _known(setting) and c not in told] if not told else []
        return Addition(statements=tuple(_statement(setting, c, GUIDE.Absent) for c in rest))

    return Form(
        parts,
        _reader(setting),
        lambda values: Addition(statements=(_statement(setting, values[0], GUIDE.Present),)),
        several=True,
        whole="none of them is present" if all(c in _known(setting) for c in asked) else "",
        rest=absent,
    )


def since(setting: Setting) -> Form:
    """Since when a finding is present, or for how long."""
    parts, asked = _with_concept(setting, Part("since when, or for how long", Takes.WHEN))

    def write(values: Values) -> Addition:
        concept, when = (asked, *values) if asked is not None else values
        told: dict[str, Any] = {"start": when} if isinstance(when, Span) else {}
        if not told:
            told["at_least"], told["at_most"] = when
        return Addition(statements=(_statement(setting, concept, GUIDE.Present, **told),))

    return Form(parts, _reader(setting), write)


def dated(setting: Setting) -> Form:
    """On which day a finding was made."""
    parts, asked = _with_concept(setting, Part("when", Takes.DAY))

    def write(values: Values) -> Addition:
        concept, when = (asked, *values) if asked is not None else values
        return Addition(statements=(_statement(setting, concept, GUIDE.Present, date=when),))

    return Form(parts, _reader(setting), write)


def of_list(setting: Setting) -> Form:
    """Which of a list there are, or were had of treatments; where there is nothing else, the others are absent."""
    if setting.declaration.terms("member"):
        return care.episodes(setting)
    asked = setting.declaration.terms("concept")
    told_already = {s.concept for s in setting.case.statements}
    open_ = tuple(c for c in asked if c not in told_already)
    parts = (Part("one that is present", Takes.TERM, choices=_named(setting, open_)),)

    def rest(entries: tuple[Values, ...]) -> Addition:
        told = {values[0] for values in entries}
        others = [c for c in open_ if c not in told and c in _known(setting)]
        return Addition(statements=tuple(_statement(setting, c, GUIDE.Absent) for c in others))

    return Form(
        parts,
        _reader(setting),
        lambda values: Addition(statements=(_statement(setting, values[0], GUIDE.Present),)),
        several=True,
        whole="each of the others is absent",
        rest=rest,
    )


def _with_concept(setting: Setting, part: Part) -> tuple[tuple[Part, ...], URIRef | None]:
    """The part, and before it which finding is meant where several would do; else the one."""
    asked = setting.declaration.terms("concept")
    if len(asked) == 1 and asked[0] in _known(setting):
        return (part,), asked[0]
    shown = _named(setting, asked)
    if len(shown) == 1:
        return (part,), setting.vocabulary.terms_of(_CONCEPT)[shown[0][0]]
    return (Part("which finding", Takes.TERM, choices=shown[:MOST_SHOWN]), part), None


def _known(setting: Setting) -> frozenset[URIRef]:
    return frozenset(setting.vocabulary.terms_of(_CONCEPT).values())


def _named(setting: Setting, concepts: tuple[URIRef, ...]) -> Choices:
    """The concepts themselves, as far as a case can name them; else what lies below them."""
    words = {term: word for word, term in reversed(setting.vocabulary.terms_of(_CONCEPT).items())}
    direct = tuple((words[c], setting.vocabulary.label(c)) for c in concepts if c in words)
    return direct or (setting.choices(_CONCEPT, concepts) if concepts else ())


def _reader(setting: Setting) -> Callable[[Part, str], Any]:
    return reader(setting.vocabulary, (_CONCEPT,), setting.case.recorded_on)


def _statement(setting: Setting, concept: URIRef, status: URIRef, **told: Any) -> Statement:
    """What is asked about the levels of the request is told of them."""
    places = setting.record.places[setting.focus]
    sites = tuple(sorted(places.sure)) if setting.declaration.flag("sameSite") else ()
    return setting.node(Statement(UNNAMED, concept, status, sites=sites, **told))
