"""A case on another date of service: the same record, and whether the case could still be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reasoner.errors import Problem
from reasoner.intake.checks import check
from reasoner.intake.entries import Places
from reasoner.intake.grammar import load_grammar
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case


def moved(case: Case, day: date) -> Case:
    """The case with another date of service. Nothing else changes: the record tells what it told, up to the same day."""
    return replace(case, date_of_service=day)


def refusal(case: Case, vocabulary: Vocabulary) -> Problem | None:
    """The first reason for which the case cannot be read on its date of service, without its place; None: it can."""
    # The document is not at hand, and its lines would not help: it is the day that was changed.
    found = next(check(case, vocabulary, Places.nowhere(load_grammar())), None)
    return None if found is None else Problem(found.what, None, found.remedy, found.nearest)
