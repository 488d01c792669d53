"""Each kind of bad input: the message, the place and the nearest known word, exactly."""

from __future__ import annotations

import pytest
from small_case import CASE

from reasoner.errors import Place


def changed(old: str, new: str) -> str:
    assert CASE.count(old) == 1
    return CASE.replace(old, new)


HISTORY = CASE + "history: [{procedure: medial-branch-block, "
RESPONSE = HISTORY + "responses: [{"
REPEATS = "    procedure: medial-branch-block\n"
BASE = "https://w3id.org/guideline-reasoner/case/case-1"
AFTER_RECORD = "is after 2026-06-10, the day on which the chart was read (recordedOn)."
NUMBER = "a number is written with digits and a point, such as 300 or 2.5."
LENGTH = "a length is written as 6 weeks, 4-6 weeks, at least 3 months, less than 6 weeks or P6W."
DAY = "a day such as 2026-03-02 is needed here, not a month or a year."

DOSED = changed("    levels: [L4-5]", "    doses: [{drug: dexamethasone, @}]")
# what is wrong: the document with ^ before the place, the message, the nearest known word
SINGLE = {
    "unknown key": (
        changed("dateOfService", "^dateOfServise"),
        "Unknown key 'dateOfServise' in the case.",
        "dateOfService",
    ),
    "unknown key below": (changed("levels", "^levles"), "Unknown key 'levles' in the request.", "levels"),
    "unknown term": (
        CASE + "findings: [{finding: ^radicullar-pain, status: present}]\n",
        "'radicullar-pain' is no known concept.",
        "radicular-pain",
    ),
    "two words for one key": (
        RESPONSE + "pain: axial-pain, ^of: daily-function}]}]\n",
        "'pain' and 'of' are two words for one key of the response.",
        "",
    ),
    "two words for a percentage": (
        RESPONSE + "improvement: 60, ^relief: 60}]}]\n",
        "'improvement' and 'relief' are two words for one key of the response.",
        "",
    ),
    "a word close to an alias": (
        RESPONSE + "^improvment: 60}]}]\n",
        "Unknown key 'improvment' in the response.",
        "improvement",
    ),
    "a value under an alias": (
        RESPONSE + "of: ^daily-functoin}]}]\n",
        "'daily-functoin' is no known concept.",
        "daily-function",
    ),
    "a dose in another unit": (
        DOSED.replace("@", "amount: 4, unit: ^ml"),
        "'ml' is not understood under 'unit'.",
        "",
    ),
    "a dose without an amount": (
        DOSED.replace("{drug: dexamethasone, @", "^{drug: dexamethasone, unit: mg"),
        "The dose has no 'amount'.",
        "",
    ),
    "a dose below nothing": (
        DOSED.replace("@", "amount: ^-4, unit: mg"),
        "-4 is below 0, the least that 'amount' can be.",
        "",
    ),
    "a finding told after the record": (
        CASE + "findings: [{finding: radicular-pain, status: present, date: ^2026-06-11}]\n",
        "2026-06-11 " + AFTER_RECORD,
        "",
    ),
    "unknown payer": (changed("aetna", "^aetnna"), "'aetnna' is no known payer.", "aetna"),
    "unknown billing code": (
        changed('"64493"', '^"64439"'),
        "'64439' is no code of cpt or hcpcs that is held here.",
        "64493",
    ),
    "unknown diagnosis code": (
        changed("M47.816", "^M47.861"),
        "'M47.861' is no code of icd-10-cm that is held here.",
        "M47.816",
    ),
    "header code": (
        changed("M47.816", "^M47.81"),
        "M47.81 is a header, not a code that can be billed.",
        "M47.811",
    ),
    "retired diagnosis code": (
        changed("M47.816", "^Y99.X1"),
        "Y99.X1 was retired: its last day was 2025-09-30, the date of service is 2026-06-15.",
        "",
    ),
    "code to come": (
        changed("M47.816", "^Y99.X2"),
        "Y99.X2 was not valid yet: its first day is 2026-10-01, the date of service is 2026-06-15.",
        "",
    ),
    "retired billing code": (
        changed('"64493"', "^J1030"),
        "J1030 was retired: its last day was 2024-03-31, the date of service is 2026-06-15.",
        "",
    ),
    "no date of service": (
        "^" + changed("dateOfService: 2026-06-15\n", ""),
        "The case has no 'dateOfService'.",
        "",
    ),
    "history after the record": (HISTORY + "date: ^2026-06-11}]\n", f"2026-06-11 {AFTER_RECORD}", ""),
    "month after the record": (HISTORY + "date: ^2026-07}]\n", f"2026-07-01 {AFTER_RECORD}", ""),
    "finding after the record": (
        CASE + "findings: [{finding: radicular-pain, status: present, since: ^2026-06-11}]\n",
        f"2026-06-11 {AFTER_RECORD}",
        "",
    ),
    "end before start": (
        CASE + "care: [{treatment: physical-therapy, start: 2026-03, end: ^2026-02-27}]\n",
        "The end, 2026-02-27 at the latest, is before the start, 2026-03-01.",
        "",
    ),
    "decided before received": (
        CASE + "received: 2026-06-09\ndecided: ^2026-06-08\n",
        "Decided on 2026-06-08, before it was received on 2026-06-09.",
        "",
    ),
    "response before its procedure": (
        HISTORY + "date: 2026-05-02, responses: [{relief: 80, date: ^2026-05-01}]}]\n",
        "Measured on 2026-05-01, before the procedure on 2026-05-02.",
        "",
    ),
    "one day, two dates": (
        HISTORY + 'date: 2026-05-02, sameDayAs: ^"#block"}]\n',
        "Told to be on one day, but the dates differ: 2026-05-02 and 2026-06-15.",
        "",
    ),
    "the same day as itself": (
        HISTORY + 'id: "#a", sameDayAs: ^"#a"}]\n',
        "It is told to be on the same day as itself.",
        "",
    ),
    "repeats what came later": (
        changed(REPEATS, REPEATS + '    repeats: ^"#a"\n').replace("2026-06-10", "2026-08-10")
        + 'history: [{id: "#a", procedure: medial-branch-block, date: 2026-07-01}]\n',
        "It is told to repeat what was done on 2026-07-01, after the date of service 2026-06-15.",
        "",
    ),
    "a day that is none": (
        changed("2026-06-15", "^2026-02-30"),
        "'2026-02-30' is not understood under 'dateOfService': the calendar has no such date.",
        "",
    ),
    "a month for a day": (
        changed("2026-06-15", "^2026-06"),
        f"'2026-06' is not understood under 'dateOfService': {DAY}",
        "",
    ),
    "relief over 100": (
        RESPONSE + "relief: ^100.1}]}]\n",
        "100.1 is above 100, the most that 'relief' can be.",
        "",
    ),
    "relief below -100": (
        RESPONSE + "relief: ^-101}]}]\n",
        "-101 is below -100, the least that 'relief' can be.",
        "",
    ),
    "reversed range": (
        RESPONSE + "relief: ^90-70}]}]\n",
        "'90-70' is not understood under 'relief': the lower bound is above the upper one.",
        "",
    ),
    "outside its scale": (
        CASE + "scores: [{scale: numeric-rating-scale, value: ^10.5, at: baseline}]\n",
        "10.5 is outside the scale 'numeric rating scale', which goes from 0 to 10.",
        "",
    ),
    "after, outside its scale": (
        RESPONSE + "scale: numeric-rating-scale, before: 8, after: ^-1}]}]\n",
        "-1 is outside the scale 'numeric rating scale', which goes from 0 to 10.",
        "",
    ),
    "vague length": (
        CASE + "care: [{treatment: physical-therapy, for: ^a few weeks}]\n",
        f"'a few weeks' is not understood under 'for': {LENGTH}",
        "",
    ),
    "dangling reference": (
        changed(REPEATS, REPEATS + '    repeats: ^"#blok"\n'),
        "'#blok' names nothing in this document.",
        "",
    ),
    "misspelt reference": (
        changed(REPEATS, REPEATS + '    repeats: ^"#first-blok"\n')
        + 'history: [{id: "#first-block", procedure: medial-branch-block}]\n',
        "'#first-blok' names nothing in this document.",
        "#first-block",
    ),
    "reference to another kind": (
        changed(REPEATS, REPEATS + '    repeats: ^"#line"\n'),
        "'#line' is no prior procedure here.",
        "",
    ),
    "IRI of another case": (
        changed(REPEATS, REPEATS + "    repeats: ^https://w3id.org/guideline-reasoner/case/case-2#block\n"),
        f"'https://w3id.org/guideline-reasoner/case/case-2#block' lies outside this case ({BASE}).",
        "",
    ),
    "name outside the case": (
        changed('"#line"', '^"https://example.org/line"'),
        f"'https://example.org/line' lies outside this case ({BASE}).",
        "",
    ),
    "a name twice": (changed('"#line"', '^"#block"'), "The name '#block' stands twice.", ""),
    "remote context": (
        CASE + '"@context": ^https://example.org/context.jsonld\n',
        "The context 'https://example.org/context.jsonld' is not read: contexts are never fetched.",
        "",
    ),
    "context written out": (
        CASE + '"@context": ^{x: "https://example.org/x"}\n',
        "A context that is a mapping is not read: contexts are never fetched.",
        "",
    ),
    "number for text": (
        CASE + "requester: ^12\n",
        "'requester' takes text, and the number 12 stands here.",
        "",
    ),
    "boolean for a term": (
        CASE + "findings: [{finding: radicular-pain, status: ^true}]\n",
        "'status' takes text, not true or false.",
        "",
    ),
    "text for a number": (
        changed('"64493"', '"64493", units: ^one'),
        f"'one' is not understood under 'units': {NUMBER}",
        "",
    ),
    "number with an exponent": (
        changed('"64493"', '"64493", units: ^1e3'),
        f"'1e3' is not understood under 'units': {NUMBER}",
        "",
    ),
    "negative units": (
        changed('"64493"', '"64493", units: ^-1'),
        "-1 is below 0, the least that 'units' can be.",
        "",
    ),
    "nothing told": (changed("payer: aetna", "payer:^"), "'payer' is empty.", ""),
    "shorthand": (
        CASE + "findings: ^{radicular-pain: present}\n",
        "'findings' takes a list, not a mapping.",
        "",
    ),
    "list for one value": (
        changed("payer: aetna", "payer: ^[aetna]"),
        "'payer' takes one value, not a list.",
        "",
    ),
    "text for a mapping": (
        CASE + "findings: [^radicular-pain]\n",
        "A finding is a mapping with keys, not text.",
        "",
    ),
    "no request": (
        changed(CASE[CASE.index("requests") :], "requests: ^[]\n"),
        "'requests' is an empty list.",
        "",
    ),
    "told twice": (changed("[L4-5]", "[L4-5, ^L4-5]"), "'L4-5' stands twice under 'levels'.", ""),
    "range that is not linked": (changed("[L4-5]", "[^S1-X9]"), "'S1-X9' is no known site.", ""),
    "modifier": (
        changed('"64493"', '"64493", modifiers: [^fifty]'),
        "'fifty' does not have the form of 'modifiers'.",
        "",
    ),
    "not stated is left out": (
        CASE + "findings: [{finding: radicular-pain, status: ^not-stated}]\n",
        "'not-stated' is no known fact status.",
        "",
    ),
    "assumed key unknown": (
        CASE + "assumed: [^requests/diagnosis]\n",
        "'requests/diagnosis' is no key of a case document.",
        "requests/diagnoses",
    ),
    "both of two": (
        CASE + "care: [^{treatment: exercise, anyOf: [exercise]}]\n",
        "The care episode must have exactly one of 'treatment' and 'anyOf'.",
        "",
    ),
    "none of two": (
        CASE + "care: [^{outcome: failed}]\n",
        "The care episode must have exactly one of 'treatment' and 'anyOf'.",
        "",
    ),
    "nothing requested": (
        CASE[: CASE.index("  - id:")] + "  - ^levels: [L4-5]\n",
        "The request must have 'procedure' or 'lines'.",
        "",
    ),
    "a name for a case": (changed("id: case-1", "id: ^John Doe"), "'John Doe' cannot name a case.", ""),
}


@pytest.mark.parametrize("name", SINGLE)
def test_one_problem(refuse, name):
    marked, what, near = SINGLE[name]
    before, _, after = marked.partition("^")
    place = Place("case.yaml", before.count("\n") + 1, len(before) - before.rfind("\n"))
    # a misspelt key leaves its true key untold, which is said too
    problems = [p for p in refuse(before + after) if name != "unknown key" or p.place == place]
    assert [(p.what, p.place, p.nearest) for p in problems] == [(what, place, near)]


def test_all_problems_of_a_file_at_once_in_its_order(refuse):
    text = (
        changed("aetna", "aetnna").replace("levels", "levles").replace("2026-06-15", "2026-06-08")
        + "decided: 2026-06-01\nreceived: 2026-06-02\n"
        + "history: [{procedure: medial-branch-block, date: 2027, responses: [{relief: 120}]}]\n"
    )
    assert [(p.place.line, p.what) for p in refuse(text)] == [
        (4, "'aetnna' is no known payer."),
        (8, "Unknown key 'levles' in the request."),
        (12, "Decided on 2026-06-01, before it was received on 2026-06-02."),
        (14, "2027-01-01 is after 2026-06-10, the day on which the chart was read (recordedOn)."),
        (14, "120 is above 100, the most that 'relief' can be."),
    ]


def test_a_procedure_outside_the_field(refuse):
    (problem,) = refuse(changed("medial-branch-block", "hernia-mesh-operation"))
    assert problem.what == "'hernia-mesh-operation' is no known procedure."
    assert problem.remedy == "No procedure we know is named here."
    assert problem.place.line == 7


PROSE = ("Is a bilateral hernia operation necessary?\n", "- a\n- b\n", "subject: hernia\ntext: please\n")


@pytest.mark.parametrize("text", PROSE)
def test_a_text_that_is_no_case(refuse, text):
    (problem,) = refuse(text)
    assert problem.what.startswith("This is no case document, but ")
    assert problem.remedy == "No procedure we know is named here."
    assert problem.place.line == 1


def test_too_many_problems_are_cut_and_said(refuse):
    problems = refuse(CASE + "findings:\n" + "  - {finding: nonsense, status: present}\n" * 200)
    assert len(problems) == 101
    assert problems[-1].what == "There are more problems than are shown."


def test_a_message_is_one_sentence_with_place_nearest_and_remedy(refuse):
    (problem,) = refuse(changed("aetna", "aetnna"))
    assert str(problem) == "case.yaml:4:8: 'aetnna' is no known payer. Did you mean 'aetna'?"
