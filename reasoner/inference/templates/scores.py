"""Facts read from scores on named scales: SameScale, ScoreValue, ScoreRecorded."""

from __future__ import annotations

from datetime import date

from rdflib import URIRef

from reasoner.inference.events import Event, follows_kinds, the_prior
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import COMPLETE, as_status, quantity
from reasoner.inference.truth import Truth, every
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Score
from reasoner.model.dates import Span
from reasoner.model.facts import FactValue

ONE_DAY = "Different values are told for one scale and one day."
SEVERAL = "It is not told which of several scores is the last: the bounds span them."

# A scale and the node that names it.
Named = tuple[URIRef, URIRef]


def score_recorded(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether a baseline score on a scale of the class is told."""
    baseline = [
        (score, accepts(record, declaration, score.scale)) for score in record.case.scores if score.baseline
    ]
    sure = [score.iri for score, truth in baseline if truth.sure]
    if sure:
        return as_status(Truth.YES, sure)
    possible = [score.iri for score, truth in baseline if truth.possible]
    if not possible and record.complete("ScoresRecord"):
        return as_status(Truth.NO, [record.case.iri], COMPLETE)
    return as_status(Truth.MAYBE, possible)


def score_value(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The last baseline value on an accepted scale. Nothing is converted from another scale."""
    wanted = declaration.terms("pain")
    accepted = [
        score
        for score in record.case.scores
        if score.baseline
        and accepts(record, declaration, score.scale).sure
        and (not wanted or (score.target is not None and record.rules.matches_any(score.target, wanted).sure))
    ]
    if not accepted:
        return quantity(None, None)
    # Where every score is told to be of a day after the record was made, none is surely the last.
    last = [score for score in accepted if not _followed(record, score, accepted)] or accepted
    values = [score.value for score in last]
    differing = len(set(values)) > 1
    conflicting = differing and any(
        one.value != other.value and _one_key(one, other) for one in last for other in last
    )
    note = "" if not differing else ONE_DAY if conflicting else SEVERAL
    return quantity(min(values), max(values), [s.iri for s in last], note, conflicting=conflicting)


def same_scale(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether one scale of the class was used at baseline and after the prior procedure."""
    scores = [s for s in record.case.scores if accepts(record, declaration, s.scale).sure]
    before = [(s.scale, s.iri) for s in scores if s.baseline]
    after = [(s.scale, s.iri) for s in scores if not s.baseline]
    kinds = None if declaration.terms("procedureClass") else follows_kinds(record, record.service(focus))
    candidates = the_prior(record, declaration, focus, kinds=kinds)
    compared = [_compare(before, after, *_measured(record, declaration, event)) for event in candidates]
    if not compared:
        compared = [_compare(before, after, [], [])]
    truths = [truth for truth, _ in compared]
    agreed = truths[0] if len(set(truths)) == 1 else Truth.MAYBE
    return as_status(agreed, [node for _, nodes in compared for node in nodes])


def _measured(record: Record, declaration: FactDeclaration, event: Event) -> tuple[list[Named], list[Named]]:
    """The scales of the responses of a prior procedure: with a value before it, and with one after."""
    responses = [
        r for r in event.act.responses if r.scale is not None and accepts(record, declaration, r.scale).sure
    ]
    before = [(r.scale, r.iri) for r in responses if r.scale is not None and r.before is not None]
    return before, [(r.scale, r.iri) for r in responses if r.scale is not None]


def _compare(
    before: list[Named], after: list[Named], own_before: list[Named], own_after: list[Named]
) -> tuple[Truth, list[URIRef]]:
    before, after = [*before, *own_before], [*after, *own_after]
    shared = {scale for scale, _ in before} & {scale for scale, _ in after}
    nodes = [node for scale, node in (*before, *after) if not shared or scale in shared]
    if shared:
        return Truth.YES, nodes
    return Truth.NO if before and after else Truth.MAYBE, nodes


def accepts(record: Record, declaration: FactDeclaration, scale: URIRef) -> Truth:
    """Whether a scale lies in the class and, where single scales are named, is one of them."""
    named = [declaration.terms(parameter) for parameter in ("scaleClass", "member")]
    return every(record.rules.matches_any(scale, terms) for terms in named if terms)


def _followed(record: Record, score: Score, others: list[Score]) -> bool:
    """Whether another score is surely later."""
    latest = _span(record, score).latest
    return any(
        other.date.earliest is not None and latest is not None and other.date.earliest > latest
        for other in others
    )


def _span(record: Record, score: Score) -> Span:
    bounds: list[date] = [record.case.recorded_on]
    if score.date.latest is not None:
        bounds.append(score.date.latest)
    return Span(score.date.earliest, min(bounds))


def _one_key(one: Score, other: Score) -> bool:
    """Whether two scores measure the same thing on the same day: only then can they disagree."""
    same_day = one.date.exact is not None and one.date.exact == other.date.exact
    return same_day and one.scale == other.scale and one.target == other.target
