"""One line: what decides of it, its nearest changes in words, and its margins, narrowest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rdflib import URIRef

from reasoner.analysis.margins.deciding import OPEN, Deciding, Key, Test, deciding
from reasoner.analysis.margins.options import options
from reasoner.analysis.margins.search import Choice, Options, settle, spoil, values
from reasoner.decision.branches import holds
from reasoner.decision.citations import citations
from reasoner.decision.context import Context
from reasoner.decision.determination import ORDER, WORST_FIRST
from reasoner.decision.margins import limit_text, limit_words, margins
from reasoner.decision.words import fact_text, fragment
from reasoner.errors import EngineError
from reasoner.model.case import Service
from reasoner.model.ledger import Disposition, LineReview, Row, Status
from reasoner.model.turns import Basis, FactChange, LineMargins, PlacedMargin, Touched, Turn
from reasoner.review import Reviewed

GIVEN_UP = "The search for a change was given up at its limit."


def line_margins(reviewed: Reviewed) -> tuple[LineMargins, ...]:
    """Every line of a review. Raises EngineError where deciding again gives another disposition than the review."""
    context = reviewed.context
    names = {
        fragment(iri): iri for s in context.case.services for iri in (s.iri, *(line.iri for line in s.lines))
    }
    services = {fragment(s.iri): s for s in context.case.services}
    kept: dict[URIRef, LineMargins] = {}
    found = []
    for line in reviewed.review.lines:
        by = names[line.serves or line.line]
        if by not in kept:
            kept[by] = _nearest(context, services[line.service], by, line)
        # A line that is part of another has what decides of that one, and the margins of its own rows.
        found.append(
            replace(
                kept[by],
                line=line.line,
                codes=line.codes,
                label=line.label,
                serves=line.serves,
                margins=placed_margins(line),
            )
        )
    return tuple(found)


def placed_margins(line: LineReview) -> tuple[PlacedMargin, ...]:
    """The margins of a line, the narrowest in relation to its threshold first; those not known last."""
    found = [
        PlacedMargin(
            g.guideline,
            g.short or g.title,
            g.authority,
            row.criterion,
            row.label,
            row.status,
            row.decides,
            margin,
            row.citations,
        )
        for g in line.guidelines
        for row in sorted(g.criteria, key=_order)
        for margin in row.margins
    ]
    return tuple(sorted(found, key=lambda p: (p.margin.relative is None, p.margin.relative or 0)))


def _order(row: Row) -> tuple[int, str]:
    return row.order, row.criterion


def _nearest(context: Context, service: Service, line: URIRef, reviewed: LineReview) -> LineMargins:
    of = deciding(context, service.iri, line)
    now = of.outcome({})
    if now.disposition is not reviewed.disposition:
        raise EngineError(
            f"Deciding {fragment(line)} again says {now.disposition.value}, the review {reviewed.disposition.value}."
        )
    told = options(context, of.tests)
    turns: tuple[Turn, ...] = ()
    eligible: Turn | None = None
    fixed: tuple[str, ...] = ()
    exact = True
    if now.disposition is Disposition.APPROVE_ELIGIBLE:
        spoilt, exact = spoil(context, of, told)
        turns = tuple(_turn(context, of, choice) for choice in spoilt)
    else:
        turns, exact = _better(context, of, told)
        eligible, fixed, found = _eligible(context, of, told)
        exact = exact and found
    documents = tuple(held.document.short for held, _, _ in of.documents)
    return LineMargins(
        fragment(line), reviewed.service, (), "", "", now.disposition, now.determination, documents, turns, eligible,
        fixed, exact,
    )  # fmt: skip


def _better(context: Context, of: Deciding, told: Options) -> tuple[tuple[Turn, ...], bool]:
    """The nearest change after which the determination of a line is a better one, where facts make it so."""
    now = of.outcome({}).determination
    places = {determination: n for n, (determination, _) in enumerate(ORDER)}
    if now not in places:
        return (), True
    avoid = frozenset(status for _, statuses in ORDER[: places[now] + 1] for status in statuses)
    found = settle(of.tests, told, avoid)
    if found.choice is None:
        return (), found.exact
    turn = _turn(context, of, found.choice)
    if WORST_FIRST.index(turn.determination) <= WORST_FIRST.index(now):
        return (), found.exact  # a document as a whole is what decides
    return (turn,), found.exact


def _eligible(context: Context, of: Deciding, told: Options) -> tuple[Turn | None, tuple[str, ...], bool]:
    """The smallest change after which a line is eligible; without one why there is none, and whether that is sure."""
    fixed = of.fixed()
    if fixed:
        return None, fixed, True
    found = settle(of.tests, told, OPEN)
    if found.stuck:
        labels = "; ".join(dict.fromkeys(test.criterion.label for test in found.stuck))
        return None, (f"Whatever the facts are, one of these stays open: {labels}.",), True
    if found.choice is None:
        return None, (GIVEN_UP,), False
    turn = _turn(context, of, found.choice)
    return (turn, (), found.exact) if turn.disposition is Disposition.APPROVE_ELIGIBLE else (None, (), True)


def _turn(context: Context, of: Deciding, choice: Choice) -> Turn:
    changed = values(choice)
    after = of.outcome(changed)
    assert after.determination is not None  # what decides before does so after: targets do not move
    touched = tuple(_touched(test, changed.keys(), old, new) for test, old, new in _moved(of.tests, choice))
    changes = tuple(_change(context, of.tests, choice, key) for key in choice)
    return Turn(changes, touched, after.determination, after.disposition)


def _moved(tests: Iterable[Test], choice: Choice) -> Iterable[tuple[Test, Status, Status]]:
    """Tests that the change closes or opens, that are open in another way, or that one of the facts keeps closed."""
    changed = values(choice)
    for test in tests:
        old, new = test.status({}), test.status(changed)
        rest = ({k: v for k, v in changed.items() if k != key} for key in choice if key in test.facts)
        kept = new not in OPEN and any(test.status(others) in OPEN for others in rest)
        if (old is not new and {old, new} & OPEN) or kept:
            yield test, old, new


def _touched(test: Test, changed: Iterable[Key], old: Status, new: Status) -> Touched:
    names = {str(fact).rpartition("#")[2] for _, fact in changed}
    measured = [m for m in margins(test.context, test.shape, test.focus) if m.fact in names]
    document = test.held.document
    return Touched(
        guideline=document.name,
        document=document.short,
        criterion=test.criterion.name,
        label=test.criterion.label,
        before=old,
        after=new,
        facts=tuple(sorted(names & {str(fact).rpartition("#")[2] for _, fact in test.facts})),
        asked=" / ".join(dict.fromkeys(limit_text(m) for m in measured)),
        citations=citations(test.context.library, test.held.triples[test.shape.iri], test.shape.citations),
    )


def _change(context: Context, tests: Sequence[Test], choice: Choice, key: Key) -> FactChange:
    declaration, option = context.declarations.get(key[1]), choice[key]
    unit = declaration.unit if declaration else ""
    name = str(key[1]).rpartition("#")[2]
    return FactChange(
        fact=name,
        label=declaration.label if declaration else name,
        unit=unit,
        before=fact_text(context.value(*key), unit),
        after=_asked(tests, choice, key) or fact_text(option.value, unit),
        basis=_basis(context, tests, key),
        size=option.size,
        distance=option.distance,
        upward=option.upward,
    )


def _asked(tests: Sequence[Test], choice: Choice, key: Key) -> str:
    """The numbers that settle a criterion like its new value, where one bound says them: "at least 42 days"; else empty."""
    value = choice[key].value
    told = set()
    for test, old, new in _moved(tests, choice):
        settled = key in test.facts and old in OPEN and new not in OPEN
        for margin in margins(test.context, test.shape, test.focus) if settled else ():
            after = replace(margin, at_least=value.at_least, at_most=value.at_most, conflicting=False)
            if str(key[1]).endswith(f"#{margin.fact}") and after.passed:
                told.add(limit_words(margin))
    return told.pop() if len(told) == 1 else ""


def _basis(context: Context, tests: Sequence[Test], key: Key) -> Basis:
    value = context.value(*key)
    if value.conflicting:
        return Basis.CONFLICT
    if not value.known:
        return Basis.PRESUMED if any(key in t.facts and _presumes(t) for t in tests) else Basis.NOTHING
    if not value.follows:
        return Basis.COMPLETE
    return Basis.ONE if len(value.follows) == 1 else Basis.SEVERAL


def _presumes(test: Test) -> bool:
    """Whether a criterion is met only because silence is read as it should be, as the ledger says it."""
    if test.status({}) is not Status.MET or not test.shape.presumed:
        return False
    return not holds(test.shape.expression, lambda fact: test.context.value(test.focus, fact), silence=False)
