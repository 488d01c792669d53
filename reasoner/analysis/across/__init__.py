"""`reasoner compare`: one case under every document about its services, aligned by the facts that they test."""

from __future__ import annotations

from reasoner.analysis.across.columns import columns
from reasoner.analysis.across.matrix import matrix
from reasoner.analysis.across.model import Comparison
from reasoner.analysis.across.page import comparison_page
from reasoner.analysis.across.records import comparison_json, comparison_table
from reasoner.intake import ReadCase
from reasoner.knowledge import Library


def compare(read: ReadCase, library: Library, documents: tuple[str, ...] = ()) -> Comparison:
    """One case under every document about its services, or under those named (DOCUMENT or DOCUMENT@DATE).

    Of a document the version in force on the date of service is taken, else the newest. Decides nothing of its own: every
    status and determination is that of `review --under` the document. The same case and knowledge give an equal value.
    Raises InputError where a named document is not held, is not about the case, or no document is.
    """
    return matrix(read.case, library, columns(read, library, documents))


__all__ = ["Comparison", "compare", "comparison_json", "comparison_page", "comparison_table"]
