"""Answers of several parts: what was done, when, with what result. A record is written of what is told and of nothing else.

`analysis.questions` finds what has to be known; a fact alone (forty days of care, two positive procedures) is no record, and
whatever a program put around it would be made up. So these facts are asked for as the entries that a record has.

parts      one part: read, or refused with what is known
setting    what a form works with, and the nodes that it makes
care       treatment: which, from when to when, with what outcome
history    prior procedures: which, when, where, with how much relief for how long
findings   findings of which one of several is meant, or their beginning, or their day
request    what the request leaves open: how it is guided, what is injected
scores     scores: on which scale, how much
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rdflib import URIRef

from reasoner.analysis.questions.forms import care, findings, history, request, scores
from reasoner.analysis.questions.forms.setting import Form, Setting
from reasoner.decision.context import Context
from reasoner.inference import ClassRules

__all__ = ["Form", "form_of"]

_FORMS: Mapping[str, Callable[[Setting], Form | None]] = {
    "CodedInSet": request.values,
    "CountInWindow": history.acts,
    "CountWhere": history.acts,
    "CourseLength": history.acts,
    "EpisodeDuration": care.episodes,
    "EpisodeOutcome": care.episodes,
    "EventRecorded": history.acts,
    "GapSince": history.acts,
    "KOfN": findings.of_list,
    "Relief": history.responses,
    "SameDayCompanion": history.acts,
    "SameScale": scores.twice,
    "SameSite": history.acts,
    "ScoreRecorded": scores.once,
    "ScoreValue": scores.once,
    "Stated": findings.which,
    "StatementAge": findings.dated,
    "StatementDuration": findings.since,
    "SumInSession": request.doses,
    "Sustained": history.responses,
}


def form_of(context: Context, rules: ClassRules, fact: URIRef, focus: URIRef) -> Form | None:
    """The form that asks for a fact of a focus; None where a yes or a no says it all."""
    declaration = context.declarations[fact]
    made = _FORMS.get(declaration.template)
    return None if made is None else made(Setting(context, rules, declaration, focus))
