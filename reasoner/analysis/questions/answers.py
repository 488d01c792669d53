"""An answer into the case: the simplest record that says so, with its origin. Nothing that is told is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rdflib import URIRef

from reasoner.analysis.questions.forms import Form, form_of
from reasoner.analysis.questions.relevant import SLOTS, Hanging
from reasoner.decision.context import Context
from reasoner.errors import InputError, Problem
from reasoner.inference import ClassRules
from reasoner.inference.making import Goal, make
from reasoner.model.additions import NOTHING, Addition, OverwrittenError, Told, added, told_by
from reasoner.model.case import Case, CaseDocument, Origin
from reasoner.model.questions import Answers, Question
from reasoner.nearest import nearest
from reasoner.vocabulary import FactStatus

SELF = "Told by the requester"
"""The title of the document that an answer comes from where none is named: nobody has seen it on paper."""

_YES = {"yes": True, "y": True, "no": False, "n": False}


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer stands: the title of a document (empty: nobody has it on paper), the page, the words."""

    title: str = ""
    page: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The case with an answer, and what was added to it."""

    case: Case
    addition: Addition


def answer(
    context: Context, rules: ClassRules, held: Hanging, question: Question, text: str, source: Source
) -> Answered:
    """The case with the answer to a question. Raises InputError where it is not understood, or no record says so."""
    additions = _additions(context, rules, held, question, text.strip())
    origin, document = _origin(context.case, source)
    for addition in additions:
        if addition == NOTHING:
            continue
        named = replace(told_by(addition, origin), documents=() if document is None else (document,))
        if not has_origin(addition):
            named = addition
        try:
            return Answered(added(context.case, named), named)
        except OverwrittenError:
            continue
    raise InputError(
        Problem(
            f"What is recorded leaves no room for '{text}'.",
            remedy="Answer otherwise, or pass over the question and mend the case document.",
        )
    )


def has_origin(addition: Addition) -> bool:
    """Whether something of it can say where it stands. What a request tells of itself cannot, nor that a record is whole."""
    nodes = (addition.statements, addition.scores, addition.care, addition.medications, addition.history)
    return any(nodes) or bool(addition.responses)


def _additions(
    context: Context, rules: ClassRules, held: Hanging, question: Question, text: str
) -> tuple[Addition, ...]:
    if held.slot:
        kind = dict(SLOTS)[held.slot]
        known = context.library.vocabulary.terms_of(kind)
        if text not in known:
            raise _unknown(text, tuple(known))
        return (Addition(told=(Told(held.focus, held.slot, known[text]),)),)
    if question.takes is Answers.SEVERAL:
        return _several(context, rules, held, text)
    form = form_of(context, held.facts[0], held.focus)
    if form is not None:
        return (form.addition(text),)
    if question.takes is Answers.STATUS:
        if text.lower() not in _YES:
            raise _unknown(text, ("yes", "no"))
        status = FactStatus.PRESENT if _YES[text.lower()] else FactStatus.ABSENT
        return _told(context, rules, held.facts[0], held.focus, status)
    raise InputError(Problem("No answer to this can be written into a record."))


Choice = tuple[str, str, URIRef, Form | None]


def choices_of(context: Context, held: Hanging) -> tuple[Choice, ...]:
    """What can be named of several facts: word, label, fact, and a form where it is one of several findings of the fact."""
    found: list[Choice] = []
    for fact in held.facts:
        form = form_of(context, fact, held.focus)
        if form is None:
            declaration = context.declarations[fact]
            found.append((str(fact).rpartition("#")[2], declaration.label, fact, None))
        else:
            found += [(word, label, fact, form) for word, label in form.parts[0].choices]
    return tuple(found)


def _several(context: Context, rules: ClassRules, held: Hanging, text: str) -> tuple[Addition, ...]:
    """Each finding that is named is present; where none is, all are absent."""
    known = {word: (fact, form) for word, _, fact, form in choices_of(context, held)}
    named = [word.strip() for word in text.split(",")]
    none = named == ["none"]
    for word in () if none else named:
        if word not in known:
            raise _unknown(word, (*known, "none"))
    joined = Addition()
    for fact in held.facts if none else ():
        made = _told(context, rules, fact, held.focus, FactStatus.ABSENT)
        if not made:
            return ()
        joined = joined.plus(made[0])
    for word in () if none else named:
        fact, form = known[word]
        if form is not None:
            joined = joined.plus(form.addition(word))
            continue
        made = _told(context, rules, fact, held.focus, FactStatus.PRESENT)
        if not made:
            return ()
        joined = joined.plus(made[0])
    return (joined,)


def _told(
    context: Context, rules: ClassRules, fact: URIRef, focus: URIRef, status: FactStatus
) -> tuple[Addition, ...]:
    """The simplest record of which a fact is told present, or absent."""
    return make(context.case, rules, context.declarations[fact], focus, Goal(status=status), most=1)


def _unknown(text: str, known: tuple[str, ...]) -> InputError:
    return InputError(
        Problem(
            f"'{text}' is none of the answers.",
            remedy=f"Known: {', '.join(known)}.",
            nearest=nearest(text, known),
        )
    )


def _origin(case: Case, source: Source) -> tuple[Origin, CaseDocument | None]:
    """Where an answer stands, and the document if the case does not name it yet."""
    title = source.title or SELF
    for document in case.documents:
        if document.title == title:
            return Origin(document.iri, source.page, source.words), None
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40].strip("-") or "document"
    names = [f"{case.iri}#{stem}", *(f"{case.iri}#{stem}-{n}" for n in range(2, len(case.documents) + 3))]
    taken = {str(node) for node in _named(case)}
    made = CaseDocument(URIRef(next(name for name in names if name not in taken)), title)
    return Origin(made.iri, source.page, source.words), made


def _named(case: Case) -> Iterator[URIRef]:
    """The nodes of a case that can have a name."""
    yield from (document.iri for document in case.documents)
    yield from (act.iri for act in (*case.services, *case.history))
    yield from (line.iri for service in case.services for line in service.lines)
