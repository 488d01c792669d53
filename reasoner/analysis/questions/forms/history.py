"""Prior procedures: what is not told of one on record, or another one: which, when, where, how much it helped."""

from __future__ import annotations

from typing import Any

from rdflib import URIRef

from reasoner.analysis.questions.forms.parts import Scored, Where, reader
from reasoner.analysis.questions.forms.setting import MOST_SHOWN, Choices, Form, Setting, Values
from reasoner.decision.words import act_text
from reasoner.errors import InputError, Problem
from reasoner.inference.events import follows_kinds, matching, the_prior
from reasoner.model.additions import UNNAMED, Addition, Told
from reasoner.model.case import Act, PriorProcedure, Response
from reasoner.model.dates import Span
from reasoner.model.questions import Part, Takes
from reasoner.vocabulary import GUIDE

_KINDS = (GUIDE.Procedure, GUIDE.Intent, GUIDE.Concept)
WHOLE = frozenset({GUIDE.ProcedureHistory})
_NO_OTHER = "no other procedure was done; that record is whole"


def acts(setting: Setting) -> Form:
    """Procedures that were done, or what is not told of those on record."""
    measured = setting.declaration.template == "CountWhere"
    return _form(setting, _candidates(setting), measured, several=True)


def responses(setting: Setting) -> Form:
    """How much the procedure that is followed helped, and for how long; where none is on record, that procedure, too."""
    found = _candidates(setting)
    return _form(setting, found, measured=True, several=len(found) > 1, alone=len(found) == 1)


def _form(
    setting: Setting, found: tuple[PriorProcedure, ...], measured: bool, *, several: bool, alone: bool = False
) -> Form:
    """`alone`: only what helped is asked, as it is plain after which procedure."""
    named = {f"done-{n}": act for n, act in enumerate(found, 1)}
    shown: Choices = tuple((word, act_text(setting.context, act)) for word, act in named.items())
    parts: list[tuple[str, Part]] = []
    if not alone:
        intents = setting.declaration.terms("intent")
        kept = ", if it is not on record" if found else ""
        parts = [
            (
                "what",
                Part(
                    "which earlier procedure", Takes.TERM, choices=(shown + _procedures(setting))[:MOST_SHOWN]
                ),
            ),
            ("date", Part(f"when{kept}", Takes.DAY, needed=False)),
            (
                "where",
                Part(f"at which levels and side{kept} (same: as requested)", Takes.PLACE, False),
            ),
        ]
        if intents or setting.service.intent is not None:
            kinds = setting.choices(GUIDE.Intent)
            parts.append(("intent", Part("why it was done", Takes.TERM, False, kinds)))
    if measured:
        pains = setting.declaration.terms("pain")
        if len(pains) > 1:
            of = setting.choices(GUIDE.Concept, pains)[:MOST_SHOWN]
            parts.append(("target", Part("of what", Takes.TERM, choices=of)))
        moment = setting.declaration.term("moment")
        when = f" ({setting.vocabulary.label(moment)})" if moment is not None else ""
        parts.append(("relief", Part(f"how much better, in percent{when}", Takes.PERCENT)))
        lasting = setting.declaration.template == "Sustained"
        parts.append(("lasted", Part("for how long", Takes.LENGTH, needed=lasting)))

    def write(values: Values) -> Addition:
        told = dict(zip((name for name, _ in parts), values, strict=True))
        what = found[0] if alone else told["what"]
        act = named.get(what, what) if isinstance(what, str) else what
        if isinstance(act, PriorProcedure):
            return _more(setting, act, told)
        return _new(setting, URIRef(act), told)

    return Form(
        tuple(part for _, part in parts),
        reader(setting.vocabulary, _KINDS, setting.case.recorded_on),
        write,
        several=several,
        kinds=frozenset() if alone else WHOLE,
        whole="" if alone else _NO_OTHER,
    )


def _candidates(setting: Setting) -> tuple[PriorProcedure, ...]:
    """The procedures on record that the fact may look at, in the order of the case."""
    record, declaration, focus = setting.record, setting.declaration, setting.service
    followed = declaration.template in ("Relief", "Sustained", "SameSite") or declaration.flag("ofPrior")
    if followed:
        kinds = (
            follows_kinds(record, focus) if declaration.template in ("SameSite", "SameDayCompanion") else None
        )
        events = the_prior(record, declaration, focus, kinds=kinds)
    else:
        events = matching(record, declaration, focus)
    return tuple(e.act for e in events if isinstance(e.act, PriorProcedure))


def _procedures(setting: Setting) -> Choices:
    """Procedures of the class that is asked for; the one that is requested first, where it is one of them."""
    classes = setting.declaration.terms("procedureClass")
    found = setting.choices(GUIDE.Procedure, classes) if classes else ()
    words = {term: word for word, term in setting.vocabulary.terms_of(GUIDE.Procedure).items()}
    own = setting.service.procedure
    if own in words and (not classes or setting.rules.matches_any(own, classes).sure):
        assert own is not None
        found = ((words[own], setting.vocabulary.label(own)), *found)
    return tuple(dict.fromkeys(found))


def _response(setting: Setting, told: dict[str, Any]) -> Response | None:
    if told.get("relief") is None:
        return None
    pains = setting.declaration.terms("pain")
    relief = told["relief"]
    scored = isinstance(relief, Scored)
    low, high = (None, None) if scored else relief
    least, most = told.get("lasted") or (None, None)
    return setting.node(
        Response(
            UNNAMED,
            target=told.get("target") or (pains[0] if pains else None),
            measured_at=setting.declaration.term("moment"),
            relief_at_least=low,
            relief_at_most=high,
            scale=relief.scale if scored else None,
            before=relief.before if scored else None,
            after=relief.after if scored else None,
            at_least=least,
            at_most=most,
        )
    )


def _place(setting: Setting, where: Where | None) -> dict[str, Any]:
    if where is None:
        return {}
    like: Act | Where = setting.service if where.same else where
    found = {"sites": like.sites, "structures": like.structures, "side": like.side}
    return {slot: value for slot, value in found.items() if value}


def _new(setting: Setting, procedure: URIRef, told: dict[str, Any]) -> Addition:
    if procedure not in setting.vocabulary.terms_of(GUIDE.Procedure).values():
        raise InputError(Problem(f"'{setting.vocabulary.label(procedure)}' is no procedure."))
    prior = setting.node(
        PriorProcedure(
            UNNAMED,
            procedure=procedure,
            intent=told.get("intent"),
            date=told.get("date") or Span(),
            **_place(setting, told.get("where")),
        )
    )
    response = _response(setting, told)
    return Addition(history=(prior,), responses=((prior.iri, response),) if response is not None else ())


def _more(setting: Setting, act: PriorProcedure, told: dict[str, Any]) -> Addition:
    """What was not told of a procedure on record. Raises InputError where something else was."""
    values = {"date": told.get("date"), "intent": told.get("intent"), **_place(setting, told.get("where"))}
    found = []
    for slot, value in values.items():
        held = getattr(act, slot)
        if value is None or held == value:
            continue
        if held is not None and held != () and not (isinstance(held, Span) and not held.known):
            what = f"The record tells the {slot} of {act_text(setting.context, act)} otherwise."
            raise InputError(Problem(what, remedy="Leave it empty, or mend the case document."))
        found.append(Told(act.iri, slot, value))
    response = _response(setting, told)
    added = ((act.iri, response),) if response is not None else ()
    return Addition(told=tuple(found), responses=added)
