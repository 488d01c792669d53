"""Scores: on which scale, how much, when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reasoner.analysis.questions.forms.parts import reader, within
from reasoner.analysis.questions.forms.setting import MOST_SHOWN, Choices, Form, Setting, Values
from reasoner.inference.templates.scores import accepts
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import Score
from reasoner.model.dates import Span
from reasoner.model.questions import Part, Takes
from reasoner.vocabulary import GUIDE

_SCALE = GUIDE.Scale


def once(setting: Setting) -> Form | None:
    """A score before the requested treatment."""
    scales = _scales(setting)
    if not scales:
        return None
    wanted = setting.declaration.terms("pain")
    parts = (
        Part("on which scale", Takes.TERM, choices=scales[:MOST_SHOWN]),
        Part("the value", Takes.NUMBER),
        Part("when", Takes.DAY, needed=False),
    )

    def write(values: Values) -> Addition:
        scale, value, when = values
        within(setting.vocabulary, scale, value)
        measured = wanted[0] if len(wanted) == 1 else None
        return Addition(
            scores=(setting.node(Score(UNNAMED, scale, value, target=measured, date=when or Span())),)
        )

    return Form(parts, _reader(setting), write)


def twice(setting: Setting) -> Form | None:
    """Scores on one scale before and after the earlier treatment."""
    scales = _scales(setting)
    if not scales:
        return None
    parts = (
        Part("on which scale", Takes.TERM, choices=scales[:MOST_SHOWN]),
        Part("the value before (empty: on record already)", Takes.NUMBER, needed=False),
        Part("the value after", Takes.NUMBER),
    )

    def write(values: Values) -> Addition:
        scale, before, after = values
        told = ((before, True), (after, False))
        made = []
        for value, baseline in told:
            if value is not None:
                within(setting.vocabulary, scale, value)
                made.append(setting.node(Score(UNNAMED, scale, value, baseline=baseline)))
        return Addition(scores=tuple(made))

    return Form(parts, _reader(setting), write)


def _reader(setting: Setting) -> Callable[[Part, str], Any]:
    return reader(setting.vocabulary, (_SCALE,), setting.case.recorded_on)


def _scales(setting: Setting) -> Choices:
    known = setting.vocabulary.terms_of(_SCALE)
    return tuple(
        (word, setting.vocabulary.label(term))
        for word, term in sorted(known.items())
        if accepts(setting.record, setting.declaration, term).sure
    )
