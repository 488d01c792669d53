"""Answers to questions as a whole record tells them, in the words of its document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rdflib import URIRef

from reasoner.analysis.questions import Interview
from reasoner.decision.context import Context
from reasoner.decision.words import act_text
from reasoner.intake.write import case_data
from reasoner.knowledge import FactDeclaration
from reasoner.model.questions import Answers, Question
from reasoner.vocabulary import GUIDE, FactStatus

Data = dict[str, Any]
CARE = {GUIDE.CareHistory, GUIDE.MedicationHistory}
NOTHING_ELSE = "nothing else"
BETTER = "how much better, in percent"


class Oracle:
    """Answers as the whole record does. `interview` is what was told already."""

    def __init__(self, context: Context, interview: Interview) -> None:
        self.context, self.interview = context, interview
        self.vocabulary = context.library.vocabulary
        self.facts = {str(name).rpartition("#")[2]: name for name in context.declarations}
        self.whole = case_data(context.case, self.vocabulary)

    def of(self, question: Question) -> str:
        """The answer in words; empty: the record does not tell."""
        focus = next(iri for iri in self.context.services if str(iri).endswith(question.focus))
        if question.takes is Answers.CHOICE:
            return ""
        if question.takes is Answers.SEVERAL:
            told = {word: self._choice(focus, word) for word, _ in question.choices}
            if FactStatus.PRESENT in told.values():
                return ",".join(word for word, status in told.items() if status is FactStatus.PRESENT)
            return "none" if set(told.values()) == {FactStatus.ABSENT} else ""
        if question.takes is Answers.STATUS:
            status = self.status(focus, question.name)
            return {FactStatus.PRESENT: "yes", FactStatus.ABSENT: "no"}.get(status, "")  # type: ignore[arg-type]
        entries = list(self._entries(question, self.context.declarations[self.facts[question.name]]))
        entries = entries if question.several else entries[:1]
        if question.whole and self._nothing_else(question):
            entries.append(NOTHING_ELSE)
        return " | ".join(entries)

    def status(self, focus: URIRef, word: str) -> FactStatus | None:
        return self.context.value(focus, self.facts[word]).status

    def _choice(self, focus: URIRef, word: str) -> FactStatus | None:
        """Of a fact, or of a finding of several that one fact is about."""
        if word in self.facts:
            return self.status(focus, word)
        concept = self.vocabulary.terms_of(GUIDE.Concept)[word]
        told = [s.status for s in self.context.case.statements if s.concept == concept]
        return FactStatus(str(told[0]).rpartition("#")[2]) if told else None

    def _nothing_else(self, question: Question) -> bool:
        if question.whole.startswith("no other treatment"):
            return set(self.context.case.complete_for) >= CARE
        if question.whole.startswith("no other procedure"):
            return GUIDE.ProcedureHistory in self.context.case.complete_for
        declaration = self.context.declarations[self.facts[question.name]]
        told = {s.concept for s in self.context.case.statements}
        return set(declaration.terms("concept")) <= told

    def _entries(self, question: Question, declaration: FactDeclaration) -> Iterator[str]:
        first = question.parts[0].text
        if first == "which treatment or drug":
            yield from self._care(question)
        elif first == "which earlier procedure":
            yield from self._history(question, declaration)
        elif first == "of what" or first.startswith(BETTER):
            named = {request.get("repeats") for request in self.whole["requests"]} - {None}
            for prior in self.whole.get("history", ()):
                if not named or prior.get("id") in named:
                    yield from ("; ".join(r) for r in self._responses(question, declaration, prior))
        elif first == "on which scale":
            yield from self._scores(question)
        elif not first.startswith(("the ", "which drug")):
            yield from self._findings(question, declaration)

    def _now(self, part: str) -> list[Data]:
        now = case_data(self.interview.case, self.vocabulary).get(part, [])
        return [bare(entry) for entry in now]

    def _care(self, question: Question) -> Iterator[str]:
        now = [self._same_care(e) for part in ("care", "medications") for e in self._now(part)]
        for part in ("care", "medications"):
            for entry in self.whole.get(part, ()):
                told = self._same_care(entry)
                missing = [p for p, value in zip(question.parts, told, strict=True) if p.needed and not value]
                if told not in now and not missing and entry.get("status") != "considered":
                    yield "; ".join(told)

    @staticmethod
    def _same_care(entry: Data) -> list[str]:
        what = entry.get("treatment") or entry.get("drug", "")
        return [
            what,
            entry.get("start") or entry.get("for", ""),
            entry.get("end", ""),
            entry.get("outcome", ""),
        ]

    def _history(self, question: Question, declaration: FactDeclaration) -> Iterator[str]:
        now = self._now("history")
        done = {label: word for word, label in question.parts[0].choices if word.startswith("done-")}
        for prior in self.whole.get("history", ()):
            like = [
                p
                for p in now
                if p == bare(prior) or p == {k: v for k, v in bare(prior).items() if k != "date"}
            ]
            texts = [part.text for part in question.parts]
            if like and not done:
                continue
            if like and len(like[0]) == len(bare(prior)) and not any(t.startswith(BETTER) for t in texts):
                continue
            where = " ".join(
                [*prior.get("levels", ()), *prior.get("nerves", ()), prior.get("side", "")]
            ).strip()
            told = [prior["procedure"], prior.get("date", ""), where]
            if like and done:
                found = [word for label, word in done.items() if self._written(label) == like[0]]
                if not found:
                    continue
                told[0] = found[0]
            if any(t == "why it was done" for t in texts):
                told.append(prior.get("intent", ""))
            if any(t.startswith(BETTER) for t in texts):
                responses = list(self._responses(question, declaration, prior))
                if not responses:
                    continue
                told += responses[0]
            yield "; ".join(told)

    def _written(self, label: str) -> Data:
        """The entry of a procedure on record that a choice calls by its text."""
        case, context = self.interview.case, self.interview._context
        act = next(a for a in case.history if act_text(context, a) == label)
        written: Data = case_data(replace(case, history=(act,)), self.vocabulary)["history"][0]
        return bare(written)

    def _responses(
        self, question: Question, declaration: FactDeclaration, prior: Data
    ) -> Iterator[list[str]]:
        """What is told of a procedure of the symptoms and the moment that are asked for."""
        pains, moment = declaration.terms("pain"), declaration.term("moment")
        texts = [part.text for part in question.parts]
        concepts = self.vocabulary.terms_of(GUIDE.Concept)
        moments = self.vocabulary.terms_of(GUIDE.Moment)
        for response in prior.get("responses", ()):
            word = response.get("pain") or response.get("of", "")
            of = concepts.get(word)
            relief = response.get("relief") or response.get("improvement", "")
            if "scale" in response:
                relief = f"from {response['before']} to {response['after']} on {response['scale']}"
            at = moments.get(response.get("at", ""))
            fits = (not pains or (of is not None and any(self.vocabulary.is_a(of, p) for p in pains))) and (
                moment is None or at in (moment, None)
            )
            lasting = question.parts[-1].text == "for how long" and question.parts[-1].needed
            if fits and relief and (response.get("lasted") or not lasting):
                yield [*([word] if "of what" in texts else []), relief, response.get("lasted", "")]

    def _scores(self, question: Question) -> Iterator[str]:
        scales = {word for word, _ in question.parts[0].choices}
        scores = [s for s in self.whole.get("scores", ()) if s["scale"] in scales]
        if len(question.parts) == 3 and question.parts[2].text == "when":
            yield from (
                f"{s['scale']}; {s['value']}; {s.get('date', '')}" for s in scores if s["at"] == "baseline"
            )
            return
        for prior in self.whole.get("history", ()):
            for r in prior.get("responses", ()):
                if r.get("scale") in scales and "after" in r:
                    yield f"{r['scale']}; {r.get('before', '')}; {r['after']}"
        for s in scores:
            for other in scores:
                if s["at"] == "baseline" and other["at"] == "follow-up" and s["scale"] == other["scale"]:
                    yield f"{s['scale']}; {s['value']}; {other['value']}"

    def _findings(self, question: Question, declaration: FactDeclaration) -> Iterator[str]:
        concepts = self.vocabulary.terms_of(GUIDE.Concept)
        asked = declaration.terms("concept")
        dates = {d.get("id"): d.get("date", "") for d in self.whole.get("documents", ())}
        for finding in self.whole.get("findings", ()):
            fits = any(self.vocabulary.is_a(concepts[finding["finding"]], c) for c in asked)
            if not fits or finding["status"] != "present":
                continue
            last = question.parts[-1].text
            told = {
                "since when, or for how long": finding.get("since") or finding.get("for", ""),
                "when": finding.get("date") or dates.get(finding.get("from", {}).get("document"), ""),
            }.get(last)
            if told is None:
                yield finding["finding"]
            elif told:
                yield f"{finding['finding']}; {told}" if len(question.parts) == 2 else told


def bare(entry: Data) -> Data:
    """An entry without its name, its origin and what hangs on it."""
    return {k: v for k, v in entry.items() if k not in ("id", "from", "responses", "sameDayAs", "outcome")}
