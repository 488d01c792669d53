"""The determination as one value: the ledger of every criterion and all that a report may say about it.

Every rendering comes from `Review`; no renderer decides anything. Texts are final sentences in English.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reasoner.model.margins import Margin


class Status(StrEnum):
    """The status of one criterion for one service."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_DOCUMENTED = "not-documented"
    CONTRADICTORY = "contradictory"
    NEEDS_JUDGEMENT = "needs-judgement"
    NOT_APPLICABLE = "not-applicable"


class Determination(StrEnum):
    """What a binding document says of one service."""

    MEETS = "meets"
    DOES_NOT_MEET = "does-not-meet"
    INFORMATION_NEEDED = "information-needed"
    CLINICIAN_JUDGEMENT = "clinician-judgement"
    NO_GUIDELINE_IN_FORCE = "no-guideline-in-force"


class Disposition(StrEnum):
    """What happens next with a line. There is no denial: a person decides."""

    APPROVE_ELIGIBLE = "approve-eligible"
    REQUEST_INFORMATION = "request-information"
    REFER_TO_PHYSICIAN = "refer-to-physician"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from. `confidence` is one of SEEN-P, SEEN-M, SEEN-S, KNOWN."""

    source: str
    title: str
    version: str = ""
    section: str = ""
    clauses: tuple[str, ...] = ()
    confidence: str = "KNOWN"
    remark: str = ""
    confirmed_on: str = ""
    interpretation: str = ""

    @property
    def unconfirmed(self) -> bool:
        """True where nobody has seen the wording at all."""
        return self.confidence == "KNOWN"


@dataclass(frozen=True, slots=True)
class ChartItem:
    """A place in the record that a fact follows from. `line` is the line of the case file, 0 if not known."""

    node: str
    text: str
    document: str = ""
    page: str = ""
    words: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that a criterion read: its name, its value in words, and what it follows from."""

    name: str
    label: str
    value: str
    status: str = ""
    at_least: str = ""
    at_most: str = ""
    unit: str = ""
    conflicting: bool = False
    follows: tuple[ChartItem, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of a criterion that is a formula: `holds` is surely, possibly or no."""

    label: str
    holds: str
    exception: bool = False


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would change the answer. `cured_by`: document, time, treatment, request or nothing."""

    text: str
    cured_by: str
    earliest: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of one guideline for one focus (a service or a line).

    `patient_text` says in plain sentences what the row means for the patient; empty: nothing is said. `margin` is its
    figures in words, `margins` the same as values: one for each test of a number.
    """

    criterion: str
    iri: str
    label: str
    kind: str
    effect: str
    status: Status
    message: str
    citations: tuple[Citation, ...]
    facts: tuple[FactUsed, ...] = ()
    branches: tuple[Branch, ...] = ()
    remedy: Remedy | None = None
    question: str = ""
    presumed: bool = False
    margin: str = ""
    direction: str = ""
    strength: str = ""
    certainty: str = ""
    order: int = 0
    patient_text: str = ""
    margins: tuple[Margin, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether the row is part of the determination."""
        return self.effect == "decides"


@dataclass(frozen=True, slots=True)
class GuidelineLedger:
    """The rows of one guideline for one line. `determination` is None for an advisory document."""

    guideline: str
    iri: str
    title: str
    short: str
    issuer: str
    version: str
    effective_from: str
    authority: str
    determination: Determination | None
    criteria: tuple[Row, ...]
    note: str = ""
    unencoded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineReview:
    """One billed line. `serves` names the line whose disposition an included line takes."""

    line: str
    service: str
    codes: tuple[str, ...]
    label: str
    disposition: Disposition
    guidelines: tuple[GuidelineLedger, ...]
    serves: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements of the case that disagree."""

    text: str
    items: tuple[ChartItem, ...]
    note: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One reason for or against a generator. `standing`: counts, weakened or discounted, with the reason."""

    text: str
    strength: str
    standing: str
    reason: str = ""
    likelihood_ratio: str = ""
    other_explanations: tuple[str, ...] = ()
    items: tuple[ChartItem, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneratorArgument:
    """What the record says for and against one generator. No probabilities are invented."""

    generator: str
    label: str
    evidence_for: tuple[EvidenceItem, ...] = ()
    evidence_against: tuple[EvidenceItem, ...] = ()
    discounted: tuple[EvidenceItem, ...] = ()
    leading: bool = False
    requested: bool = False
    claimed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """An alternative, a criterion of the next step, or a pitfall, with its source and what the record shows."""

    identifier: str
    label: str
    text: str
    criterion: str = ""
    shown: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseWarning:
    """Something a reviewer should know that is no criterion."""

    identifier: str
    text: str
    items: tuple[ChartItem, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A publication that the review speaks of."""

    identifier: str
    citation: str
    confidence: str
    remark: str = ""
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentStatus:
    """How far the content was reviewed, by whom, and when it was last changed."""

    status: str
    by: str
    last_updated: str


@dataclass(frozen=True, slots=True)
class KnowledgeIdentity:
    """Which knowledge decided: its version and the SHA-256 of all its files."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that one review says. The same case and knowledge give equal values, always."""

    case: str
    case_sha256: str
    date_of_service: date
    payer: str
    jurisdiction: str
    knowledge: KnowledgeIdentity
    engine: str
    assumed: tuple[str, ...]
    request: str
    lines: tuple[LineReview, ...]
    contradictions: tuple[Contradiction, ...]
    generators: tuple[GeneratorArgument, ...]
    generator_summary: str
    alternatives: tuple[Advice, ...]
    future_criteria: tuple[Advice, ...]
    pitfalls: tuple[Advice, ...]
    evidence: tuple[Evidence, ...]
    warnings: tuple[CaseWarning, ...]
    content: ContentStatus
    disputes: tuple[Advice, ...] = ()
    patient_terms: tuple[tuple[str, str], ...] = ()
    patient_request: str = ""
    chosen: str = ""
