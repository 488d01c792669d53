"""Questions: the same outcome as the whole record, with no more questions than criteria, and none that cannot matter."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from reasoner.analysis.questions import Interview, Source
from reasoner.cli import main
from reasoner.decision.context import Context
from reasoner.errors import InputError
from reasoner.intake import ReadCase, read_case, read_case_text
from reasoner.intake.write import case_yaml
from reasoner.knowledge import Library, load
from reasoner.model.case import Case
from reasoner.model.ledger import Disposition
from reasoner.model.questions import Answers, Question
from reasoner.review import review_case
from reasoner.validation import engine
from reasoner.vocabulary import FactStatus

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(
    [*(ROOT / "examples").glob("*.yaml"), *(p for p in (ROOT / "tests/bases").glob("*.yaml") if ".expected" not in p.name)]
)  # fmt: skip
# One criterion asks for three treatments, each a fact of its own: four questions on three criteria.
MORE = {"epidural-repeat-massachusetts"}
LINE = "#line-1"


def stripped(case: Case) -> Case:
    """The request and what was done before, with nothing else of the record."""
    return replace(
        case, statements=(), scores=(), care=(), medications=(), complete_for=frozenset(), source=None
    )


class Oracle:
    """Answers as the whole record does."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.facts = {str(name).rpartition("#")[2]: name for name in context.declarations}

    def of(self, question: Question) -> str:
        """The answer in words; empty: the record does not tell."""
        focus = next(iri for iri in self.context.services if str(iri).endswith(question.focus))
        if question.takes is Answers.CHOICE:
            return ""
        if question.takes is Answers.SEVERAL:
            told = {word: self.status(focus, word) for word, _ in question.choices}
            if FactStatus.PRESENT in told.values():
                return ",".join(word for word, status in told.items() if status is FactStatus.PRESENT)
            return "none" if set(told.values()) == {FactStatus.ABSENT} else ""
        value = self.context.value(focus, self.facts[question.name])
        if question.takes is Answers.STATUS:
            return {FactStatus.PRESENT: "yes", FactStatus.ABSENT: "no"}.get(value.status, "")  # type: ignore[arg-type]
        number = value.at_least if value.at_least is not None else value.at_most
        return "" if number is None else str(number)

    def status(self, focus: URIRef, word: str) -> FactStatus | None:
        return self.context.value(focus, self.facts[word]).status


def talk(interview: Interview, answer: Callable[[Question], str]) -> list[Question]:
    """All questions that are asked, answered in one way."""
    asked: list[Question] = []
    while not interview.done:
        question = interview.questions()[0]
        asked.append(question)
        text = answer(question)
        try:
            if text:
                interview.answer(question, text)
            else:
                interview.pass_over(question)
        except InputError:
            interview.pass_over(question)
    return asked


def reviewed(case: Case, library: Library) -> Context:
    return review_case(ReadCase(case, (), {}), library, engine()).context


def outcomes(case: Case, library: Library) -> list[Disposition]:
    review = review_case(ReadCase(case, (), {}), library, engine()).review
    return [line.disposition for line in review.lines]


def deciding(case: Case, library: Library) -> int:
    review = review_case(ReadCase(case, (), {}), library, engine()).review
    return len(
        {
            (ledger.guideline, row.criterion)
            for line in review.lines
            for ledger in line.guidelines
            if ledger.authority == "binding"
            for row in ledger.criteria
            if row.decides
        }
    )


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_asking_reaches_the_outcome_of_the_whole_record(path: Path, library: Library) -> None:
    whole = read_case(path, library.vocabulary).case
    interview = Interview(stripped(whole), library)
    asked = talk(interview, Oracle(reviewed(whole, library)).of)
    assert [o.disposition for o in interview.outcomes()] == outcomes(whole, library)
    assert outcomes(interview.case, library) == outcomes(whole, library)
    names = [(q.name, q.focus) for q in asked]
    assert len(names) == len(set(names))
    assert len(asked) <= deciding(whole, library) + (path.stem in MORE)
    assert all(o.settled for o in interview.outcomes())


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_part_of_a_record_is_missing_asking_reaches_the_same_outcome(data: st.DataObject) -> None:
    library = load()
    path = data.draw(st.sampled_from([p for p in CASES if p.parent.name == "bases"]))
    whole = read_case(path, library.vocabulary).case
    kept = {
        part: tuple(item for item in getattr(whole, part) if data.draw(st.booleans()))
        for part in ("statements", "scores")
    }
    # Of care all or none: care that is told is taken as all there was, so that a part of it tells another story.
    if data.draw(st.booleans()):
        kept |= {"care": (), "medications": ()}
    less = replace(whole, **kept, complete_for=frozenset(), source=None)  # type: ignore[arg-type]
    interview = Interview(less, library)
    talk(interview, Oracle(reviewed(whole, library)).of)
    assert [o.disposition for o in interview.outcomes()] == outcomes(whole, library)


@pytest.mark.parametrize(
    "name", ["first-block-aetna", "kyphoplasty-medicare", "trigger-point-first-medicare"]
)
def test_every_question_of_yes_or_no_could_have_changed_the_outcome(name: str, library: Library) -> None:
    """Of an eligible case: one answer the other way round, and the line is not eligible."""
    whole = read_case(ROOT / "tests" / "bases" / f"{name}.yaml", library.vocabulary).case
    oracle = Oracle(reviewed(whole, library))
    asked = talk(Interview(stripped(whole), library), oracle.of)
    turned = {"yes": "no", "no": "yes"}
    checked = 0
    for question in asked:
        if oracle.of(question) in turned:
            interview = Interview(stripped(whole), library)
            key = (question.name, question.focus)
            talk(
                interview,
                lambda q, key=key: turned[oracle.of(q)] if (q.name, q.focus) == key else oracle.of(q),
            )  # type: ignore[misc]
            assert Disposition.APPROVE_ELIGIBLE not in {o.disposition for o in interview.outcomes()}, question
            checked += 1
    assert checked >= 2


def clerk(library: Library) -> Case:
    return read_case_text(CLERK, "clerk.yaml", library.vocabulary).case


CLERK = """
id: clerk
recordedOn: "2026-07-06"
dateOfService: "2026-07-13"
payer: aetna
requests:
  - id: "#block"
    procedure: medial-branch-block
    intent: diagnostic
    levels: [L4-5, L5-S1]
    side: bilateral
    lines: [{id: "#line-1", code: "64493"}]
findings:
  - {finding: chronic-low-back-pain, status: present, since: "2025-10"}
"""


def test_what_is_asked_for_comes_first_as_it_decides_what_applies(library: Library) -> None:
    first = Interview(clerk(library), library).questions()[0]
    assert (first.name, first.takes) == ("occurrence", Answers.CHOICE)
    assert [word for word, _ in first.choices] == ["first", "second", "subsequent"]


def test_a_settled_line_is_asked_nothing_more(library: Library) -> None:
    interview = Interview(clerk(library), library)
    interview.answer(interview.questions()[0], "first")
    question = next(q for q in interview.questions() if q.name == "radiculopathy")
    assert question.settles
    interview.answer(question, "yes", Source("Visit note", "2", "pain to the foot"))
    assert interview.done
    (outcome,) = interview.outcomes()
    assert outcome.disposition is Disposition.REFER_TO_PHYSICIAN
    assert outcome.settled
    assert outcome.why == "1 deciding criterion is not met; what is told besides changes nothing."
    # The answer stands in the case with where it stands in the record.
    again = read_case_text(
        case_yaml(interview.case, library.vocabulary), "again.yaml", library.vocabulary
    ).case
    told = next(s for s in again.statements if s.origin is not None)
    assert told.origin is not None
    assert (told.origin.page, told.origin.words) == ("2", "pain to the foot")
    assert [d.title for d in again.documents if d.iri == told.origin.document] == ["Visit note"]


def test_back_takes_an_answer_back_and_passing_over_changes_nothing(library: Library) -> None:
    interview = Interview(clerk(library), library)
    before, first = interview.case, interview.questions()[0]
    assert not interview.back()
    interview.answer(first, "first")
    assert interview.case != before
    assert interview.back()
    assert interview.case == before
    assert interview.questions()[0] == first
    interview.pass_over(first)
    assert interview.case == before
    assert first not in interview.questions()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("occurrence", "frist", "Did you mean 'first'"),
        ("radiculopathy", "perhaps", "none of the answers"),
        ("conservative-care-days", "some weeks", "is not understood"),
        ("conservative-care-days", "NaN", "out of range"),
        ("activity-limitation-duration", "2031-01-01", "no day up to 2026-07-06"),
        ("activity-limitation-duration", "2026-02-30", "no such date"),
    ],
)
def test_an_answer_that_is_not_understood_is_refused_and_nothing_changes(
    name: str, text: str, words: str, library: Library
) -> None:
    interview = Interview(clerk(library), library)
    if name != "occurrence":
        interview.answer(interview.questions()[0], "first")
    before = interview.case
    question = next(q for q in interview.questions() if q.name == name)
    with pytest.raises(InputError, match=words):
        interview.answer(question, text)
    assert interview.case == before
    assert question in interview.questions()


def test_a_time_may_be_told_as_the_day_on_which_it_began(library: Library) -> None:
    interview = Interview(clerk(library), library)
    interview.answer(interview.questions()[0], "first")
    question = next(q for q in interview.questions() if q.name == "activity-limitation-duration")
    interview.answer(question, "2025-11-03")
    told = next(s for s in interview.case.statements if s.start.exact is not None)
    assert str(told.start.exact) in (
        "2025-11-03",
        "2025-11-13",
    )  # eight whole months before the date of service
    assert question not in interview.questions()


def test_answers_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, answers = tmp_path / "clerk.yaml", tmp_path / "answers.yaml"
    case.write_text(CLERK, encoding="utf-8")
    answers.write_text(
        "occurrence: first\nradiculopathy: {answer: 'yes', document: Visit note}\nmoon: full\n",
        encoding="utf-8",
    )
    assert main(["ask", str(case), "--answers", str(answers)]) == 0
    out = capsys.readouterr()
    assert "Refer to a physician" in out.out
    assert "'moon' was not asked" in out.err
    written = (tmp_path / "clerk.answered.yaml").read_text(encoding="utf-8")
    assert "{finding: radiculopathy, status: present" in written
    assert main(["ask", str(case), "--answers", str(answers)]) == 2
    assert "there already" in capsys.readouterr().err
    answers.write_text("occurrence: frist\n", encoding="utf-8")
    assert main(["ask", str(case), "--answers", str(answers), "--force"]) == 2
    assert "Did you mean 'first'" in capsys.readouterr().err


def test_the_list_of_what_would_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "clerk.yaml"
    case.write_text(CLERK, encoding="utf-8")
    assert main(["ask", str(case), "--list"]) == 0
    assert capsys.readouterr().out.startswith("1. Say what is asked for: its occurrence.")
    assert main(["ask", str(case), "--list", "--format", "json"]) == 0
    assert '"name": "occurrence"' in capsys.readouterr().out
    assert not (tmp_path / "clerk.answered.yaml").exists()


def test_an_interrupt_in_a_terminal_writes_what_was_answered(tmp_path: Path) -> None:
    case = tmp_path / "clerk.yaml"
    case.write_text(CLERK, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "reasoner.cli", "ask", str(case)]
    running = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, start_new_session=True
    )
    os.close(theirs)

    def until(words: str) -> str:
        seen, end = "", time.monotonic() + 30
        while words not in seen and time.monotonic() < end:
            try:
                seen += os.read(ours, 4096).decode("utf-8", "replace")
            except OSError:
                break
        assert words in seen, seen
        return seen

    until("> ")
    os.write(ours, b"first\n")
    until("2. ")
    running.send_signal(signal.SIGINT)
    assert "Written to" in until("Review it with")
    assert running.wait(timeout=30) == 0
    os.close(ours)
    assert "occurrence: first" in (tmp_path / "clerk.answered.yaml").read_text(encoding="utf-8")


def test_the_guide_shows_what_is_said(tmp_path: Path) -> None:
    """The answers of the guide, typed again: the same conversation and the same document."""
    guide = (ROOT / "docs" / "guides" / "ask.md").read_text(encoding="utf-8")
    case, made = (block.split("```")[0] for block in guide.split("```yaml\n")[1:3])
    shown = guide.split("$ reasoner ask clerk.yaml\n")[1].split("```")[0]
    (tmp_path / "clerk.yaml").write_text(case, encoding="utf-8")
    typed = []
    for line in shown.splitlines():
        if line.startswith("   > "):
            typed.append(line.removeprefix("   > "))
        elif line.startswith("   Which document says so?"):
            typed.append(line.rpartition(") ")[2])
    done = subprocess.run(
        [sys.executable, "-m", "reasoner.cli", "ask", "clerk.yaml"],
        input="\n".join(typed) + "\n", capture_output=True, text=True, cwd=tmp_path, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == shown
    assert (tmp_path / "clerk.answered.yaml").read_text(encoding="utf-8") == made
