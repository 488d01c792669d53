"""All the knowledge of one installation, loaded once: the ontology, the shared facts, every document."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rdflib import URIRef

from reasoner.errors import KnowledgeError
from reasoner.knowledge.documents import Document
from reasoner.knowledge.facts import FactDeclaration, read_declarations
from reasoner.knowledge.folders import read_document
from reasoner.knowledge.paths import data_root
from reasoner.knowledge.profiles import read_documents
from reasoner.knowledge.triples import Triple, Triples, read_turtle
from reasoner.knowledge.vocabulary import Vocabulary


@dataclass(frozen=True)
class Library:
    """What decides. `case_shapes` find contradictions and warnings; `advice` is shown beside the ledger."""

    root: Path
    vocabulary: Vocabulary = field(repr=False)
    shared: tuple[FactDeclaration, ...] = field(repr=False)
    documents: tuple[Document, ...] = field(repr=False)
    case_shapes: Triples = field(repr=False)
    advice: Triples = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """The hash of every file that decides, independent of where they lie."""
        return files_sha256(self.root, "ontology", "shapes")

    @cached_property
    def version(self) -> str:
        """The version of the distribution that the knowledge came with."""
        try:
            return version("guideline-reasoner")
        except PackageNotFoundError:
            return "unknown"

    def document(self, iri: URIRef) -> Document | None:
        """The document with an IRI."""
        return self._by_iri.get(iri)

    @cached_property
    def _by_iri(self) -> dict[URIRef, Document]:
        return {d.iri: d for d in self.documents}

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What others made of the knowledge alone and want to keep, under keys of their own."""
        return {}


def files_sha256(root: Path, *folders: str) -> str:
    """One hash of every Turtle file of some folders, independent of where they lie."""
    digest = hashlib.sha256()
    for folder in folders:
        base = root / folder
        for path in sorted(base.rglob("*.ttl"), key=lambda p: p.relative_to(base).as_posix()):
            digest.update(f"{folder}/{path.relative_to(base).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load(root: Path | None = None, extra: tuple[Path, ...] = ()) -> Library:
    """Read the knowledge under `root` (the shipped one by default) and further document folders in `extra`."""
    return _load(root or data_root(), extra)


@lru_cache(maxsize=4)
def _load(root: Path, extra: tuple[Path, ...]) -> Library:
    shapes = root / "shapes"
    folders = [p.parent for p in sorted(shapes.glob("*/guideline.ttl"))]
    if not (root / "ontology").is_dir() or not folders:
        raise KnowledgeError(f"There is no ontology/ and no shapes/ with documents under {root}.")
    return Library(
        root=root,
        vocabulary=Vocabulary(_read(root / "ontology", "*.ttl"), files_sha256(root, "ontology")),
        shared=read_declarations(_read(shapes / "facts", "*.ttl")),
        documents=(*read_documents(folders), *(read_document(folder) for folder in extra)),
        case_shapes=_read(shapes / "case", "[!d]*.ttl"),
        advice=_read(shapes / "advice", "*.ttl"),
    )


def _read(folder: Path, pattern: str) -> Triples:
    triples: list[Triple] = []
    for path in sorted(folder.glob(pattern)):
        triples.extend(read_turtle(path))
    return Triples(triples)
