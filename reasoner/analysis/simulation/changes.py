"""What is changed: a threshold set to another value, or a criterion left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from rdflib import URIRef

from reasoner.errors import InputError, Problem
from reasoner.inference import decimal_literal
from reasoner.knowledge import Criterion, Document, Library
from reasoner.nearest import nearest
from reasoner.validation.plan.algebra import (
    All,
    Any,
    Clean,
    Compared,
    Count,
    Each,
    Not,
    One,
    Rows,
    Test,
    Whole,
)
from reasoner.validation.values import value_of

_SETTING = re.compile(r"(?P<criterion>[^=:]+)(?::(?P<old>[^=]+))?=(?P<new>.+)")


@dataclass(frozen=True, slots=True)
class Named:
    """A criterion of a document, as a user names it: document/criterion, or document/procedure/criterion."""

    document: Document
    criterion: Criterion


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold of a criterion with another value. `old` is needed where the criterion has several."""

    named: Named
    old: Decimal | None
    new: Decimal


def named(library: Library, text: str) -> Named:
    """The criterion that a user names. Raises InputError where none or several bear the name."""
    document_name, _, rest = text.strip().partition("/")
    document = next((d for d in library.documents if d.name == document_name), None)
    if document is None:
        known = sorted(d.name for d in library.documents)
        raise InputError(
            Problem(
                f"No document is called '{document_name}'.",
                remedy="Write document/criterion; 'reasoner guidelines' lists the documents.",
                nearest=nearest(document_name, known),
            )
        )
    found = [
        c for c in document.criteria if rest == c.name or str(c.iri).endswith(f"/{document_name}/{rest}")
    ]
    if len(found) == 1:
        return Named(document, found[0])
    if found:
        places = ", ".join(str(c.iri).split(f"/{document_name}/", 1)[-1] for c in found)
        raise InputError(
            Problem(
                f"{document_name} has {len(found)} criteria called '{rest}'.",
                remedy=f"Write one of: {places}.",
            )
        )
    raise InputError(
        Problem(
            f"{document_name} has no criterion called '{rest}'.",
            nearest=nearest(rest, sorted({c.name for c in document.criteria})),
        )
    )


def setting(library: Library, text: str) -> Setting:
    """Read CRITERION=VALUE or CRITERION:OLD=VALUE. Raises InputError where it is neither."""
    match = _SETTING.fullmatch(text.strip())
    if match is None:
        raise InputError(Problem(f"'{text}' sets nothing.", remedy="Write document/criterion=value."))
    old = match["old"]
    return Setting(
        named(library, match["criterion"]), None if old is None else number(old), number(match["new"])
    )


def number(text: str) -> Decimal:
    """A number as a user writes it. Raises InputError where it is none."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise InputError(Problem(f"'{text}' is no number.", remedy="Write a threshold such as 80 or 2.5."))
    return found


def thresholds(tests: Iterable[Test]) -> tuple[Decimal, ...]:
    """The numbers that some tests compare with, sorted, each once."""
    return tuple(sorted({n for test in tests for n in _numbers(test)}))


def changed(test: Test, old: Decimal, new: Decimal) -> Test:
    """A test that compares with the new number where it did with the old one."""
    if isinstance(test, All | Any | One):
        return replace(test, tests=tuple(changed(t, old, new) for t in test.tests))
    if isinstance(test, Not | Count):
        return replace(test, test=changed(test.test, old, new))
    if isinstance(test, Clean):
        return Clean(_changed_rows(test.rows, old, new))
    if isinstance(test, Compared) and _number_of(test) == old:
        return replace(test, literal=decimal_literal(new))
    return test


def _changed_rows(rows: Rows, old: Decimal, new: Decimal) -> Rows:
    return replace(rows, test=changed(rows.test, old, new)) if isinstance(rows, Each | Whole) else rows


def _numbers(test: Test) -> Iterator[Decimal]:
    if isinstance(test, All | Any | One):
        for each in test.tests:
            yield from _numbers(each)
    elif isinstance(test, Not | Count):
        yield from _numbers(test.test)
    elif isinstance(test, Clean) and isinstance(test.rows, Each | Whole):
        yield from _numbers(test.rows.test)
    elif isinstance(test, Compared) and (number := _number_of(test)) is not None:
        yield number


def _number_of(test: Compared) -> Decimal | None:
    value = value_of(test.literal)
    return (
        value.key
        if value is not None and isinstance(value.key, Decimal) and value.family == "number"
        else None
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is changed in one document."""

    settings: tuple[Setting, ...] = ()
    dropped: frozenset[URIRef] = frozenset()

    def edit(self, criterion: URIRef, test: Test) -> Test:
        """What a shape of a criterion shall ask. Raises InputError where the criterion has no such threshold."""
        for each in self.settings:
            if each.named.criterion.iri == criterion:
                test = changed(test, _old(each, test), each.new)
        return test


def _old(told: Setting, test: Test) -> Decimal:
    """The number that a setting replaces in a test."""
    name = f"{told.named.document.name}/{told.named.criterion.name}"
    held = thresholds([test])
    if told.old is not None:
        return told.old
    if len(held) > 1:
        raise InputError(
            Problem(
                f"{name} compares with {' and '.join(format(h, 'f') for h in held)}.",
                remedy=f"Say which is meant: {name}:{format(held[0], 'f')}={format(told.new, 'f')}.",
            )
        )
    return held[0] if held else told.new


def refuse_without_threshold(told: Setting, tests: Iterable[Test]) -> None:
    """Raise InputError where no shape of a criterion compares with a number, or not with the one that is to be replaced."""
    name, held = f"{told.named.document.name}/{told.named.criterion.name}", thresholds(tests)
    if not held:
        raise InputError(
            Problem(
                f"{name} compares with no number: there is no threshold to set.",
                remedy="A number that a fact is made with is part of its declaration, which no simulation changes yet.",
            )
        )
    if told.old is not None and told.old not in held:
        numbers = ", ".join(format(h, "f") for h in held)
        raise InputError(
            Problem(f"{name} does not compare with {told.old}.", remedy=f"It compares with: {numbers}.")
        )
