"""The profiles of all documents, kept in the cache: to know which documents bear on a case, none has to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rdflib import URIRef

from reasoner.knowledge import cache
from reasoner.knowledge.documents import Document, Profile
from reasoner.knowledge.folders import described, read_document


def read_documents(folders: Sequence[Path]) -> tuple[Document, ...]:
    """Every document of some folders; whole the first time, by their kept profiles from then on.

    What is kept is named by the hash of every guideline.ttl, so that a change of any is read anew.
    """
    digest = hashlib.sha256()
    for folder in folders:
        digest.update(
            folder.name.encode() + b"\0" + hashlib.sha256((folder / "guideline.ttl").read_bytes()).digest()
        )
    name = cache.key("documents", digest.hexdigest())
    held = _profiles(cache.fetch(name), len(folders))
    if held:
        return tuple(described(folder, profile) for folder, profile in zip(folders, held, strict=True))
    documents = tuple(read_document(folder) for folder in folders)
    cache.keep(name, [_plain(d.profile) for d in documents])
    return documents


def _plain(profile: Profile) -> list[Any]:
    return [
        str(profile.iri), profile.binding, [str(p) for p in profile.payers], [str(p) for p in profile.places],
        [str(c) for c in profile.applies_to], str(profile.shares_text_of or ""),
    ]  # fmt: skip


def _profiles(plain: Any, count: int) -> tuple[Profile, ...]:
    """The kept profiles; none where they are not such."""
    if not isinstance(plain, list) or len(plain) != count:
        return ()
    try:
        return tuple(
            Profile(
                URIRef(iri),
                binding is True,
                _iris(payers),
                _iris(places),
                _iris(about),
                URIRef(shares) if shares else None,
            )
            for iri, binding, payers, places, about, shares in plain
        )
    except (TypeError, ValueError):
        return ()


def _iris(plain: list[str]) -> tuple[URIRef, ...]:
    return tuple(URIRef(p) for p in plain)
