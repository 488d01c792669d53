"""Answers of several parts: what was done, when, with what result. A record is written of what is told and of nothing else.

`analysis.questions` finds what has to be known; a fact alone (forty days of care, two positive procedures) is no record, and
whatever a program put around it would be made up. So these facts are asked for as the entries that a record has.

parts      one part: read, or refused with what is known
setting    what a form works with, and the nodes that it makes
care       treatment: which, from when to when, with what outcome
history    prior procedures: which, when, where, with how much relief for how long
findings   findings of which one of several is meant, or their beginning, or their day
request    what the request leaves open: where it is done, how it is guided, what is injected
scores     scores: on which scale, how much
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rdflib import URIRef

from reasoner.analysis.questions.forms import care, findings, history, request, scores
from reasoner.analysis.questions.forms.setting import Form, Setting
from reasoner.decision.context import Context
from reasoner.inference import class_rules

__all__ = ["PLAIN", "Form", "form_of"]

_FORMS: Mapping[str, Callable[[Setting], Form | None]] = {
    "CodedInSet": request.values,
    "CountInWindow": history.acts,
    "CountWhere": history.acts,
    "CourseLength": history.acts,
    "DistinctInSession": request.places,
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


PLAIN = ("Stated", "TreatmentRecorded")
"""Templates of which a yes or a no says it all, where one concept is asked for."""


def form_of(context: Context, fact: URIRef, focus: URIRef) -> Form | None:
    """The form that asks for a fact of a service; None where a yes or a no says it all, or no answer could be told.

    It is made once for a case.
    """
    key = (form_of, fact, focus)
    if key not in context.shown:
        declaration = context.declarations.get(fact)
        made = None if declaration is None else _FORMS.get(declaration.template)
        found = None
        if made is not None and declaration is not None and focus in context.services:
            rules = context.rules or class_rules(context.library.vocabulary)
            found = made(Setting(context, rules, declaration, focus))
        context.shown[key] = found
    form: Form | None = context.shown[key]
    return form
