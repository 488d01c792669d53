"""What makes the facts about prior procedures: whether, when, how often and where they were done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from reasoner.inference.events import follows_kinds
from reasoner.inference.making import priors
from reasoner.inference.making.priors import WHOLE
from reasoner.inference.making.setting import Setting, on
from reasoner.model.additions import Addition, Told
from reasoner.model.case import PriorProcedure

APART = timedelta(days=1)


def recorded(setting: Setting) -> Iterator[Addition]:
    """One that matches; or a whole record without one."""
    if setting.wants_absence:
        yield Addition(complete_for=WHOLE)
    elif setting.wants_presence:
        for prior in priors.existing(setting, followed=False):
            yield prior.base
        for prior in priors.new(setting):
            yield priors.of_new(prior)


def gaps(setting: Setting) -> Iterator[Addition]:
    """The day of the last one, or of the one that is followed."""
    of_prior = setting.declaration.flag("ofPrior")
    day = min(setting.before(setting.goal.number), setting.recorded)
    for prior in priors.existing(setting, followed=of_prior):
        if not prior.act.date.known:
            yield prior.base.plus(Addition(told=(Told(prior.act.iri, "date", on(day)),)))
    for prior in priors.new(setting, day):
        yield priors.of_new(prior)


def counts(setting: Setting) -> Iterator[Addition]:
    """A whole record where there shall be no more; earlier sessions, one day apart, where there shall be."""
    goal = setting.goal
    if goal.at_least is None:
        yield Addition(complete_for=WHOLE)
        return
    whole = Addition(complete_for=WHOLE) if goal.at_most is not None else Addition()
    joined, last = Addition(), min(setting.recorded, setting.day - APART)
    for number in range(goal.number):
        for prior in priors.new(setting, last - number * APART):
            joined = joined.plus(priors.of_new(prior))
            break
        yield joined.plus(whole)


def courses(setting: Setting) -> Iterator[Addition]:
    """A whole record where the course shall not be longer; a first procedure where it shall be as long."""
    if setting.goal.at_least is None:
        yield Addition(complete_for=WHOLE)
        return
    whole = Addition(complete_for=WHOLE) if setting.goal.at_most is not None else Addition()
    for prior in priors.new(setting, min(setting.before(setting.goal.number), setting.recorded)):
        yield priors.of_new(prior).plus(whole)


def sites(setting: Setting) -> Iterator[Addition]:
    """The sites of the one that is followed: those of the service."""
    for prior in priors.existing(setting, followed=True):
        yield prior.base
        if not prior.act.sites and not prior.act.structures and setting.act.sites:
            yield prior.base.plus(Addition(told=(Told(prior.act.iri, "sites", setting.act.sites),)))
    if setting.wants_presence:
        for prior in priors.new(setting):
            yield priors.of_new(prior)


def companions(setting: Setting) -> Iterator[Addition]:
    """That nothing else was done on the day of the one that is followed: in a whole record, on a day that is told."""
    whole = Addition(complete_for=WHOLE)
    if not setting.declaration.flag("ofPrior"):
        yield whole
        return
    kinds = follows_kinds(setting.record, setting.act)
    for prior in priors.existing(setting, followed=True, kinds=kinds):
        yield prior.base.plus(whole)
        if isinstance(prior.act, PriorProcedure) and not prior.act.date.known:
            yield prior.base.plus(Addition(told=(Told(prior.act.iri, "date", on(setting.recorded)),))).plus(
                whole
            )
