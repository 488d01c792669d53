"""Questions: the same outcome as the whole record, with no more questions than criteria, and none that cannot matter."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import NOTHING_ELSE, Oracle
from rdflib import URIRef

from reasoner.analysis.minimal import minimal_case
from reasoner.analysis.needs import OPEN
from reasoner.analysis.questions import Interview, Source
from reasoner.cli import main
from reasoner.cli.conversation import converse
from reasoner.decision.context import Context
from reasoner.errors import InputError
from reasoner.intake import ReadCase, read_case, read_case_text
from reasoner.intake.write import case_data, case_yaml
from reasoner.knowledge import Library, load
from reasoner.model.case import Case, Score
from reasoner.model.dates import Span
from reasoner.model.ledger import Disposition
from reasoner.model.questions import Answers, Question
from reasoner.review import review_case
from reasoner.validation import engine
from reasoner.vocabulary import GUIDE

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(
    [*(ROOT / "examples").glob("*.yaml"), *(p for p in (ROOT / "tests/bases").glob("*.yaml") if ".expected" not in p.name)]
)  # fmt: skip


def stripped(case: Case) -> Case:
    """The request alone, with the bare procedure that it names as the one it follows."""
    named = {service.repeats for service in case.services}
    history = tuple(
        replace(prior, date=Span(), outcome=None, responses=(), same_day_as=(), origin=None)
        for prior in case.history
        if prior.iri in named
    )
    return replace(less(case), history=history)


def less(case: Case) -> Case:
    """The request and what was done before, with nothing else of the record."""
    return replace(
        case, statements=(), scores=(), care=(), medications=(), complete_for=frozenset(), source=None
    )


def talk(
    interview: Interview, answer: Callable[[Question], str], refused: list[Question] | None = None
) -> list[Question]:
    """All questions that are asked, answered in one way; `refused` takes those whose answer was not understood."""
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
            if refused is not None:
                refused.append(question)
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


@pytest.mark.parametrize("start", [less, stripped])
@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_asking_reaches_the_outcome_of_the_whole_record(
    path: Path, start: Callable[[Case], Case], library: Library
) -> None:
    whole = read_case(path, library.vocabulary).case
    interview = Interview(start(whole), library)
    oracle = Oracle(reviewed(whole, library), interview)
    refused: list[Question] = []
    asked = talk(interview, oracle.of, refused)
    assert not refused
    assert [o.disposition for o in interview.outcomes()] == outcomes(whole, library)
    assert outcomes(interview.case, library) == outcomes(whole, library)
    names = [(q.name, q.focus) for q in asked]
    assert len(names) == len(set(names))
    assert len(asked) <= deciding(whole, library)
    assert all(o.settled for o in interview.outcomes())


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_nothing_is_made_up_around_an_answer(path: Path, library: Library) -> None:
    """Every value that is written stands in the record from which was answered, and nothing is called whole that is not."""
    whole = read_case(path, library.vocabulary).case
    interview = Interview(stripped(whole), library)
    oracle = Oracle(reviewed(whole, library), interview)
    yes_or_no: set[URIRef] = set()
    while not interview.done:
        question = interview.questions()[0]
        text, before = oracle.of(question), interview.case
        if not text:
            interview.pass_over(question)
            continue
        interview.answer(question, text)
        if question.takes is not Answers.FORM:
            # A yes tells the concept that the fact is about, which may be one that the record names more exactly.
            yes_or_no |= {s.iri for s in interview.case.statements} - {s.iri for s in before.statements}
    found = interview.case
    for part in ("statements", "scores", "care", "medications", "history"):
        known = getattr(whole, part)
        for node in getattr(found, part):
            if node.iri not in yes_or_no and not _after(node, whole):
                assert any(_says(node, other, library) for other in known), node
    assert found.complete_for <= whole.complete_for


def _says(node: Any, other: Any, library: Library) -> bool:
    """Whether a node says nothing that another does not say. Of a finding the more general one may be told."""
    for name in (f.name for f in fields(node) if f.name not in ("iri", "origin", "target", "same_day_as")):
        mine, theirs = getattr(node, name), getattr(other, name)
        if name == "responses":
            if not all(any(_says(r, o, library) for o in theirs) for r in mine):
                return False
        elif name == "concept":
            if not library.vocabulary.is_a(theirs, mine):
                return False
        # The moment that is asked for; the date of a finding that its document tells.
        elif name in ("measured_at", "date") and theirs in (None, Span()):
            continue
        elif mine not in (None, (), Span()) and mine != theirs:
            return False
    return True


def _after(node: Any, whole: Case) -> bool:
    """Whether a score is what a response tells as the value after a procedure, or before."""
    responses = [response for prior in whole.history for response in prior.responses]
    return isinstance(node, Score) and any(
        r.scale == node.scale and node.value in (r.before, r.after) for r in responses
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_part_of_a_record_is_missing_asking_reaches_the_same_outcome(data: st.DataObject) -> None:
    library = load()
    path = data.draw(st.sampled_from([p for p in CASES if p.parent.name == "bases"]))
    whole = read_case(path, library.vocabulary).case
    kept = {
        part: tuple(item for item in getattr(whole, part) if data.draw(st.booleans()))
        for part in ("statements", "scores", "care", "medications")
    }
    named = {service.repeats for service in whole.services}
    kept["history"] = tuple(p for p in whole.history if p.iri in named or data.draw(st.booleans()))
    left = replace(whole, **kept, complete_for=frozenset(), source=None)  # type: ignore[arg-type]
    interview = Interview(left, library)
    talk(interview, Oracle(reviewed(whole, library), interview).of)
    assert [o.disposition for o in interview.outcomes()] == outcomes(whole, library)


@pytest.mark.parametrize(
    "name", ["first-block-aetna", "trigger-point-first-medicare", "kyphoplasty-medicare"]
)
def test_whatever_is_asked_could_have_changed_the_outcome(name: str, library: Library) -> None:
    """At each question there are answers to those that follow with which it alone makes the difference."""
    whole = read_case(ROOT / "tests" / "bases" / f"{name}.yaml", library.vocabulary).case
    interview = Interview(stripped(whole), library)
    oracle = Oracle(reviewed(whole, library), interview)

    def ends(question: Question, answer: str, then: str) -> list[Disposition] | None:
        other = Interview(interview.case, library)
        same = next(q for q in other.questions() if q.name == question.name)
        try:
            _ = other.answer(same, answer) if answer else other.pass_over(same)
        except InputError:
            return None
        follow = Oracle(reviewed(whole, library), other).of if then == "as it is" else lambda _: then
        talk(other, follow)
        return [o.disposition for o in other.outcomes()]

    while not interview.done:
        question, text = interview.questions()[0], oracle.of(interview.questions()[0])
        different = []
        for then in ("as it is", "", "no"):
            found = [ends(question, answer, then) for answer in ("", text, "yes", "no", NOTHING_ELSE)]
            different.append(len({str(each) for each in found if each is not None}))
        assert max(different) > 1, question.name
        _ = interview.answer(question, text) if text else interview.pass_over(question)


@pytest.mark.parametrize(("payer", "place"), [("aetna", ""), ("medicare", "noridian-je")])
def test_what_needs_lists_is_what_is_asked_of_a_request_that_says_nothing_else(
    payer: str, place: str, library: Library
) -> None:
    """Every open criterion hangs on a question, but for one that only another procedure in the request would change."""
    compared, other = 0, set[str]()
    for word in library.vocabulary.terms_of(GUIDE.Procedure):
        try:
            read = minimal_case(library.vocabulary, word, payer, place, date(2026, 7, 1))
            review = review_case(read, library, engine()).review
        except InputError:
            continue
        interview = Interview(read.case, library)
        if all(outcome.settled for outcome in interview.outcomes()):
            continue
        listed = {
            f"{ledger.guideline}/{row.criterion}"
            for line in review.lines
            for ledger in line.guidelines
            if ledger.authority == "binding"
            for row in ledger.criteria
            if row.decides and row.status in OPEN
        }
        other |= listed - {asked.name for question in interview.questions() for asked in question.asked}
        compared += 1
    assert compared >= 5
    assert other <= {
        "aetna-cpb-0016/thermal-radiofrequency-technique",
        "cms-l38801/non-thermal-denervation-absent",
    }


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
        ("conservative-care-days", "some weeks", "is not known here"),
        ("conservative-care-days", "exercise", "is needed"),
        ("conservative-care-days", "exercise; some weeks", "is not understood"),
        ("conservative-care-days", "exercise; 2026-01; 2026-02; faild", "Did you mean 'failed'"),
        ("conservative-care-days", "exercise; 2026-01; ; ; left", "more parts than are asked for"),
        ("activity-limitation-duration", "2025-01 | 2025-02", "One entry"),
        ("activity-limitation-duration", "2025-01 | none", "not asked here"),
        ("activity-limitation-duration", "2031-01-01", "after 2026-07-06"),
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


def test_an_entry_says_what_was_told_and_nothing_else(library: Library) -> None:
    interview = Interview(clerk(library), library)
    interview.answer(interview.questions()[0], "first")
    for name, text in (
        ("activity-limitation-duration", "2025-11"),
        ("conservative-care-days", "physical therapy; 2026-03-02; 2026-05; | 6; at least 6 weeks; ; failed"),
    ):
        question = next(q for q in interview.questions() if q.name == name)
        interview.answer(question, text)
        assert name not in {q.name for q in interview.questions()}
    written = case_data(interview.case, library.vocabulary)
    assert {e["finding"]: e.get("since") for e in written["findings"]}["activity-limiting-pain"] == "2025-11"
    told = [{key: value for key, value in entry.items() if key != "from"} for entry in written["care"]]
    assert sorted(told, key=str) == [
        {"treatment": "exercise", "outcome": "failed", "for": "at least 42 days"},
        {"treatment": "physical-therapy", "start": "2026-03-02", "end": "2026-05"},
    ]
    assert "completeFor" not in written
    assert [d["title"] for d in written["documents"]] == ["Told by the requester"]


def test_treatment_that_fell_short_does_not_settle_as_long_as_there_may_be_more(library: Library) -> None:
    """What is told of treatment is taken as all there was; so it is asked for once more, before anything else."""
    interview = Interview(clerk(library), library)
    interview.answer(interview.questions()[0], "first")
    question = next(q for q in interview.questions() if q.name == "conservative-care-days")
    interview.answer(question, "exercise; 2026-01; 2026-06; helped")
    assert not interview.outcomes()[0].settled
    assert interview.questions()[0].name == "conservative-care-failed"
    other = Interview(interview.case, library)
    other.answer(other.questions()[0], "physical therapy; 2026-05; ; failed")
    assert not other.done
    interview.pass_over(interview.questions()[0])
    assert interview.done
    assert interview.outcomes()[0].disposition is Disposition.REFER_TO_PHYSICIAN


def test_none_is_told_as_the_whole_of_a_record_and_settles(library: Library) -> None:
    interview = Interview(clerk(library), library)
    interview.answer(interview.questions()[0], "first")
    question = next(q for q in interview.questions() if q.name == "conservative-care-days")
    assert question.whole == "no other treatment or drug was given; that record is whole"
    noted = interview.answer(question, "none")
    assert noted == ("nothing else is on record of: care, medications",)
    assert case_data(interview.case, library.vocabulary)["completeFor"] == ["care", "medications"]
    assert interview.done
    assert interview.outcomes()[0].disposition is Disposition.REFER_TO_PHYSICIAN


class Clerk:
    """Somebody who types lines, and what is shown."""

    def __init__(self, *typed: str) -> None:
        self.typed, self.said = list(typed), list[str]()

    def ask(self, prompt: str) -> str:
        self.said.append(prompt)
        if not self.typed:
            raise EOFError
        return self.typed.pop(0)

    def talk(self, interview: Interview) -> str:
        converse(interview, self.ask, self.said.append)
        return "\n".join(self.said)


def test_a_part_that_is_not_understood_is_asked_again_and_another_entry_follows(library: Library) -> None:
    interview = Interview(clerk(library), library)
    clerk_ = Clerk(
        *("first", "physiotherapy", "physical therapy", "spring", "2026-03-02", "2026-02-30", "2026-05-04", "failed"),
        *("yes", "exercise", "6 weeks", "", "1", "maybe", "no", "", "q"),
    )  # fmt: skip
    said = clerk_.talk(interview)
    assert said.count("Or none: no other treatment or drug was given; that record is whole.") == 1
    assert "'physiotherapy' is not known here. Did you mean 'physical-therapy'?" in said
    assert "'spring' is not understood" in said
    assert "Write yes, no, or nothing." in said
    assert "the calendar has no such date" in said
    assert "Noted: physical therapy, outcome: failed, 2026-03-02 to 2026-05-04." in said
    assert "Noted: exercise, outcome: failed, for 42 days." in said
    assert "Noted: nothing else is on record of: care, medications." in said
    assert {e.outcome for e in interview.case.care} == {GUIDE["outcome-failed"]}


def test_back_and_passing_over_in_a_conversation(library: Library) -> None:
    interview = Interview(clerk(library), library)
    said = Clerk("first", "b", "first", "-", "?", "no", "").talk(interview)
    assert said.count("1. Say what is asked for: its occurrence.") == 2
    assert "Source: Aetna CPB 0016" in said
    assert [str(s.status) for s in interview.case.statements if s.origin] == [str(GUIDE.Absent)]
    assert {d.title for d in interview.case.documents} == {"Told by the requester"}


def test_what_helped_may_be_told_as_two_scores_and_a_place_as_a_case_writes_it(library: Library) -> None:
    whole = read_case(ROOT / "tests" / "bases" / "first-ablation-aetna.yaml", library.vocabulary).case
    interview = Interview(stripped(whole), library)
    question = next(q for q in interview.questions() if q.name == "aetna-positive-blocks")
    told = "medial-branch-block; 2026-05; L4-S1 left; diagnostic; from 8 to 1 on numeric-rating-scale; "
    for wrong, words in (
        (told.replace("L4-S1", "L4-S9"), "is no level, nerve or side"),
        (told.replace("8", "80"), "is outside the scale"),
        (told.replace("medial-branch-block", "therapeutic"), "is no procedure"),
        (told.replace("2026-05", "2027-05"), "is after"),
    ):
        with pytest.raises(InputError, match=words):
            interview.answer(question, wrong)
    assert interview.case == stripped(whole)
    interview.answer(question, f"{told} | {told.replace('2026-05', '2026-06').replace('L4-S1 left', 'same')}")
    written = case_data(interview.case, library.vocabulary)["history"]
    assert [(e["date"], e["levels"], e["side"]) for e in written if e["date"] == "2026-05"] == [
        ("2026-05", ["L4-5", "L5-S1"], "left")
    ]
    assert all(e["responses"][0]["scale"] == "numeric-rating-scale" for e in written)
    assert len(written) == 2


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


# A suite that is started in the background hands an ignored interrupt on to everything it starts.
INTERRUPTIBLE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from reasoner.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_an_interrupt_in_a_terminal_writes_what_was_answered(tmp_path: Path) -> None:
    case = tmp_path / "clerk.yaml"
    case.write_text(CLERK, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", INTERRUPTIBLE, "ask", str(case)]
    running = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, start_new_session=True
    )
    os.close(theirs)

    def until(words: str) -> None:
        seen, end = "", time.monotonic() + 60
        while words not in seen and time.monotonic() < end:
            if not select.select([ours], [], [], 1)[0]:
                continue
            try:
                seen += os.read(ours, 4096).decode("utf-8", "replace")
            except OSError:
                break
        assert words in seen, seen

    try:
        until("> ")
        os.write(ours, b"first\n")
        until("2. ")
        running.send_signal(signal.SIGINT)
        until("Written to")
        assert running.wait(timeout=30) == 0
    finally:
        running.kill()
        running.wait(timeout=30)
        os.close(ours)
    assert "occurrence: first" in (tmp_path / "clerk.answered.yaml").read_text(encoding="utf-8")


PROMPT = re.compile(r"^(   (Which document|On which page|In which words)[^)]*\)|     [A-Z].*(:|\))) ?")


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
        elif PROMPT.match(line):
            typed.append(PROMPT.sub("", line))
    done = subprocess.run(
        [sys.executable, "-m", "reasoner.cli", "ask", "clerk.yaml"],
        input="\n".join(typed) + "\n", capture_output=True, text=True, cwd=tmp_path, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout == shown
    assert (tmp_path / "clerk.answered.yaml").read_text(encoding="utf-8") == made
