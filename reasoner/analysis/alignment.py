"""Which facts of different documents are the same fact, so that what each document asks of it can stand in one row.

Two declarations are the same fact when they are made alike: by the same template, about the same kind of node, with the
same parameters. What only says how much is left out (a window, a level, the unit of a length): it is part of what a
document asks, as a bound is, and `figures` puts it into words beside the bound. So are a remark on how the source was
read and the clauses that a fact comes from. Everything else counts: another list of codes, another place in the body or
another key to count by is another fact, however alike its name; and a name alone says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from rdflib import URIRef

from reasoner.decision.words import amount
from reasoner.knowledge import FactDeclaration
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.dates import Length
from reasoner.vocabulary import GUIDE

Fact = tuple[str, URIRef, tuple[tuple[str, tuple[str, ...]], ...]]
"""A fact apart from its name and figures: template, focus and the parameters that count, with their values."""

Reader = TypeVar("Reader", bound=Hashable)

FIGURES = ("level", "window")
ASIDE = frozenset({*FIGURES, "unit", "template", "focus", "interpretation", "clause"})


def same_fact(declaration: FactDeclaration) -> Fact:
    """What makes a declared fact the fact that it is: equal for two declarations of the same fact."""
    counted = {k: v for k, v in declaration.parameters.items() if k not in ASIDE}
    told = tuple((k, tuple(sorted(str(x) for x in v))) for k, v in sorted(counted.items()))
    return declaration.template, declaration.focus, told


def figures(
    declaration: FactDeclaration, vocabulary: Vocabulary, beside: Iterable[FactDeclaration] = ()
) -> str:
    """The figures that are part of what is asked of a fact ("level 80 %, window 12 months"); empty where it has none.

    `beside` are declarations of the same fact that it stands beside: a figure that only they have is said to be missing.
    """
    told = []
    for name in FIGURES:
        value, label = declaration.text(name), vocabulary.label(GUIDE[name])
        if value:
            shown = amount(Decimal(value), "percent") if name == "level" else _length(Length.parse(value))
            told.append(f"{label} {shown}")
        elif any(other.text(name) for other in beside):
            told.append(f"no {label}")
    return ", ".join(told)


def _length(length: Length) -> str:
    parts = ((length.months, "month"), (length.days, "day"))
    return " ".join(amount(Decimal(n), unit) for n, unit in parts if n)


def read_together(read: Mapping[Reader, Iterable[Fact]]) -> tuple[tuple[Fact, ...], ...]:
    """The facts that some criteria read, those that are only ever read by the same criteria in one group, sorted.

    `read` maps each criterion to the facts that it reads. A fact that a criterion reads beside others, and another
    criterion alone, is a group of its own: it is what the two can be compared by.
    """
    readers: dict[Fact, list[Reader]] = {}
    for reader, facts in read.items():
        for fact in dict.fromkeys(facts):
            readers.setdefault(fact, []).append(reader)
    groups: dict[tuple[Reader, ...], list[Fact]] = {}
    for fact, known in readers.items():
        groups.setdefault(tuple(known), []).append(fact)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def label_of(labels: Sequence[str], alike: Mapping[Fact, Sequence[FactDeclaration]]) -> str:
    """What to call facts that stand in one row: as most do. A label may name a figure: where figures differ all are told.

    `alike` are the declarations of each of the facts.
    """
    measured = [{(d.unit, *(d.text(name) for name in FIGURES)) for d in each} for each in alike.values()]
    if any(len(each) > 1 for each in measured):
        return " / ".join(sorted(set(labels)))
    counted = Counter(labels)
    return min(counted, key=lambda label: (-counted[label], label))
