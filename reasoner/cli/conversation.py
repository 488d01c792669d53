"""Asking in a terminal: one question at a time, each answer with the document that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import fill

from reasoner.analysis.questions import Interview, Source
from reasoner.errors import InputError
from reasoner.model.questions import Answers, Outcome, Part, Question, Takes
from reasoner.report import words
from reasoner.report.parts import plain

Ask = Callable[[str], str]
Say = Callable[[str], None]

WIDTH = 100
STOP = ("q", "done")
NOTHING_ELSE = "nothing else"
NONE = ("none", "no", "n", NOTHING_ELSE)
HELP = "? the clauses · - not known · b back · q stop"


def converse(interview: Interview, ask: Ask, say: Say) -> None:
    """Ask until nothing that is told can change the outcome, or the person stops. What was answered is in the interview."""
    say(f"Only what can still change the outcome is asked, the most informative first. {HELP}")
    number, last, shown = 1, "", ("", "")
    while not interview.done:
        question = interview.questions()[0]
        if shown != (question.name, question.focus):
            say("")
            say(_wrapped(f"{number}. {question.text}", "   "))
            for line in _form(question):
                say(_wrapped(f"   {line}", "     "))
        shown = (question.name, question.focus)
        try:
            text = ask("   > ").strip()
            if text in STOP:
                break
            if text == "b":
                number = number - 1 if interview.back() else number
                shown = ("", "")
            elif text == "?":
                for told in _clauses(question):
                    say(_wrapped(f"   {told}", "     "))
            elif text in ("", "-"):
                interview.pass_over(question)
                number += 1
            elif question.parts and not (text := _filled(interview, question, text, ask, say)):
                continue
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
    source = Source() if question.takes is Answers.CHOICE else _source(last, ask)
    for told in interview.answer(question, text, source):
        say(_wrapped(f"   Noted: {told}.", "     "))
    return source.title or last, 1


def _source(last: str, ask: Ask) -> Source:
    """Where an answer stands. Of what is told by the requester there is no page."""
    again = f"; . for {last}" if last else ""
    title = ask(f"   Which document says so? (title; empty: told by the requester{again}) ").strip()
    title = last if title == "." else title
    if not title:
        return Source()
    page = ask("   On which page? (may be empty) ").strip()
    return Source(title, page, ask("   In which words? (may be empty) ").strip())


def _filled(interview: Interview, question: Question, first: str, ask: Ask, say: Say) -> str:
    """The entries of a form, each part asked for by itself; empty where the first one is not understood.

    A part may be left empty where it need not be told; another entry follows as long as there is one.
    """
    if ";" in first or "|" in first:
        return first
    if question.whole and first.lower() in NONE:
        return NOTHING_ELSE
    entries: list[str] = []
    told = _part(interview, question, 0, first, say)
    while told:
        entry = [first]
        for number in range(1, len(question.parts)):
            while True:
                text = ask(f"     {_prompt(question.parts[number])} ").strip()
                if _part(interview, question, number, text, say):
                    break
            entry.append(text)
        entries.append("; ".join(entry))
        told = False
        more = _more(question, ask, say) if question.several else ""
        if more == "no":
            entries.append(NOTHING_ELSE)
        while more == "yes" and not told:
            first = ask(f"     {_prompt(question.parts[0])} ").strip()
            told = _part(interview, question, 0, first, say)
    return " | ".join(entries)


def _more(question: Question, ask: Ask, say: Say) -> str:
    """Whether there is another entry: yes; no, where that can be told; or empty."""
    whole = f"; no: {question.whole}" if question.whole else ""
    known = {"": "", "-": "", "yes": "yes", "y": "yes", "no": "no", "n": "no"}
    while True:
        text = ask(f"     Another one? (yes{whole}; empty: not known) ").strip().lower()
        if text in known:
            return known[text] if question.whole or text in ("yes", "y") else ""
        say("     Write yes, no, or nothing.")


def _part(interview: Interview, question: Question, number: int, text: str, say: Say) -> bool:
    """Whether one part is understood; what is wrong with it is said."""
    try:
        interview.part(question, number, text)
    except InputError as error:
        for problem in error.problems:
            say(_wrapped(f"     {problem}", "     "))
        return False
    return True


def _prompt(part: Part) -> str:
    text = part.text[:1].upper() + part.text[1:]
    return f"{text} ({_numbered(part)}):" if part.choices else f"{text}{_HOW.get(part.takes, '')}:"


def _choices(choices: tuple[tuple[str, str], ...]) -> str:
    """Words, each with its label where that says more."""
    return ", ".join(w if w.replace("-", " ") == label.lower() else f"{w} = {label}" for w, label in choices)


_HOW = {
    Takes.DAY: " (2026-03-02, 2026-03 or 2026)",
    Takes.LENGTH: " (6 weeks, at least 3 months)",
    Takes.PERCENT: " (80, 70-90, at least 80; or: from 7 to 2 on the scale)",
    Takes.WHEN: " (2026-03-02, 2026-03; or 6 weeks)",
}


def closing(outcomes: tuple[Outcome, ...]) -> Iterator[str]:
    """Where each line stands, and why nothing more is asked."""
    for outcome in outcomes:
        state = "" if outcome.settled else " (not settled)"
        head = f"{outcome.line} {', '.join(outcome.codes)} {outcome.label}".replace("  ", " ")
        yield _wrapped(f"{head}: {words.DISPOSITION[outcome.disposition]}{state}. {outcome.why}", "  ")


def _form(question: Question) -> Iterator[str]:
    """What is to be known, and how an answer is written."""
    fact = question.fact[:1].upper() + question.fact[1:]
    listed = _choices(question.choices)
    if question.takes is Answers.STATUS:
        yield f"{fact}: yes or no?"
    elif question.takes is Answers.CHOICE:
        yield f"{fact}: one of {listed}."
    elif question.takes is Answers.SEVERAL:
        yield f"{fact}: one or more of {listed}; or none."
    else:
        part = question.parts[0]
        yield f"{fact}: {part.text}{_HOW.get(part.takes, '')}?"
        if part.choices:
            yield f"{_numbered(part)}."
        if question.whole:
            yield f"Or none: {question.whole}."


def _numbered(part: Part) -> str:
    """The choices of a part, each with the number that stands for it."""
    return " · ".join(f"{n} {label}" for n, (_, label) in enumerate(part.choices, 1))


def _clauses(question: Question) -> Iterator[str]:
    yield f"{question.definition} How it is had: {question.means}."
    for asked in question.asked:
        yield f"{asked.label} ({asked.name}). {plain(words.sources(asked.citations[:1])) if asked.citations else ''}"


def _wrapped(text: str, indent: str) -> str:
    return fill(text, WIDTH, subsequent_indent=indent)
