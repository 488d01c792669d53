"""Treatment: which, from when to when or for how long, and with what outcome."""

from __future__ import annotations

from typing import Any

from reasoner.analysis.questions.forms.parts import reader
from reasoner.analysis.questions.forms.setting import MOST_SHOWN, Form, Setting, Values
from reasoner.model.additions import UNNAMED, Addition
from reasoner.model.case import CareEpisode
from reasoner.model.dates import Span
from reasoner.model.questions import Part, Takes
from reasoner.vocabulary import GUIDE

_KINDS = (GUIDE.Treatment, GUIDE.Drug, GUIDE.Outcome)
WHOLE = frozenset({GUIDE.CareHistory, GUIDE.MedicationHistory})


def episodes(setting: Setting) -> Form:
    """Stretches of treatment of the kinds that the fact counts."""
    declaration = setting.declaration
    lasting = declaration.template == "EpisodeDuration"
    members = declaration.terms("member")
    treatments = setting.choices(GUIDE.Treatment, members) + (
        setting.choices(GUIDE.Drug, members) if members else ()
    )
    asked_outcome = bool(declaration.terms("outcome"))
    parts = (
        Part("which treatment or drug", Takes.TERM, choices=treatments[:MOST_SHOWN]),
        Part("from when, or for how long", Takes.WHEN, needed=lasting),
        Part("until when, if it ended", Takes.DAY, needed=False),
        Part("with what outcome", Takes.TERM, asked_outcome, setting.choices(GUIDE.Outcome)),
    )

    def write(values: Values) -> Addition:
        what, when, end, outcome = values
        told: dict[str, Any] = {"outcome": outcome, "end": end or Span()}
        if isinstance(when, Span):
            told["start"] = when
        elif when is not None:
            told["at_least"], told["at_most"] = when
        drug = what in setting.vocabulary.terms_of(GUIDE.Drug).values()
        made = setting.node(CareEpisode(UNNAMED, **{"drug" if drug else "treatment": what}, **told))
        return Addition(medications=(made,)) if drug else Addition(care=(made,))

    return Form(
        parts,
        reader(setting.vocabulary, _KINDS, setting.case.recorded_on),
        write,
        several=True,
        kinds=WHOLE,
        whole="no other treatment or drug was given; that record is whole",
    )
