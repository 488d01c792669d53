"""Which facts a document version reads, as columns of a table that an analyst can read too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyarrow as pa
from rdflib import URIRef
from rdflib.term import Node

from reasoner.book.ledger_plan import about_lines, leading
from reasoner.errors import KnowledgeError
from reasoner.knowledge import Document, FactDeclaration, Group, Library, Shape, Version

# A bound fits in a column if it has at most twelve digits before the point and six behind it.
NUMBER = pa.decimal128(18, 6)


@dataclass(frozen=True, slots=True)
class FactColumns:
    """One fact: `key` begins the names of its columns. A fact is read as a status, as a number with bounds, or as both."""

    fact: URIRef
    key: str
    status: bool
    number: bool


@dataclass(frozen=True)
class Layout:
    """The facts that the criteria of a document version read of services, and those that they read of lines."""

    document: Document
    version: Version
    groups: tuple[Group, ...]
    declared: Mapping[URIRef, FactDeclaration]
    of_services: tuple[FactColumns, ...]
    of_lines: tuple[FactColumns, ...]

    @property
    def name(self) -> str:
        """The document and the first day of the version: the name of its folders."""
        return f"{self.document.name}@{self.version.effective_from.isoformat()}"

    @cached_property
    def _keys(self) -> dict[Node, str]:
        return {c.fact: c.key for c in (*self.of_services, *self.of_lines)}

    def column(self, fact: Node, end: str) -> str:
        """The column of an end (status, least, most, conflicting) of a fact. Raises KnowledgeError where none is read."""
        key = self._keys.get(fact)
        if key is None:
            raise KnowledgeError(f"{self.name} reads no fact {fact}.")
        return f"f.{key}_{end}"

    def schema(self, *, lines: bool) -> pa.Schema:
        """The schema of the table of facts of services, or of lines."""
        fields = [pa.field("seq", pa.int64()), pa.field("service", pa.int16())]
        if lines:
            fields.append(pa.field("line", pa.int16()))
        fields.append(pa.field("kind", pa.int64()))
        for c in self.of_lines if lines else self.of_services:
            meaning = {"fact": str(c.fact)}
            if c.status:
                fields.append(pa.field(f"{c.key}_status", pa.uint8(), metadata=meaning))
            if c.number:
                fields += [pa.field(f"{c.key}_{end}", NUMBER, metadata=meaning) for end in ("least", "most")]
            fields.append(pa.field(f"{c.key}_conflicting", pa.bool_(), metadata=meaning))
        return pa.schema(fields)


def layout(library: Library, document: Document, version: Version) -> Layout:
    """The layout of a document version, with the files in force on its first day."""
    groups = document.groups_in_force(version.effective_from)
    declared = {d.name: d for d in library.shared} | {d.name: d for g in groups for d in g.declarations}
    by_criterion: dict[URIRef, list[Shape]] = {}
    for shape in (s for g in groups for s in g.shapes):
        by_criterion.setdefault(shape.criterion, []).append(shape)
    read: dict[bool, dict[URIRef, set[str]]] = {False: {}, True: {}}
    for shapes in by_criterion.values():
        ends = read[about_lines(leading(shapes), declared)]
        for atom in (a for s in shapes for a in s.atoms):
            if atom.fact not in declared:
                raise KnowledgeError(f"{document.name} reads the fact {atom.fact}, which is not declared.")
            ends.setdefault(atom.fact, set()).add(atom.end)
    keys = _keys(sorted({*read[False], *read[True]}))

    def columns(ends: Mapping[URIRef, set[str]]) -> tuple[FactColumns, ...]:
        return tuple(
            FactColumns(f, keys[f], "status" in ends[f], bool(ends[f] & {"atLeast", "atMost"}))
            for f in sorted(ends)
        )

    return Layout(document, version, groups, declared, columns(read[False]), columns(read[True]))


def _keys(facts: Iterable[URIRef]) -> dict[URIRef, str]:
    """A short name for each fact: its local name, with a number where two documents use one."""
    found: dict[URIRef, str] = {}
    used: set[str] = set()
    for fact in facts:
        local = re.sub(r"[^a-z0-9]+", "_", re.split("[#/]", str(fact))[-1].lower())
        key, n = local, 1
        while key in used:
            n += 1
            key = f"{local}_{n}"
        used.add(key)
        found[fact] = key
    return found


class Layouts:
    """The layouts of a library, each made when first asked for."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._held: dict[tuple[URIRef, date], Layout] = {}

    def of(self, document: Document, version: Version) -> Layout:
        """The layout of a document version."""
        key = (document.iri, version.effective_from)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = layout(self.library, document, version)
        return found

    def named(self, name: str) -> Layout:
        """The layout that a folder is named after. Raises KnowledgeError where the library has no such version."""
        document_name, _, day = name.rpartition("@")
        for document in self.library.documents:
            if document.name == document_name:
                for version in document.versions:
                    if version.effective_from.isoformat() == day:
                        return self.of(document, version)
        raise KnowledgeError(f"The library holds no version {name}.")
