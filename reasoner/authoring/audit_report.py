"""An audit of decisions as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reasoner.authoring.audit import Audit, Pair, Replayed
from reasoner.authoring.concordance import Figures
from reasoner.authoring.replay import FactRead

SILENT = "not stated"
LEAD = (
    "Every decision is run again from the facts that it tells, under the documents that it names, else the nearest held.",
    "Which of two decisions is right, or whether a decision or the encoding is wrong, is for a person to say.",
)


def audit_report(found: Audit) -> str:
    """The pairs that came out differently, then the agreement by reviewer and by guideline."""
    lines = [f"{len(found.decisions)} decisions. {LEAD[0]}", LEAD[1], ""]
    lines += _pairs("The same relevant facts, another outcome", found.same_facts)
    lines += _pairs("Other facts, the same status of every criterion, another outcome", found.same_statuses)
    lines += [
        "Agreement with the documents",
        "  Counted are decisions that were approved or denied, under documents that say meets or does not meet; the others",
        "  say neither. Kappa is Cohen's: the agreement beyond what would be expected by chance.",
        "",
    ]
    lines += [*_table("by reviewer", found.by_reviewer), *_table("by guideline", found.by_guideline)]
    lines += _table("all", {"all": (len(found.decisions), found.overall)})
    return "\n".join(lines).rstrip() + "\n"


def _pairs(title: str, pairs: Iterable[Pair]) -> Iterator[str]:
    held = tuple(pairs)
    yield f"{title}: {len(held)}"
    for pair in held:
        yield f"  {_named(pair.one)} and {_named(pair.other)}"
        yield f"    under {', '.join(pair.one.found.versions if pair.one.found else ())}{_nearest(pair)}"
        yield f"    the documents say: {_said(pair.one)}" + (
            f"; {_said(pair.other)}" if _said(pair.one) != _said(pair.other) else ""
        )
        if any(pair.differ):
            for replayed, facts in zip((pair.one, pair.other), pair.differ, strict=True):
                yield from (f"    {replayed.decision.name}: {text}" for text in _facts(facts))
        else:
            told = [fact for fact in pair.shared if fact.value != SILENT]
            yield f"    facts read {len(_facts(pair.shared))}, recorded {len(_facts(told))}:"
            yield from (f"    - {text}" for text in _facts(told))
    yield ""


def _named(replayed: Replayed) -> str:
    decision = replayed.decision
    doubt = "; its own record calls it inconsistent or wrong" if decision.doubtful else ""
    return f"{decision.name} ({decision.outcome} by {decision.reviewer or decision.by}{doubt})"


def _nearest(pair: Pair) -> str:
    """Which of the decisions do not name the documents themselves."""
    unnamed = [r.decision.name for r in (pair.one, pair.other) if not r.decision.named]
    return f" (the nearest held: {' and '.join(unnamed)} named none)" if unnamed else ""


def _said(replayed: Replayed) -> str:
    return replayed.determination.value if replayed.determination else "nothing of it"


def _facts(facts: Iterable[FactRead]) -> tuple[str, ...]:
    """Each fact once, with the criteria that read it."""
    readers: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        readers.setdefault((fact.label, fact.value), []).append(fact.criterion)
    return tuple(
        f"{label}: {value} ({', '.join(dict.fromkeys(names))})" for (label, value), names in readers.items()
    )


def _table(title: str, groups: Mapping[str, tuple[int, Figures]]) -> Iterator[str]:
    width = max(len(title), *(len(name) for name in groups)) if groups else len(title)
    yield f"  {title.ljust(width)}  decisions  counted  agreement  kappa"
    for name, (count, told) in groups.items():
        share = f"{float(100 * told.agreement):.0f} %" if told.agreement is not None else "-"
        yield (f"  {name.ljust(width)}  {count:9}  {told.counted:7}  {share:>9}  {kappa_words(told)}")
    yield ""


def kappa_words(told: Figures) -> str:
    """Kappa with two digits, or why there is none."""
    if not told.counted:
        return "none: nothing is counted"
    if told.kappa is None:
        return "none: all counted decisions and determinations are of one kind"
    return f"{float(told.kappa):.2f}"
