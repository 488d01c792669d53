"""Care and medications: what makes EpisodeDuration, EpisodeOutcome and KOfN of treatments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rdflib import URIRef

from reasoner.inference.making.setting import Setting, next_day, on
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import CareEpisode
from reasoner.model.dates import Length, Span
from reasoner.vocabulary import GUIDE

_TREATMENT, _DRUG = GUIDE.Treatment, GUIDE.Drug
WHOLE = frozenset({GUIDE.CareHistory, GUIDE.MedicationHistory})


def durations(setting: Setting) -> Iterator[Addition]:
    """An episode that is as long as is asked for and ends when the record does; or none, in a whole record."""
    goal = setting.goal
    if goal.at_least is None:
        yield Addition(complete_for=WHOLE)
        if not goal.number:
            return
    if setting.since is None and goal.at_least is not None:
        # A length alone says least: no day is made up.
        length = setting.length(goal.number)
        for episode in _episodes(setting, length=length):
            yield episode
    end = setting.recorded
    for start in _starts(setting, end):
        if setting.since is not None and start <= setting.since:
            continue
        for episode in _episodes(setting, on_days=(start, end)):
            yield episode
            if goal.at_most is not None:
                yield episode.plus(Addition(complete_for=WHOLE))


def _starts(setting: Setting, end: date) -> Iterator[date]:
    if setting.since is not None:
        # Care that goes on joins what there was: it begins on the next day.
        yield next_day(setting.since)
        return
    number = setting.goal.number
    yield setting.length(number).before(end)
    # The end of a month may take a day; the forward run says which start is right.
    yield setting.length(number).before(end) - timedelta(days=1)


def outcomes(setting: Setting) -> Iterator[Addition]:
    """An episode with the outcome; or none at all in a whole record; or one with another outcome."""
    if setting.wants_presence:
        yield from _episodes(setting)
    elif setting.wants_absence:
        yield Addition(complete_for=WHOLE)
        wanted = setting.declaration.terms("outcome")
        for other in _outcomes(setting):
            if not setting.rules.matches_any(other, wanted).possible:
                yield from _episodes(setting, outcome=other)


def of_list(setting: Setting) -> Iterator[Addition]:
    """So many treatments of a list; a whole record where there shall be no more."""
    goal, members = setting.goal, setting.declaration.terms("member")
    if goal.at_least is None:
        yield Addition(complete_for=WHOLE)
        return
    for count in range(1, len(members) + 1):
        joined = Addition()
        for member in members[:count]:
            for episode in _episodes(setting, members=(member,)):
                joined = joined.plus(episode)
                break
        yield joined


def _episodes(
    setting: Setting,
    *,
    on_days: tuple[date, date] | None = None,
    length: Length | None = None,
    outcome: URIRef | None = None,
    members: tuple[URIRef, ...] = (),
) -> Iterator[Addition]:
    """Episodes of the set, with the outcome that the fact asks for where none is given."""
    members = members or setting.declaration.terms("member")
    wanted = setting.declaration.terms("outcome")
    chosen = outcome or (wanted[0] if wanted else None)
    if setting.since is not None and on_days is None:
        on_days = (setting.recorded, setting.recorded)
    start, end = (on(on_days[0]), on(on_days[1])) if on_days else (Span(), Span())
    lasted: dict[str, Any] = {"start": start, "end": end, "at_least": length, "at_most": length}
    treatments = setting.named(_TREATMENT, members or (_TREATMENT,))
    for treatment in treatments:
        made = CareEpisode(UNNAMED, treatment=treatment, outcome=chosen, **lasted)
        yield Addition(care=(setting.node(made),))
    for drug in setting.named(_DRUG, members):
        made = CareEpisode(UNNAMED, drug=drug, outcome=chosen, **lasted)
        yield Addition(medications=(setting.node(made),))


def _outcomes(setting: Setting) -> list[URIRef]:
    found = setting.rules.vocabulary.terms_of(GUIDE.Outcome)
    return sorted(t for t in found.values() if t != GUIDE["outcome-unknown"])
