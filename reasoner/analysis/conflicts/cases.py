"""Witnesses as case documents, one a file, which `reasoner review` reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reasoner.analysis.conflicts.claims import Conflicts, Witness
from reasoner.intake.write import case_yaml
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case


def write_cases(found: Conflicts, folder: Path, vocabulary: Vocabulary) -> int:
    """Write every witness as NAME.yaml and say how many. The folder is made; a file of the same name is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    witnesses = [w for claim in found.claims for w in claim.witnesses]
    for witness in witnesses:
        head = "".join(f"# {told}\n" for told in _head(witness))
        text = head + document(witness.case, witness.name, vocabulary)
        (folder / f"{witness.name}.yaml").write_text(text, encoding="utf-8")
    return len(witnesses)


def _head(witness: Witness) -> Iterator[str]:
    """What the case shows, and how to see it."""
    yield f"{witness.meaning}: {witness.requested}"
    yield from witness.facts
    for shown in witness.shown:
        found = f"{shown.criterion}: {shown.found}" if shown.criterion else shown.found
        under = f" --under {shown.under}" if "@" in shown.under else ""
        yield f"reasoner review {witness.name}.yaml{under} ({found})"


def document(case: Case, name: str, vocabulary: Vocabulary) -> str:
    """A case as a document under a name of its own."""
    return case_yaml(replace(case, identifier=name), vocabulary)
