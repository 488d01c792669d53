"""Running the cases that prove the criteria: which statuses a case has, and where they are not as expected.

Where the lines of a case differ in a status, the worst counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reasoner.authoring.content_files import ContentCase, ContentFile, Statuses
from reasoner.authoring.trees import by_trees, worse
from reasoner.decision.context import Context
from reasoner.decision.prepared import prepare
from reasoner.decision.review import NOT_HELD
from reasoner.decision.rows import weighed
from reasoner.decision.status import status
from reasoner.errors import InputError, Place, Problem
from reasoner.inference import class_rules
from reasoner.intake import ReadCase, read_case_data
from reasoner.knowledge import Library, Role, Shape
from reasoner.model.case import Service
from reasoner.model.ledger import Review, Status
from reasoner.vocabulary import GUIDE


def statuses_of(review: Review) -> dict[str, dict[str, str]]:
    """Every status of a review, by document and criterion: the worst of its lines."""
    told = (
        (ledger.guideline, row.criterion, row.status)
        for line in review.lines
        for ledger in line.guidelines
        for row in ledger.criteria
    )
    found: dict[str, dict[str, str]] = {
        g.guideline: {} for line in review.lines for g in line.guidelines if g.guideline != NOT_HELD
    }
    return _worst(found, told)


def _worst(
    found: dict[str, dict[str, str]], told: Iterable[tuple[str, str, Status]]
) -> dict[str, dict[str, str]]:
    for document, criterion, each in told:
        held = found[document].get(criterion)
        if worse(each, None if held is None else Status(held)):
            found[document][criterion] = each.value
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of a case: its statuses, and the facts behind them."""

    statuses: Statuses
    context: Context = field(repr=False)


def read_content(case: ContentCase, library: Library) -> ReadCase:
    """The case as intake reads it. Raises InputError where the patch made it unreadable."""
    return read_case_data(case.data, case.title, library.vocabulary)


def run_quickly(read: ReadCase, library: Library) -> Outcome:
    """The statuses of a case by the trees instead of the engine."""
    context = by_trees(prepare(read.case, library, class_rules(library.vocabulary)))
    found: dict[str, dict[str, str]] = {i.document.name: {} for i in context.in_force}
    return Outcome(_worst(found, _told(context)), context)


def _told(context: Context) -> Iterator[tuple[str, str, Status]]:
    """What `decision.rows` would say of every criterion, without the words; a test holds that they agree."""
    for held in context.in_force:
        for service in context.case.services:
            about = held.document.applies_to
            if held.version is None or (about and not any(context.is_a(service.iri, cls) for cls in about)):
                continue
            for criterion in held.document.criteria:
                shapes = held.shapes.get(criterion.iri)
                if shapes:
                    if context.beyond(service.iri, (shapes.get(Role.TWIN) or shapes[Role.RAISES]).target):
                        continue
                    yield from (
                        (held.document.name, criterion.name, s)
                        for s in _of_criterion(context, shapes, service)
                    )
                elif GUIDE.Recommendation in criterion.types:
                    yield held.document.name, criterion.name, weighed(context, criterion, service.iri)


def _of_criterion(context: Context, shapes: Mapping[Role, Shape], service: Service) -> Iterator[Status]:
    first = shapes.get(Role.TWIN) or shapes[Role.RAISES]
    focuses = {context.declarations[a.fact].focus for a in first.atoms if a.fact in context.declarations}
    if focuses != {GUIDE.ServiceLine}:
        yield status(context, shapes, service.iri)
        return
    for line in service.lines:
        found = status(context, shapes, line.iri)
        if found is not Status.NOT_APPLICABLE:
            yield found


def differences(expected: Statuses, found: Statuses) -> tuple[str, ...]:
    """Every status that is not as expected, in words; only documents that are expected are compared.

    A criterion that is not mentioned must not apply: a document grows by criteria for other procedures.
    """
    told = []
    for document in sorted(expected):
        have = found.get(document, {})
        for criterion in sorted({*expected[document], *have}):
            want = expected[document].get(criterion, Status.NOT_APPLICABLE.value)
            got = have.get(criterion, "no row")
            if want != got and not (got == "no row" and want == Status.NOT_APPLICABLE.value):
                told.append(f"{document}/{criterion}: expected {want}, found {got}")
    return tuple(told)


Progress = Callable[[str], None]


def run_all(
    files: Iterable[ContentFile], library: Library, progress: Progress
) -> tuple[dict[str, list[Outcome]], tuple[Problem, ...], int]:
    """Run every case quickly. Outcomes by 'document/criterion' of the file, problems, and how many cases ran."""
    outcomes: dict[str, list[Outcome]] = {}
    problems: list[Problem] = []
    count = 0
    for file in files:
        progress(f"cases of {file.document}/{file.criterion}")
        for case in file.cases:
            count += 1
            try:
                outcome = run_quickly(read_content(case, library), library)
            except InputError as error:
                problems += [
                    Problem(f"{case.title}: {p.what}", Place(str(file.path)), p.remedy, p.nearest)
                    for p in error.problems
                ]
                continue
            outcomes.setdefault(f"{file.document}/{file.criterion}", []).append(outcome)
            problems += [
                Problem(f"{case.title}: {text}.", Place(str(file.path)), "Mend the case or the criterion.")
                for text in differences(case.expected, outcome.statuses)
            ]
    return outcomes, tuple(problems), count
