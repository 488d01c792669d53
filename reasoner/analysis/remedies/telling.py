"""Steps in words: what to do, what it must show, and which criteria it answers, in the words of the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from reasoner.analysis.dates.standing import Open
from reasoner.analysis.open_rows import OpenRow
from reasoner.analysis.remedies.proposals import Step, why_not
from reasoner.analysis.remedies.search import Steps, Trial
from reasoner.decision.context import Context
from reasoner.knowledge import Role
from reasoner.model.ledger import LineReview, Review, Row
from reasoner.model.remedies import Asked, Change, Hopeless, Kind


class Telling:
    """Words the steps of one line."""

    def __init__(self, review: Review, line: LineReview, context: Context) -> None:
        self._context = context
        serving = next((o for o in review.lines if o.line == line.serves), line)
        self._rows: dict[Open, tuple[Row, str]] = {
            Open(ledger.guideline, row.iri): (row, ledger.short or ledger.title)
            for ledger in serving.guidelines
            for row in ledger.criteria
        }
        self._notes = {g.guideline: (g.short or g.title, g.note, g.unencoded) for g in serving.guidelines}

    def changes(
        self, trial: Trial, steps: Steps, alternatives: Mapping[Open, tuple[Steps, ...]] | None
    ) -> tuple[Change, ...]:
        """The steps of a set, the least effort first. Without `alternatives` what each closes is found by trying."""
        served = self._served(trial, steps, alternatives)
        found = [self._change(trial.steps[n], served[n]) for n in sorted(steps)]
        alike: dict[tuple[object, ...], Change] = {}
        for change in found:
            # Several facts of one criterion are one thing to do, which must show all of them.
            key = (change.kind, change.means, change.text, change.day)
            held = alike.get(key)
            alike[key] = change if held is None else _joined(held, change)
        return tuple(sorted(alike.values(), key=lambda c: (c.effort, c.day is not None, c.text)))

    def hopeless(self, open_: Open, row: OpenRow | None) -> Hopeless:
        """What no step cures."""
        told = self._rows.get(open_)
        if told is None or row is None:
            short, note, unencoded = self._notes.get(open_.guideline, ("", "", ()))
            why = note or "; ".join(unencoded) or "No text that decides this request is held here."
            label = "The document as a whole" if short else "No document held here decides it"
            asked = Asked(open_.guideline, short, "", label)
            return Hopeless(asked, "", "", why)
        found, short = told
        return Hopeless(
            self._asked(open_, found, short), found.status.value, found.message, why_not(self._context, row)
        )

    def _served(
        self, trial: Trial, steps: Steps, alternatives: Mapping[Open, tuple[Steps, ...]] | None
    ) -> dict[int, list[Open]]:
        """For each step the rows that are open without it, of those that were open at first."""
        served: dict[int, list[Open]] = {}
        for step in steps:
            if alternatives is None:
                found = trial.of(steps - {step})
                lines = [] if found is None else [s.open for s in found[1].values()]
                open_ = frozenset[Open]().union(*lines)
                served[step] = [o for o in self._rows if o in open_]
            else:
                served[step] = [
                    o for o, sets in alternatives.items() if any(step in s and s <= steps for s in sets)
                ]
        return served

    def _change(self, step: Step, rows: list[Open]) -> Change:
        told = [(o, *self._rows[o]) for o in rows if o in self._rows]
        asked = tuple(self._asked(*each) for each in told)
        return Change(
            kind=step.kind,
            means=step.means.label,
            effort=step.means.effort,
            text=self._text(step, [row for _, row, _ in told]),
            only_if=(step.only_if,) if step.only_if else (),
            day=step.day,
            asked=asked,
            addition=step.addition,
        )

    def _text(self, step: Step, rows: list[Row]) -> str:
        """What to do, as the first criterion that the step answers asks for it."""
        if step.kind is Kind.SERVICE:
            return f"{step.text[:1].upper()}{step.text[1:]}."
        if step.text:
            return step.text
        message = next((m for row in rows if (m := self._asking(row))), step.only_if)
        if step.kind is not Kind.TREATMENT:
            return message
        if step.day is None:
            return f"{message} What is not on record yet can be had; when, is for the clinician to say."
        after = self._context.case.recorded_on.isoformat()
        return f"{message} Where it goes on from {after}, a date of service of {step.day.isoformat()} or later is enough."

    def _asking(self, row: Row) -> str:
        """The sentence in which the criterion asks for what is missing."""
        for held in self._context.in_force:
            for iri, roles in held.shapes.items():
                if str(iri) == row.iri and Role.TWIN in roles:
                    return roles[Role.TWIN].message
        return f"Document what answers this question: {row.question}" if row.question else row.message

    def _asked(self, open_: Open, row: Row, short: str) -> Asked:
        return Asked(open_.guideline, short, row.criterion, row.label, row.citations)


def _joined(one: Change, other: Change) -> Change:
    only_if = tuple(dict.fromkeys((*one.only_if, *other.only_if)))
    asked = tuple(dict.fromkeys((*one.asked, *other.asked)))
    return replace(one, only_if=only_if, asked=asked, addition=one.addition.plus(other.addition))
