"""Regular expressions in the part that XPath, RE2 and Python share; anything else is refused by name.

XPath is what SHACL means, Python and RE2 are what runs. Where the three read a sign differently it is written out:
`\\d` and `\\w` are those of Unicode, `$` is the end of the text and not a line break before it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reasoner.errors import KnowledgeError, Problem

_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE}
_SPECIAL = re.compile(r"\\(.)|(\(\?)|([*+?}]\+)|(\$)", re.DOTALL)
_ESCAPED = frozenset("dDsSwWnrt\\|.?*+(){}[]^$-/")


@lru_cache(maxsize=1024)
def python_pattern(pattern: str, flags: str) -> re.Pattern[str]:
    """The expression for Python. Raises KnowledgeError where it is beyond the common part."""
    _check(pattern, flags)
    told = 0
    for flag in flags:
        told |= _FLAGS[flag]
    try:
        return re.compile(_at_end(pattern, flags, r"\Z"), told)
    except re.error as error:
        raise _refused(pattern, f"cannot be read: {error}") from None


@lru_cache(maxsize=1024)
def re2_pattern(pattern: str, flags: str) -> str:
    """The expression for RE2, flags inside. Raises KnowledgeError as `python_pattern`."""
    python_pattern(pattern, flags)
    text = _at_end(pattern, flags, r"\z")
    for sign, inside in _UNICODE.items():
        text = _outside_and_inside(text, sign, inside)
    return f"(?{flags}){text}" if flags else text


# RE2 reads these signs in ASCII, Python and XPath in Unicode.
_UNICODE = {"d": r"\p{Nd}", "w": r"\p{L}\p{N}_"}


def _outside_and_inside(text: str, sign: str, inside: str) -> str:
    """Write a sign out, in brackets or within those that are there."""
    found, in_class, i = [], False, 0
    while i < len(text):
        pair = text[i : i + 2]
        if pair == f"\\{sign}":
            found.append(inside if in_class else f"[{inside}]")
            i += 2
        elif pair == f"\\{sign.upper()}" and not in_class:
            found.append(f"[^{inside}]")
            i += 2
        elif text[i] == "\\":
            found.append(pair)
            i += 2
        else:
            in_class = text[i] == "[" or (in_class and text[i] != "]")
            found.append(text[i])
            i += 1
    return "".join(found)


def _at_end(pattern: str, flags: str, end: str) -> str:
    """`$` outside brackets as the end of the text; with the flag m it is the end of a line everywhere."""
    if "m" in flags:
        return pattern
    found, in_class, i = [], False, 0
    while i < len(pattern):
        sign = pattern[i]
        if sign == "\\":
            found.append(pattern[i : i + 2])
            i += 2
            continue
        in_class = sign == "[" or (in_class and sign != "]")
        found.append(end if sign == "$" and not in_class else sign)
        i += 1
    return "".join(found)


def _check(pattern: str, flags: str) -> None:
    unknown = sorted(set(flags) - set(_FLAGS))
    if unknown:
        raise _refused(pattern, f"has the flag '{unknown[0]}'; known are i, m and s")
    for match in _SPECIAL.finditer(pattern):
        escaped, group, possessive, _ = match.groups()
        if escaped is not None and escaped not in _ESCAPED:
            raise _refused(pattern, f"uses '\\{escaped}', which XPath, RE2 and Python read differently")
        if group:
            raise _refused(pattern, "uses '(?', which XPath does not have")
        if possessive:
            raise _refused(pattern, f"uses '{possessive}', which only some know")


def _refused(pattern: str, why: str) -> KnowledgeError:
    return KnowledgeError(
        Problem(f"The sh:pattern {pattern!r} {why}.", remedy="Write it with signs that all of them share.")
    )
