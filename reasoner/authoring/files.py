"""Where in its file a named thing stands, and whether a file was damaged by a program that saved it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin

from rdflib import RDF, URIRef
from rdflib.term import Node

from reasoner.errors import Place, Problem
from reasoner.knowledge import Document
from reasoner.knowledge.triples import Triples
from reasoner.vocabulary import SHAPES
from reasoner.vocabulary.namespaces import curie

_BASE = re.compile(r"^\s*@base\s+<([^>]*)>", re.MULTILINE)
_PREFIX = re.compile(r"^\s*@prefix\s+([\w-]*):\s+<([^>]*)>", re.MULTILINE)
_SUBJECT = re.compile(r"^(?:<(?P<iri>[^>]*)>|(?P<prefix>[\w-]*):(?P<local>[\w./-]+))(?=\s|$)", re.MULTILINE)
_OWL_API = "owlcs/owlapi"


def place(path: Path, node: Node | None = None) -> Place:
    """The file, with the line where it begins to describe a node."""
    return Place(str(path), _subjects(path).get(str(node), 0) if isinstance(node, URIRef) else 0)


@lru_cache(maxsize=256)
def _read(path: Path, stamp: int) -> dict[str, int]:
    """Line of each subject that begins a line, as Turtle files here are written."""
    text = path.read_text(encoding="utf-8", errors="replace")
    base = next((m.group(1) for m in _BASE.finditer(text)), "")
    prefixes = dict(_PREFIX.findall(text))
    found: dict[str, int] = {}
    for match in _SUBJECT.finditer(text):
        if match["iri"] is not None:
            iri = urljoin(base, match["iri"])
        elif match["prefix"] in prefixes:
            iri = prefixes[match["prefix"]] + match["local"]
        else:
            continue
        found.setdefault(iri, text.count("\n", 0, match.start()) + 1)
    return found


def _subjects(path: Path) -> dict[str, int]:
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


def parts(document: Document) -> Iterator[tuple[Path, Triples]]:
    """The files of a document's own folder with their triples: guideline.ttl first, then each dated file."""
    yield document.folder / "guideline.ttl", document.own.head
    for group in document.own.groups:
        yield group.path, group.triples


def home(document: Document, node: Node) -> Path:
    """The file of a document that describes a node."""
    return next(
        (p for p, triples in parts(document) if triples.predicates(node)), document.folder / "guideline.ttl"
    )


def short(node: Node) -> str:
    """A name for messages: a prefixed term, or what follows the namespace of the shapes."""
    text = str(node)
    return text[len(str(SHAPES)) :] if text.startswith(str(SHAPES)) else curie(text)


def damage(paths: Iterable[Path]) -> Iterator[Problem]:
    """Files that an ontology editor has saved: the OWL API empties the lists of SHACL shapes."""
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        line = next((n for n, row in enumerate(text.splitlines(), 1) if _OWL_API in row), 0)
        if line:
            yield Problem(
                "This shapes file was saved by the OWL API (Protégé), which destroys SHACL.",
                Place(str(path), line),
                "Restore it from version control and edit it in a text editor.",
            )


def broken_lists(path: Path, triples: Triples) -> Iterator[Problem]:
    """Lists without an end, without a member in a cell, or with two."""
    cells = {s for s, _ in triples.pairs(RDF.first)} | {s for s, _ in triples.pairs(RDF.rest)}
    bad = [
        c for c in cells if len(triples.objects(c, RDF.first)) != 1 or len(triples.objects(c, RDF.rest)) != 1
    ]
    if bad:
        yield Problem(
            f"The file has {len(bad)} broken list cell(s).", place(path), "Write lists in brackets: ( … )."
        )
