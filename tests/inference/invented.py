"""Cases and declarations over an invented field (invented.ttl), short enough to be read in a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from rdflib import Literal, Namespace, URIRef

from reasoner.inference import ClassRules, Inferred, compile_classes, infer
from reasoner.knowledge.facts import FactDeclaration
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import (
    CareEpisode,
    Case,
    Dose,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)
from reasoner.model.dates import Length, Span
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE, FactStatus

P = Namespace("https://example.org/field#")
C = Namespace("https://example.org/case/1#")
FACT = URIRef("https://w3id.org/guideline-reasoner/fact#tested")

DAY = date(2026, 6, 15)
RECORDED = date(2026, 6, 10)
DIAGNOSTIC, THERAPEUTIC = GUIDE["intent-diagnostic"], GUIDE["intent-therapeutic"]
LEFT, RIGHT, BILATERAL = GUIDE["side-left"], GUIDE["side-right"], GUIDE["side-bilateral"]
PRESENT, ABSENT, CONFLICTING = GUIDE.Present, GUIDE.Absent, GUIDE.Conflicting
PEAK, SUSTAINED = GUIDE["moment-peak"], GUIDE["moment-sustained"]
END_OF_AGENT = GUIDE["moment-end-of-agent"]
HISTORY, CARE, DRUGS = GUIDE.ProcedureHistory, GUIDE.CareHistory, GUIDE.MedicationHistory
FINDINGS, SCORES = GUIDE.FindingsRecord, GUIDE.ScoresRecord

__all__ = ["Length", "Span", "replace"]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    root = Path(__file__).resolve().parents[2]
    core = read_turtle(root / "ontology" / "guideline.ttl")
    return Vocabulary(Triples([*core, *read_turtle(Path(__file__).with_name("invented.ttl"))]))


@lru_cache(maxsize=1)
def rules() -> ClassRules:
    return compile_classes(vocabulary())


def day(text: str | None) -> Span:
    """'2026-05-01', '2026-05', '2026', '2026-05-01/2026-05-09' or None as a span."""
    if text is None:
        return Span()
    if "/" in text:
        low, high = text.split("/")
        return Span(date.fromisoformat(low) if low else None, date.fromisoformat(high) if high else None)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return Span(date(*parts), date(*parts))
    if len(parts) == 1:
        return Span(date(parts[0], 1, 1), date(parts[0], 12, 31))
    following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
    return Span(date(parts[0], parts[1], 1), date.fromordinal(following.toordinal() - 1))


def length(text: str | None) -> Length | None:
    return None if text is None else Length.parse(text)


def service(name: str = "now", **values) -> Service:
    values.setdefault("procedure", P.block)
    values.setdefault("intent", DIAGNOSTIC)
    values.setdefault("sites", (P.s1,))
    values.setdefault("side", BILATERAL)
    return Service(iri=C[name], **values)


def line(name: str, code: URIRef, *modifiers: str) -> ServiceLine:
    return ServiceLine(C[name], code, tuple(modifiers))


def prior(name: str, when: str | None = None, **values) -> PriorProcedure:
    values.setdefault("procedure", P.block)
    values.setdefault("intent", DIAGNOSTIC)
    values.setdefault("sites", (P.s1,))
    values.setdefault("side", BILATERAL)
    return PriorProcedure(iri=C[name], date=day(when), **values)


def response(name: str, low=None, high=None, **values) -> Response:
    values.setdefault("target", P["back-ache"])
    values.setdefault("measured_at", PEAK)
    bounds = [None if bound is None else Decimal(str(bound)) for bound in (low, high)]
    return Response(C[name], relief_at_least=bounds[0], relief_at_most=bounds[1], **values)


def statement(name: str, concept: URIRef, status: URIRef = PRESENT, **values) -> Statement:
    return Statement(C[name], concept, status, **values)


def episode(name: str, treatment: URIRef | None = None, **values) -> CareEpisode:
    return CareEpisode(C[name], treatment=treatment, **values)


def dose(name: str, drug: URIRef, milligrams: float) -> Dose:
    return Dose(C[name], drug, Decimal(str(milligrams)), "mg")


def score(name: str, scale: URIRef, value: float, **values) -> Score:
    return Score(C[name], scale, Decimal(str(value)), **values)


def case(**values) -> Case:
    """A case with one service; `services`, `history`, `complete_for` and so on replace the defaults."""
    values.setdefault("services", (service(),))
    values.setdefault("date_of_service", DAY)
    values.setdefault("recorded_on", min(RECORDED, values["date_of_service"]))
    values["complete_for"] = frozenset(values.get("complete_for", ()))
    return Case(iri=C.case, identifier="1", payer=P.payer, **values)


def declare(
    template: str, name: URIRef = FACT, focus: URIRef = GUIDE.Service, **parameters
) -> FactDeclaration:
    """A declaration; values may be terms, tuples of terms, texts or booleans."""
    found = {}
    for key, value in parameters.items():
        values = value if isinstance(value, tuple) else (value,)
        found[key] = tuple(
            v if isinstance(v, URIRef) else Literal(str(v).lower() if v is True else v) for v in values
        )
    return FactDeclaration(name, "tested", "", template, focus, found)


def run(of: Case, *declarations: FactDeclaration) -> Inferred:
    return infer(of, vocabulary(), declarations, rules())


def value(of: Case, declaration: FactDeclaration, focus: str = "now") -> FactValue:
    """The value of one declared fact of one focus node."""
    return run(of, declaration).fact(C[focus], declaration.name).value


def status(of: Case, declaration: FactDeclaration, focus: str = "now") -> str:
    found = value(of, declaration, focus)
    assert found.status is not None
    assert found.conflicting == (found.status is FactStatus.CONFLICTING)
    return str(found.status)


def bounds(of: Case, declaration: FactDeclaration, focus: str = "now") -> tuple[float | None, float | None]:
    """The bounds of a quantity; fails where they are conflicting."""
    found = value(of, declaration, focus)
    assert found.status is None
    assert not found.conflicting
    return _plain(found.at_least), _plain(found.at_most)


def contested(
    of: Case, declaration: FactDeclaration, focus: str = "now"
) -> tuple[float | None, float | None]:
    """The bounds of a quantity that the statements contest; fails where they are not conflicting."""
    found = value(of, declaration, focus)
    assert found.conflicting
    return _plain(found.at_least), _plain(found.at_most)


def names(found: FactValue) -> list[str]:
    return [str(node).rpartition("#")[2] for node in found.follows]


def _plain(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
