"""What was found as a page: counts, then each kind of claim, the most serious first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reasoner.analysis.conflicts.claims import Claim, Conflicts, Kind, Side, Witness
from reasoner.model.ledger import Citation
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Item, Line, Page, Paragraph, Part, Section, Span, Table, line
from reasoner.report.words import CONFIDENCE

TITLES = {
    Kind.UNSATISFIABLE: "Criteria that no case can meet together",
    Kind.ADVICE: "Advice that is contradicted",
    Kind.THRESHOLD: "Documents that ask different things of one fact",
    Kind.VERSION: "What a later text changed",
    Kind.GAP: "What no version covers",
    Kind.REDUNDANT: "Criteria that another one already asks for",
    Kind.NEVER_MET: "Never met",
}

LEADS = {
    Kind.UNSATISFIABLE: "Each set is smallest: without any one of its criteria the others can be met.",
    Kind.ADVICE: "A recommendation against an act, and what others advise or cover of it; and advice for what is never "
    "covered. Whether the populations are the same is for a person to weigh: a recommendation tests no fact.",
    Kind.THRESHOLD: "What is asked of one fact, the strictest first; what stands below is met by more cases.",
    Kind.VERSION: "Two files of one document that follow each other.",
    Kind.GAP: "Days without a version, and kinds of request that a document names and does not decide.",
    Kind.REDUNDANT: "Wherever the first is met, the second is: for what is decided it adds nothing. It can still say more "
    "exactly what is missing.",
    Kind.NEVER_MET: "Proved: what is requested settles these criteria, and no such request meets them. A procedure that is "
    "not covered is of this kind.",
}

LABELLED = (Kind.UNSATISFIABLE, Kind.REDUNDANT)
"""Kinds whose title does not say which criterion each side is."""

MOST_FACTS = 4

LEGEND = (
    "A case is shown where one was made and the ordinary review says of it what is claimed. Proved: no case, whatever its "
    "record says. Not decided: neither. Two facts are one where they are made alike; names say nothing."
)


def conflicts_page(found: Conflicts) -> Page:
    """Everything that was found, for an author or a reviewer."""
    about = f"Claims that involve {', '.join(found.documents)}. " if found.documents else ""
    return Page(
        title="Conflicts, gaps and dead rules",
        subtitle=line(
            f"{found.held} documents, their texts in force on {found.on.isoformat()}. {about}", LEGEND
        ),
        parts=(_counts(found), *_sections(found)),
        footer=reviewer_footer(found.content),
        running=running(found.content),
        audience="reviewer",
    )


def _counts(found: Conflicts) -> Part:
    rows = []
    for kind in Kind:
        claims = found.of(kind)
        shown = sum(bool(c.witnesses) for c in claims)
        proved = sum(bool(c.proof) for c in claims)
        open_ = sum(not c.decided for c in claims)
        cells = (str(len(claims)), str(proved), str(shown), str(open_))
        rows.append((line(Span(TITLES[kind], "strong")), *(line(cell) for cell in cells)))
    head = ("", "Found", "Proved", "With a case", "Not decided")
    table = Table("What was found", head, tuple(rows), (48, 13, 13, 13, 13))
    return Section("Summary", (table,), role="summary")


def _sections(found: Conflicts) -> Iterator[Section]:
    for kind in Kind:
        claims = found.of(kind)
        if not claims:
            continue
        lead: list[Part] = [Paragraph(line(LEADS[kind]), "note")]
        if kind is Kind.THRESHOLD:
            near, apart = ([c for c in claims if c.together is told] for told in (True, False))
            groups = (("They can bear on one case", near), ("They bind different payers or places", apart))
            parts = [Section(title, (_list(each),)) for title, each in groups if each]
            yield Section(TITLES[kind], (*lead, *parts), role="ledger")
        else:
            yield Section(TITLES[kind], (*lead, _list(claims)), role="ledger")


def _list(claims: Sequence[Claim]) -> Bullets:
    return Bullets(tuple(Item(line(Span(c.title, "strong")), (Bullets(tuple(_lines(c))),)) for c in claims))


def _lines(claim: Claim) -> Iterator[Item]:
    for side in claim.sides:
        yield Item(_side(claim, side))
    for sentence in claim.says:
        yield Item(line(sentence))
    if claim.proof and claim.kind is not Kind.NEVER_MET:
        yield Item(line(Span("Proved: ", "strong"), claim.proof))
    for witness in claim.witnesses:
        yield Item(_witness(witness))
    for told in claim.undecided:
        first, _, rest = told.partition(": ")
        yield Item(line(Span(f"{first}: ", "mark"), rest))


def _witness(witness: Witness) -> Line:
    facts = "; ".join(witness.facts[:MOST_FACTS])
    more = "; …" if len(witness.facts) > MOST_FACTS else ""
    told = f" ({witness.requested}{'; ' if facts else ''}{facts}{more})."
    return line(
        Span("Case ", "strong"), Span(witness.name, "code"), f": {witness.meaning}", Span(told, "quiet")
    )


def _side(claim: Claim, side: Side) -> Line:
    names = ", ".join(dict.fromkeys(side.shorts))
    advises = "" if side.decides or claim.kind is Kind.GAP else Span(" (advises)", "quiet")
    label = f"{side.label}: " if side.label and claim.kind in LABELLED else ""
    asks = f"{label}{side.asks}"
    return line(Span(names, "strong"), advises, f": {asks}" if asks else "", *_sources(side.citations))


def _sources(citations: Sequence[Citation]) -> Line:
    """The clauses, those of one confidence together; wording that nobody has checked is marked."""
    by_confidence: dict[str, dict[str, None]] = {}
    for citation in citations:
        clauses = by_confidence.setdefault(citation.confidence, {})
        clauses |= dict.fromkeys(citation.clauses)
    pieces: list[str | Span] = []
    for confidence in CONFIDENCE:
        if confidence in by_confidence:
            named = ", ".join(by_confidence[confidence])
            role = "mark" if confidence == "KNOWN" else "quiet"
            told = "UNCONFIRMED" if confidence == "KNOWN" else CONFIDENCE[confidence]
            pieces.append(Span(f" [{named}{': ' if named else ''}{told}]", role))
    return line(*pieces)
