"""The words of a report for the closed sets of the model. Nothing here depends on a field of medicine."""

from __future__ import annotations

from collections.abc import Iterable

from reasoner.model.ledger import ChartItem, Citation, Determination, Disposition, LineReview, Row, Status
from reasoner.report.parts import Line, Span, line

POLICY = "docs/editorial-policy.md"

STATUS = {
    Status.NOT_MET: "Not met",
    Status.CONTRADICTORY: "Contradictory",
    Status.NOT_DOCUMENTED: "Not documented",
    Status.NEEDS_JUDGEMENT: "Needs judgement",
    Status.MET: "Met",
    Status.NOT_APPLICABLE: "Not applicable",
}

DETERMINATION = {
    Determination.DOES_NOT_MEET: "Does not meet criteria",
    Determination.INFORMATION_NEEDED: "Information needed",
    Determination.CLINICIAN_JUDGEMENT: "A clinician must judge",
    Determination.NO_GUIDELINE_IN_FORCE: "No guideline in force",
    Determination.MEETS: "Meets criteria",
}

DISPOSITION = {
    Disposition.APPROVE_ELIGIBLE: "Eligible for approval",
    Disposition.REQUEST_INFORMATION: "Request information",
    Disposition.REFER_TO_PHYSICIAN: "Refer to a physician",
}

CONFIDENCE = {
    "SEEN-P": "read in the primary text",
    "SEEN-M": "seen on a contractor's page",
    "SEEN-S": "seen only in a secondary source",
    "KNOWN": "unconfirmed",
}

HOLDS = {"surely": "holds", "possibly": "may hold", "no": "does not hold"}

CONTENT = {"draft": "draft", "under-review": "under review", "approved": "approved"}

_REASONS = {
    Determination.DOES_NOT_MEET: "a deciding criterion is not met, and a physician decides what follows",
    Determination.CLINICIAN_JUDGEMENT: "a clause asks for a judgement that only a clinician can make",
    Determination.NO_GUIDELINE_IN_FORCE: "no guideline in force decides this request",
}


def chip(status: Status) -> Span:
    """The status of a criterion as a marked word."""
    return Span(STATUS[status], f"chip-{status.value}")


def disposition(reviewed: LineReview) -> str:
    """What happens next with a line, and why, in one sentence. It is never a denial and says so."""
    words = DISPOSITION[reviewed.disposition]
    if reviewed.disposition is Disposition.APPROVE_ELIGIBLE:
        return f"{words}: every deciding criterion is met. A person still decides."
    if reviewed.disposition is Disposition.REQUEST_INFORMATION:
        return f"{words}: the record does not yet show all that decides; this is not a denial."
    found = {ledger.determination for ledger in reviewed.guidelines}
    reason = next((text for key, text in _REASONS.items() if key in found), "a physician decides")
    return f"{words}: {reason}; this is not a denial."


def confidence(citation: Citation) -> Span:
    """How well the wording of a source is confirmed; unconfirmed wording is marked."""
    if citation.unconfirmed:
        return Span("UNCONFIRMED: nobody has checked this wording in its source", "mark")
    words = CONFIDENCE.get(citation.confidence, citation.confidence)
    return Span(words + (f", {citation.confirmed_on}" if citation.confirmed_on else ""), "quiet")


def document(citation: Citation) -> str:
    """Document and version of a citation."""
    version = f", version {citation.version}" if citation.version else ""
    return (citation.title or citation.source) + version


def place(citation: Citation) -> str:
    """Document, version, section and clause of a citation."""
    text = document(citation) + (f", {citation.section}" if citation.section else "")
    return text + (f" [{', '.join(citation.clauses)}]" if citation.clauses else "")


def cited(citation: Citation) -> Line:
    """A citation in full: its place, its confidence and what there is to remark."""
    remark = f" Remark: {citation.remark}" if citation.remark else ""
    return line(place(citation), " (", confidence(citation), ").", Span(remark, "quiet"))


def sources(citations: Iterable[Citation]) -> Line:
    """Several citations in one line, for a list item."""
    found = list(citations)
    if not found:
        return line(Span("No source is given.", "mark"))
    pieces: list[str | Span] = [Span("Source: ", "quiet")]
    for number, citation in enumerate(found):
        pieces += ["; " if number else "", Span(place(citation), "quiet"), " (", confidence(citation), ")"]
    return line(*pieces, ".")


_BRIEF = {
    "SEEN-M": Span(" (contractor's page)", "quiet"),
    "SEEN-S": Span(" (secondary source)", "quiet"),
    "KNOWN": Span(" (UNCONFIRMED)", "mark"),
}


def brief(citations: Iterable[Citation]) -> Line:
    """Titles only, each once for each confidence, marked unless the primary text was read: for the first screen."""
    found = dict.fromkeys((citation.title or citation.source, citation.confidence) for citation in citations)
    pieces: list[str | Span] = []
    for number, (title, seen) in enumerate(found):
        pieces += [
            Span("; " if number else " Sources: ", "quiet"),
            Span(title, "quiet"),
            _BRIEF.get(seen, ""),
        ]
    return line(*pieces, Span(".", "quiet")) if pieces else ()


def chart(item: ChartItem) -> Line:
    """A place in the record: what it says, in which document, in which words."""
    where = ", ".join(part for part in (item.document, f"page {item.page}" if item.page else "") if part)
    pieces: list[str | Span] = [item.text or item.node]
    if item.words:
        pieces += [": ", Span(f"“{item.words}”", "words")]
    if where:
        pieces.append(Span(f" ({where})", "quiet"))
    if item.line:
        pieces.append(Span(f" [case line {item.line}]", "quiet"))
    return line(*pieces)


def content_by(name: str) -> str:
    """Who reviewed the content; nobody is said to be nobody."""
    return name.strip() or "nobody yet"


def strength(row: Row) -> str:
    """Direction, strength and certainty of a recommendation, as far as its source states them."""
    named = (("direction", row.direction), ("strength", row.strength), ("certainty", row.certainty))
    return "; ".join(named_value(name, value) for name, value in named if value)


def named_value(name: str, value: str) -> str:
    """A value with its name, unless it says the name itself ("low certainty")."""
    return value if name in value else f"{name}: {value}"


def joined(values: Iterable[str], last: str = "and") -> str:
    """Values in a sentence: a, b and c."""
    found = list(values)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"
