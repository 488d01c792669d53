"""The nearest known word to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`; empty where none is like it at all. Ties go to the first in order."""
    from rapidfuzz import fuzz, process  # here: only a mistake needs it

    alike = sorted({k for k in known if 2 * len(k) >= len(word)})  # a short word fits into any long one
    found = process.extractOne(word, alike, scorer=fuzz.WRatio, score_cutoff=70)
    return str(found[0]) if found else ""
