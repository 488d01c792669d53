"""From a document straight to its case, for books of many: no places, no triples, nothing that only a message needs.

Only documents without anything irregular are read here. Of any other one, be it wrong or merely unusual, nothing is
said: `read_item` reads it, which alone words problems. What is read here is equal to what `read_item` reads.

forms.py     the grammar of a case document, made ready for it
document.py  JSON documents
graph.py     graphs in N-Quads
"""

from __future__ import annotations

from functools import lru_cache

from reasoner.intake.checks import check
from reasoner.intake.direct.document import DocumentReader
from reasoner.intake.direct.forms import Irregular
from reasoner.intake.direct.graph import GraphReader
from reasoner.intake.entries import Places
from reasoner.intake.grammar import load_grammar
from reasoner.intake.reader import read_node
from reasoner.intake.stream import Item
from reasoner.intake.terms import Lexicon
from reasoner.model.case import Case, CaseSource

__all__ = ["DirectReader", "direct_reader"]


class DirectReader:
    """Reads the regular documents of one vocabulary. What words mean is kept, up to a limit; no answer depends on it."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = load_grammar()
        self._vocabulary = lexicon.vocabulary
        self._readers: dict[str, DocumentReader | GraphReader] = {
            "ndjson": DocumentReader(lexicon, grammar),
            "nquads": GraphReader(lexicon, grammar),
        }
        # Where a problem stands is nobody's question here: that there is one is enough.
        self._nowhere = Places.nowhere(grammar)

    def case(self, item: Item, source: CaseSource) -> Case | None:
        """The case of an item; None where it must be read by `read_item`."""
        reader = self._readers.get(item.format)
        if reader is None or item.problem:
            return None
        try:
            node = reader.node(item)
        except Irregular:
            return None
        case = read_node(node, source)
        irregular = next(check(case, self._vocabulary, self._nowhere), None)
        return case if irregular is None else None


@lru_cache(maxsize=4)
def direct_reader(lexicon: Lexicon) -> DirectReader:
    """The reader of a lexicon."""
    return DirectReader(lexicon)
