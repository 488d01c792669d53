"""A comparison as a page: what each document says, what makes the difference, the matrix, and every source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reasoner.analysis.across.cells import (
    asked_words,
    column_cell,
    determination_words,
    names,
    shared_columns,
)
from reasoner.analysis.across.model import Compared, Comparison, FactRow, Matrix, Reason, Side, Why
from reasoner.analysis.across.sources import Sources
from reasoner.report import words
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Item, Line, Page, Paragraph, Part, Section, Span, Table, line

# Columns side by side in one table: more cannot be read on a terminal, on a sheet of paper.
TERMINAL, SHEET = 3, 5

WHY = {
    Why.NOT_ASKED: "Not asked",
    Why.ADVISES: "Advises only",
    Why.THRESHOLD: "Another test",
    Why.READING: "The same test",
}

SILENCE = (
    "A chart that was written for one payer is silent on what only another asks: there it says not documented, and nothing "
    "is made up for it."
)

ALIKE = "A heading that names several documents: all that they ask of this request, and what they say of it, is the same."


def comparison_page(found: Comparison, side_by_side: int = TERMINAL) -> Page:
    """The comparison for a reviewer, service by service; `side_by_side` is how many columns one table of it has at most."""
    sources = Sources()
    parts = [part for matrix in found.services for part in _service(found, matrix, sources, side_by_side)]
    where = ", ".join(p for p in (found.payer, found.jurisdiction) if p)
    return Page(
        title=f"{found.case} under every document about it",
        subtitle=line(
            f"{found.request}. Date of service {found.date_of_service.isoformat()}. The case is of {where}. ",
            SILENCE,
        ),
        parts=(*parts, sources.section()),
        footer=reviewer_footer(found.content),
        running=running(found.content),
        audience="reviewer",
    )


def _service(found: Comparison, matrix: Matrix, sources: Sources, width: int) -> Iterator[Section]:
    several = len(found.services) > 1
    named = f", {matrix.service}" if several else ""
    lead: list[Part] = [Paragraph(line(Span(matrix.label, "strong"), "."))] if several else []
    if not matrix.documents:
        text = "No document that is held says anything of this service."
        yield Section(f"What each document says{named}", (*lead, Paragraph(line(text))), role="summary")
        return
    yield Section(
        f"What each document says{named}", (*lead, _documents(matrix), *_silent(matrix)), role="summary"
    )
    yield Section(f"What makes the difference{named}", tuple(_differences(matrix, sources)), role="ledger")
    columns = shared_columns(matrix)
    shared = [n for n, row in enumerate(matrix.rows) if _columns_asking(row, columns) > 1]
    lone = [n for n in range(len(matrix.rows)) if n not in shared]
    tables = tuple(_matrix(matrix, columns, shared, sources, width))
    yield Section(f"Fact by fact{named}", tables, role="ledger")
    if lone:
        alone: list[Part] = [Paragraph(line(ALIKE), "note"), *_alone(matrix, columns, lone, sources)]
        yield Section(f"Asked by one only{named}", tuple(alone), role="ledger")


def _documents(matrix: Matrix) -> Table:
    answers = range(len(matrix.answers))
    head = ["Determination"] if len(answers) == 1 else [", ".join(a.lines) for a in matrix.answers]
    rows = []
    for number, document in enumerate(matrix.documents):
        says = [line(Span(determination_words(matrix, a, number), "strong")) for a in answers]
        rows.append(
            (line(Span(document.short, "strong")), line(*_version(document)), _binds(document), *says)
        )
    width = 36 // len(head)
    return Table(
        "The determination under each document",
        ("Document", "Version", "Whom it binds", *head),
        tuple(rows),
        (20, 20, 24, *[width] * len(head)),
    )


def _version(document: Compared) -> Iterator[str | Span]:
    yield f"{document.version}, from {document.effective_from}"
    if not document.in_force:
        yield Span(" (not in force on the date of service)", "quiet")


def _binds(document: Compared) -> Line:
    this = Span("this case", "strong") if document.binding and document.governs and document.in_force else ""
    return line(this, ": " if this else "", document.binds)


def _silent(matrix: Matrix) -> Iterator[Part]:
    if matrix.silent:
        told = ", ".join(document.short for document in matrix.silent)
        yield Paragraph(line(f"Without a criterion for this request: {told}."), "note")


def _differences(matrix: Matrix, sources: Sources) -> Iterator[Part]:
    for answer in matrix.answers:
        about = f"{', '.join(answer.lines)}: " if len(matrix.answers) > 1 else ""
        for each in answer.differences:
            title = f"{about}{words.DETERMINATION[each.determination]} under {names(matrix, each.documents)}"
            items = [_reason(matrix, reason, sources) for reason in each.reasons]
            lead = f"Not so under {names(matrix, each.better)}. What makes the difference:"
            yield Section(title, (Paragraph(line(lead), "note"), Bullets(tuple(items))))
    if not any(answer.differences for answer in matrix.answers):
        yield Paragraph(line("Every document that has a determination gives the same."))


def _reason(matrix: Matrix, reason: Reason, sources: Sources) -> Item:
    lines = f" ({', '.join(reason.lines)})" if reason.lines else ""
    below = [_side(matrix, side, sources) for side in (*reason.decides, *reason.others)]
    return Item(line(Span(reason.label, "strong"), lines), (Bullets(tuple(below)),))


def _side(matrix: Matrix, side: Side, sources: Sources) -> Item:
    pieces: list[str | Span] = []
    if side.why is Why.NOT_ASKED:
        pieces.append(f"{WHY[side.why]} {side.reading}".rstrip())
    else:
        pieces += [f"{WHY[side.why]}: "] if side.why else []
        pieces += [words.chip(side.status), " "] if side.status else []
        told = asked_words(side.asked) if side.status else side.asked
        pieces.append("; ".join(t for t in (told, side.recorded) if t))
        pieces += [f" ({side.reading})"] if side.reading else []
    return Item(
        line(*pieces, Span(f" — {names(matrix, side.documents)}", "quiet"), *sources.named(side.citations))
    )


def _columns_asking(row: FactRow, columns: Sequence[Sequence[int]]) -> int:
    return sum(any(entry.applies for entry in row.cells[column[0]]) for column in columns)


def _matrix(
    matrix: Matrix, columns: Sequence[Sequence[int]], rows: Sequence[int], sources: Sources, width: int
) -> Iterator[Table]:
    asking = [
        column
        for column in columns
        if matrix.documents[column[0]].binding or any(_columns_asking(matrix.rows[n], [column]) for n in rows)
    ]
    count = -(-len(asking) // width)
    for start in range(0, len(asking), width):
        side = asking[start : start + width]
        body = [
            (_label(matrix.rows[n]), *(column_cell(matrix, n, column, sources) for column in side))
            for n in rows
            if _columns_asking(matrix.rows[n], side)
        ]
        last = [_determined(matrix, a, side) for a in range(len(matrix.answers))]
        part = f", part {start // width + 1} of {count}" if count > 1 else ""
        share = 76 // len(side)
        yield Table(
            f"What is asked by more than one{part}",
            ("Fact", *(names(matrix, column) for column in side)),
            (*body, *last),
            (24, *[share] * len(side)),
        )


def _label(row: FactRow) -> Line:
    return line(Span(row.label, "strong"), f" ({', '.join(row.lines)})" if row.lines else "")


def _determined(matrix: Matrix, answer: int, side: Sequence[Sequence[int]]) -> tuple[Line, ...]:
    about = f", {', '.join(matrix.answers[answer].lines)}" if len(matrix.answers) > 1 else ""
    cells = (line(Span(determination_words(matrix, answer, column[0]), "strong")) for column in side)
    return (line(Span(f"Determination{about}", "strong")), *cells)


def _alone(
    matrix: Matrix, columns: Sequence[Sequence[int]], rows: Sequence[int], sources: Sources
) -> Iterator[Section]:
    for column in columns:
        mine = [n for n in rows if _columns_asking(matrix.rows[n], [column])]
        if mine:
            body = tuple((_label(matrix.rows[n]), column_cell(matrix, n, column, sources)) for n in mine)
            title = names(matrix, column)
            asked = Table(f"Asked by {title} only", ("Fact", "Asked and recorded"), body, (35, 65))
            yield Section(title, (asked,))
