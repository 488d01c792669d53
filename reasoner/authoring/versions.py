"""Versions: on every day at most one is in force, and no dated file begins before the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from reasoner.authoring.files import place, short
from reasoner.errors import KnowledgeError, Problem
from reasoner.knowledge import Document


def check_versions(document: Document) -> Iterator[Problem]:
    """Order, overlap and first day of the versions of a document."""
    head = document.folder / "guideline.ttl"
    try:
        versions = document.versions
    except KnowledgeError as error:
        yield from error.problems
        return
    if document.groups and not versions:
        yield Problem(
            "The document has dated files and no version.",
            place(head, document.iri),
            "Describe a guide:GuidelineVersion.",
        )
        return
    for version in versions:
        if version.effective_until is not None and version.effective_until < version.effective_from:
            yield Problem(
                f"{short(version.iri)} ends before it begins.",
                place(head, version.iri),
                "Mend guide:effectiveUntil.",
            )
    for before, after in pairwise(versions):
        if before.effective_until is None or before.effective_until >= after.effective_from:
            yield Problem(
                f"{short(before.iri)} and {short(after.iri)} are in force on one day, {after.effective_from}.",
                place(head, before.iri),
                f"Write guide:effectiveUntil {after.effective_from - timedelta(days=1)} or earlier on the older one.",
            )
    for group in document.groups:
        if versions and group.starts < versions[0].effective_from:
            yield Problem(
                f"The file {group.name}/{group.path.name} begins before the first version ({versions[0].effective_from}).",
                place(group.path),
                "Name the file after the first day of a version that was read.",
            )


def version_notes(document: Document) -> Iterator[str]:
    """Gaps between versions, and dated files that begin on the first day of no version."""
    try:
        versions = document.versions
    except KnowledgeError:
        return
    for before, after in pairwise(versions):
        if (
            before.effective_until is not None
            and before.effective_until + timedelta(days=1) < after.effective_from
        ):
            yield (
                f"{document.name}: no version is in force from {before.effective_until + timedelta(days=1)} "
                f"to {after.effective_from - timedelta(days=1)}."
            )
    starts = {version.effective_from for version in versions}
    for group in document.groups:
        if group.starts not in starts and versions and group.starts > versions[0].effective_from:
            yield f"{document.name}: {group.name}/{group.path.name} begins in the middle of a version."
