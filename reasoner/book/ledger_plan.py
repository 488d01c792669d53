"""The ledger as a plan: the status of every criterion of one document version, the determination, and what happens next.

What `decision` does for one case in Python is written here once more as SQL over columns, from the same values: the shapes
of each criterion become conditions on columns of facts (`validation.sql.columns`), their order of precedence a CASE, the
classes of a service flags of a small table `scope`, one row for each kind of service. Tests hold that both say the same of
every case; nothing is decided here that is not decided there.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace

from rdflib import URIRef
from rdflib.term import Node

from reasoner.decision.scope import Scope
from reasoner.errors import EngineError
from reasoner.inference import ClassRules
from reasoner.knowledge import Criterion, Document, FactDeclaration, Group, Role, Shape, Version
from reasoner.model.ledger import Determination, Disposition, Status
from reasoner.validation.compiled import criterion_test
from reasoner.validation.plan.algebra import Test
from reasoner.validation.sql.columns import condition
from reasoner.vocabulary import GUIDE

# Statuses, determinations and dispositions as the small numbers that columns hold; 0 is none.
STATUSES = tuple(Status)
DETERMINATIONS = tuple(Determination)
DISPOSITIONS = tuple(Disposition)
CODE = {name: i for names in (STATUSES, DETERMINATIONS, DISPOSITIONS) for i, name in enumerate(names, 1)}

# From a criterion and what one of its shapes asks to what it shall ask.
Edit = Callable[[URIRef, Test], Test]
# From a fact and an end (status, least, most, conflicting) to the name of its column.
NameOf = Callable[[Node, str], str]


@dataclass(frozen=True)
class Line:
    """One criterion as a column: its name within the document, and the SQL of its status (NULL: no row in the ledger)."""

    criterion: Criterion
    name: str
    decides: bool
    of_lines: bool
    sql: str


@dataclass(frozen=True)
class LedgerPlan:
    """The ledger of one document version. `targets` are the classes behind the flags of `scope`."""

    document: Document
    version: Version
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    targets: tuple[URIRef, ...]

    def without(self, criteria: Container[URIRef]) -> LedgerPlan:
        """The plan with some criteria left out: they have no row in any ledger."""
        lines = (replace(line, sql="NULL") if line.criterion.iri in criteria else line for line in self.lines)
        return replace(self, lines=tuple(lines))

    @property
    def of_services(self) -> tuple[Line, ...]:
        """The criteria that are about a service."""
        return tuple(line for line in self.lines if not line.of_lines)

    @property
    def of_lines(self) -> tuple[Line, ...]:
        """The coding criteria, which are about a billed line."""
        return tuple(line for line in self.lines if line.of_lines)


def ledger_plan(
    document: Document,
    version: Version,
    groups: tuple[Group, ...],
    declared: Mapping[URIRef, FactDeclaration],
    name_of: NameOf,
    edit: Edit = lambda criterion, test: test,
) -> LedgerPlan:
    """The plan of a document version; `edit` may change what a shape of a criterion asks, to see what would follow.

    Raises KnowledgeError, by name and reason, where a criterion has no column form.
    """
    targets: dict[URIRef, int] = {}
    shapes: dict[URIRef, dict[Role, Shape]] = {}
    tests = {}
    for group in groups:
        for shape in group.shapes:
            shapes.setdefault(shape.criterion, {})[shape.role] = shape
            tests[shape.iri] = edit(shape.criterion, criterion_test(group.triples, shape.iri))

    def flag(target: URIRef) -> int:
        return targets.setdefault(target, len(targets))

    def fails(shape: Shape | None) -> str:
        """Whether a shape selects the service and its test fails."""
        if shape is None:
            return "FALSE"
        return f"(s.t{flag(shape.target)} AND NOT {condition(tests[shape.iri], name_of)})"

    found = []
    for criterion in document.criteria:
        if GUIDE.Note in criterion.types:
            continue
        held = shapes.get(criterion.iri)
        if held:
            first = leading(held.values())
            of_lines = about_lines(first, declared)
            sql = _status(held, first, of_lines, flag, fails, name_of)
        elif GUIDE.Recommendation in criterion.types:
            about = "TRUE" if criterion.applies_to is None else f"s.t{flag(criterion.applies_to)}"
            sql, of_lines = _case([(about, Status.NEEDS_JUDGEMENT)], Status.NOT_APPLICABLE), False
        else:
            continue
        found.append(
            Line(criterion, column_name(document, criterion), criterion.effect == "decides", of_lines, sql)
        )
    return LedgerPlan(document, version, groups, tuple(found), tuple(targets))


def scope_columns(plan: LedgerPlan) -> tuple[str, ...]:
    """The flags of one row of `scope`, in the order of `scope_flags`."""
    numbers = range(len(plan.targets))
    return ("about", "unencoded", *(f"t{i}" for i in numbers), *(f"b{i}" for i in numbers))


def scope_flags(plan: LedgerPlan, rules: ClassRules, classes: frozenset[URIRef]) -> tuple[bool, ...]:
    """What the classes of a service or line say: whether the document is about it, whether a row that is only listed would
    decide it, which targets select it, and which criteria are about another kind of procedure."""
    document = plan.document
    scope = Scope.of_classes(rules, {_ANY: classes})
    return (
        document.is_about(classes),
        any(row.decides and any(cls in classes for cls in row.applies_to) for row in document.listed),
        *(target in classes for target in plan.targets),
        *(not scope.holds(_ANY, target) for target in plan.targets),
    )


_ANY = URIRef("urn:x-any-service")


def column_name(document: Document, criterion: Criterion) -> str:
    """The name of a criterion within its document: the end of its IRI, such as second-block/prior-block-relief."""
    space = str(document.iri).rsplit("/", 1)[0] + "/"
    return str(criterion.iri).removeprefix(space).rstrip("/")


def leading(shapes: Iterable[Shape]) -> Shape:
    """The shape of a criterion that tells what it is about: its twin, or the one that raises it."""
    held = {shape.role: shape for shape in shapes}
    return held.get(Role.TWIN) or held[Role.RAISES]


def about_lines(shape: Shape, declared: Mapping[URIRef, FactDeclaration]) -> bool:
    """Whether a criterion is about billed lines: all facts that it reads are of lines."""
    told = [declared[a.fact] for a in shape.atoms if a.fact in declared]
    return bool(told) and all(d.focus == GUIDE.ServiceLine for d in told)


def _status(
    held: Mapping[Role, Shape],
    first: Shape,
    of_lines: bool,
    flag: Callable[[URIRef], int],
    fails: Callable[[Shape | None], str],
    name_of: NameOf,
) -> str:
    """The order of `decision.status.judge`; a line that the twin does not select has no row, nor has a service beyond it."""
    if Role.RAISES in held:
        whens = [(fails(held[Role.RAISES]), Status.NEEDS_JUDGEMENT)]
        final = Status.NOT_APPLICABLE
    else:
        twin = held[Role.TWIN]
        names = dict.fromkeys(name_of(atom.fact, "conflicting") for atom in twin.atoms)
        conflicting = " OR ".join(f"COALESCE({name}, FALSE)" for name in names)
        whens = [
            (f"NOT s.t{flag(twin.target)}", Status.NOT_APPLICABLE),
            (fails(held.get(Role.MAIN)), Status.NOT_MET),
            (f"{fails(twin)} AND ({conflicting})", Status.CONTRADICTORY),
            (fails(twin), Status.NOT_DOCUMENTED),
            (fails(held.get(Role.JUDGED)), Status.NEEDS_JUDGEMENT),
        ]
        final = Status.MET
    sql = _case([(when, status) for when, status in whens if when != "FALSE"], final)
    if of_lines:
        return f"NULLIF({sql}, {CODE[Status.NOT_APPLICABLE]})"
    return f"CASE WHEN s.b{flag(first.target)} THEN NULL ELSE {sql} END"


def _case(whens: list[tuple[str, Status]], final: Status) -> str:
    told = "".join(f" WHEN {when} THEN {CODE[status]}" for when, status in whens)
    return f"CASE{told} ELSE {CODE[final]} END" if told else str(CODE[final])


def determination_sql(statuses: list[str], unencoded: str) -> str:
    """The determination of a binding document over the SQL of the statuses that decide: the worst one, or NULL."""
    if not statuses:
        return f"CASE WHEN {unencoded} THEN {CODE[Determination.NO_GUIDELINE_IN_FORCE]} ELSE NULL END"

    def some(*wanted: Status) -> str:
        codes = ", ".join(str(CODE[s]) for s in wanted)
        return "(" + " OR ".join(f"COALESCE({sql} IN ({codes}), FALSE)" for sql in statuses) + ")"

    applicable = [s for s in Status if s is not Status.NOT_APPLICABLE]
    return (
        f"CASE WHEN {some(Status.NOT_MET)} THEN {CODE[Determination.DOES_NOT_MEET]} "
        f"WHEN {some(Status.CONTRADICTORY, Status.NOT_DOCUMENTED)} THEN {CODE[Determination.INFORMATION_NEEDED]} "
        f"WHEN {some(Status.NEEDS_JUDGEMENT)} THEN {CODE[Determination.CLINICIAN_JUDGEMENT]} "
        f"WHEN {unencoded} THEN {CODE[Determination.NO_GUIDELINE_IN_FORCE]} "
        f"WHEN {some(*applicable)} THEN {CODE[Determination.MEETS]} ELSE NULL END"
    )


def name_of_code(
    names: tuple[Status, ...] | tuple[Determination, ...] | tuple[Disposition, ...], code: int
) -> str:
    """The name behind a small number. Raises EngineError where there is none."""
    if not 1 <= code <= len(names):
        raise EngineError(f"{code} is the number of no {type(names[0]).__name__.lower()}.")
    return names[code - 1].value
