"""`reasoner check`: every check over everything under ontology/ and shapes/, and the cases that prove the criteria.

Each check is a small function in a module of its theme: files, terms, meta (SHACL about SHACL), roles, pairs,
facts, targets, names, versions, coverage, refinement, agreement, content_tests, demands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rdflib import Graph, URIRef

from reasoner.authoring.agreement import check_agreement
from reasoner.authoring.content_files import read_files
from reasoner.authoring.content_tests import Outcome, run_all
from reasoner.authoring.coverage import check_other_citations, cover
from reasoner.authoring.demands import by_criterion, check_demands, check_files
from reasoner.authoring.drift import drifted
from reasoner.authoring.facts import (
    Table,
    check_declarations,
    check_reading,
    check_unique,
    read_table,
    unread,
)
from reasoner.authoring.files import broken_lists, damage, parts
from reasoner.authoring.meta import check_meta, meta_shapes
from reasoner.authoring.mutation import Mutation, mutate
from reasoner.authoring.names import (
    check_document_of_citations,
    check_figures,
    check_identity,
    check_listed,
    check_shape_names,
)
from reasoner.authoring.pairs import check_pairs
from reasoner.authoring.refinement import check_refinement
from reasoner.authoring.report import render
from reasoner.authoring.result import CheckReport, Coverage
from reasoner.authoring.roles import Rule, check_roles, legible, rules
from reasoner.authoring.targets import check_applies, check_target, reachable
from reasoner.authoring.terms import check_shared_terms, check_terms, known
from reasoner.authoring.versions import check_versions, version_notes
from reasoner.errors import InputError, KnowledgeError, Problem
from reasoner.knowledge import Document, Library, load
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.nearest import nearest

Progress = Callable[[str], None]
TRIALS = 6


def run(
    library: Library,
    cases: Path | None,
    progress: Progress,
    *,
    mutants: bool = False,
    only: frozenset[str] = frozenset(),
) -> CheckReport:
    """Run every check over a library and the cases under `cases` (none: the criteria are not proved by cases).

    `only`: the names of the documents whose own files and cases are checked; all of them where it is empty.
    `mutants`: also change every test a little and see whether the cases notice (minutes rather than seconds).
    """
    problems: list[Problem] = []
    progress("terms")
    declared = known(library)
    files = {path for document in library.documents for path, _ in parts(document)}
    problems += damage(sorted(files | set((library.root / "shapes").rglob("*.ttl"))))
    problems += check_shared_terms(library, declared)
    problems += check_terms(library.documents, declared)
    problems += check_other_citations(library)
    table = read_table(library)
    for path in sorted((library.root / "shapes" / "facts").glob("*.ttl")):
        problems += check_declarations(path, Triples(read_turtle(path)), library.vocabulary, table)
    problems += check_unique(library)
    classes, meta = reachable(library.vocabulary), meta_shapes(library)
    held: list[Rule] = []
    coverage: list[Coverage] = []
    unreadable: list[Problem] = []
    documents = tuple(d for d in library.documents if not only or d.name in only)
    for document in documents:
        progress(document.name)
        found, illegible, own = check_document(document.own, library, table, classes, meta)
        problems += found
        unreadable += illegible
        held += own
        covered, wrong = cover(document.own, library)
        coverage.append(covered)
        problems += wrong
    progress("refinement")
    steps = 0
    for rule in held:
        wrong, tried = check_refinement(rule)
        problems += wrong
        steps += tried
    notes = [note for d in documents for note in version_notes(d)]
    notes += unread(library, held, library.documents) if not only else []
    counted = [f"{len(held)} criteria in {len(documents)} documents", f"{steps} refinement steps"]
    proved = check_cases(library, held, table, cases, progress, mutants=mutants, only=only)
    problems += proved.problems
    notes += proved.notes
    counted += [f"{proved.ran} cases"] if proved.ran else []
    # Where another check says why a file cannot be read, it says so in better words.
    explained = {p.place.file for p in problems if p.place}
    problems += [p for p in unreadable if not (p.place and p.place.file in explained)]
    return CheckReport(_each_once(problems), tuple(notes), tuple(coverage), tuple(counted), proved.mutations)


def check_document(
    document: Document, library: Library, table: Table, classes: frozenset[URIRef], meta: Graph
) -> tuple[tuple[Problem, ...], tuple[Problem, ...], tuple[Rule, ...]]:
    """Everything about one document but its terms, its coverage and its cases.

    Returns the problems; what the parser says of files it cannot read, for where nothing else says why; and
    the rules that are sound, on which the refinement test makes sense.
    """
    problems = list(check_meta(document, meta))
    refused = {p.place.file for p in problems if p.place}
    groups, unreadable = legible(document)
    for path, triples in parts(document):
        problems += broken_lists(path, triples)
        if path.parent != document.folder:
            problems += check_declarations(path, triples, library.vocabulary, table)
    for check in (check_identity, check_versions):
        problems += check(document)
    problems += check_applies(document, classes)
    problems += check_listed(document, groups)
    problems += check_roles(document, groups)
    held = rules(document, groups)
    for group in groups:
        problems += check_shape_names(document, group)
        problems += check_document_of_citations(document, group)
        if str(group.path) not in refused:
            problems += check_agreement(group, held, TRIALS)
    sound = []
    for rule in held:
        found = [*check_pairs(rule), *check_reading(rule, library, table)]
        sound += [] if found or str(rule.group.path) in refused else [rule]
        problems += [*found, *check_target(rule, library, classes), *check_figures(rule)]
    return tuple(problems), unreadable, tuple(sound)


@dataclass(frozen=True)
class Proved:
    """What the cases show of the criteria."""

    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    ran: int = 0
    mutations: tuple[Mutation, ...] = ()


def check_cases(
    library: Library,
    held: Iterable[Rule],
    table: Table,
    root: Path | None,
    progress: Progress,
    *,
    mutants: bool = False,
    only: frozenset[str] = frozenset(),
) -> Proved:
    """Run the cases, and say what they do not show of the criteria of binding documents."""
    if root is None or not root.is_dir():
        return Proved(notes=("There are no cases here: the criteria were not proved by cases.",))
    # A case of one document may be what notices a mutant of another: all are run then.
    files, unreadable = read_files(root, frozenset() if mutants else only)
    outcomes, failed, ran = run_all(files, library, progress)
    problems = [*unreadable, *failed, *check_files(files, library)]
    every: list[Outcome] = [o for found in outcomes.values() for o in found]
    homes = by_criterion(files)
    notes = []
    newest = {
        (r.document.iri, r.criterion, r.group.name): r for r in sorted(held, key=lambda r: r.group.starts)
    }
    for rule in newest.values():
        if rule.document.binding:
            file = homes.get((rule.document.name, str(rule.criterion).rsplit("/", 1)[-1]))
            problems += check_demands(rule, file, every, library, table, root)
    for file in files:
        notes += [
            f"{file.document}/{file.criterion} is never {status}: {why}"
            for status, why in file.unreachable.items()
        ]
    mutations = mutate(newest.values(), files, every, library, progress) if mutants else ()
    return Proved(tuple(problems), tuple(notes), ran, mutations)


def _each_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    def position(problem: Problem) -> tuple[str, int, str]:
        return (
            (problem.place.file, problem.place.line, problem.what) if problem.place else ("", 0, problem.what)
        )

    return tuple(sorted(dict.fromkeys(problems), key=position))


def chosen(library: Library, names: Sequence[str]) -> frozenset[str]:
    """The names of documents that are held. Raises InputError with the nearest one where one is not."""
    held = [d.name for d in library.documents]
    for name in names:
        if name not in held:
            raise InputError(Problem(f"No document is called '{name}'.", nearest=nearest(name, held)))
    return frozenset(names)


def cases_of(root: Path) -> Path | None:
    """Where the cases lie: in a checkout, or beside the shipped knowledge."""
    return next((p for p in (root / "tests" / "criteria", root / "criteria") if p.is_dir()), None)


def main(
    root: Path | None = None, *, mutants: bool = False, today: date | None = None, only: Sequence[str] = ()
) -> int:
    """Check the knowledge under `root` (the shipped one by default) and print the report. 1 if anything is wrong.

    With `today` wording that was last confirmed more than a year before is noted; `only` checks single documents, by name.
    """
    shown = sys.stderr.isatty()

    def progress(what: str) -> None:
        if shown:
            print(f"\r\033[Kchecking {what} …", end="", file=sys.stderr, flush=True)

    try:
        library = load(root)
        report = run(library, cases_of(library.root), progress, mutants=mutants, only=chosen(library, only))
        if today is not None:
            report = replace(report, notes=(*report.notes, *drifted(library, today)))
    except KnowledgeError as error:
        report = CheckReport(error.problems)
    if shown:
        print("\r\033[K", end="", file=sys.stderr)
    print(render(report, (root or Path()).resolve()), end="")
    return 0 if report.clean else 1
