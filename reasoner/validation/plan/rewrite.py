"""Rewrites: equal plans with less to do. Each rule is an equation of the algebra, and holds at every node of every graph.

    Clean(Each(., t))        = t                     a node shape asks its question of the node itself
    Clean(Whole(t))          = t
    Clean(Each(E, t))        = Count(E, Not(t), -, 0)
    Not(Not(t))              = t
    Not(Count(E, t, n, -))   = Count(E, t, -, n-1)   and the other way round; one bound only
    All(…, true, …)          = All(…, …)             and false for All, true and false for Any
    All(All(a, b), c)        = All(a, b, c)          and for Any
    Any(Among(a), Among(b))  = Among(a, b)
    All(t)  Any(t)           = t
    Count(E, t, -, -)        = true                  as is Count with least 0 and no most
    Each(E, true)            = no rows: the check goes

`tests/validation/test_rewrite.py` holds that a plan and its rewritten form give the same results.
"""

from __future__ import annotations

from dataclasses import replace

from reasoner.validation.plan.algebra import (
    All,
    Always,
    Among,
    Any,
    Check,
    Clean,
    Count,
    Each,
    Not,
    One,
    Plan,
    Rows,
    Test,
    Whole,
)  # fmt: skip
from reasoner.validation.shacl.paths import SELF

TRUE, FALSE = Always(True), Always(False)


def rewritten(plan: Plan) -> Plan:
    """An equal plan with less to do."""
    checks = (replace(check, rows=_rows(check.rows)) for check in plan.checks)
    return Plan(tuple(check for check in checks if not _empty(check)))


def _empty(check: Check) -> bool:
    return isinstance(check.rows, Each | Whole) and check.rows.test == TRUE


def _rows(rows: Rows) -> Rows:
    if isinstance(rows, Each):
        return Each(rows.path, simple(rows.test))
    if isinstance(rows, Whole):
        return Whole(simple(rows.test))
    return rows


def simple(test: Test) -> Test:
    """An equal test with less to do."""
    if isinstance(test, Clean):
        return _clean(_rows(test.rows))
    if isinstance(test, Not):
        return _negated(simple(test.test))
    if isinstance(test, All):
        return _joined(tuple(simple(t) for t in test.tests), neutral=TRUE, final=FALSE)
    if isinstance(test, Any):
        return _joined(tuple(simple(t) for t in test.tests), neutral=FALSE, final=TRUE)
    if isinstance(test, One):
        return One(tuple(simple(t) for t in test.tests))
    if isinstance(test, Count):
        return _counted(replace(test, test=simple(test.test)))
    return test


def _clean(rows: Rows) -> Test:
    if isinstance(rows, Whole):
        return rows.test
    if isinstance(rows, Each):
        if rows.path == SELF:
            return rows.test
        return _counted(Count(rows.path, _negated(rows.test), None, 0))
    return Clean(rows)


def _negated(test: Test) -> Test:
    if isinstance(test, Always):
        return Always(not test.holds)
    if isinstance(test, Not):
        return test.test
    if isinstance(test, Count):
        if test.most is None and test.least:
            return replace(test, least=None, most=test.least - 1)
        if test.least is None and test.most is not None:
            return replace(test, least=test.most + 1, most=None)
    return Not(test)


def _joined(tests: tuple[Test, ...], *, neutral: Always, final: Always) -> Test:
    """A conjunction (neutral: true) or disjunction (neutral: false) of simple tests."""
    form = All if neutral.holds else Any
    flat: list[Test] = []
    for test in tests:
        flat.extend(test.tests if isinstance(test, form) else (test,))
    if final in flat:
        return final
    kept = list(dict.fromkeys(t for t in flat if t != neutral))
    if form is Any:
        kept = _merged(kept)
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else form(tuple(kept))


def _merged(tests: list[Test]) -> list[Test]:
    among = [t for t in tests if isinstance(t, Among)]
    if len(among) < 2:
        return tests
    terms = dict.fromkeys(term for t in among for term in t.terms)
    merged = Among(tuple(terms))
    return [merged if t is among[0] else t for t in tests if t is among[0] or t not in among]


def _counted(test: Count) -> Test:
    if not test.least and test.most is None:
        return TRUE
    if test.test == FALSE:
        return Always(not test.least)
    return test
