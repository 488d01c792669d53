"""Which other texts would say something else of a case: other documents, and other versions of those in force.

All of it comes from `analysis.across`: one review under each text, aligned by facts; here the pairs are picked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reasoner.analysis.across import compare
from reasoner.analysis.across.difference import opens
from reasoner.analysis.across.model import Answers, Compared, Comparison, Matrix, Reason
from reasoner.decision.determination import WORST_FIRST
from reasoner.errors import InputError
from reasoner.intake import ReadCase
from reasoner.knowledge import Library
from reasoner.model.ledger import Citation, Determination
from reasoner.model.turns import Because, OtherText
from reasoner.review import Reviewed


def other_texts(read: ReadCase, library: Library, reviewed: Reviewed) -> tuple[OtherText, ...]:
    """Every other text with another determination, the better ones first; none where nothing that is held binds the case."""
    in_force = [held for held in reviewed.context.in_force if held.document.binding and held.version]
    asked = [f"{h.document.name}@{v.from_text}" for h in in_force for v in h.document.versions]
    try:
        about = compare(read, library)
    except InputError:  # no document is about the case
        return ()
    if len(asked) > len(in_force):  # a version beside the one in force
        known = [d.name for m in about.services for d in (*m.documents, *m.silent)]
        about = compare(read, library, tuple(dict.fromkeys((*known, *asked))))
    found = {found: None for matrix in about.services for found in _of_service(about, matrix)}
    return tuple(sorted(found, key=_order))


def _order(found: OtherText) -> tuple[int, bool, str, str, tuple[str, ...]]:
    better = -WORST_FIRST.index(found.there)
    return better, not found.same, found.document, found.effective_from, found.lines


def _of_service(about: Comparison, matrix: Matrix) -> Iterable[OtherText]:
    for answer in matrix.answers:
        here = _here(matrix, answer)
        if here is None:
            continue
        ours = answer.determinations[here]
        names = [d.name for d in matrix.documents if d.governs and d.in_force and d.binding]
        for number, document in enumerate(matrix.documents):
            theirs = answer.determinations[number]
            held = document.name in names and document.governs and document.in_force
            if held or theirs in (None, ours, Determination.NO_GUIDELINE_IN_FORCE) or not ours or not theirs:
                continue
            yield OtherText(
                guideline=document.name,
                document=document.short,
                version=document.version,
                effective_from=document.effective_from,
                binds=document.binds,
                same=document.name in names,
                lines=answer.lines,
                here=ours,
                there=theirs,
                against=matrix.documents[here].short,
                because=tuple(_because(matrix, answer, here, number)),
            )


def _here(matrix: Matrix, answer: Answers) -> int | None:
    """The document that decides of the lines: of those in force that bind the case the one with the worst determination."""

    def binds(document: Compared) -> bool:
        return document.binding and document.governs and document.in_force

    given = [
        (WORST_FIRST.index(told), n)
        for n, told in enumerate(answer.determinations)
        if told is not None and binds(matrix.documents[n])
    ]
    return min(given)[1] if given else None


def _because(matrix: Matrix, answer: Answers, here: int, there: int) -> Iterable[Because]:
    """The facts that make the difference between two texts: those on which the worse determination of the two rests."""
    worse, better = sorted(
        (here, there), key=lambda n: WORST_FIRST.index(answer.determinations[n] or Determination.MEETS)
    )
    for each in answer.differences:
        if worse in each.documents and better in each.better:
            for reason in each.reasons:
                if any(worse in side.documents for side in reason.decides):
                    yield _reason(matrix, answer, reason, (here, there), worse)


def _reason(matrix: Matrix, answer: Answers, reason: Reason, pair: tuple[int, int], worse: int) -> Because:
    asked: dict[int, str] = {}
    citations: list[Citation] = []
    recorded = ""
    for side in (*reason.decides, *reason.others):
        for number in set(side.documents) & set(pair):
            asked[number] = side.asked
            recorded = recorded or side.recorded
            citations += side.citations if number == worse else []
    return Because(
        label=reason.label,
        criterion=_criterion(matrix, answer, reason, worse),
        here=asked.get(pair[0], ""),
        there=asked.get(pair[1], ""),
        recorded=recorded,
        citations=tuple(dict.fromkeys(citations)),
    )


def _criterion(matrix: Matrix, answer: Answers, reason: Reason, worse: int) -> str:
    """The criterion by which the worse text decides on a fact."""
    entries: Sequence[str] = [
        entry.row.label
        for row in matrix.rows
        if (row.label, row.lines) == (reason.label, reason.lines)
        for entry in row.cells[worse]
        if opens(entry, answer.determinations[worse])
    ]
    return entries[0] if entries else ""
