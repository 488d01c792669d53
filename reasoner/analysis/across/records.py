"""A comparison as a table of lines (CSV) and as one JSON document, both with the source of every cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from reasoner.analysis.across.difference import opens
from reasoner.analysis.across.model import Answers, Comparison, Entry, Matrix, Side
from reasoner.analysis.tables import Answer
from reasoner.model.ledger import Citation
from reasoner.report import words

COLUMNS = (
    "service", "lines", "fact", "fact_names", "document", "version", "authority", "status", "effect", "decisive", "asked",
    "beside", "recorded", "silence_read_as_met", "criterion", "criterion_label", "question", "source", "confidence",
)  # fmt: skip

NOT_ASKED, DETERMINATION = "not-asked", "determination"


def comparison_table(found: Comparison) -> Answer:
    """One line for each fact, document and criterion, "not-asked" where there is none; then the determinations.

    `decisive`: the determination of the document rests on the criterion. In the lines of determinations `fact` is
    "determination", `status` what the document says of `lines`, empty where it advises or says nothing of them.
    """
    return Answer(COLUMNS, tuple(line for matrix in found.services for line in _lines(matrix)))


def _lines(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for row in matrix.rows:
        for number, (document, cell) in enumerate(zip(matrix.documents, row.cells, strict=True)):
            given = [a.determinations[number] for a in matrix.answers if _about(row.lines, a)]
            lead = (matrix.service, " ".join(row.lines), row.label, " ".join(row.names))
            who = (document.name, document.version, _authority(document.binding))
            applies = [entry for entry in cell if entry.applies]
            for entry in applies:
                decisive = any(opens(entry, d) for d in given)
                yield (*lead, *who, *_entry(entry, decisive=decisive))
            if not applies:
                yield (*lead, *who, NOT_ASKED, *[""] * (len(COLUMNS) - 8))
    for answer in matrix.answers:
        for number, document in enumerate(matrix.documents):
            said = answer.determinations[number]
            who = (document.name, document.version, _authority(document.binding))
            rest = [""] * (len(COLUMNS) - 8)
            yield (
                matrix.service,
                " ".join(answer.lines),
                DETERMINATION,
                "",
                *who,
                said.value if said else "",
                *rest,
            )


def _about(lines: tuple[str, ...], answer: Answers) -> bool:
    return not lines or bool(set(lines) & set(answer.lines))


def _authority(binding: bool) -> str:
    return "binding" if binding else "advisory"


def _entry(entry: Entry, *, decisive: bool) -> tuple[str, ...]:
    row = entry.row
    return (
        row.status.value,
        row.effect,
        "yes" if decisive else "no",
        entry.asked,
        entry.beside,
        entry.recorded,
        "yes" if row.presumed else "no",
        row.criterion,
        row.label,
        row.question,
        "; ".join(words.place(c) for c in row.citations),
        " ".join(dict.fromkeys(c.confidence for c in row.citations)),
    )


def comparison_json(found: Comparison) -> str:
    """The comparison as JSON, ending in a newline: documents, rows with cells, determinations, what makes the difference."""
    document = {
        "case": found.case,
        "case_sha256": found.case_sha256,
        "date_of_service": found.date_of_service.isoformat(),
        "payer": found.payer,
        "jurisdiction": found.jurisdiction,
        "request": found.request,
        "knowledge": asdict(found.knowledge),
        "content": asdict(found.content),
        "services": [_matrix(matrix) for matrix in found.services],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _matrix(matrix: Matrix) -> dict[str, object]:
    return {
        "service": matrix.service,
        "label": matrix.label,
        "documents": [asdict(d) for d in matrix.documents],
        "without_a_criterion_for_it": [d.name for d in matrix.silent],
        "rows": [
            {
                "fact": row.label,
                "fact_names": list(row.names),
                "lines": list(row.lines),
                "cells": {
                    _key(matrix, number): [_cell(e) for e in cell if e.applies]
                    for number, cell in enumerate(row.cells)
                    if any(e.applies for e in cell)
                },
            }
            for row in matrix.rows
        ],
        "answers": [_answer(matrix, answer) for answer in matrix.answers],
    }


def _key(matrix: Matrix, number: int) -> str:
    """A document and the first day of its version."""
    document = matrix.documents[number]
    return f"{document.name}@{document.effective_from}"


def _cell(entry: Entry) -> dict[str, object]:
    row = entry.row
    return {
        "criterion": row.criterion,
        "label": row.label,
        "status": row.status.value,
        "effect": row.effect,
        "asked": entry.asked,
        "beside": entry.beside,
        "recorded": entry.recorded,
        "silence_read_as_met": row.presumed,
        "question": row.question,
        "sources": [_source(c) for c in row.citations],
    }


def _source(citation: Citation) -> dict[str, object]:
    return {"place": words.place(citation), "confidence": citation.confidence, "remark": citation.remark}


def _answer(matrix: Matrix, answer: Answers) -> dict[str, object]:
    return {
        "lines": list(answer.lines),
        "determinations": {
            _key(matrix, n): told.value if told else None for n, told in enumerate(answer.determinations)
        },
        "differences": [
            {
                "determination": each.determination.value,
                "under": [_key(matrix, n) for n in each.documents],
                "not_under": [_key(matrix, n) for n in each.better],
                "because_of": [
                    {
                        "fact": reason.label,
                        "lines": list(reason.lines),
                        "decides": [_side(matrix, side) for side in reason.decides],
                        "others": [_side(matrix, side) for side in reason.others],
                    }
                    for reason in each.reasons
                ],
            }
            for each in answer.differences
        ],
    }


def _side(matrix: Matrix, side: Side) -> dict[str, object]:
    return {
        "documents": [_key(matrix, n) for n in side.documents],
        "why": side.why.value if side.why else None,
        "asked": side.asked,
        "status": side.status.value if side.status else NOT_ASKED,
        "recorded": side.recorded,
        "reading": side.reading,
        "sources": [_source(c) for c in side.citations],
    }
