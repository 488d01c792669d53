"""Cases that prove the criteria: tests/criteria/<document>/<group>/<criterion>.yaml, patches over a base case.

Each case states what differs from the base's statuses; every other status of every document named in the
base's `.expected.yaml` must stay as it is. Where the lines of a case differ in a status, the worst counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from rdflib import SH, URIRef

from reasoner.authoring.patches import Data, patched, read_data
from reasoner.decision.branches import holds
from reasoner.decision.context import Context
from reasoner.decision.rows import rows
from reasoner.errors import InputError, Place, Problem
from reasoner.inference import ClassRules, compile_classes, infer
from reasoner.intake import ReadCase, read_case_data
from reasoner.knowledge import Library, Vocabulary
from reasoner.model.ledger import Review, Status
from reasoner.nearest import nearest
from reasoner.review import declarations, in_force
from reasoner.validation import Finding

Statuses = Mapping[str, Mapping[str, str]]
WORST_FIRST = (
    Status.NOT_MET, Status.CONTRADICTORY, Status.NOT_DOCUMENTED, Status.NEEDS_JUDGEMENT, Status.MET, Status.NOT_APPLICABLE,
)  # fmt: skip


@dataclass(frozen=True)
class ContentCase:
    """One case of one criterion: its document as plain values, and every status that it must have."""

    file: Path
    document: str
    group: str
    criterion: str
    name: str
    data: Mapping[str, object] = field(repr=False)
    expected: Statuses = field(repr=False)

    @property
    def title(self) -> str:
        """A name for test reports."""
        return f"{self.document}/{self.criterion}: {self.name}"


@dataclass(frozen=True)
class ContentFile:
    """One file: its cases, and the statuses that no case can show, each with the reason."""

    path: Path
    document: str
    group: str
    criterion: str
    cases: tuple[ContentCase, ...]
    unreachable: Mapping[str, str]


def read_files(root: Path) -> tuple[tuple[ContentFile, ...], tuple[Problem, ...]]:
    """Every file under tests/criteria, and what is wrong with those that cannot be read."""
    files, problems = [], []
    for path in sorted(root.glob("*/*/*.yaml")):
        try:
            files.append(_file(path, root))
        except InputError as error:
            problems += error.problems
    return tuple(files), tuple(problems)


_KEYS = frozenset({"base", "cases", "unreachable"})
_CASE_KEYS = frozenset({"name", "extends", "change", "remove", "expect"})


def _file(path: Path, root: Path) -> ContentFile:
    place = Place(str(path))
    held = _mapping(read_data(path), place, _KEYS)
    document, group, name = path.relative_to(root).with_suffix("").parts
    cases = held.get("cases")
    if not isinstance(cases, list) or not cases:
        raise InputError(Problem("The file has no cases.", place, "Write cases: as a list."))
    made = tuple(_case(path, (document, group, name), _mapping(c, place, _CASE_KEYS), held.get("base")) for c in cases)
    doubled = sorted({c.name for c in made if sum(c.name == other.name for other in made) > 1})
    if doubled:
        raise InputError(Problem(f"Two cases are named '{doubled[0]}'.", place, "Give each its own name."))
    unreachable = _mapping(held.get("unreachable") or {}, place, frozenset(s.value for s in Status))
    return ContentFile(path, document, group, name, made, {k: str(v) for k, v in unreachable.items()})


def _mapping(data: Data, place: Place, keys: frozenset[str]) -> Mapping[str, Data]:
    if not isinstance(data, dict):
        raise InputError(Problem("Keys and values are expected here.", place, f"The keys are: {', '.join(sorted(keys))}."))
    for key in data:
        if key not in keys:
            raise InputError(Problem(f"'{key}' is not a key here.", place, f"The keys are: {', '.join(sorted(keys))}.", nearest(key, keys)))
    return data


def _case(path: Path, names: tuple[str, str, str], told: Mapping[str, Data], base: Data) -> ContentCase:
    name = str(told.get("name") or "")
    place = Place(f"{path} ({name or 'a case without a name'})")
    source = told.get("extends") or base
    if not name or not isinstance(source, str):
        raise InputError(Problem("A case needs a name, and a base or extends.", place))
    change, remove, expect = told.get("change") or {}, told.get("remove") or [], told.get("expect") or {}
    if not isinstance(change, dict) or not isinstance(remove, list) or not isinstance(expect, dict):
        raise InputError(Problem("change and expect are mappings, remove is a list.", place))
    data, statuses = _base(path.parent / source)
    made = patched(data, {**change, **{str(p): None for p in remove}}, place)
    assert isinstance(made, dict)
    return ContentCase(path, *names, name, made, _expected(statuses, expect, place))


def _base(path: Path) -> tuple[Data, Statuses]:
    where = path.resolve()
    return _read_base(where, where.stat().st_mtime_ns if where.is_file() else 0)


@lru_cache(maxsize=64)
def _read_base(path: Path, stamp: int) -> tuple[Data, Statuses]:
    """A base case with every status it has; cached by the time of its last change."""
    expected = path.with_name(f"{path.stem}.expected.yaml")
    statuses = read_data(expected)
    if not isinstance(statuses, dict) or not all(isinstance(v, dict) for v in statuses.values()):
        raise InputError(Problem("The file must hold document: {criterion: status}.", Place(str(expected))))
    return read_data(path), statuses


def _expected(base: Statuses, expect: Mapping[str, Data], place: Place) -> Statuses:
    """The base's statuses with those that the case says differ. A criterion may be named without its document."""
    found = {document: dict(held) for document, held in base.items()}
    for key, status in expect.items():
        document, _, criterion = key.rpartition("/")
        homes = [document] if document else [d for d, held in found.items() if criterion in held]
        if len(homes) != 1 or homes[0] not in found:
            raise InputError(Problem(f"'{key}' names no one criterion of the base.", place, "Write document/criterion."))
        if status not in set(Status):
            raise InputError(Problem(f"'{status}' is no status.", place, nearest=nearest(str(status), [s.value for s in Status])))
        found[homes[0]][criterion] = str(status)
    return found


def statuses_of(review: Review) -> dict[str, dict[str, str]]:
    """Every status of a review, by document and criterion: the worst of its lines."""
    told = ((ledger.guideline, row.criterion, row.status) for line in review.lines for ledger in line.guidelines for row in ledger.criteria)
    found: dict[str, dict[str, str]] = {g.guideline: {} for line in review.lines for g in line.guidelines}
    return _worst(found, told)


def _worst(found: dict[str, dict[str, str]], told: Iterable[tuple[str, str, Status]]) -> dict[str, dict[str, str]]:
    for document, criterion, status in told:
        held = found[document].get(criterion)
        if held is None or WORST_FIRST.index(status) < WORST_FIRST.index(Status(held)):
            found[document][criterion] = status.value
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of a case: its statuses, and the facts behind them."""

    statuses: Statuses
    context: Context = field(repr=False)


@lru_cache(maxsize=4)
def _class_rules(vocabulary: Vocabulary) -> ClassRules:
    return compile_classes(vocabulary)


def read_content(case: ContentCase, library: Library) -> ReadCase:
    """The case as intake reads it. Raises InputError where the patch made it unreadable."""
    return read_case_data(case.data, case.title, library.vocabulary)


def run_quickly(read: ReadCase, library: Library) -> Outcome:
    """The statuses of a case by the trees instead of the engine, some ten times faster.

    `check_agreement` proves that both fail the same shapes; the tests of the project run the engine.
    """
    held = in_force(read.case, library)
    declared = declarations(library, held)
    inferred = infer(read.case, library.vocabulary, tuple(declared[n] for n in sorted(declared)), _class_rules(library.vocabulary))
    context = Context(library, read.case, held, declared, inferred, (), {})
    findings = []
    for focus in (*(s.iri for s in read.case.services), *(line.iri for s in read.case.services for line in s.lines)):
        for shapes in (i.shapes for i in held):
            for by_role in shapes.values():
                for shape in by_role.values():
                    if context.is_a(focus, shape.target) and not holds(shape.expression, lambda fact, at=focus: context.value(at, fact)):  # type: ignore[misc]
                        findings.append(Finding(focus, shape.iri, SH.Violation, SH.PropertyShape, shape.message))
    context = Context(library, read.case, held, declared, inferred, tuple(findings), {})
    found: dict[str, dict[str, str]] = {i.document.name: {} for i in held}
    return Outcome(_worst(found, _told(context)), context)


def _told(context: Context) -> Iterator[tuple[str, str, Status]]:
    for held in context.in_force if context.in_force else ():
        for service in context.case.services:
            about = held.document.applies_to
            if held.version is None or (about and not any(context.is_a(service.iri, cls) for cls in about)):
                continue
            for focus, line in ((service.iri, False), *((own.iri, True) for own in service.lines)):
                for row in rows(context, held, focus, line=line):
                    yield held.document.name, row.criterion, row.status


def differences(expected: Statuses, found: Statuses) -> tuple[str, ...]:
    """Every status that is not as expected, in words; only documents that are expected are compared."""
    told = []
    for document in sorted(expected):
        have = found.get(document, {})
        for criterion in sorted({*expected[document], *have}):
            want, got = expected[document].get(criterion, "no row"), have.get(criterion, "no row")
            if want != got:
                told.append(f"{document}/{criterion}: expected {want}, found {got}")
    return tuple(told)


Progress = Callable[[str], None]


def run_all(files: Iterable[ContentFile], library: Library, progress: Progress) -> tuple[dict[str, list[Outcome]], tuple[Problem, ...], int]:
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
                problems += [Problem(f"{case.title}: {p.what}", Place(str(file.path)), p.remedy, p.nearest) for p in error.problems]
                continue
            outcomes.setdefault(f"{file.document}/{file.criterion}", []).append(outcome)
            problems += [
                Problem(f"{case.title}: {text}.", Place(str(file.path)), "Mend the case or the criterion.")
                for text in differences(case.expected, outcome.statuses)
            ]
    return outcomes, tuple(problems), count


def iri_of(library: Library, document: str, criterion: str) -> URIRef | None:
    """The criterion that a file is about."""
    held = next((d for d in library.documents if d.name == document), None)
    return next((c.iri for c in held.criteria if c.name == criterion), None) if held else None
