"""What makes the facts about responses: how much relief, for how long, after how many procedures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from rdflib import URIRef

from reasoner.inference.making import priors
from reasoner.inference.making.priors import WHOLE
from reasoner.inference.making.setting import Setting
from reasoner.inference.templates.common import level_of
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import Response
from reasoner.model.dates import Length

_MOST = Decimal(100)


def relief(setting: Setting) -> Iterator[Addition]:
    """So much relief after the one that is followed."""
    goal = setting.goal
    low = goal.at_least if goal.at_least is not None else goal.at_most
    high = goal.at_most if goal.at_most is not None else low
    yield from _responding(setting, _response(setting, low, high))


def sustained(setting: Setting) -> Iterator[Addition]:
    """Relief at the level for so long."""
    level, goal = level_of(setting.declaration), setting.goal
    most = None if goal.at_most is None else setting.length(int(goal.at_most))
    response = _response(setting, level, _MOST, at_least=setting.length(goal.number), at_most=most)
    long_ago = setting.before(goal.number + 1) - timedelta(days=1)
    yield from _responding(setting, response)
    for prior in priors.new(setting, min(long_ago, setting.recorded)):
        yield priors.of_new(prior, (response,))


def counts(setting: Setting) -> Iterator[Addition]:
    """So many prior procedures, on different days, with relief at the level; a whole record for no more."""
    level, goal = level_of(setting.declaration), setting.goal
    if goal.at_least is None:
        yield Addition(complete_for=WHOLE)
        return
    whole = Addition(complete_for=WHOLE) if goal.at_most is not None else Addition()
    response, joined = _response(setting, level, _MOST), Addition()
    for prior in priors.existing(setting, followed=False):
        if not any(r.measured_at == response.measured_at for r in prior.act.responses):
            joined = joined.plus(prior.base).plus(Addition(responses=((prior.act.iri, response),)))
            yield joined.plus(whole)
    for number in range(goal.number):
        for prior in priors.new(setting, setting.recorded - timedelta(days=7 * number)):
            joined = joined.plus(priors.of_new(prior, (response,)))
            break
        yield joined.plus(whole)


def _responding(setting: Setting, response: Response) -> Iterator[Addition]:
    """The response told of the one that is followed, or of one that the case does not tell."""
    held = False
    for prior in priors.existing(setting, followed=True):
        held = True
        yield prior.base.plus(Addition(responses=((prior.act.iri, response),)))
    if not held:
        for prior in priors.new(setting):
            yield priors.of_new(prior, (response,))


def _response(
    setting: Setting,
    low: Decimal | None,
    high: Decimal | None,
    *,
    at_least: Length | None = None,
    at_most: Length | None = None,
) -> Response:
    target: tuple[URIRef, ...] = setting.declaration.terms("pain")
    return setting.node(
        Response(
            UNNAMED,
            target=target[0] if target else None,
            measured_at=setting.declaration.term("moment"),
            relief_at_least=low,
            relief_at_most=high,
            at_least=at_least,
            at_most=at_most,
        )
    )
