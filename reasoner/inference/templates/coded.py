"""Facts read from coded values of the request or of an act: CodedInSet, IncludedInSession."""

from __future__ import annotations

from rdflib import URIRef

from reasoner.errors import KnowledgeError, Problem
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import as_status
from reasoner.inference.truth import Truth, every, some
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Service, ServiceLine
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

_DENOTES = GUIDE.denotesDrug

PATHS = (
    "guidance",
    "sedation",
    "intent",
    "side",
    "drug",
    "diagnosis",
    "code",
    "modifier",
    "placeOfService",
    "procedure",
    "site",
)


def coded_in_set(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Present where every told value is in the set, Absent where one surely is not."""
    path = declaration.text("path").rpartition("#")[2]
    if path not in PATHS:
        raise KnowledgeError(
            Problem(
                f"The fact {declaration.label or declaration.name} reads the path '{path}'.",
                remedy=f"CodedInSet reads one of: {', '.join(PATHS)}.",
            )
        )
    if path == "modifier":
        return _modifiers(declaration, record, focus)
    if path == "procedure":
        act = record.service(focus)
        return as_status(record.in_any(act, declaration.terms("member")), [act.iri])
    if path == "site":
        return _sites(declaration, record, focus)
    values = _values(record, focus, path)
    follows = [node for node, _ in values]
    inside = every(_match(record, value, declaration.terms("member")) for _, value in values)
    if not values:
        return as_status(Truth.MAYBE)
    if inside is Truth.NO and declaration.flag("openSet"):
        return as_status(Truth.MAYBE, follows, "The set is open: a value outside it is not told to be wrong.")
    return as_status(inside, follows)


def included_in_session(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """Whether a line bills a drug of the set while its service is in the class."""
    if not isinstance(focus, ServiceLine):
        raise KnowledgeError(
            f"The fact {declaration.label or declaration.name} is about a line of a service."
        )
    service = record.service(focus)
    drugs = record.rules.values(focus.code, _DENOTES)
    denoted = some(_match(record, drug, declaration.terms("member")) for drug in drugs)
    within = record.in_any(service, declaration.terms("procedureClass"))
    truth = Truth.YES if denoted.sure and within.sure else Truth.NO  # fixed by the request: never unknown
    return as_status(truth, [focus.iri, service.iri] if truth.sure else [focus.iri])


def _values(record: Record, focus: Focus, path: str) -> list[tuple[URIRef, URIRef]]:
    """The told values of a path, each with the node that tells it."""
    act = record.service(focus)
    lines = _lines(record, focus)
    if path == "placeOfService":
        place = record.case.place_of_service
        return [] if place is None else [(record.case.iri, place)]
    if path == "code":
        return [(line.iri, line.code) for line in lines]
    if path == "diagnosis":
        return [(act.iri, code) for code in act.diagnoses] if isinstance(act, Service) else []
    if path == "drug":
        billed = [(line.iri, d) for line in lines for d in record.rules.values(line.code, _DENOTES)]
        own = [] if isinstance(focus, ServiceLine) else [(act.iri, drug) for drug in act.drugs]
        return own + billed
    value = {"guidance": act.guidance, "sedation": act.sedation, "intent": act.intent, "side": act.side}[path]
    return [] if value is None else [(act.iri, value)]


def _lines(record: Record, focus: Focus) -> tuple[ServiceLine, ...]:
    if isinstance(focus, ServiceLine):
        return (focus,)
    return focus.lines if isinstance(focus, Service) else ()


def _match(record: Record, value: URIRef, members: tuple[URIRef, ...]) -> Truth:
    return record.rules.matches_any(value, members)


def _modifiers(declaration: FactDeclaration, record: Record, focus: Focus) -> FactValue:
    """Modifiers are fixed by the request: one of the members on one line, or surely none."""
    members = {str(value) for value in declaration.parameters.get("member", ())}
    lines = _lines(record, focus)
    if not lines:
        return as_status(Truth.MAYBE)
    bearing = [line.iri for line in lines if members & set(line.modifiers)]
    return as_status(Truth.YES if bearing else Truth.NO, bearing or [line.iri for line in lines])


def _sites(declaration: FactDeclaration, record: Record, focus: Focus) -> FactValue:
    """Sites are fixed by the request: every one in the set, or one that is treated surely outside it."""
    act = record.service(focus)
    places = record.places[act.iri]
    members = declaration.terms("member")
    if not places.told:
        return as_status(Truth.MAYBE)
    inside = every(_match(record, site, members) for site in sorted(places.sure))
    if not every(_match(record, site, members) for site in sorted(places.possible)).sure:
        inside = min(inside, Truth.MAYBE)
    return as_status(inside, [act.iri])
