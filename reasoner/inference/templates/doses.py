"""How much of a substance is given in one session: SumInSession."""

from __future__ import annotations

from decimal import Decimal

from rdflib import URIRef

from reasoner.inference.record import Focus, Record
from reasoner.inference.templates.common import WHOLE_DAY, quantity
from reasoner.inference.templates.session import of_the_day
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import Act, Service
from reasoner.model.facts import FactValue
from reasoner.vocabulary import GUIDE

_DENOTES = GUIDE.denotesDrug

NO_DOSE = "A drug of the set is given without a told dose, or what is given is not told."


def sum_in_session(record: Record, declaration: FactDeclaration, focus: Focus) -> FactValue:
    """The sum of the told doses of the set in all acts of the day; one dose that is not told leaves no upper bound."""
    members = declaration.terms("member")
    low, high, bounded, follows = Decimal(0), Decimal(0), True, list[URIRef]()
    for act, day in of_the_day(record, declaration, record.service(focus)):
        follows.append(act.iri)
        for dose in act.doses:
            match = min(day, record.rules.matches_any(dose.drug, members))
            if match.possible:
                follows.append(dose.iri)
                high += dose.amount
                low += dose.amount if match.sure else 0
        bounded = bounded and not _open(record, act, members)
    notes = [] if record.complete("ServicesOfTheDay") else [WHOLE_DAY]
    notes += [] if bounded else [NO_DOSE]
    return quantity(low, high if bounded else None, follows, " ".join(notes))


def _open(record: Record, act: Act, members: tuple[URIRef, ...]) -> bool:
    """Whether an act can give a drug of the set of which no dose is told: what is told of it is all it gives."""
    lines = act.lines if isinstance(act, Service) else ()
    billed = (drug for line in lines for drug in record.rules.values(line.code, _DENOTES))
    given = {*act.drugs, *billed}
    return not given or any(
        record.rules.matches_any(drug, members).possible and not _dosed(record, act, drug) for drug in given
    )


def _dosed(record: Record, act: Act, drug: URIRef) -> bool:
    """Whether a dose of the act tells how much of a drug is given, as such or by a narrower or broader name."""
    matches = record.rules.matches
    return any(matches(dose.drug, drug).sure or matches(drug, dose.drug).sure for dose in act.doses)
