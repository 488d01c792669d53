"""Flesch-Kincaid grade of a text, without a dictionary to download: syllables by rule, rather one too many.

Grade = 0.39 · words per sentence + 11.8 · syllables per word - 15.59 (Kincaid et al. 1975).
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_SILENT_ENDS = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^laeiouy]e|[aeiouy][lr]e[sd]?)$")
_SPLIT_PAIRS = re.compile(r"i[aou](?!n?$)|[aeo]ing|ua|eo(?!n)")


def syllables(word: str) -> int:
    """Groups of vowels, less a silent ending, plus pairs that are usually spoken apart; at least one."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if not plain:
        return len(re.findall(r"\d", word)) or 1  # figures are read digit by digit
    count = len(re.findall(r"[aeiouy]+", plain))
    if _SILENT_ENDS.search(plain) and not re.search(r"(?:[cs]h|[sxz]|[cg])es$", plain):
        count -= 1
    return max(1, count + len(_SPLIT_PAIRS.findall(plain)) * (count > 1 or len(plain) > 4))


def words(text: str) -> list[str]:
    """The words of a text, numbers and codes included."""
    return _WORD.findall(text)


def sentences(text: str) -> int:
    """The number of sentences: runs of words that end in a full stop, a question or an exclamation mark."""
    return len([part for part in re.split(r"[.!?]+(?=\s|$)", text) if _WORD.search(part)]) or 1


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text."""
    found = words(text)
    per_word = sum(map(syllables, found)) / len(found)
    return 0.39 * len(found) / sentences(text) + 11.8 * per_word - 15.59
