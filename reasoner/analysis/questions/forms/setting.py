"""What a form works with: a case, a fact of a focus, the words of the vocabulary; and the nodes that it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from rdflib import URIRef

from reasoner.decision.context import Context
from reasoner.errors import InputError, Problem
from reasoner.inference import ClassRules, classify
from reasoner.inference.record import Record
from reasoner.knowledge import FactDeclaration, Vocabulary
from reasoner.model.additions import Addition, named
from reasoner.model.case import Case, Service
from reasoner.model.questions import Part

Node = TypeVar("Node")
Choices = tuple[tuple[str, str], ...]

NOTHING_ELSE = "nothing else"
MOST_SHOWN = 12
"""How many choices are shown; every other word of the kind is understood, too."""


@dataclass(frozen=True)
class Setting:
    """One fact of one focus of a case."""

    context: Context
    rules: ClassRules
    declaration: FactDeclaration
    focus: URIRef

    @property
    def case(self) -> Case:
        """The case as it is."""
        return self.context.case

    @property
    def vocabulary(self) -> Vocabulary:
        """The words."""
        return self.rules.vocabulary

    @cached_property
    def record(self) -> Record:
        """The case as the templates read it."""
        return classify(self.case, self.rules).record

    @cached_property
    def service(self) -> Service:
        """The service that the fact is about."""
        return next(s for s in self.case.services if s.iri == self.focus)

    def choices(self, kind: URIRef, classes: tuple[URIRef, ...] = ()) -> Choices:
        """The words of the terms that surely lie in one of the classes, with their labels, the most general first."""
        words = {term: word for word, term in reversed(self.vocabulary.terms_of(kind).items())}
        inside = [t for t in words if not classes or self.rules.matches_any(t, classes).sure]
        inside.sort(
            key=lambda t: (t not in classes, len(self.rules.ancestors(t)) if classes else 0, words[t])
        )
        return tuple((words[t], self.vocabulary.label(t)) for t in inside)

    def node(self, node: Node) -> Node:
        """The node with an IRI of its own, the same for the same content."""
        return named(self.case.iri, node)


Values = tuple[Any, ...]
"""What was read of the parts of one entry; None for what was left empty."""


@dataclass(frozen=True)
class Form:
    """Parts, how one of them is read, and what the entries add to a record.

    `kinds` of record are told to be whole by saying that there is nothing else; `rest` is what that adds besides.
    """

    parts: tuple[Part, ...]
    read: Callable[[Part, str], Any]
    write: Callable[[Values], Addition]
    several: bool = False
    kinds: frozenset[URIRef] = frozenset()
    whole: str = ""
    rest: Callable[[tuple[Values, ...]], Addition] | None = None

    def part(self, number: int, text: str) -> Any:
        """What a text says as a part of an entry; None for an empty one. Raises InputError where it is not understood."""
        part, told = self.parts[number], text.strip()
        if told:
            return self.read(part, told)
        if part.needed:
            raise InputError(Problem(f"{part.text} is needed."))
        return None

    def addition(self, text: str) -> Addition:
        """What an answer adds: entries with `|` between, their parts with `;` between, and last `nothing else` or `none`.

        Raises InputError where it is not understood.
        """
        told = [entry.strip() for entry in text.split("|")]
        whole = told[-1].lower() in (NOTHING_ELSE, "none")
        entries = tuple(self._entry(entry) for entry in (told[:-1] if whole else told))
        if whole and not self.whole:
            raise InputError(Problem("That there is nothing else is not asked here.", remedy="Leave it out."))
        if len(entries) > 1 and not self.several:
            raise InputError(Problem("One entry is asked for.", remedy="Leave the others out."))
        found = Addition(complete_for=self.kinds if whole else frozenset())
        for entry in entries:
            found = found.plus(self.write(entry))
        return found.plus(self.rest(entries)) if whole and self.rest is not None else found

    def _entry(self, text: str) -> Values:
        told = text.split(";")
        if len(told) > len(self.parts):
            names = "; ".join(part.text for part in self.parts)
            raise InputError(
                Problem(f"'{text}' has more parts than are asked for.", remedy=f"Asked: {names}.")
            )
        told += [""] * (len(self.parts) - len(told))
        return tuple(self.part(number, each) for number, each in enumerate(told))
