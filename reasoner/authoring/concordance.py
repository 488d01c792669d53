"""How well determinations and published outcomes agree: tables and figures, and a rule that always refuses beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from reasoner.authoring.published import GROUPS, OUTCOMES, Decision, Reason
from reasoner.authoring.replay import Found, Result
from reasoner.model.ledger import Determination

COLUMNS: tuple[Determination | None, ...] = (
    Determination.MEETS, Determination.DOES_NOT_MEET, Determination.INFORMATION_NEEDED, Determination.CLINICIAN_JUDGEMENT,
    Determination.NO_GUIDELINE_IN_FORCE, None,
)  # fmt: skip
HEAD = ("meets", "not meet", "info", "judge", "no text", "not about")
Cell = tuple[str, Determination | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """Agreement of approved with meets and denied with does-not-meet. Everything else is counted as neither."""

    approved: int
    denied: int
    approved_meets: int
    approved_not: int
    denied_meets: int
    denied_not: int

    @property
    def counted(self) -> int:
        """Decisions with an outcome and a determination that say yes or no."""
        return self.approved_meets + self.approved_not + self.denied_meets + self.denied_not

    @property
    def agreement(self) -> Fraction | None:
        """The share of the counted ones that agree."""
        return _share(self.approved_meets + self.denied_not, self.counted)

    @property
    def refusals(self) -> Fraction | None:
        """Of the counted refusals, the share that does not meet."""
        return _share(self.denied_not, self.denied_not + self.denied_meets)

    @property
    def approvals(self) -> Fraction | None:
        """Of the counted approvals, the share that meets."""
        return _share(self.approved_meets, self.approved_meets + self.approved_not)

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's kappa over the counted ones; none where chance alone would agree on all."""
        n = self.counted
        if not n:
            return None
        yes, no = self.approved_meets + self.approved_not, self.denied_meets + self.denied_not
        said_yes, said_no = self.approved_meets + self.denied_meets, self.approved_not + self.denied_not
        chance = Fraction(yes * said_yes + no * said_no, n * n)
        assert self.agreement is not None
        return (self.agreement - chance) / (1 - chance) if chance != 1 else None


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def figures(cells: Iterable[Cell]) -> Figures:
    """The figures of pairs of outcome and determination."""
    held = Counter(cells)
    outcome = Counter[str]()
    for (told, _), count in held.items():
        outcome[told] += count
    yes, no = Determination.MEETS, Determination.DOES_NOT_MEET
    return Figures(
        outcome["approved"], outcome["denied"],
        held["approved", yes], held["approved", no], held["denied", yes], held["denied", no],
    )  # fmt: skip


def always_refuse(cells: Iterable[Cell]) -> Figures:
    """The figures of a rule that refuses every request without reading it."""
    return figures((told, Determination.DOES_NOT_MEET) for told, _ in cells)


def report(results: tuple[Result, ...]) -> str:
    """Everything as text. The last two lines are `human:` and `ai:`, without the facts told to be missing."""
    lines: list[str] = []
    for group in GROUPS:
        held = tuple(r for r in results if r.decision.by == group)
        lines += _group(group, held)
    lines += [
        "Under every other document (decisions that it is about, without missing facts)",
        *_others(results),
        "",
    ]
    lines += [*_disagreements(results), *_reasons(results)]
    for group in GROUPS:
        held = tuple(r for r in results if r.decision.by == group)
        lines.append(f"{group}: {_summary(_cells(held, gaps=False))}")
    return "\n".join(lines) + "\n"


def _cells(results: Iterable[Result], *, gaps: bool) -> list[Cell]:
    return [(r.decision.outcome, _determination(r.with_gaps if gaps else r.without)) for r in results]


def _determination(found: Found | None) -> Determination | None:
    return found.determination if found else None


def by_line(results: Iterable[Result], *, gaps: bool) -> list[Cell]:
    """Outcome and determination of each requested code whose outcome is told; a whole outcome holds for every code."""
    cells = []
    for result in results:
        found = result.with_gaps if gaps else result.without
        for code, determination in (found.by_code if found else {}).items():
            told = result.decision.lines.get(code, result.decision.outcome)
            cells.append((told, determination))
    return cells


def _group(group: str, held: tuple[Result, ...]) -> Iterator[str]:
    named = sum(r.decision.named for r in held)
    yield (
        f"{group.upper()}: {len(held)} decisions, {named} under the document that the decision names, "
        "the others under the nearest"
    )
    for gaps, words in ((False, "without"), (True, "with")):
        cells = _cells(held, gaps=gaps)
        yield f"  {words} the facts that the decision says were missing"
        yield from (f"  {row}" for row in _table(cells))
        yield f"    {_summary(cells)}"
    lines = by_line(held, gaps=False)
    if lines:
        yield f"  by requested code ({len(lines)}): {_summary(lines)}"
    yield f"  a rule that always refuses: {_summary_of(always_refuse(_cells(held, gaps=False)))}"
    yield ""


def _table(cells: list[Cell]) -> Iterator[str]:
    held = Counter(cells)
    yield "  " + "".ljust(10) + "".join(word.rjust(11) for word in HEAD)
    for outcome in OUTCOMES:
        if any(told == outcome for told, _ in cells):
            yield "  " + outcome.ljust(10) + "".join(str(held[outcome, c]).rjust(11) for c in COLUMNS)


def _summary(cells: list[Cell]) -> str:
    found = figures(cells)
    undecided = found.approved + found.denied - found.counted
    return f"{_summary_of(found)}; {undecided} approved or denied counted as neither"


def _summary_of(found: Figures) -> str:
    return (
        f"agreement {_percent(found.agreement)} ({found.approved_meets + found.denied_not} of {found.counted}); "
        f"refusals {_percent(found.refusals)} ({found.denied_not} of {found.denied_not + found.denied_meets} counted, "
        f"{found.denied} in all); "
        f"approvals {_percent(found.approvals)} ({found.approved_meets} of {found.approved_meets + found.approved_not} "
        f"counted, {found.approved} in all); kappa {_decimal(found.kappa)}"
    )


def _percent(share: Fraction | None) -> str:
    return "-" if share is None else f"{float(100 * share):.0f} %"


def _decimal(share: Fraction | None) -> str:
    return "-" if share is None else f"{float(share):.2f}"


def _others(results: Iterable[Result]) -> Iterator[str]:
    cells: dict[str, list[Cell]] = {}
    for result in results:
        for name, determination in result.others.items():
            cells.setdefault(name, []).append((result.decision.outcome, determination))
    width = max((len(n) for n in cells), default=0)
    for name, held in sorted(cells.items()):
        count = Counter(held)
        told = "; ".join(
            f"{outcome} "
            + ", ".join(
                f"{count[outcome, c]} {word}"
                for c, word in zip(COLUMNS, HEAD, strict=True)
                if count[outcome, c]
            )
            for outcome in OUTCOMES
            if any(o == outcome for o, _ in held)
        )
        yield f"  {name.ljust(width)}  {len(held):3}: {told}"


def opposed(result: Result) -> bool:
    """Whether an approved decision does not meet or a denied one meets, with or without the missing facts."""
    wrong = {("approved", Determination.DOES_NOT_MEET), ("denied", Determination.MEETS)}
    return any(
        (result.decision.outcome, _determination(f)) in wrong for f in (result.without, result.with_gaps)
    )


def _disagreements(results: tuple[Result, ...]) -> Iterator[str]:
    held = [r for r in results if opposed(r)]
    yield f"Approved that does not meet, or denied that meets: {len(held)}"
    for result in held:
        decision = result.decision
        doubt = " (its own record calls it inconsistent or wrong)" if decision.doubtful else ""
        yield f"  {decision.name}, {decision.by}, {decision.outcome}, under {', '.join(decision.under)}{doubt}"
        yield f"    {decision.note_kind or 'NO REASON WRITTEN'}: {decision.note}"
        yield from (f"    not met: {name}" for name in _failed(result))
    yield ""


def _failed(result: Result) -> tuple[str, ...]:
    found = result.with_gaps or result.without
    return tuple(sorted(n for n, s in found.statuses.items() if s.value == "not-met")) if found else ()


def _reasons(results: tuple[Result, ...]) -> Iterator[str]:
    pairs = [(r, reason) for r in results for reason in r.decision.reasons]
    matched = [(r, reason) for r, reason in pairs if reason.ours]
    same = sum(_ours(r, reason) == reason.told for r, reason in matched)
    yield (
        f"Decisive reasons: {len(pairs)}; matched to a criterion {len(matched)} (same status {same}); "
        f"not encoded {len(pairs) - len(matched)}"
    )
    for result, reason in pairs:
        where = (
            f"{reason.ours}: {_ours(result, reason)}" if reason.ours else f"not encoded: {reason.not_encoded}"
        )
        yield f"  {result.decision.name}: {reason.about} [{reason.told}] -> {where}"
    yield ""


def _ours(result: Result, reason: Reason) -> str:
    found = result.with_gaps
    held = found.statuses.get(reason.ours) if found else None
    return held.value if held else "no row"


def unexplained(results: Iterable[Result]) -> tuple[Decision, ...]:
    """Opposed decisions for which nobody has written why."""
    return tuple(r.decision for r in results if opposed(r) and not (r.decision.note and r.decision.note_kind))
