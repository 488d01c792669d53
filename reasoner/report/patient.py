"""The report for a patient as a page: plain sentences, no codes but one line, and never a verdict."""

from __future__ import annotations

import re

from reasoner.model.ledger import Disposition, Review, Row, Status
from reasoner.model.remedies import Kind, Remedies
from reasoner.report.footer import PATIENT_SCOPE, patient_footer, running
from reasoner.report.parts import Bullets, Item, Page, Paragraph, Part, Section, Span, line
from reasoner.report.selection import OPEN, deciding, services
from reasoner.report.words import joined

_NEXT = {
    Disposition.REFER_TO_PHYSICIAN: (
        "A doctor who works for the plan should look at your request next.",
        "That doctor may call your clinic to talk about it.",
    ),
    Disposition.REQUEST_INFORMATION: (
        "The plan needs more facts from your clinic first.",
        "Then a person at the plan will decide.",
    ),
    Disposition.APPROVE_ELIGIBLE: (
        "Your papers show what the rules ask for.",
        "A person at the plan will still make the choice.",
    ),
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEVERITY = (Disposition.REFER_TO_PHYSICIAN, Disposition.REQUEST_INFORMATION, Disposition.APPROVE_ELIGIBLE)


def patient_page(review: Review, remedies: Remedies | None = None) -> Page:
    """Compose the page from the plain sentences that the knowledge gives; with what could help, where that is told."""
    rows = (row.patient_text for row in _open(review, *OPEN))
    used = " ".join((review.request, review.patient_request, *rows))
    parts = (
        _asked(review),
        _standing(review),
        *_why(review),
        *(_help(remedies) if remedies is not None else ()),
        *_steps(review),
        _questions(),
        _rights(),
        *_words(review, used),
    )
    return Page(
        title="About your request",
        subtitle=line(
            "This page is for you. It tells you where your request stands and what can help.",
            " It was checked by rules that someone picked, which may not be the rules of your plan."
            if review.chosen
            else "",
        ),
        parts=parts,
        footer=patient_footer(review.content),
        running=running(review.content, PATIENT_SCOPE),
        audience="patient",
    )


def _asked(review: Review) -> Section:
    day = review.date_of_service
    asked = _sentence(review.patient_request)
    text = f"{asked} The planned day is {_MONTHS[day.month - 1]} {day.day}, {day.year}."
    codes = list(dict.fromkeys(code for reviewed in review.lines for code in reviewed.codes))
    parts: list[Part] = [Paragraph(line(text))]
    if codes:
        label = "The billing code is" if len(codes) == 1 else "The billing codes are"
        parts.append(Paragraph(line(f"{label} {joined(codes)}.")))
    return Section("What was asked for?", tuple(parts))


def _sentence(request: str) -> str:
    """The request as a sentence: the knowledge may give one, or only the plain name of what is asked for."""
    words = request.strip()
    if not words:
        return "Your clinic asked your health plan to pay for your care."
    if words.endswith((".", "!", "?")):
        return words
    return f"Your clinic asked your health plan to pay for this: {words}."


def _worst(review: Review) -> Disposition:
    held = {reviewed.disposition for reviewed in review.lines}
    return next((found for found in _SEVERITY if found in held), Disposition.REFER_TO_PHYSICIAN)


def _standing(review: Review) -> Section:
    start = (
        "No decision has been made by a computer. A computer checked your papers against the rules of your "
        "plan. It only lists what it found. A person makes the decision."
    )
    return Section(
        "Has it been decided?",
        (Paragraph(line(start)), Paragraph(line(" ".join(_NEXT[_worst(review)])))),
    )


def _open(review: Review, *statuses: Status) -> tuple[Row, ...]:
    rows = (ground.row for service in services(review) for ground in deciding(service))
    return tuple(dict.fromkeys(row for row in rows if row.status in statuses))


def _said(rows: tuple[Row, ...]) -> tuple[Item, ...]:
    texts = dict.fromkeys(row.patient_text for row in rows if row.patient_text)
    return tuple(Item(line(text)) for text in texts)


def _more(rows: tuple[Row, ...], one: str, many: str) -> list[Paragraph]:
    """How many points have no plain text: counted, so that nothing is left out in silence."""
    count = sum(not row.patient_text for row in rows)
    if not count:
        return []
    text = f"There is one more {one}." if count == 1 else f"There are {count} more {many}."
    return [Paragraph(line(f"{text} Your clinic can see it in the full report."))]


def _why(review: Review) -> list[Section]:
    failed = _open(review, Status.NOT_MET)
    unclear = _open(review, Status.CONTRADICTORY, Status.NEEDS_JUDGEMENT)
    found: list[Section] = []
    if failed:
        parts: list[Part] = [Paragraph(line("Your papers do not fit these rules:"))]
        found.append(
            Section(
                "Why can it not be approved yet?",
                (*parts, *_list(failed, "rule like this", "rules like this")),
            )
        )
    if unclear:
        found.append(Section("What does a person need to look at?", _list(unclear, "point", "points")))
    return found


def _list(rows: tuple[Row, ...], one: str, many: str) -> tuple[Part, ...]:
    items = _said(rows)
    return (*((Bullets(items),) if items else ()), *_more(rows, one, many))


def _steps(review: Review) -> list[Section]:
    missing = _open(review, Status.NOT_DOCUMENTED)
    found: list[Section] = []
    if missing:
        found.append(
            Section(
                "What do the papers not say yet?",
                _list(missing, "fact that is missing", "facts that are missing"),
            )
        )
    steps = [
        "Show this page to your clinic.",
        "Ask them to send what is missing. Old visit notes and test results can help.",
        "Tell them the dates of the care you have tried, and how well each one worked.",
        "Keep a copy of all that is sent.",
    ]
    items = tuple(
        Item(line(step)) for step in (steps if missing or _open(review, Status.NOT_MET) else steps[::3])
    )
    found.append(Section("What can you and your clinic do?", (Bullets(items),)))
    return found


_HELPS = {
    Kind.DOCUMENT: "Your clinic can send more papers, or see you and write down what it finds.",
    Kind.TIME: "A later day for your care may fit the rules.",
    Kind.SERVICE: "Your clinic can ask for your care in another way.",
    Kind.TREATMENT: "Other care may have to come first.",
}


def _help(remedies: Remedies) -> list[Section]:
    """What could help, by kind alone: which of it is right for the patient is for the clinic to say."""
    lacking = [each for each in remedies.lines if not each.eligible]
    cheapest = [each.remedies[0] for each in lacking if each.remedies]
    kinds = {change.kind for remedy in cheapest for change in remedy.changes}
    if not lacking:
        return []
    texts = [_HELPS[kind] for kind in Kind if kind in kinds]
    if texts:
        texts = ["It may help to do all of this:" if len(texts) > 1 else "This may help:", *texts]
    parts: list[Part] = (
        [Paragraph(line(texts[0])), Bullets(tuple(Item(line(t)) for t in texts[1:]))] if texts else []
    )
    if any(not each.remedies for each in lacking):
        text = "More papers alone may not be enough. Ask your doctor what else can help."
        parts.append(Paragraph(line(text)))
    parts.append(Paragraph(line("Your clinic has a list of each step. Ask to see it.")))
    return [Section("What could help?", tuple(parts))]


def _questions() -> Section:
    asked = (
        "What will this show or change for me?",
        "What else could help, and what are the risks?",
        "What is missing from my papers?",
        "When will I hear back?",
    )
    return Section("What can you ask?", (Bullets(tuple(Item(line(text)) for text in asked)),))


def _rights() -> Section:
    text = (
        "You can ask for a person to decide. You can ask for the reasons in writing. If the answer is no, "
        "you can ask the plan to look again. This is called an appeal. Your plan can tell you how to start "
        "one and how long you have. Your clinic can help you."
    )
    return Section("What if you do not agree?", (Paragraph(line(text)),))


def _words(review: Review, used: str) -> list[Section]:
    """Plain names of the terms that the request or this page uses; a term that is its own plain name is left out."""
    items = tuple(
        Item(line(Span(f"“{term}”", "strong"), f" means {meaning.rstrip('.')}."))
        for term, meaning in review.patient_terms
        if term.casefold() != meaning.rstrip(".").casefold() and _speaks(used, term)
    )
    return [Section("What do the words in your papers mean?", (Bullets(items),))] if items else []


def _speaks(text: str, term: str) -> bool:
    """Whether the term stands in the text as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(term.casefold())}(?!\w)", text.casefold()) is not None
