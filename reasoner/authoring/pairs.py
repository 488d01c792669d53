"""Main and twin read the same facts with the same constants: the one optimistically, the other pessimistically.

The refinement test does not see 42 in one and 43 in the other; this comparison of the two trees does.
"""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import SH, URIRef

from reasoner.authoring.files import short
from reasoner.authoring.roles import Rule
from reasoner.errors import Problem
from reasoner.knowledge import Atom, Expression, Formula, Role
from reasoner.knowledge.shapes import atoms
from reasoner.vocabulary import GUIDE

LOWER = (SH.minInclusive, SH.minExclusive)
UPPER = (SH.maxInclusive, SH.maxExclusive)
UNKNOWN = frozenset({GUIDE.NotStated, GUIDE.Conflicting})
SURE = (GUIDE.Present, GUIDE.Absent)

Complaint = tuple[str, str]


def check_pairs(rule: Rule) -> Iterator[Problem]:
    """Every way in which the twin is not the pessimistic reading of its main, or judged no part of the twin."""
    if Role.RAISES in rule.shapes:
        return
    main, twin, judged = rule.main, rule.shapes[Role.TWIN], rule.shapes.get(Role.JUDGED)
    found = list(_compare(main.expression, twin.expression, presumed=twin.presumed))
    if twin.presumed and not found and not _presumes(twin.expression):
        found.append(
            (
                "the twin says that it presumes, but silence fails it.",
                "Take guide:presumed away, or write sh:in ( … guide:NotStated ).",
            )
        )
    yield from (rule.problem(what, remedy, twin) for what, remedy in found)
    if judged is not None:
        yield from (
            rule.problem(what, remedy, judged) for what, remedy in _judged(twin.expression, judged.expression)
        )


def possible(atom: Atom) -> URIRef | None:
    """The status that a main test leaves possible: `sh:in` of it, NotStated and Conflicting, and nothing else."""
    allowed = set(atom.test(SH["in"]))
    return next((s for s in SURE if len(atom.tests) == 1 and allowed == UNKNOWN | {s}), None)


def sure(atom: Atom) -> tuple[URIRef | None, bool]:
    """The status that a twin test asks for, and whether silence is read as it."""
    if len(atom.tests) == 1:
        asked, allowed = atom.test(SH.hasValue), set(atom.test(SH["in"]))
        for status in SURE:
            if asked == (status,):
                return status, False
            if allowed == {status, GUIDE.NotStated}:
                return status, True
    return None, False


def bound(atom: Atom) -> tuple[URIRef, str] | None:
    """The one bound that an atom tests, with its constant."""
    found = [(c, str(values[0])) for c, values in atom.tests if c in (*LOWER, *UPPER)]
    return found[0] if len(found) == 1 and len(atom.tests) == 1 + bool(atom.test(SH.minCount)) else None


def _compare(main: Expression, twin: Expression, *, presumed: bool) -> Iterator[Complaint]:
    if isinstance(main, Formula) and isinstance(twin, Formula):
        if main.any_of != twin.any_of:
            yield (
                f"{_name(main)} and {_name(twin)} join their branches differently.",
                "Write sh:or in both, or sh:and in both.",
            )
        if len(main.branches) != len(twin.branches):
            yield (
                f"main has {len(main.branches)} branches, twin {len(twin.branches)}.",
                "Write the same branches in the same order.",
            )
            return
        for one, other in zip(main.branches, twin.branches, strict=True):
            yield from _compare(one, other, presumed=presumed)
    elif isinstance(main, Atom) and isinstance(twin, Atom):
        yield from _compare_atoms(main, twin, presumed=presumed)
    else:
        yield (
            f"{_name(main)} and {_name(twin)} have different forms.",
            "Write the same formula in main and twin.",
        )


def _compare_atoms(main: Atom, twin: Atom, *, presumed: bool) -> Iterator[Complaint]:
    if main.closed_exception or twin.closed_exception:
        if main.iri != twin.iri:
            yield (
                f"the closed exception {_name(main)} is not used in both.",
                "Use the one branch in main and twin.",
            )
        return
    if main.fact != twin.fact:
        yield f"main reads {_fact(main)}, twin {_fact(twin)}.", "Read the same fact in both."
        return
    if main.end == "status" or twin.end == "status":
        yield from _compare_status(main, twin, presumed=presumed)
    else:
        yield from _compare_bounds(main, twin)


def _compare_status(main: Atom, twin: Atom, *, presumed: bool) -> Iterator[Complaint]:
    left = possible(main) if main.end == "status" else None
    right, silent = sure(twin) if twin.end == "status" else (None, False)
    if left is None:
        yield (
            f"the main test of {_fact(main)} is not one of the possible forms.",
            "Write sh:in ( guide:Present guide:NotStated guide:Conflicting ), or with guide:Absent.",
        )
    if right is None:
        yield (
            f"the twin test of {_fact(twin)} is not one of the sure forms.",
            "Write sh:hasValue guide:Present or guide:Absent.",
        )
    if left and right and left != right:
        yield (
            f"main allows {_fact(main)} {short(left)}, twin asks for {short(right)}.",
            "Ask for the same status in both.",
        )
    elif silent and not presumed:
        yield (
            f"the twin reads silence on {_fact(twin)} as {short(right or GUIDE.NotStated)}.",
            "Write guide:presumed true on the twin if a source allows it.",
        )


def _compare_bounds(main: Atom, twin: Atom) -> Iterator[Complaint]:
    left, right = bound(main), bound(twin)
    if left is None or right is None:
        yield (
            f"{_name(main if left is None else twin)} must test exactly one bound.",
            "Write one of sh:minInclusive, sh:maxInclusive, …",
        )
        return
    if left != right:
        shown = (f"{short(left[0])} {left[1]}", f"{short(right[0])} {right[1]}")
        yield (
            f"main tests {_fact(main)} with {shown[0]}, twin with {shown[1]}.",
            "Write the same constant and comparison in both.",
        )
    optimistic, pessimistic = ("atMost", "atLeast") if left[0] in LOWER else ("atLeast", "atMost")
    if main.end != optimistic:
        yield (
            f"main compares {short(left[0])} with guide:{main.end}.",
            f"Main reads what is still possible: guide:{optimistic}.",
        )
    if twin.end != pessimistic:
        yield (
            f"twin compares {short(right[0])} with guide:{twin.end}.",
            f"Twin reads what is proved: guide:{pessimistic}.",
        )
    if main.test(SH.minCount):
        yield "main asks for a bound that may be unknown.", "Take sh:minCount away from main."
    if not twin.test(SH.minCount):
        yield "twin passes where nothing is known.", "Write sh:minCount 1 on twin."


def _presumes(twin: Expression) -> bool:
    return any(sure(atom)[1] for atom in atoms(twin) if atom.end == "status")


def _judged(twin: Expression, judged: Expression) -> Iterator[Complaint]:
    """A judged shape is its twin with a branch left out; one that reads a fact of its own is only a stricter question."""
    facts = {a.fact for a in atoms(twin)}
    if not all(a.fact in facts for a in atoms(judged)):
        for atom in atoms(judged):
            right = sure(atom)[0] if atom.end == "status" else bound(atom) and atom.test(SH.minCount)
            if not right:
                yield (
                    f"the judged test of {_fact(atom)} is not one of the sure forms.",
                    "Write it as a twin would.",
                )
        return
    whole, part = _form(twin), _form(judged)
    if whole == part:
        yield "the judged shape is the same as the twin.", "Leave out the branch that a person must judge."
    elif part not in _reductions(twin):
        yield (
            "the judged shape is not the twin without a branch.",
            "Repeat the twin's other branches as they are.",
        )


def _form(expression: Expression) -> object:
    """A comparable form of a tree, without names."""
    if isinstance(expression, Atom):
        return (
            expression.fact,
            expression.end,
            tuple(sorted((str(c), tuple(sorted(map(str, v)))) for c, v in expression.tests)),
        )
    if len(expression.branches) == 1:
        return _form(expression.branches[0])
    return (expression.any_of, tuple(_form(branch) for branch in expression.branches))


def _reductions(expression: Expression) -> set[object]:
    """The forms of an expression with any of its branches left out, at any depth; one branch stands for itself."""
    if isinstance(expression, Atom):
        return {_form(expression)}
    chosen: list[tuple[object, ...]] = [()]
    for branch in expression.branches:
        kept = _reductions(branch)
        chosen += [(*before, form) for before in chosen for form in sorted(kept, key=repr)]
    found: set[object] = set()
    for branches in chosen:
        if len(branches) == 1:
            found.add(branches[0])
        elif branches:
            found.add((expression.any_of, branches))
    return found


def _fact(atom: Atom) -> str:
    return short(atom.fact)


def _name(expression: Expression) -> str:
    return short(expression.iri).rsplit("/", 1)[-1]
