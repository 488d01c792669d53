"""Source drift: wording that nobody has compared with its source for more than a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rdflib import RDF

from reasoner.authoring.files import parts
from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE


def drifted(library: Library, today: date) -> Iterator[str]:
    """One note for each document whose version or citations were last confirmed more than a year before a day."""
    limit = date(today.year - 1, today.month, min(today.day, 28))
    for document in sorted(library.documents, key=lambda d: d.name):
        days = [
            date.fromisoformat(str(o))
            for _, triples in parts(document)
            for kind in (GUIDE.GuidelineVersion, GUIDE.Citation)
            for s in triples.subjects(RDF.type, kind)
            for o in triples.objects(s, GUIDE.confirmedOn)
        ]
        old = [d for d in days if d < limit]
        if old:
            yield (
                f"{document.name}: {len(old)} of {len(days)} confirmations of its wording are older than a year "
                f"(the oldest of {min(old)}). Compare it with its source, then renew guide:confirmedOn."
            )
