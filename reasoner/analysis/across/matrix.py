"""The matrix of a case: what each document asks of each fact, in one row however a document names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import URIRef

from reasoner.analysis.across.columns import Column
from reasoner.analysis.across.difference import answers
from reasoner.analysis.across.model import Cell, Comparison, Entry, FactRow, Matrix
from reasoner.analysis.alignment import Fact, figures, label_of, read_together, same_fact
from reasoner.analysis.asked import asked_of, beside, recorded_of
from reasoner.decision.review import content_status
from reasoner.decision.rows import of_lines
from reasoner.decision.words import act_text, fragment
from reasoner.knowledge import FactDeclaration, Library, Role, Shape
from reasoner.model.case import Case
from reasoner.model.ledger import GuidelineLedger, Row, Status
from reasoner.report.words import strength

Reader = tuple[int, str]  # a column and the IRI of a criterion
Reads = Mapping[Reader, tuple[Shape, tuple[FactDeclaration, ...]]]


def matrix(case: Case, library: Library, columns: Sequence[Column]) -> Comparison:
    """A comparison from the reviews under each document."""
    first = columns[0]
    review = first.reviewed.review
    documents = tuple(column.held.document for column in columns)
    return Comparison(
        case=case.identifier,
        case_sha256=case.sha256,
        date_of_service=case.date_of_service,
        payer=review.payer,
        jurisdiction=review.jurisdiction,
        request=review.request,
        knowledge=review.knowledge,
        content=content_status(documents, library),
        services=tuple(
            _service(library, columns, fragment(service.iri), act_text(first.context, service))
            for service in case.services
        ),
    )


def _service(library: Library, columns: Sequence[Column], service: str, label: str) -> Matrix:
    held = [(column, column.ledgers(service)) for column in columns]
    held = [(column, ledgers) for column, ledgers in held if ledgers]
    spoken = [(c, ledgers) for c, ledgers in held if any(_speaks(found) for found in ledgers.values())]
    kept = [column for column, _ in spoken]
    by_line = [ledgers for _, ledgers in spoken]
    rows = _rows(library, kept, by_line)
    return Matrix(
        service=service,
        label=label,
        documents=tuple(column.compared for column in kept),
        rows=rows,
        answers=answers(by_line, rows),
        silent=tuple(c.compared for c, _ in held if not any(c is column for column in kept)),
    )


def _speaks(ledger: GuidelineLedger) -> bool:
    """Whether a document says anything of a line."""
    return ledger.determination is not None or any(
        row.status is not Status.NOT_APPLICABLE for row in ledger.criteria
    )


def _rows(
    library: Library, columns: Sequence[Column], ledgers: Sequence[Mapping[str, GuidelineLedger]]
) -> tuple[FactRow, ...]:
    of_service: dict[Reader, Row] = {}
    of_line: dict[str, dict[Reader, Row]] = {}
    reads: dict[Reader, tuple[Shape, tuple[FactDeclaration, ...]]] = {}
    untested: list[FactRow] = []
    for number, (column, by_line) in enumerate(zip(columns, ledgers, strict=True)):
        for line, ledger in by_line.items():
            for row in ledger.criteria:
                reader = (number, row.iri)
                roles = column.held.shapes.get(URIRef(row.iri))
                if roles is None:
                    if reader not in of_service and row.status is not Status.NOT_APPLICABLE:
                        untested.append(_untested(row, number, len(columns)))
                    of_service[reader] = row
                    continue
                shape = roles.get(Role.TWIN) or roles[Role.RAISES]
                declared = column.context.declarations
                named = dict.fromkeys(a.fact for a in shape.atoms)
                reads[reader] = shape, tuple(declared[fact] for fact in named if fact in declared)
                target = (
                    of_line.setdefault(line, {})
                    if of_lines(column.context.declarations, shape)
                    else of_service
                )
                target[reader] = row
    found = _aligned(library, len(columns), of_service, reads, ())
    for line, rows in of_line.items():
        found += _aligned(library, len(columns), rows, reads, (line,))
    return tuple(sorted((*_joined(found), *untested), key=_place))


def _place(row: FactRow) -> tuple[bool, int, str, tuple[str, ...], tuple[str, ...]]:
    """What most documents ask first; recommendations without a test last."""
    return not row.names, -row.asking, row.label, row.names, row.lines


def _untested(row: Row, number: int, count: int) -> FactRow:
    cells: list[Cell] = [()] * count
    cells[number] = (Entry(row, strength(row), ""),)
    return FactRow(row.label, (), (), tuple(cells))


def _aligned(
    library: Library, count: int, rows: Mapping[Reader, Row], reads: Reads, lines: tuple[str, ...]
) -> list[FactRow]:
    """A row for each group of facts; criteria that do not apply stand in the rows of others and make none."""
    tested = {r: row for r, row in rows.items() if r in reads}
    facts = {reader: [same_fact(d) for d in reads[reader][1]] for reader in tested}
    applies = {r: facts[r] for r, row in tested.items() if row.status is not Status.NOT_APPLICABLE}
    found = []
    for group in read_together(applies):
        cells: list[list[Entry]] = [[] for _ in range(count)]
        labels: list[str] = []
        names: set[str] = set()
        alike: dict[Fact, list[FactDeclaration]] = {fact: [] for fact in group}
        for reader in applies:
            for declaration in reads[reader][1]:
                alike.get(same_fact(declaration), []).append(declaration)
        for reader, row in tested.items():
            mine = [d for d in reads[reader][1] if same_fact(d) in alike]
            if mine:
                cells[reader[0]].append(_entry(library, row, reads[reader], alike))
                if reader in applies:
                    labels.append("; ".join(dict.fromkeys(d.label for d in mine)))
                    names |= {str(d.name).rpartition("#")[2] for d in mine}
        cell = tuple(tuple(sorted(c, key=lambda e: (not e.applies, e.row.order))) for c in cells)
        found.append(FactRow(label_of(labels, alike), tuple(sorted(names)), lines, cell))
    return found


def _entry(
    library: Library,
    row: Row,
    read: tuple[Shape, tuple[FactDeclaration, ...]],
    alike: Mapping[Fact, Sequence[FactDeclaration]],
) -> Entry:
    """`alike`: the facts of the matrix row, each as the documents that ask for it declare it."""
    shape, declared = read
    judged = "a person judges" if shape.role is Role.RAISES else ""
    if row.status is Status.NOT_APPLICABLE:
        return Entry(row, judged, "")
    mine = {d.name: d for d in declared if same_fact(d) in alike}
    shown = {n: figures(d, library.vocabulary, alike[same_fact(d)]) for n, d in mine.items()}
    asked = judged or asked_of(shape.expression, mine, mine, shown)
    return Entry(row, asked, recorded_of(row, mine), "" if judged else beside(shape.expression, mine))


def _joined(rows: Sequence[FactRow]) -> tuple[FactRow, ...]:
    """Rows of several lines that say the same joined into one."""
    found: dict[object, FactRow] = {}
    for row in rows:
        told = tuple(
            tuple((e.row.iri, e.status, e.asked, e.recorded) for e in cell if e.applies) for cell in row.cells
        )
        key = (row.names, bool(row.lines), told)
        known = found.get(key)
        lines = (*known.lines, *row.lines) if known else row.lines
        found[key] = FactRow(row.label, row.names, lines, known.cells if known else row.cells)
    return tuple(found.values())
