"""The first pages of the handbook: every guideline in one table, every comparison in one list."""

from __future__ import annotations

from collections.abc import Sequence

from reasoner.analysis.handbook.comparison import Procedure
from reasoner.analysis.handbook.wording import bound_to, plain
from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE


def guidelines_index(library: Library) -> str:
    """Every document with whom it binds, its newest version and how many criteria it has."""
    lines = [
        "# Guidelines held", "",
        "Nobody has reviewed this content clinically yet. Each page says how well every wording is confirmed.", "",
        "| document | binds | newest version | criteria |", "|---|---|---|---|",
    ]  # fmt: skip
    for document in sorted(library.documents, key=lambda d: (not d.binding, d.short)):
        count = sum(GUIDE.Criterion in c.types or GUIDE.JudgementClause in c.types for c in document.criteria)
        newest = (
            f"{document.versions[-1].number}, from {document.versions[-1].from_text}"
            if document.versions
            else "none"
        )
        lines.append(
            f"| [{plain(document.short)}]({document.name}.md) | {plain(bound_to(library, document))} "
            f"| {plain(newest)} | {count} |"
        )
    return "\n".join(lines) + "\n"


def comparisons_index(library: Library, procedures: Sequence[Procedure]) -> str:
    """Every procedure with the number of documents about it."""
    lines = ["# Procedures compared", "", "| procedure | documents |", "|---|---|"]
    lines += [f"| [{plain(p.label)}]({p.name}.md) | {len(p.documents)} |" for p in procedures]
    return "\n".join(lines) + "\n"
