"""The closed sets of domain-free terms that the engine branches on."""

from __future__ import annotations

from enum import StrEnum

from rdflib import URIRef

from reasoner.vocabulary.namespaces import GUIDE


class FactStatus(StrEnum):
    """What a record says of a fact that is not a number (SEMANTICS: four statuses, no others)."""

    PRESENT = "Present"
    ABSENT = "Absent"
    NOT_STATED = "NotStated"
    CONFLICTING = "Conflicting"

    @property
    def iri(self) -> URIRef:
        """The individual of the vocabulary that stands for this status."""
        return _IRIS[self]


_IRIS = {status: GUIDE[status.value] for status in FactStatus}


class Severity(StrEnum):
    """Severities of a result by the role of the shape that gave it."""

    VIOLATION = "http://www.w3.org/ns/shacl#Violation"
    WARNING = "http://www.w3.org/ns/shacl#Warning"
    NOT_DOCUMENTED = str(GUIDE.NotDocumented)
    NEEDS_JUDGEMENT = str(GUIDE.NeedsJudgement)
    CONTRADICTION = str(GUIDE.Contradiction)
    CASE_WARNING = str(GUIDE.CaseWarning)
