"""Scores on named scales: what makes ScoreRecorded, ScoreValue and SameScale."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rdflib import URIRef

from reasoner.inference.events import the_prior
from reasoner.inference.making.setting import Setting
from reasoner.inference.templates.scores import accepts
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import Score
from reasoner.vocabulary import GUIDE, FactStatus

_SCALE = GUIDE.Scale
WHOLE = frozenset({GUIDE.ScoresRecord})


def recorded(setting: Setting) -> Iterator[Addition]:
    """A baseline score on a scale of the class, whatever it shows; or none in a whole record."""
    if setting.wants_presence:
        for scale in _scales(setting):
            yield Addition(scores=(_score(setting, scale, _middle(setting, scale)),))
    elif setting.goal.status is FactStatus.ABSENT:
        yield Addition(complete_for=WHOLE)


def values(setting: Setting) -> Iterator[Addition]:
    """A baseline score that is as high, or as low, as is asked for."""
    goal = setting.goal
    value = goal.at_least if goal.at_least is not None else goal.at_most
    wanted = setting.declaration.terms("pain")
    if value is None:
        return
    for scale in _scales(setting):
        low, high = setting.rules.vocabulary.scale_ends(scale)
        if (low is None or low <= value) and (high is None or value <= high):
            yield Addition(scores=(_score(setting, scale, value, wanted[0] if wanted else None),))


def same(setting: Setting) -> Iterator[Addition]:
    """One scale at baseline and after the prior procedure; or two that differ."""
    scales = list(_scales(setting))
    after = [
        r.scale
        for event in the_prior(setting.record, setting.declaration, setting.focus)
        for r in event.act.responses
    ]
    before = [s.scale for s in setting.case.scores if s.baseline]
    known = [s for s in (*after, *before) if s in scales]
    for scale in [s for s in dict.fromkeys((*known, *scales)) if s is not None]:
        other = next((s for s in scales if s != scale), None)
        last = scale if setting.wants_presence else other
        if last is None:
            continue
        first = _score(setting, scale, _middle(setting, scale))
        second = _score(setting, last, _middle(setting, last), baseline=False)
        if scale in before:
            yield Addition(scores=(second,))
        yield Addition(scores=(first,))
        yield Addition(scores=(first, second))


def _scales(setting: Setting) -> Iterator[URIRef]:
    declaration = setting.declaration
    classes = declaration.terms("member") or declaration.terms("scaleClass") or (_SCALE,)
    for scale in setting.named(_SCALE, classes):
        if accepts(setting.record, declaration, scale).sure:
            yield scale


def _score(
    setting: Setting, scale: URIRef, value: Decimal, target: URIRef | None = None, baseline: bool = True
) -> Score:
    return setting.node(Score(UNNAMED, scale, value, baseline=baseline, target=target))


def _middle(setting: Setting, scale: URIRef) -> Decimal:
    """A value that the scale has. What it shows is not said."""
    low, high = setting.rules.vocabulary.scale_ends(scale)
    bottom = low or Decimal(0)
    return bottom if high is None else Decimal(int((bottom + high) / 2))
