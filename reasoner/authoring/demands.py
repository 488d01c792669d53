"""What the cases must show of every criterion: met, not met, not documented, and the edge of every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from rdflib import URIRef

from reasoner.authoring.content_files import ContentFile
from reasoner.authoring.content_tests import Outcome
from reasoner.authoring.facts import Table, declared_for
from reasoner.authoring.files import short
from reasoner.authoring.pairs import LOWER, UPPER
from reasoner.authoring.roles import Rule
from reasoner.decision.branches import number
from reasoner.errors import Place, Problem
from reasoner.knowledge import Library, Role
from reasoner.model.ledger import Status


def check_files(files: Sequence[ContentFile], library: Library) -> Iterator[Problem]:
    """Every file lies where the criterion that it is about lies."""
    known = {(d.name, *str(c.iri).rsplit("/", 2)[-2:]) for d in library.documents for c in d.criteria}
    for file in files:
        if (file.document, file.group, file.criterion) not in known:
            yield Problem(
                f"There is no criterion {file.document}/{file.group}/{file.criterion}.",
                Place(str(file.path)),
                "The path of a file of cases is document, group and criterion.",
            )


def check_demands(
    rule: Rule,
    file: ContentFile | None,
    outcomes: Sequence[Outcome],
    library: Library,
    table: Table,
    root: Path,
) -> Iterator[Problem]:
    """What the cases do not show of one criterion. `outcomes`: of every case, of whichever file."""
    document, name = rule.document.name, str(rule.criterion).rsplit("/", 1)[-1]
    path = file.path if file else root / document / rule.group.name / f"{name}.yaml"
    seen = {o.statuses.get(document, {}).get(name) for o in outcomes}
    excused = dict(file.unreachable) if file else {}
    for status in _wanted(rule, library, table):
        if status.value not in seen and status.value not in excused:
            yield Problem(
                f"No case shows {document}/{name} as {status.value}.",
                Place(str(path)),
                "Write one, or say why none can: unreachable: {status: reason}.",
            )
    for status_name in excused:
        if status_name in seen:
            yield Problem(
                f"{document}/{name} is said never to be {status_name}, and a case shows it.",
                Place(str(path)),
                "Take the excuse away.",
            )
    for fact, constant in _limits(rule):
        if not any(_at(o, fact, constant) for o in outcomes):
            yield Problem(
                f"No case shows {document}/{name} exactly at its limit: {short(fact)} = {constant}.",
                Place(str(path)),
                "Write one at the limit.",
            )


def _wanted(rule: Rule, library: Library, table: Table) -> tuple[Status, ...]:
    if Role.RAISES in rule.shapes:
        return (Status.NEEDS_JUDGEMENT,)
    declared = declared_for(rule, library)
    # A closed exception is never open, and some templates give an answer whatever the record leaves out.
    facts = [declared[a.fact] for a in rule.main.atoms if a.fact in declared and not a.closed_exception]
    fixed = all(
        f.template in table.templates and table.templates[f.template].never_unknown and not f.flag("ofPrior")
        for f in facts
    )
    if rule.shapes[Role.TWIN].presumed or fixed:
        return (Status.MET, Status.NOT_MET)
    return (Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED)


def _limits(rule: Rule) -> list[tuple[URIRef, Decimal]]:
    """The constants of the tests of a criterion, each with its fact."""
    found = {
        (atom.fact, number(values[0]))
        for shape in rule.shapes.values()
        for atom in shape.atoms
        for c, values in atom.tests
        if c in (*LOWER, *UPPER)
    }
    return sorted(found)


def _at(outcome: Outcome, fact: URIRef, constant: Decimal) -> bool:
    """Whether a fact is known to be exactly the constant in a case."""
    made = (f.value for f in outcome.context.inferred.facts if f.name == fact)
    return any(v.at_least == constant == v.at_most for v in made)


def by_criterion(files: Sequence[ContentFile]) -> Mapping[tuple[str, str], ContentFile]:
    """The file of each criterion."""
    return {(f.document, f.criterion): f for f in files}
