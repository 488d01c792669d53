"""The words of a cell, and documents side by side: those of which every cell says the same share a column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from reasoner.analysis.across.difference import shown
from reasoner.analysis.across.model import Cell, Entry, Matrix
from reasoner.analysis.across.sources import Sources
from reasoner.model.ledger import Citation
from reasoner.report import words
from reasoner.report.parts import Line, Span, line
from reasoner.report.words import DETERMINATION

SIGNS = ("≥", "≤", ">", "<")


def asked_words(asked: str) -> str:
    """A test as a cell says it: "≥ 80 % asked", "asked: absent"; a judgement stands as it is."""
    if asked.startswith("a person judges") or not asked:
        return asked
    return f"{asked} asked" if asked.startswith(SIGNS) and ", " not in asked else f"asked: {asked}"


def cell_words(
    cell: Cell, sources: Sources, citations: dict[str, tuple[Citation, ...]] | None = None
) -> Line:
    """What a document asks here and how the case stands to it; `citations` are those of all documents of a column."""
    applies = [entry for entry in cell if entry.applies]
    if not applies:
        return line(Span(f"Not asked{_why_not(cell)}", "quiet"))
    pieces: list[str | Span] = []
    for number, entry in enumerate(applies):
        pieces += ["; " if number else "", *_entry(entry)]
        cited = (citations or {}).get(entry.row.criterion, entry.row.citations)
        pieces += sources.named(cited)
    return line(*pieces)


def _why_not(cell: Cell) -> str:
    if not cell:
        return ""
    return ": no question is raised" if all(entry.asked for entry in cell) else " of this kind of request"


def _entry(entry: Entry) -> Line:
    told = [asked_words(shown(entry)), entry.recorded]
    remarks = [
        "silence is read as met" if entry.row.presumed else "",
        "" if entry.row.decides else "advises only",
    ]
    aside = ", ".join(r for r in remarks if r)
    return line(
        words.chip(entry.status),
        " " + "; ".join(t for t in told if t),
        Span(f" ({aside})" if aside else "", "quiet"),
    )


def shared_columns(matrix: Matrix) -> tuple[tuple[int, ...], ...]:
    """The documents by column, in order: those of which every cell and every determination says the same in one."""
    found: dict[object, list[int]] = {}
    for number, document in enumerate(matrix.documents):
        told = tuple(_says(row.cells[number]) for row in matrix.rows)
        given = tuple((a.determinations[number], a.unencoded[number]) for a in matrix.answers)
        found.setdefault((document.binding, told, given), []).append(number)
    return _neighbours(matrix, [tuple(numbers) for numbers in found.values()])


def _neighbours(matrix: Matrix, columns: list[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Columns in an order in which those that ask for the same facts stand side by side; binding documents stay first."""

    def asks(column: Sequence[int]) -> set[int]:
        cells = (row.cells[column[0]] for row in matrix.rows)
        return {n for n, cell in enumerate(cells) if any(entry.applies for entry in cell)}

    ordered = columns[:1]
    rest = columns[1:]
    while rest:
        last = asks(ordered[-1])
        following = min(
            rest, key=lambda c: (not matrix.documents[c[0]].binding, -len(last & asks(c)), rest.index(c))
        )
        rest.remove(following)
        ordered.append(following)
    return tuple(ordered)


def _says(cell: Cell) -> object:
    if not any(entry.applies for entry in cell):
        return _why_not(cell)
    return tuple(
        (e.status, e.asked, e.recorded, e.beside, e.row.presumed, e.row.effect) for e in cell if e.applies
    )


def column_cell(matrix: Matrix, row: int, column: Sequence[int], sources: Sources) -> Line:
    """The cell of a column of one document or several, with the sources of each."""
    cells = [matrix.rows[row].cells[number] for number in column]
    cited: dict[str, tuple[Citation, ...]] = {}
    entries = [[entry for entry in cell if entry.applies] for cell in cells]
    for together in zip(*entries, strict=True):
        every = chain.from_iterable(entry.row.citations for entry in together)
        cited[together[0].row.criterion] = tuple(dict.fromkeys(every))
    return cell_words(cells[0], sources, cited)


def determination_words(matrix: Matrix, answer: int, number: int) -> str:
    """What a document says of some lines."""
    found = matrix.answers[answer].determinations[number]
    if found is not None:
        return DETERMINATION[found]
    return "Says nothing of them" if matrix.documents[number].binding else "Advises; no determination"


def names(matrix: Matrix, documents: Sequence[int]) -> str:
    """Short names of documents, in order; with the version where two versions of one are compared."""
    shorts = [d.short for d in matrix.documents]
    return ", ".join(
        f"{d.short} ({d.version})" if shorts.count(d.short) > 1 else d.short
        for d in (matrix.documents[n] for n in documents)
    )
