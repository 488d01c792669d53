"""From the model to the values of the nodes of a case: the way back of `reader`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rdflib import URIRef

from reasoner.intake.node_values import NodeValues
from reasoner.model.case import (
    Act,
    CareEpisode,
    Case,
    CaseDocument,
    Dose,
    Origin,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)
from reasoner.model.dates import Span


def node_of(case: Case) -> NodeValues:
    """The node of a case with the nodes below it, as a reader would have given it."""
    return _node(
        case.iri,
        identifier=case.identifier,
        payer=case.payer,
        dateOfService=case.date_of_service,
        recordedOn=case.recorded_on,
        jurisdiction=case.jurisdiction,
        received=case.received,
        decided=case.decided,
        urgency=case.urgency,
        requester=case.requester,
        placeOfService=case.place_of_service,
        assumed=case.assumed,
        completeFor=tuple(sorted(case.complete_for)),
        hasDocument=[_document(d) for d in case.documents],
        request=[_service(s) for s in case.services],
        statement=[_statement(s) for s in case.statements],
        score=[_score(s) for s in case.scores],
        care=[_episode(e) for e in case.care],
        medication=[_episode(e) for e in case.medications],
        priorProcedure=[_prior(p) for p in case.history],
    )


def _node(iri: URIRef, **told: Any) -> NodeValues:
    """A node and what is told of it; what is None or empty is not told."""
    node = NodeValues(str(iri), iri)
    for name, value in told.items():
        values = list(value) if isinstance(value, list | tuple) else [value]
        kept = [v for v in values if v is not None and v != ""]
        if kept:
            node.of[name] = kept
    return node


def _days(span: Span, low: str = "earliest", high: str = "latest") -> dict[str, Any]:
    return {low: span.earliest, high: span.latest}


def _from(origin: Origin | None) -> dict[str, Any]:
    if origin is None:
        return {}
    node = _node(URIRef(""), originDocument=origin.document, page=origin.page, words=origin.words)
    return {"origin": node}


def _document(document: CaseDocument) -> NodeValues:
    return _node(document.iri, title=document.title, **_days(document.date))


def _act(act: Act) -> dict[str, Any]:
    dosed = {dose.drug for dose in act.doses}
    return {
        "procedure": act.procedure,
        "intent": act.intent,
        "occurrence": act.occurrence,
        "site": act.sites,
        "structure": act.structures,
        "side": act.side,
        "guidance": act.guidance,
        "sedation": act.sedation,
        "drug": [d for d in act.drugs if d not in dosed],  # a dose tells its drug, too
        "dose": [_dose(d) for d in act.doses],
    }


def _dose(dose: Dose) -> NodeValues:
    return _node(dose.iri, drug=dose.drug, amount=dose.amount, amountUnit=dose.unit)


def _service(service: Service) -> NodeValues:
    return _node(
        service.iri,
        **_act(service),
        repeats=service.repeats,
        diagnosis=service.diagnoses,
        line=[_line(line) for line in service.lines],
    )


def _line(line: ServiceLine) -> NodeValues:
    return _node(line.iri, code=line.code, modifier=line.modifiers, units=line.units)


def _prior(prior: PriorProcedure) -> NodeValues:
    return _node(
        prior.iri,
        **_act(prior),
        **_days(prior.date),
        sameDayAs=prior.same_day_as,
        outcome=prior.outcome,
        response=[_response(r) for r in prior.responses],
        **_from(prior.origin),
    )


def _response(response: Response) -> NodeValues:
    return _node(
        response.iri,
        target=response.target,
        measuredAt=response.measured_at,
        reliefAtLeast=response.relief_at_least,
        reliefAtMost=response.relief_at_most,
        scale=response.scale,
        before=response.before,
        after=response.after,
        **_days(response.date),
        lengthAtLeast=response.at_least,
        lengthAtMost=response.at_most,
        **_from(response.origin),
    )


def _statement(statement: Statement) -> NodeValues:
    return _node(
        statement.iri,
        concept=statement.concept,
        status=statement.status,
        side=statement.side,
        site=statement.sites,
        extent=statement.extent,
        **_days(statement.start, "startEarliest", "startLatest"),
        lengthAtLeast=statement.at_least,
        lengthAtMost=statement.at_most,
        **_days(statement.date),
        **_from(statement.origin),
    )


def _score(score: Score) -> NodeValues:
    return _node(
        score.iri,
        scale=score.scale,
        value=score.value,
        baseline="true" if score.baseline else "false",
        target=score.target,
        **_days(score.date),
        **_from(score.origin),
    )


def _episode(episode: CareEpisode) -> NodeValues:
    return _node(
        episode.iri,
        treatment=episode.treatment,
        drug=episode.drug,
        anyOf=episode.any_of,
        outcome=episode.outcome,
        medicationStatus=episode.medication_status,
        **_days(episode.start, "startEarliest", "startLatest"),
        **_days(episode.end, "endEarliest", "endLatest"),
        lengthAtLeast=episode.at_least,
        lengthAtMost=episode.at_most,
        amount=episode.amount,
        amountUnit=episode.amount_unit,
        timesDaily=episode.times_daily,
        **_from(episode.origin),
    )


def nodes(node: NodeValues) -> Iterable[NodeValues]:
    """A node and every node below it."""
    yield node
    for values in node.of.values():
        for value in values:
            if isinstance(value, NodeValues):
                yield from nodes(value)
