"""The saturated ontology as plain values, so that it is computed once for a set of files and not once a start."""

from __future__ import annotations

from typing import Any

from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from reasoner.errors import KnowledgeError
from reasoner.inference.world import World

Plain = dict[str, Any]


def to_plain(world: World) -> Plain:
    """A world without a base as lists of numbers over a table of terms."""
    table: dict[Node, int] = {}

    def number(node: Node) -> int:
        return table.setdefault(node, len(table))

    types, values, classes, reasons = world.state()
    plain: Plain = {
        "types": [[number(n), [number(t) for t in sorted(found)]] for n, found in types.items()],
        "values": [
            [
                number(n),
                [[number(p), [number(v) for v in sorted(found, key=_order)]] for p, found in held.items()],
            ]
            for n, held in values.items()
        ],
        "classes": [number(n) for n in types if n in classes],
        "reasons": [[number(n), number(t), [number(r) for r in why]] for (n, t), why in reasons.items()],
    }
    plain["terms"] = [_term_to_plain(node) for node in table]
    return plain


def from_plain(plain: Plain) -> World:
    """The world that was made plain. Raises KnowledgeError where the values are not such a world."""
    try:
        terms = [_term_from_plain(t) for t in plain["terms"]]
        names = [t if isinstance(t, URIRef) else URIRef("") for t in terms]
        return World.of_state(
            {terms[n]: {names[t] for t in found} for n, found in plain["types"]},
            {
                terms[n]: {names[p]: {terms[v] for v in found} for p, found in held}
                for n, held in plain["values"]
            },
            {terms[n] for n in plain["classes"]},
            {(terms[n], names[t]): tuple(terms[r] for r in why) for n, t, why in plain["reasons"]},
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise KnowledgeError(f"The saved ontology cannot be read: {error}") from None


def _order(node: Node) -> str:
    return node.n3()


def _term_to_plain(node: Node) -> str | list[str]:
    if isinstance(node, Literal):
        return [str(node), node.language or "", str(node.datatype or "")]
    return f"_:{node}" if isinstance(node, BNode) else str(node)


def _term_from_plain(plain: str | list[str]) -> Node:
    if isinstance(plain, list):
        text, language, kind = plain
        if language:
            return Literal(text, lang=language)
        return Literal(text, datatype=URIRef(kind), normalize=False) if kind else Literal(text)
    return BNode(plain[2:]) if plain.startswith("_:") else URIRef(plain)
