"""A case as a document: the values of the model back into the words of the grammar. Reading it gives the case again.

`shapes/case/document.ttl` says which keys there are and how each is written; nothing of it is repeated here.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rdflib import URIRef

from reasoner.errors import InputError, Problem
from reasoner.intake import forms
from reasoner.intake.entries import CONTEXT
from reasoner.intake.grammar import Key, Shape, load_grammar
from reasoner.intake.node_values import property_name
from reasoner.intake.properties import told
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case
from reasoner.model.dates import Length
from reasoner.vocabulary import GUIDE

Data = dict[str, Any]

WIDTH = 120
"""An entry of a list stands on one line of a YAML document where it is not longer."""

_NAME = re.compile(forms.IDENTIFIER_PATTERN)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_NOWHERE = URIRef("")
_MADE = "added-"  # how the names of nodes begin that no document gave


def case_data(case: Case, vocabulary: Vocabulary) -> Data:
    """The plain values of the document of a case, its keys in the order of the grammar.

    Raises InputError where something that a graph tells has no words in a document: bounds of a date that are no day, month
    or year.
    """
    return _Writer(case, vocabulary).node(case, load_grammar())


def case_yaml(case: Case, vocabulary: Vocabulary) -> str:
    """The same as YAML, with a final newline. Raises InputError as `case_data`."""
    lines = [f'"@context": {CONTEXT}']
    for key, value in case_data(case, vocabulary).items():
        if not isinstance(value, list) or not any(isinstance(each, dict) for each in value):
            lines.append(f"{key}: {_flow(value)}")
            continue
        lines += ["", f"{key}:"]
        for each in value:
            lines += _entry(each, "  ")
    return "\n".join(lines) + "\n"


class _Writer:
    """Writes the nodes of one case."""

    def __init__(self, case: Case, vocabulary: Vocabulary) -> None:
        self._base = str(case.iri)
        self._vocabulary = vocabulary
        self._names = _names(case, load_grammar())

    def node(self, node: Any, shape: Shape) -> Data:
        values: dict[str, list[Any]] = {}
        for name, value in told(node):
            values.setdefault(name, []).append(value)
        found: Data = {}
        name = self._name(node)
        if shape.id_key and name:
            found[shape.id_key] = name
        for key in shape.keys.values():
            written = self._key(key, values)
            if written is not None:
                found[key.aliases[0] if key.aliases and self._other_words(values) else key.key] = written
        return found

    def _other_words(self, values: Mapping[str, list[Any]]) -> bool:
        """Whether what was measured has a word of its own for its response: then keys take their further words."""
        target = next(iter(values.get("target", ())), None)
        return target is not None and bool(self._vocabulary.text(target, GUIDE.responseWord))

    def _name(self, node: Any) -> str:
        """The name of a node, where a document gave it one or something refers to it."""
        name = self._names.get(getattr(node, "iri", _NOWHERE), "")
        return f"#{name}" if name else ""

    def _key(self, key: Key, values: dict[str, list[Any]]) -> Any:
        parts = {part.bound: values.get(property_name(part.path), []) for part in key.parts}
        found = [each for bound in parts.values() for each in bound]
        if not found:
            return None
        if set(parts) != {""}:
            return self._bounds(key, {bound: each[0] for bound, each in parts.items() if each})
        below = key.node
        if below is not None:
            nodes = [self.node(each, below) for each in sorted(found, key=self._order)]
            return nodes[0] if key.most == 1 else nodes
        written = [self._value(key, each) for each in found]
        return written[0] if key.most == 1 else written

    def _order(self, node: Any) -> tuple[bool, list[tuple[int, str]]]:
        """Nodes without a name stand as they stood, then those that are new, then those with a name."""
        name = str(getattr(node, "iri", "")).removeprefix(self._base + "#")
        pieces = [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in name.split("/")]
        return bool(self._name(node)), pieces

    def _value(self, key: Key, value: Any) -> str:
        if key.form == "reference":
            return f"#{self._names.get(value, str(value).removeprefix(self._base + '#'))}"
        if key.form == "code":
            return self._vocabulary.code_text(value)
        if key.words:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            return min((word for word, meaning in key.words.items() if meaning == text), default=text)
        if isinstance(value, URIRef):
            return self._word(key, value)
        return value.isoformat() if isinstance(value, date) else _number(value)

    def _word(self, key: Key, term: URIRef) -> str:
        words = _words(self._vocabulary, key.kind) if key.kind is not None else {}
        if term not in words:
            raise InputError(f"A case document has no word for {term} under '{key.key}'.")
        return words[term]

    def _bounds(self, key: Key, ends: dict[str, Any]) -> str:
        low, high = ends.get("low"), ends.get("high")
        if key.form == "partial-date":
            return _partial(key, low or ends.get("exact"), high or ends.get("exact"))
        text: Callable[[Any], str] = _length if key.form == "length" else _number
        if low is None:
            return f"at most {text(high)}"
        if high is None:
            return f"at least {text(low)}"
        return text(low) if low == high else f"between {text(low)} and {text(high)}"


def _names(case: Case, grammar: Shape) -> Mapping[URIRef, str]:
    """The name of every node that needs one: a document gave it, or something refers to it.

    What was named by its place in a document, or by what it says, has a name of its own only where it is referred to.
    """
    label = {key.path: key.node.label for key in grammar.keys.values() if key.node is not None}
    kinds: tuple[tuple[URIRef, Iterable[Any]], ...] = (
        (GUIDE.hasDocument, case.documents),
        (GUIDE.request, case.services),
        (GUIDE.priorProcedure, case.history),
    )
    every = [node for _, nodes in kinds for node in nodes]
    every += [line for service in case.services for line in service.lines]
    local = {node.iri: str(node.iri).removeprefix(f"{case.iri}#") for node in every}
    found = {iri: n for iri, n in local.items() if _NAME.fullmatch(n) and not n.startswith(_MADE)}
    referred = frozenset(_referred(case))
    for kind, nodes in kinds:
        stem = re.sub(r"[^A-Za-z0-9]+", "-", label[kind])
        for node in nodes:
            if node.iri in referred and node.iri not in found:
                taken = set(found.values())
                free = (f"{stem}-{n}" for n in range(1, len(taken) + 2))
                found[node.iri] = next(name for name in free if name not in taken)
    return found


def _referred(case: Case) -> Iterator[URIRef]:
    """The nodes that something refers to."""
    yield from (s.repeats for s in case.services if s.repeats is not None)
    for prior in case.history:
        yield from prior.same_day_as
    told: list[Any] = [*case.statements, *case.scores, *case.care, *case.medications, *case.history]
    told += [response for prior in case.history for response in prior.responses]
    yield from (n.origin.document for n in told if n.origin is not None and n.origin.document is not None)


@lru_cache(maxsize=64)
def _words(vocabulary: Vocabulary, kind: URIRef) -> dict[URIRef, str]:
    """The word for each term of a kind."""
    return {term: word for word, term in reversed(vocabulary.terms_of(kind).items())}


def _number(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _length(length: Length) -> str:
    if length.months and length.days:
        return str(length)
    number, unit = (length.months, "month") if length.months else (length.days, "day")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _partial(key: Key, low: date | None, high: date | None) -> str:
    """A day, a month or a year."""
    if low is not None and high is not None:
        if low == high:
            return low.isoformat()
        if (low.month, low.day, high.month, high.day) == (1, 1, 12, 31) and low.year == high.year:
            return f"{low.year:04}"
        last = calendar.monthrange(high.year, high.month)[1]
        if (low.year, low.month, low.day, high.day) == (high.year, high.month, 1, last):
            return f"{low.year:04}-{low.month:02}"
    raise InputError(
        Problem(
            f"The bounds {low} and {high} under '{key.key}' are no day, month or year.",
            remedy="Only a graph can tell them.",
        )
    )


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED and not text.endswith(" ")
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    """A text in quotes; what a file of text cannot hold as it is stands by its number."""
    told = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in told)


def _entry(value: Data, indent: str) -> list[str]:
    """One entry of a list: on one line where it fits and holds no list of entries, else a key a line."""
    nested = any(isinstance(e, dict) for v in value.values() if isinstance(v, list) for e in v)
    flow = f"{indent}- {_flow(value)}"
    if len(flow) <= WIDTH and not nested:
        return [flow]
    lines: list[str] = []
    for key, each in value.items():
        if isinstance(each, list) and any(isinstance(e, dict) for e in each):
            lines.append(f"{indent}  {key}:")
            for one in each:
                lines += _entry(one, indent + "    ")
        else:
            lines.append(f"{indent}  {key}: {_flow(each)}")
    lines[0] = f"{indent}- {lines[0].strip()}"
    return lines
