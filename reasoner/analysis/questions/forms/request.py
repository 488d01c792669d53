"""What the request leaves open: where it is done, how it is guided and sedated, what is injected and how much."""

from __future__ import annotations

from typing import Any

from reasoner.analysis.questions.forms.parts import Where, reader
from reasoner.analysis.questions.forms.setting import MOST_SHOWN, Form, Setting, Values
from reasoner.errors import InputError, Problem
from reasoner.inference.making.request import MILLIGRAM, SLOTS
from reasoner.model.additions import UNNAMED, Addition, Told
from reasoner.model.case import Dose
from reasoner.model.questions import Part, Takes
from reasoner.vocabulary import GUIDE


def values(setting: Setting) -> Form | None:
    """A value of a key of the request of which it says nothing."""
    path = setting.declaration.text("path").rpartition("#")[2]
    if path not in SLOTS or getattr(setting.service, SLOTS[path][0]):
        return None
    slot, kind, several = SLOTS[path]
    members = setting.declaration.terms("member")
    first = setting.choices(kind, members)
    every = dict.fromkeys((*first, *setting.choices(kind)))
    label = setting.vocabulary.label(kind).lower()
    parts = (Part(f"the {label} of the request", Takes.TERM, choices=tuple(every)[:MOST_SHOWN]),)

    def write(told: Values) -> Addition:
        value: Any = (told[0],) if several else told[0]
        return Addition(told=(Told(setting.focus, slot, value),))

    return Form(parts, reader(setting.vocabulary, (kind,), setting.case.recorded_on), write)


def places(setting: Setting) -> Form | None:
    """The levels or nerves, and the side, of a request that names none."""
    service = setting.service
    if service.sites or service.structures:
        return None
    parts = (Part("the levels or nerves of the request, and the side", Takes.PLACE),)

    def write(told: Values) -> Addition:
        where: Where = told[0]
        if where.same:
            raise InputError(Problem("The request names no place yet.", remedy="Write levels and side."))
        named = (("sites", where.sites), ("structures", where.structures), ("side", where.side))
        return Addition(told=tuple(Told(setting.focus, slot, value) for slot, value in named if value))

    return Form(parts, reader(setting.vocabulary, (), setting.case.recorded_on), write)


def doses(setting: Setting) -> Form | None:
    """A dose of a drug."""
    if setting.service.doses:
        return None
    members = setting.declaration.terms("member")
    named = [d for d in setting.service.drugs if setting.rules.matches_any(d, members).possible]
    words = {term: word for word, term in setting.vocabulary.terms_of(GUIDE.Drug).items()}
    asked = tuple((words[d], setting.vocabulary.label(d)) for d in named if d in words)
    parts = (
        Part("which drug", Takes.TERM, choices=(asked or setting.choices(GUIDE.Drug, members))[:MOST_SHOWN]),
        Part("how many milligrams", Takes.NUMBER),
    )

    def write(told: Values) -> Addition:
        drug, amount = told
        dose = setting.node(Dose(UNNAMED, drug, amount, MILLIGRAM))
        return Addition(told=(Told(setting.focus, "doses", (dose,)),))

    return Form(parts, reader(setting.vocabulary, (GUIDE.Drug,), setting.case.recorded_on), write)
