"""Tests as SQL conditions on a case `c` and a node `n`; none of them is ever NULL."""

from __future__ import annotations

from itertools import count

from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.plan.algebra import (
    All,
    Always,
    Among,
    Any,
    Apart,
    Clean,
    Compared,
    Count,
    Doubled,
    Instance,
    Kind,
    Long,
    Matching,
    Not,
    One,
    Rows,
    Shared,
    Stray,
    Tagged,
    Test,
    Typed,
    Unordered,
)  # fmt: skip
from reasoner.validation.regular import re2_pattern
from reasoner.validation.sql.dictionary import KINDS
from reasoner.validation.sql.relations import Number, Relations, listed
from reasoner.validation.values import value_of


class Conditions:
    """Writes conditions; `number` gives the number of a term that the plan names."""

    def __init__(self, relations: Relations, number: Number) -> None:
        self._relations = relations
        self._number = number
        self._fresh = count(1)

    def alias(self) -> str:
        """A name that no other part of the query has."""
        return f"a{next(self._fresh)}"

    def holds(self, test: Test, c: str, n: str) -> str:
        """The condition under which a test holds."""
        if isinstance(test, Always):
            return "TRUE" if test.holds else "FALSE"
        if isinstance(test, Not):
            return f"(NOT {self.holds(test.test, c, n)})"
        if isinstance(test, All | Any):
            word = " AND " if isinstance(test, All) else " OR "
            neutral = "TRUE" if isinstance(test, All) else "FALSE"
            return f"({word.join(self.holds(t, c, n) for t in test.tests) or neutral})"
        if isinstance(test, One):
            told = " + ".join(f"CAST({self.holds(t, c, n)} AS INTEGER)" for t in test.tests)
            return f"(({told or '0'}) = 1)"
        if isinstance(test, Count):
            return self._count(test, c, n)
        if isinstance(test, Clean):
            return f"(NOT {self._any_row(test.rows, c, n)})"
        if isinstance(test, Among):
            return f"({n} IN {listed(map(self._number, test.terms))})" if test.terms else "FALSE"
        if isinstance(test, Instance):
            a = self.alias()
            return (
                f"EXISTS (SELECT 1 FROM {self._relations.instances()} AS {a} "
                f"WHERE {a}.c = {c} AND {a}.n = {n} AND {a}.k = {self._number(test.cls)})"
            )
        t = self.alias()
        return f"EXISTS (SELECT 1 FROM terms AS {t} WHERE {t}.id = {n} AND {self._of_term(test, t)})"

    def _of_term(self, test: Test, t: str) -> str:
        if isinstance(test, Kind):
            return f"{t}.kind IN {listed(sorted(KINDS[k] for k in test.kinds))}"
        if isinstance(test, Typed):
            return f"{t}.datatype = {quoted(test.datatype)} AND {t}.formed"
        if isinstance(test, Long):
            most = "" if test.most is None else f" AND {t}.length <= {test.most}"
            return f"{t}.kind <> {KINDS['blank']} AND {t}.length >= {test.least or 0}{most}"
        if isinstance(test, Matching):
            pattern = quoted(re2_pattern(test.pattern, test.flags))
            return f"{t}.kind <> {KINDS['blank']} AND REGEXP_MATCHES({t}.text, {pattern})"
        if isinstance(test, Tagged):
            told = (
                f"{t}.tag <> ''"
                if r == "*"
                else f"({t}.tag = {quoted(r)} OR STARTS_WITH({t}.tag, {quoted(r + '-')}))"
                for r in (r.lower() for r in test.ranges)
            )
            return f"({' OR '.join(told) or 'FALSE'})"
        if isinstance(test, Compared):
            return self._compared(test, t)
        raise EngineError(f"SQL knows no test {test}.")

    def _compared(self, test: Compared, t: str) -> str:
        """The constant is a term of the dictionary too: its ranks are looked up beside those of the node."""
        if value_of(test.literal) is None:
            return "FALSE"
        k = self.alias()
        return (
            f"EXISTS (SELECT 1 FROM terms AS {k} WHERE {k}.id = {self._number(test.literal)} "
            f"AND {in_order(t, k, test.order)})"
        )

    def _count(self, test: Count, c: str, n: str) -> str:
        a, least, most = self.alias(), test.least or 0, test.most
        inner = self.holds(test.test, f"{a}.c", f"{a}.y")
        where = f"{a}.c = {c} AND {a}.x = {n}" + ("" if inner == "TRUE" else f" AND {inner}")
        source = f"{self._relations.path(test.path)} AS {a} WHERE {where}"
        if most is None and least == 1:
            return f"EXISTS (SELECT 1 FROM {source})"
        if most == 0 and not least:
            return f"(NOT EXISTS (SELECT 1 FROM {source}))"
        number = f"(SELECT COUNT(*) FROM {source})"
        if most is None:
            return f"({number} >= {least})"
        return f"({number} BETWEEN {least} AND {most})"

    def _any_row(self, rows: Rows, c: str, n: str) -> str:
        """Whether rows of two paths, of languages or of strange triples are any; others are rewritten before."""
        a = self.alias()
        if isinstance(rows, Apart | Shared | Unordered):
            beside = self.beside(rows, a)
            return (
                f"EXISTS (SELECT 1 FROM {self._relations.path(rows.path)} AS {a} "
                f"WHERE {a}.c = {c} AND {a}.x = {n} AND {beside})"
            )
        if isinstance(rows, Doubled):
            return f"EXISTS (SELECT 1 FROM {self.doubled(rows)} AS {a} WHERE {a}.c = {c} AND {a}.x = {n})"
        if isinstance(rows, Stray):
            return f"EXISTS (SELECT 1 FROM {self.stray(rows)} AS {a} WHERE {a}.c = {c} AND {a}.x = {n})"
        raise EngineError(f"SQL knows no rows {rows} inside a test.")

    def beside(self, rows: Apart | Shared | Unordered, a: str) -> str:
        """The condition under which the value y of a row `a` of the first path is reported, for any y of the other."""
        b, other = self.alias(), self._relations.path(rows.other)
        at = f"{b}.c = {a}.c AND {b}.x = {a}.x"
        if isinstance(rows, Unordered):
            return f"EXISTS (SELECT 1 FROM {other} AS {b} WHERE {at} AND {self.unordered(rows, a, b)})"
        word = "EXISTS" if isinstance(rows, Shared) else "NOT EXISTS"
        return f"({word} (SELECT 1 FROM {other} AS {b} WHERE {at} AND {b}.y = {a}.y))"

    def unordered(self, rows: Unordered, a: str, b: str) -> str:
        """The condition under which the values of two rows do not stand in an order."""
        t, k = self.alias(), self.alias()
        return (
            f"(NOT EXISTS (SELECT 1 FROM terms AS {t}, terms AS {k} "
            f"WHERE {t}.id = {a}.y AND {k}.id = {b}.y AND {in_order(t, k, rows.order)}))"
        )

    def doubled(self, rows: Doubled) -> str:
        """The relation (c, x, tag) of languages that several values have."""
        r, t = self.alias(), self.alias()
        return (
            f"(SELECT {r}.c, {r}.x, {t}.tag FROM {self._relations.path(rows.path)} AS {r} "
            f"JOIN terms AS {t} ON {t}.id = {r}.y WHERE {t}.tag <> '' GROUP BY {r}.c, {r}.x, {t}.tag HAVING COUNT(*) > 1)"
        )

    def stray(self, rows: Stray) -> str:
        """The relation (c, x, p, y) of triples whose predicate is not allowed."""
        r, q = self.alias(), self.alias()
        where = (
            f" WHERE NOT {q}.p IN {listed(map(self._number, sorted(rows.allowed)))}" if rows.allowed else ""
        )
        return (
            f"(SELECT {r}.c, {r}.x, {q}.p, {q}.o AS y FROM {self._relations.path(rows.path)} AS {r} "
            f"JOIN quads AS {q} ON {q}.c = {r}.c AND {q}.s = {r}.y{where})"
        )


def in_order(t: str, k: str, order: str) -> str:
    """The condition under which two terms stand in an order: of one family, and their ranks in it."""
    return (
        f"{t}.family = {k}.family AND CASE WHEN {t}.inexact OR {k}.inexact "
        f"THEN {t}.rank_double {order} {k}.rank_double ELSE {t}.rank {order} {k}.rank END"
    )


def quoted(text: Node | str) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"
