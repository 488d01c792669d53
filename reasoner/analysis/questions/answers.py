"""An answer into the case: the simplest record that says so, with its origin. Nothing that is told is changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from rdflib import URIRef

from reasoner.analysis.questions.relevant import SLOTS, Hanging
from reasoner.decision.branches import atom_holds
from reasoner.decision.context import Context
from reasoner.errors import InputError, Problem
from reasoner.inference import ClassRules
from reasoner.inference.making import Goal, make
from reasoner.intake.forms import read_date
from reasoner.model.additions import Addition, Told, added, told_by
from reasoner.model.case import Case, CaseDocument, Origin
from reasoner.model.dates import whole_months
from reasoner.model.facts import FactValue
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
        named = replace(told_by(addition, origin), documents=() if document is None else (document,))
        if not (addition.statements or addition.scores or addition.care or addition.medications
                or addition.history or addition.responses):  # fmt: skip
            named = addition  # the request tells it of itself
        return Answered(added(context.case, named), named)
    raise InputError(
        Problem(
            f"What is recorded leaves no room for '{text}'.",
            remedy="Answer otherwise, or pass over the question and mend the case document.",
        )
    )


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
        return _several(context, rules, held, question, text)
    declaration = context.declarations[held.facts[0]]
    if question.takes is Answers.STATUS:
        if text.lower() not in _YES:
            raise _unknown(text, ("yes", "no"))
        status = FactStatus.PRESENT if _YES[text.lower()] else FactStatus.ABSENT
        return make(context.case, rules, declaration, held.focus, Goal(status=status), most=1)
    number = _number(context.case, question, text)
    exactly = Goal(at_least=number, at_most=number)
    found = make(context.case, rules, declaration, held.focus, exactly)
    plain = tuple(addition for addition in found if not addition.complete_for)
    for goal in () if plain else _needed(held, declaration.name, number):
        # That the record is whole is told only where the answer needs it.
        plain = plain or make(context.case, rules, declaration, held.focus, goal, most=1)
    return plain or found


def _needed(held: Hanging, fact: URIRef, number: Decimal) -> tuple[Goal, ...]:
    """The end of a number that decides: the one that passes a test, or the one that fails it."""
    value = FactValue(at_least=number, at_most=number)
    low, high = False, False
    for row in held.rows.values():
        shape = row.failing
        for atom in shape.atoms if shape is not None else ():
            if atom.fact == fact:
                end = (atom.end == "atLeast") == atom_holds(atom, value)
                low, high = low or end, high or not end
    return (Goal(at_least=number if low else None, at_most=number if high else None),)


def _several(
    context: Context, rules: ClassRules, held: Hanging, question: Question, text: str
) -> tuple[Addition, ...]:
    """Each finding that is named is present; where none is, all are absent."""
    known = {word: fact for (word, _), fact in zip(question.choices, held.facts, strict=True)}
    named = [word.strip() for word in text.split(",")]
    none = named == ["none"]
    for word in () if none else named:
        if word not in known:
            raise _unknown(word, (*known, "none"))
    status = FactStatus.ABSENT if none else FactStatus.PRESENT
    joined = Addition()
    for fact in known.values() if none else (known[word] for word in named):
        declaration = context.declarations[fact]
        made = make(context.case, rules, declaration, held.focus, Goal(status=status), most=1)
        if not made:
            return ()
        joined = joined.with_(made[0])
    return (joined,)


def _number(case: Case, question: Question, text: str) -> Decimal:
    if question.since and "-" in text:
        try:
            day = read_date(text).exact
        except ValueError as error:
            raise InputError(Problem(f"'{text}' is not read: {error}.")) from None
        if day is None or day > case.recorded_on:
            raise InputError(
                Problem(f"'{text}' is no day up to {case.recorded_on}.", remedy="Write 2026-03-02.")
            )
        return Decimal(_elapsed(day, case.date_of_service, question.unit))
    words = text.lower().removesuffix("%").split()
    try:
        found = Decimal(words[0] if words else "")
    except InvalidOperation:
        shape = "a number or a day such as 2026-03-02" if question.since else "a number"
        raise InputError(Problem(f"'{text}' is not understood.", remedy=f"Write {shape}.")) from None
    if not found.is_finite() or not -100 <= found <= 100_000:
        raise InputError(Problem(f"{text} is out of range."))
    return found


def _elapsed(start: date, end: date, unit: str) -> int:
    return whole_months(start, end) if unit == "month" else (end - start).days


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
    number = 1 + sum("#told-" in str(d.iri) for d in case.documents)
    made = CaseDocument(URIRef(f"{case.iri}#told-{number}"), title)
    return Origin(made.iri, source.page, source.words), made
