"""Asking in a terminal: one question at a time, each answer with the document that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import fill

from reasoner.analysis.questions import Interview, Source
from reasoner.decision.words import UNITS
from reasoner.errors import InputError
from reasoner.model.questions import Answers, Outcome, Question
from reasoner.report import words
from reasoner.report.parts import plain

Ask = Callable[[str], str]
Say = Callable[[str], None]

WIDTH = 100
STOP = ("q", "done")
HELP = "? the clauses · - not known · b back · q stop"


def converse(interview: Interview, ask: Ask, say: Say) -> None:
    """Ask until nothing that is told can change the outcome, or the person stops. What was answered is in the interview."""
    say(f"Only what can still change the outcome is asked, the most informative first. {HELP}")
    number, last = 1, ""
    while not interview.done:
        question = interview.questions()[0]
        say("")
        say(_wrapped(f"{number}. {question.text}", "   "))
        say(_wrapped(f"   {question.fact[:1].upper()}{question.fact[1:]}. {_form(question)}", "   "))
        try:
            text = ask("   > ").strip()
            if text in STOP:
                break
            if text == "b":
                number = number - 1 if interview.back() else number
            elif text == "?":
                for told in _clauses(question):
                    say(_wrapped(f"   {told}", "     "))
            elif text in ("", "-"):
                interview.pass_over(question)
                number += 1
            else:
                last, taken = _take(interview, question, text, last, ask, say)
                number += taken
        except EOFError:
            break


def _take(
    interview: Interview, question: Question, text: str, last: str, ask: Ask, say: Say
) -> tuple[str, int]:
    """Take one answer; the title of its document for the next one, and whether it was taken."""
    try:
        interview.check(question, text)
    except InputError as error:
        for problem in error.problems:
            say(_wrapped(f"   {problem}", "   "))
        return last, 0
    title = ""
    if question.takes is not Answers.CHOICE:
        again = f"; . for {last}" if last else ""
        title = ask(f"   Which document says so? (title; empty: told by the requester{again}) ").strip()
        title = last if title == "." else title
    interview.answer(question, text, Source(title))
    return title or last, 1


def closing(outcomes: tuple[Outcome, ...]) -> Iterator[str]:
    """Where each line stands, and why nothing more is asked."""
    for outcome in outcomes:
        state = "" if outcome.settled else " (not settled)"
        head = f"{outcome.line} {', '.join(outcome.codes)} {outcome.label}".replace("  ", " ")
        yield _wrapped(f"{head}: {words.DISPOSITION[outcome.disposition]}{state}. {outcome.why}", "  ")


def _form(question: Question) -> str:
    """How an answer is written."""
    if question.takes is Answers.STATUS:
        return "yes or no:"
    listed = ", ".join(f"{word} ({label})" if label != word else word for word, label in question.choices)
    if question.takes is Answers.CHOICE:
        return f"One of: {listed}."
    if question.takes is Answers.SEVERAL:
        return f"One or more of: {listed}; or none."
    unit = UNITS.get(question.unit, ("", ""))[1]
    number = f"In {unit}" if unit and unit != "%" else "In percent" if unit else "A number"
    if question.between:
        return f"{number}, or from when to when (2026-03-02 to 2026-04-13):"
    return f"{number}{', or the day it began or was done (2026-03-02)' if question.since else ''}:"


def _clauses(question: Question) -> Iterator[str]:
    yield f"{question.definition} How it is had: {question.means}."
    for asked in question.asked:
        yield f"{asked.label} ({asked.name}). {plain(words.sources(asked.citations[:1])) if asked.citations else ''}"


def _wrapped(text: str, indent: str) -> str:
    return fill(text, WIDTH, subsequent_indent=indent)
