"""One case as numbers: small keys for the parts of it that the templates read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from itertools import count
from typing import Any

from rdflib import URIRef

from reasoner.inference.kept import keep
from reasoner.inference.parts import others_of
from reasoner.inference.record import Focus, Record
from reasoner.inference.truth import Truth
from reasoner.model.case import Act, CareEpisode, Score, Service, Statement


class Numbers:
    """A number for everything that was seen: the same for what is equal. A number is never given again."""

    def __init__(self) -> None:
        self._given: dict[Hashable, int] = {}
        self._next = count()

    def of(self, what: Hashable) -> int:
        """The number of something."""
        found = self._given.get(what)
        if found is None:
            found = next(self._next)
            keep(self._given, what, found)
        return found


class Seen:
    """What is read of a record to find what is kept for it. Parts that no template asks for are not read."""

    def __init__(self, record: Record, numbers: Numbers) -> None:
        self.record = record
        self.numbers = numbers
        self.flags = numbers.of(record.completed)
        self._focus: Focus | None = None
        self._at: tuple[int, int, int | None] = (-1, -1, None)
        self._possible: dict[tuple[URIRef, ...], bool] = {}
        self._tokens: dict[tuple[Callable[[Any], Hashable], int], int] = {}
        self._others: dict[tuple[URIRef, tuple[URIRef, ...]], tuple[tuple[int, Truth], ...]] = {}

    @cached_property
    def history(self) -> tuple[int, ...]:
        """The kinds of what was done before, in order."""
        kinds = self.record.kinds
        return tuple([kinds[prior.iri].number for prior in self.record.case.history])

    @cached_property
    def later(self) -> tuple[int, ...]:
        """The places of the acts that are told to be later than the day of service."""
        later = self.record.later
        return tuple([n for n, prior in enumerate(self.record.case.history) if later(prior)])

    def others(self, focus: Focus, classes: tuple[URIRef, ...]) -> tuple[tuple[int, Truth], ...]:
        """The kinds of the other acts of the day of a focus that may be in the classes, and whether each surely is of it."""
        record = self.record
        if len(record.acts) == 1:
            return ()
        own = record.service(focus)
        key = (own.iri, classes)
        found = self._others.get(key)
        if found is None:
            kinds, day = record.kinds, others_of(record, own, classes)
            found = self._others[key] = tuple([(kinds[iri].number, truth) for iri, truth in day.items()])
        return found

    @cached_property
    def diagnoses(self) -> tuple[tuple[URIRef, ...], ...]:
        """The diagnoses of each service."""
        return tuple([service.diagnoses for service in self.record.case.services])

    @cached_property
    def scales(self) -> tuple[Hashable, ...]:
        """The scales of each response, with a value before it or without, and those of scores."""
        case = self.record.case
        measured = [tuple([(r.scale, r.before is None) for r in prior.responses]) for prior in case.history]
        return (tuple(measured), tuple([(score.scale, score.baseline) for score in case.scores]))

    @cached_property
    def items(self) -> list[tuple[Statement | CareEpisode | Score, Hashable]]:
        """What is told in the chart, each with that by which it bears on a fact."""
        found: list[tuple[Statement | CareEpisode | Score, Hashable]]
        found = [(s, s.concept) for s in self.record.case.statements]
        found += [(e, (e.treatment, e.drug, e.any_of)) for e in self.record.episodes]
        found += [(s, (s.scale,)) for s in self.record.case.scores]
        return found

    def token(self, read: Callable[[Any], Hashable], place: int) -> int:
        """The number of what is read of an item."""
        key = (read, place)
        found = self._tokens.get(key)
        if found is None:
            found = self._tokens[key] = self.numbers.of(read(self.items[place][0]))
        return found

    @cached_property
    def alone(self) -> bool:
        """Whether no act that was done before is told to be of the day of the services."""
        if not self.record.case.history:
            return True
        services = {service.iri for service in self.record.case.services}
        group = self.record.days.group
        return all(group(iri) <= services for iri in services)

    def at(self, focus: Focus) -> tuple[int, int, int | None]:
        """Of a focus: the kind of its act, its line (-1: the act itself), and which prior procedure that repeats."""
        if focus is not self._focus:
            act = self.record.service(focus)
            self._focus = focus
            kind = self.record.kinds[act.iri].number
            self._at = (kind, _line_place(act, focus), self._repeated(act))
        return self._at

    def _repeated(self, act: Act) -> int | None:
        """The place of the prior procedure that a service repeats; -1: it names something else."""
        named = act.repeats if isinstance(act, Service) else None
        if named is None:
            return None
        return next((n for n, prior in enumerate(self.record.case.history) if prior.iri == named), -1)

    def possible(self, classes: tuple[URIRef, ...]) -> bool:
        """Whether an act that was done before may be in one of the classes; of no class, whether there is one."""
        if not self.record.case.history:
            return False
        found = self._possible.get(classes)
        if found is None:
            kinds = [self.record.kinds[prior.iri] for prior in self.record.case.history]
            found = not classes or any(kind.in_any(classes).possible for kind in kinds)
            self._possible[classes] = found
        return found


def _line_place(act: Act, focus: Focus) -> int:
    """Which line of its service a focus is; -1: it is the service itself."""
    if focus is act or not isinstance(act, Service):
        return -1
    return next((n for n, line in enumerate(act.lines) if line is focus), -1)
