"""Facts read from care and medications: EpisodeOutcome, EpisodeDuration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from rdflib import URIRef

from reasoner.inference.lengths import elapsed, longest, parsed, shortest, union_length
from reasoner.inference.record import Focus, Record, told_equal
from reasoner.inference.templates.common import COMPLETE, as_status, quantity
from reasoner.inference.truth import Truth
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import CareEpisode
from reasoner.model.dates import Span
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

_ANY_DRUG = GUIDE.Drug

UNKNOWN = GUIDE["outcome-unknown"]
CHOICE = "It is told as a choice of several, of which not all surely belong here."
WHOLE_CARE = "The care that is told is taken as all the care there was."


@dataclass(frozen=True, slots=True)
class Matched:
    """An episode that is possibly in the set, and whether it surely is."""

    episode: CareEpisode
    match: Truth

    @property
    def told(self) -> tuple[URIRef, ...]:
        """The treatments or drugs that it is told to be: one, a choice of several, or none."""
        one = (self.episode.treatment, self.episode.drug)
        return self.episode.any_of or tuple(t for t in one if t is not None)


def episode_outcome(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether an episode of the set had the outcome; without an outcome, whether there was one."""
    wanted = declaration.terms("outcome")
    found = _in_set(record, declaration)
    outcomes = [(m, min(m.match, told_equal(record.rules, _outcome(m.episode), wanted))) for m in found]
    having = [m.episode.iri for m, truth in outcomes if truth.sure]
    if having:
        return as_status(Truth.YES, having)
    if not found and record.complete("CareHistory", "MedicationHistory"):
        return as_status(Truth.NO, [record.case.iri], COMPLETE)
    if any(m.match.sure for m in found) and not any(truth.possible for _, truth in outcomes):
        return as_status(Truth.NO, [m.episode.iri for m in found])
    unsure = [m.episode.iri for m, truth in outcomes if truth.possible]
    choice = any(not m.match.sure and m.episode.any_of for m in found)
    return as_status(Truth.MAYBE, unsure, CHOICE if choice else "")


def episode_duration(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The union of the stretches of care in the set up to the day of service, never their sum."""
    unit = declaration.unit
    found = episodes_in(record, declaration)
    follows = [each.episode.iri for each in found]
    closed = all_told(record, declaration)
    if not found:
        return quantity(0, 0, [record.case.iri], COMPLETE) if closed else quantity(None, None)
    opens = _opens(record, declaration)
    stretches = [_clip(_stretch(record, each.episode, unit), opens) for each in found]
    at_least = _lower([s for each, s in zip(found, stretches, strict=True) if each.match.sure], unit)
    at_most = _upper(stretches, unit)
    note = CHOICE if any(not each.match.sure and each.episode.any_of for each in found) else ""
    if not closed:
        single = len(found) == 1 and _lower(stretches, unit) is not None
        note = WHOLE_CARE if single and at_most is not None else note
        at_most = at_most if single else None
    if opens is not None and at_most is not None:
        at_most = min(at_most, elapsed(opens, record.case.date_of_service, unit))
    if at_least is not None and at_most is not None and at_least > at_most:
        # Dates and a told length that disagree.
        return quantity(at_most, at_least, follows, note, conflicting=True)
    return quantity(at_least, at_most, follows, note)


def episodes_in(record: Record, declaration: FactDeclaration) -> list[Matched]:
    """The episodes that are possibly in the set and had the outcome that is asked for."""
    wanted = declaration.terms("outcome")
    if not wanted:
        return _in_set(record, declaration)
    found = [
        Matched(m.episode, min(m.match, told_equal(record.rules, _outcome(m.episode), wanted)))
        for m in _in_set(record, declaration)
    ]
    return [each for each in found if each.match.possible]


@dataclass(frozen=True, slots=True)
class Stretch:
    """When an episode took place: the days it surely and possibly covers, and its told length."""

    inner: tuple[date, date] | None
    outer: tuple[date, date] | None
    at_least: int | None
    at_most: int | None


def _opens(record: Record, declaration: FactDeclaration) -> date | None:
    """The day on which the window before the day of service opens; None: all care counts."""
    window = declaration.text("window")
    return parsed(window).before(record.case.date_of_service) if window else None


def _clip(stretch: Stretch, opens: date | None) -> Stretch:
    """What of a stretch lies in the window. A stretch that ended before it opened has no day left.

    A told length proves something of the window only where the whole stretch lies in it.
    """
    if opens is None:
        return stretch
    inner, outer = (
        None if piece is None else (max(piece[0], opens), piece[1])
        for piece in (stretch.inner, stretch.outer)
    )
    within = stretch.outer is not None and stretch.outer[0] >= opens
    return replace(stretch, inner=inner, outer=outer, at_least=stretch.at_least if within else None)


def _stretch(record: Record, episode: CareEpisode, unit: str) -> Stretch:
    start, end = _start(episode), _end(episode)
    last, recorded = record.case.date_of_service, min(record.case.recorded_on, record.case.date_of_service)
    inner = outer = None
    if start.latest is not None:
        if end.earliest is not None:
            inner = (start.latest, min(end.earliest, last))
        elif not end.known and episode.at_most is None:
            # No end is told: it went on at least until the record was made.
            inner = (start.latest, recorded)
        else:
            inner = (start.latest, start.latest)
    if start.earliest is not None:
        outer = (start.earliest, last if end.latest is None else min(end.latest, last))
    return Stretch(
        inner,
        outer,
        None if episode.at_least is None else shortest(episode.at_least, unit),
        None if episode.at_most is None else longest(episode.at_most, unit),
    )


def _start(episode: CareEpisode) -> Span:
    """The first day; where it is not told, from the last day and the told length."""
    if episode.start.known or not episode.end.known:
        return episode.start
    earliest, latest = episode.end.earliest, episode.end.latest
    return Span(
        None if earliest is None or episode.at_most is None else episode.at_most.before(earliest),
        None if latest is None or episode.at_least is None else episode.at_least.before(latest),
    )


def _end(episode: CareEpisode) -> Span:
    """The last day; where it is not told, from the first day and the told length."""
    if episode.end.known or not episode.start.known:
        return episode.end
    earliest, latest = episode.start.earliest, episode.start.latest
    return Span(
        None if earliest is None or episode.at_least is None else episode.at_least.after(earliest),
        None if latest is None or episode.at_most is None else episode.at_most.after(latest),
    )


def _lower(stretches: list[Stretch], unit: str) -> int | None:
    """What some surely took: the union of their sure days, or the longest told length, if that is more."""
    dated = [s.inner for s in stretches if s.inner is not None]
    told = [s.at_least for s in stretches if s.at_least is not None]
    bounds = ([union_length(dated, unit)] if dated else []) + told
    return max(bounds, default=None)


def _upper(stretches: list[Stretch], unit: str) -> int | None:
    """What all can have taken: the union of the possible days, and the undated lengths on top of it."""
    dated = [s.outer for s in stretches if s.outer is not None]
    undated = [s.at_most for s in stretches if s.outer is None]
    if any(length is None for length in undated):
        return None
    most = _sum([union_length(dated, unit)] if dated else [], undated, unit)
    told = [s.at_most for s in stretches]
    if all(length is not None for length in told):
        most = min(most, _sum([], told, unit))
    return most


def _sum(dated: list[int], lengths: list[int | None], unit: str) -> int:
    """The most that stretches laid end to end take: parts of months may add up to months."""
    parts = dated + [length for length in lengths if length is not None]
    joints = len(parts) - 1 if unit == "month" and len(parts) > 1 else 0
    return sum(parts) + joints


def _in_set(record: Record, declaration: FactDeclaration) -> list[Matched]:
    members = declaration.terms("member")
    found = []
    for episode in record.episodes:
        told = episode.any_of or tuple(t for t in (episode.treatment, episode.drug) if t is not None)
        match = record.rules.matches_all(told, members) if told else Truth.MAYBE
        if match.possible:
            found.append(Matched(episode, match))
    return found


def _outcome(episode: CareEpisode) -> URIRef | None:
    return None if episode.outcome == UNKNOWN else episode.outcome


def all_told(record: Record, declaration: FactDeclaration) -> bool:
    """Whether the record holds every episode that can be in the set."""
    drugs = record.rules.matches_any(_ANY_DRUG, declaration.terms("member")).possible
    return record.complete("CareHistory") and (not drugs or record.complete("MedicationHistory"))
