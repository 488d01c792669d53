"""The command `reasoner ask`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reasoner.cli.output import Subparsers, case_file, write
from reasoner.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from reasoner.analysis.questions import Interview
    from reasoner.model.questions import Question


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    command = commands.add_parser(
        "ask", help="ask what can still change the outcome of a case, and write the case with the answers"
    )
    case_file(command)
    command.add_argument("--list", action="store_true", help="print what would be asked now, and ask nothing")
    command.add_argument("--format", choices=("text", "json"), default="text", help="of --list")
    command.add_argument(
        "--answers", type=Path, metavar="FILE", help="take the answers of this YAML file, and ask nothing"
    )
    command.add_argument(
        "--output", "-o", type=Path, help="where the case goes; as a rule CASE.answered.yaml beside it"
    )
    command.add_argument("--force", action="store_true", help="write over a file that is there")
    command.set_defaults(run=_ask)


def _ask(options: argparse.Namespace) -> int:
    from reasoner.analysis.questions import Interview
    from reasoner.cli.conversation import closing, converse
    from reasoner.intake import read_case
    from reasoner.intake.write import case_yaml
    from reasoner.knowledge import load

    library = load()
    read = read_case(options.case, library.vocabulary)
    for warning in read.warnings:
        print(f"reasoner: {warning}", file=sys.stderr)
    interview = Interview(read.case, library)
    if options.list:
        write(_listed(interview, options.format), options.output)
        return 0
    target = _target(options)
    if options.answers is not None:
        _given(interview, options.answers)
    else:
        try:
            converse(interview, _prompted(), print)
        except KeyboardInterrupt:
            print("\nStopped.")
    print()
    for line in closing(interview.outcomes()):
        print(line)
    if interview.case == read.case:
        print("Nothing was answered; nothing is written.")
        return 0
    target.write_text(case_yaml(interview.case, library.vocabulary), encoding="utf-8")
    print(f"Written to {target}. Review it with: reasoner review {target}")
    return 0


def _target(options: argparse.Namespace) -> Path:
    """Where the case goes. Raises InputError where something is there, before anything is asked."""
    case = Path(str(options.case).split("#", 1)[0])
    target: Path = options.output or case.with_name(f"{case.name.split('.')[0]}.answered.yaml")
    if target.exists() and not options.force:
        raise InputError(
            Problem(
                "The file is there already.",
                Place(str(target)),
                "Name another with --output, or give --force.",
            )
        )
    return target


def _prompted() -> Callable[[str], str]:
    """Answers from a terminal, or line by line from what is piped in, each shown behind its prompt."""
    if sys.stdin.isatty():
        return input

    def piped(prompt: str) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        print(f"{prompt}{line.strip()}".rstrip())
        return line

    return piped


def _listed(interview: Interview, form: str) -> str:
    questions = interview.questions()
    if form == "json":
        return json.dumps([question_json(q) for q in questions], ensure_ascii=False, indent=2) + "\n"
    lines = [f"{n}. {q.text}\n   [{q.name}] {q.fact}" for n, q in enumerate(questions, 1)]
    return "\n".join(lines or ["Nothing that could still be told changes the outcome."]) + "\n"


def question_json(question: Question) -> dict[str, Any]:
    """A question as plain values."""
    return {
        "name": question.name,
        "focus": question.focus,
        "takes": question.takes.value,
        "text": question.text,
        "fact": question.fact,
        "definition": question.definition,
        "choices": _choices(question.choices),
        "parts": [
            {"text": p.text, "takes": p.takes.value, "needed": p.needed, "choices": _choices(p.choices)}
            for p in question.parts
        ],
        "several": question.several,
        "whole": question.whole or None,
        "means": question.means,
        "shown": question.shown,
        "settles": question.settles,
        "criteria": [asked.name for asked in question.asked],
    }


def _choices(choices: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"word": word, "label": label} for word, label in choices]


def _given(interview: Interview, path: Path) -> None:
    """Answer from a file: the name of a question to an answer, or to `answer` with `document`, `page` and `words`.

    Raises InputError for an answer that is not understood. What the file does not answer is passed over; what it answers
    and is not asked changes nothing and is told on the error stream.
    """
    from reasoner.analysis.questions import Source
    from reasoner.intake.patches import read_data

    held = read_data(path)
    if not isinstance(held, dict):
        raise InputError(Problem("The file is no mapping of questions to answers.", Place(str(path))))
    used: set[str] = set()
    while not interview.done:
        question = interview.questions()[0]
        key = next((k for k in _keys(question) if k in held), "")
        told = held.get(key)
        used.add(key)
        if told is None:
            interview.pass_over(question)
            continue
        told = told if isinstance(told, dict) else {"answer": told}
        source = Source(*(str(told.get(part, "")) for part in ("document", "page", "words")))
        try:
            interview.answer(question, str(told.get("answer", "")), source)
        except InputError as error:
            raise InputError(
                *(Problem(f"{key}: {p.what}", Place(str(path)), p.remedy, p.nearest) for p in error.problems)
            ) from None
    for name in held:
        if name not in used:
            print(f"reasoner: {path}: '{name}' was not asked; it cannot change the outcome.", file=sys.stderr)


def _keys(question: Question) -> Iterator[str]:
    """A question by its name, or by name and focus where several requests are asked about."""
    yield f"{question.name}{question.focus}"
    yield question.name
