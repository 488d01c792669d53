"""Looking up what a case document names: terms of a kind, codes, ranges of neighbouring sites."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rdflib import RDFS, URIRef
from rdflib.namespace import SKOS
from rdflib.term import Node

from reasoner.intake.grammar import Part
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.vocabulary import GUIDE

MOST_MEANINGS = 100_000
SLIPS = 2
"""Most characters by which a code may differ from the one that is suggested for it."""

_RANGE = re.compile(r"\s*([A-Za-z]*)(\d+)\s*[-–]\s*([A-Za-z]*)(\d+)\s*")

Ends = tuple[str, str]


class Lexicon:
    """The vocabulary as intake asks it; remembers the words of each kind. Never changes an answer."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.meanings: dict[tuple[int, str], list[tuple[Part, Node, str]]] = {}
        self._words: dict[URIRef, dict[str, URIRef]] = {}
        self._by_term: dict[URIRef, dict[URIRef, str]] = {}
        self._ends: dict[URIRef, dict[URIRef, frozenset[Ends]]] = {}

    def keep(self, asked: tuple[int, str], meaning: list[tuple[Part, Node, str]]) -> None:
        """Keep what a text means under a key. When there are too many, all are forgotten."""
        if len(self.meanings) >= MOST_MEANINGS:
            self.meanings.clear()
        self.meanings[asked] = meaning

    def words(self, kind: URIRef, allowed: frozenset[URIRef] = frozenset()) -> dict[str, URIRef]:
        """Every word that a case may write for a kind, and its term."""
        found = self._words.get(kind)
        if found is None:
            found = self._words[kind] = self.vocabulary.terms_of(kind)
        return {w: t for w, t in found.items() if t in allowed} if allowed else found

    def word(self, kind: URIRef, term: URIRef) -> str:
        """The word of a term; empty where the kind does not have it."""
        found = self._by_term.get(kind)
        if found is None:
            found = self._by_term[kind] = {t: w for w, t in self.words(kind).items()}
        return found.get(term, "")

    def code(self, systems: Iterable[str], text: str) -> URIRef | None:
        """The code of one of some systems, letter case ignored."""
        return next((found for s in systems if (found := self.vocabulary.code(s, text)) is not None), None)

    def nearest_code(self, systems: Iterable[str], text: str) -> str:
        """The billable code that is most likely meant: a slip or two away, swapped characters first."""
        from rapidfuzz.distance import OSA  # only an error needs it, and an import is not free

        wanted = text[:20]
        found = [
            (OSA.distance(wanted, code), sorted(wanted) != sorted(code), code)
            for system in systems
            for code in self.vocabulary.codes(system)
            if self.vocabulary.text(self.vocabulary.code(system, code) or URIRef(""), GUIDE.billable)
            != "false"
        ]
        best = min(found, default=(SLIPS + 1, True, ""))
        return best[2] if best[0] <= SLIPS else ""

    def members(self, kind: URIRef, text: str) -> tuple[URIRef, ...]:
        """The terms that a range such as X3-Y1 stands for, in order; empty where the data do not link them.

        The ends of a term are read from its word and its other names; neighbours from guide:adjacentTo.
        A chain is found only if each term begins where the one before it ends.
        """
        asked = _ends(text)
        if asked is None:
            return ()
        every = self._ends_of(kind)
        chain = [t for t, ends in every.items() if any(e[0] == asked[0] for e in ends)]
        if len(chain) != 1:
            return ()
        while not any(e[1] == asked[1] for e in every[chain[-1]]):
            lows = {low for _, low in every[chain[-1]]}
            following = [
                t
                for t in self._neighbours(chain[-1])
                if t not in chain and any(high in lows for high, _ in every.get(t, frozenset()))
            ]
            if len(following) != 1:
                return ()
            chain.append(following[0])
        return tuple(chain)

    def _ends_of(self, kind: URIRef) -> dict[URIRef, frozenset[Ends]]:
        found = self._ends.get(kind)
        if found is None:
            found = {}
            for word, term in self.words(kind).items():
                labels = (
                    str(o) for p in (SKOS.altLabel, RDFS.label) for o in self.vocabulary.objects(term, p)
                )
                ends = {e for name in (word, *labels) if (e := _ends(name)) is not None}
                if ends:
                    found[term] = frozenset(ends)
            self._ends[kind] = found
        return found

    def _neighbours(self, term: URIRef) -> list[URIRef]:
        linked = set(self.vocabulary.objects(term, GUIDE.adjacentTo))
        linked |= set(self.vocabulary.triples.subjects(GUIDE.adjacentTo, term))  # the property is symmetric
        return sorted(t for t in linked if isinstance(t, URIRef))


def _ends(text: str) -> Ends | None:
    """The two ends of a name such as X4-5 or X5-Y1; a second end without letters takes those of the first."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    first, number, second, other = match.groups()
    return (first.upper() + number, (second or first).upper() + other)
