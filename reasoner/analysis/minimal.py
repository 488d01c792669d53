"""The smallest case that asks for a procedure: what follows for it and what is not on record is then plain to see."""

from __future__ import annotations

from datetime import date

from rdflib import URIRef

from reasoner.errors import InputError, Problem
from reasoner.inference import class_rules, infer
from reasoner.intake import ReadCase, read_case_data
from reasoner.knowledge import Vocabulary
from reasoner.nearest import nearest
from reasoner.vocabulary import GUIDE


def term(vocabulary: Vocabulary, kind: URIRef, word: str, called: str) -> URIRef:
    """The term of a kind that a word calls. Raises InputError with the nearest one."""
    known = vocabulary.terms_of(kind)
    if word not in known:
        raise InputError(
            Problem(
                f"'{word}' is no known {called}.",
                remedy=f"Known: {', '.join(known)}." if len(known) < 50 else "",
                nearest=nearest(word, known),
            )
        )
    return known[word]


def minimal_case(vocabulary: Vocabulary, asked: str, payer: str, jurisdiction: str, on: date) -> ReadCase:
    """A case that asks for a procedure or a billing code and says nothing else.

    Raises InputError where a word is not known.
    """
    request: dict[str, object] = {"id": "#service"}
    if asked in vocabulary.terms_of(GUIDE.Procedure):
        request["procedure"] = asked
    elif vocabulary.code(None, asked) is not None:
        request["lines"] = [{"id": "#line", "code": asked}]
    else:
        known = vocabulary.terms_of(GUIDE.Procedure)
        raise InputError(
            Problem(f"'{asked}' is no procedure and no code that is known.", nearest=nearest(asked, known))
        )
    term(vocabulary, GUIDE.Payer, payer, "payer")
    data: dict[str, object] = {
        "id": "needs", "recordedOn": on.isoformat(), "dateOfService": on.isoformat(), "payer": payer, "requests": [request],
    }  # fmt: skip
    if jurisdiction:
        term(vocabulary, GUIDE.Jurisdiction, jurisdiction, "jurisdiction")
        data["jurisdiction"] = jurisdiction
    return read_case_data(data, "needs", vocabulary)


def classes_of(vocabulary: Vocabulary, asked: str) -> frozenset[URIRef]:
    """Every class that a service surely is in when nothing but its procedure or code is told."""
    payer = next(iter(vocabulary.terms_of(GUIDE.Payer)))
    day = vocabulary.code_release_end or date(2026, 1, 1)
    case = minimal_case(vocabulary, asked, payer, "", day).case
    found = infer(case, vocabulary, (), class_rules(vocabulary))
    return found.types.get(case.services[0].iri, frozenset())
