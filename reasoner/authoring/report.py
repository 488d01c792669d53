"""The report of `reasoner check` as plain text: problems by file, notes, and the coverage of each source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from reasoner.authoring.mutation import Mutation
from reasoner.authoring.result import CheckReport, Coverage
from reasoner.errors import Place, Problem


def render(report: CheckReport, base: Path | None = None) -> str:
    """The report in full. Paths below `base` are shown relative to it."""
    parts = [
        *_problems(report.problems, base),
        *_coverage(report.coverage),
        *_mutations(report.mutations),
        *(["Notes", *(f"  {note}" for note in report.notes), ""] if report.notes else []),
        _verdict(report),
    ]
    return "\n".join(parts) + "\n"


def _problems(problems: tuple[Problem, ...], base: Path | None) -> Iterator[str]:
    for file, held in groupby(problems, key=lambda p: p.place.file if p.place else ""):
        yield _shown(file, base) or "In general"
        for problem in held:
            yield f"  {_line(problem.place)}{problem.what}"
            remedy = (
                f"Did you mean '{problem.nearest}'? {problem.remedy}" if problem.nearest else problem.remedy
            )
            if remedy.strip():
                yield f"      {remedy.strip()}"
        yield ""


def _line(place: Place | None) -> str:
    return f"line {place.line}: " if place and place.line else ""


def _shown(file: str, base: Path | None) -> str:
    path = Path(file)
    if base is not None and path.is_absolute() and path.is_relative_to(base):
        return path.relative_to(base).as_posix()
    return file


def _coverage(coverage: tuple[Coverage, ...]) -> Iterator[str]:
    """An aligned table: rows of each source, encoded, listed by reason, and neither."""
    if not coverage:
        return
    head = ("Coverage of the sources", "rows", "encoded", "listed", "missing", "listed as")
    rows = [
        (
            c.document,
            str(c.rows),
            str(c.encoded),
            str(sum(n for _, n in c.listed)),
            str(len(c.missing)),
            ", ".join(f"{_words(reason)} {n}" for reason, n in c.listed),
        )
        for c in coverage
    ]
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(5)]
    for row in (head, *rows):
        numbers = "  ".join(cell.rjust(width) for cell, width in zip(row[1:5], widths[1:], strict=True))
        yield f"{row[0].ljust(widths[0])}  {numbers}  {row[5]}".rstrip()
    yield ""


def _mutations(mutations: tuple[Mutation, ...]) -> Iterator[str]:
    """Killed and all mutants of each document, those excused with the reason, and those that no case noticed."""
    if not mutations:
        return
    width = max(len(m.document) for m in mutations)
    yield f"{'Mutants noticed by the cases'.ljust(width)}  killed / all"
    for found in mutations:
        share = 100 * found.killed / found.made if found.made else 100
        excused = f", {len(found.excused)} excused" if found.excused else ""
        yield f"{found.document.ljust(width)}  {found.killed} / {found.made} ({share:.1f} %{excused})"
        yield from (f"  excused: {what}: {why}" for what, why in found.excused)
        yield from (f"  NOT NOTICED: {what}" for what in found.survivors)
    killed, made = sum(m.killed for m in mutations), sum(m.made for m in mutations)
    excused_all = sum(len(m.excused) for m in mutations)
    yield f"{'all'.ljust(width)}  {killed} / {made} ({excused_all} excused)"
    yield ""


def _words(reason: str) -> str:
    """OtherPhase → other phase."""
    return "".join(f" {c.lower()}" if c.isupper() else c for c in reason).strip()


def _verdict(report: CheckReport) -> str:
    ran = f" ({'; '.join(report.counted)})" if report.counted else ""
    count = len(report.problems)
    told = [f"{count} problem{'s' if count > 1 else ''}"] if count else []
    alive = sum(len(m.survivors) for m in report.mutations)
    told += [f"{alive} mutant{'s' if alive > 1 else ''} that no case notices"] if alive else []
    return f"{' and '.join(told) if told else 'Nothing is wrong'}{ran}."
