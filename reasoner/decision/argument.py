"""What the record says for and against each generator. Rules, strengths and thresholds are data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from rdflib import RDF, URIRef
from rdflib.namespace import SKOS

from reasoner.decision.citations import sources_of
from reasoner.decision.context import Context
from reasoner.decision.words import act_text, chart_item, describe
from reasoner.inference.days import Days
from reasoner.model.case import PriorProcedure, Response, Statement
from reasoner.model.ledger import EvidenceItem, GeneratorArgument
from reasoner.vocabulary import GUIDE, FactStatus

FOR, AGAINST, DISCOUNTED = "for", "against", "discounted"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One item, the side it stands on, and whether a procedure tested the generator."""

    generator: URIRef
    side: str
    item: EvidenceItem
    tested: bool = False


def argument(context: Context) -> tuple[tuple[GeneratorArgument, ...], str]:
    """The argument per generator, and whether request and claimed diagnosis fit it, in one paragraph."""
    weighed = [found for rule in _rules(context) for found in _weigh(context, rule)]
    requested, claimed = _requested(context), _claimed(context)
    # A sign that only speaks against what nobody tests, claims or supports is no news of that generator.
    told = {w.generator for w in weighed if w.side != AGAINST or w.tested}
    names = sorted(told | requested | claimed)
    leading = _leading(weighed)
    arguments = tuple(_of(context, g, weighed, leading, requested, claimed) for g in names)
    return arguments, _summary(arguments)


def _rules(context: Context) -> tuple[URIRef, ...]:
    """The evidence rules that something in the record can speak to: all about responses, others by their concepts."""
    kept, vocabulary = context.library.kept, context.library.vocabulary
    found: tuple[tuple[URIRef, frozenset[URIRef] | None], ...] | None = kept.get(_rules)
    if found is None:
        held = vocabulary.triples
        rules = [r for r in held.subjects(RDF.type, GUIDE.EvidenceRule) if isinstance(r, URIRef)]
        found = kept[_rules] = tuple(
            (
                rule,
                None
                if held.iris(rule, GUIDE.procedureClass)
                else frozenset[URIRef]().union(
                    *(vocabulary.descendants(c) for c in held.iris(rule, GUIDE.concept))
                ),
            )
            for rule in rules
        )
    told = {s.concept for s in context.case.statements}
    return tuple(rule for rule, concepts in found if concepts is None or told & concepts)


def _of(
    context: Context, generator: URIRef, weighed: list[Weighed], leading: URIRef | None,
    requested: set[URIRef], claimed: set[URIRef],
) -> GeneratorArgument:  # fmt: skip
    def side(name: str) -> tuple[EvidenceItem, ...]:
        return tuple(w.item for w in weighed if w.generator == generator and w.side == name)

    return GeneratorArgument(
        generator=str(generator).rpartition("#")[2],
        label=context.label(generator),
        evidence_for=side(FOR),
        evidence_against=side(AGAINST),
        discounted=side(DISCOUNTED),
        leading=generator == leading,
        requested=generator in requested,
        claimed=generator in claimed,
        note=context.library.vocabulary.text(generator, GUIDE.remark),
    )


def _weigh(context: Context, rule: URIRef) -> Iterable[Weighed]:
    held = context.library.vocabulary.triples
    generator = held.iri(rule, GUIDE.generator)
    if generator is None:
        return
    if held.iris(rule, GUIDE.procedureClass):
        yield from _responses(context, rule, generator)
        return
    direction = held.iri(rule, GUIDE.direction)
    side = {GUIDE.For: FOR, GUIDE.Against: AGAINST}.get(direction or GUIDE.NoDirection, DISCOUNTED)
    for statement in _told(context, rule):
        item = EvidenceItem(
            text=describe(context, statement),
            strength=context.label(held.iri(rule, GUIDE.strength)),
            standing="counts" if side != DISCOUNTED else "discounted",
            reason=" ".join(
                t for t in (held.text(rule, SKOS.definition), held.text(rule, GUIDE.remark)) if t
            ),
            likelihood_ratio=_ratio(context, rule),
            items=(chart_item(context, statement.iri),),
            citations=sources_of(context.library, held, rule),
        )
        yield Weighed(generator, side, item)


def _told(context: Context, rule: URIRef) -> list[Statement]:
    held, vocabulary = context.library.vocabulary.triples, context.library.vocabulary
    concepts, extents = held.iris(rule, GUIDE.concept), held.iris(rule, GUIDE.extent)
    return [
        s
        for s in context.case.statements
        if s.status == FactStatus.PRESENT.iri
        and any(vocabulary.is_a(s.concept, c) for c in concepts)
        and (not extents or s.extent in extents)
    ]


def _ratio(context: Context, rule: URIRef) -> str:
    held = context.library.vocabulary.triples
    parts = (("LR+", GUIDE.likelihoodRatioPositive), ("LR-", GUIDE.likelihoodRatioNegative))
    return ", ".join(f"{name} {held.text(rule, p)}" for name, p in parts if held.text(rule, p))


def _responses(context: Context, rule: URIRef, generator: URIRef) -> Iterable[Weighed]:
    vocabulary = context.library.vocabulary
    held = vocabulary.triples
    classes, pains = held.iris(rule, GUIDE.procedureClass), held.iris(rule, GUIDE.pain)
    days, known = Days(context.case), {p.iri: p for p in context.case.history}
    for prior in context.case.history:
        if not any(context.is_a(prior.iri, cls) for cls in classes):
            continue
        beside = [known[iri] for iri in days.same(prior.iri) if iri in known and iri != prior.iri]
        others = [o for o in beside if not any(context.is_a(o.iri, cls) for cls in classes)]
        for response in prior.responses:
            if (
                response.target is not None
                and pains
                and not any(vocabulary.is_a(response.target, p) for p in pains)
            ):
                continue
            weighed = _response(context, rule, generator, prior, response, others)
            if weighed:
                yield weighed


def _response(
    context: Context, rule: URIRef, generator: URIRef, prior: PriorProcedure, response: Response,
    others: list[PriorProcedure],
) -> Weighed | None:  # fmt: skip
    held = context.library.vocabulary.triples
    positive, negative = (
        _number(held.text(rule, GUIDE.positiveFrom)),
        _number(held.text(rule, GUIDE.negativeBelow)),
    )
    low, high = response.relief_at_least, response.relief_at_most
    if positive is not None and low is not None and low >= positive:
        side = DISCOUNTED if others else FOR
    elif negative is not None and high is not None and high < negative:
        side = AGAINST
    else:
        return None
    named = "; ".join(act_text(context, o) for o in others)
    words = held.text(rule, GUIDE.discountedReason if side == DISCOUNTED else GUIDE.weakenedReason)
    reason = words.replace("{companion}", named) if others else ""
    standing = "discounted" if side == DISCOUNTED else "weakened" if others else "counts"
    explained = tuple(str(o) for o in held.objects(rule, GUIDE.otherExplanation)) if side == AGAINST else ()
    item = EvidenceItem(
        text=f"After {act_text(context, prior)}: {describe(context, response)}",
        strength=context.label(held.iri(rule, GUIDE.strength)),
        standing=standing,
        reason=reason,
        likelihood_ratio=_ratio(context, rule),
        other_explanations=explained,
        items=(chart_item(context, response.iri), *(chart_item(context, o.iri) for o in others)),
        citations=sources_of(context.library, held, rule),
    )
    return Weighed(generator, side, item, tested=True)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _requested(context: Context) -> set[URIRef]:
    held = context.library.vocabulary
    found: set[URIRef] = set()
    for service in context.case.services:
        for cls in context.inferred.types.get(service.iri, frozenset()):
            found |= set(held.triples.iris(cls, GUIDE.testsGenerator))
    return found


def _claimed(context: Context) -> set[URIRef]:
    held = context.library.vocabulary
    found: set[URIRef] = set()
    for service in context.case.services:
        for code in service.diagnoses:
            here: URIRef | None = code
            while here is not None:
                found |= set(held.triples.iris(here, GUIDE.generator))
                here = held.triples.iri(here, GUIDE.parentCode)
    return found


def _leading(weighed: list[Weighed]) -> URIRef | None:
    """The one generator with something for it that counts, nothing unweakened against it, and most for it."""
    score: dict[URIRef, int] = {}
    for found in weighed:
        if found.side == FOR:
            score[found.generator] = score.get(found.generator, 0) + 1
    opposed = {w.generator for w in weighed if w.side == AGAINST and w.item.standing == "counts"}
    open_ = {g: n for g, n in score.items() if g not in opposed}
    best = [g for g, n in open_.items() if n == max(open_.values())]
    return best[0] if len(best) == 1 else None


def _summary(arguments: tuple[GeneratorArgument, ...]) -> str:
    leading = [a.label for a in arguments if a.leading]
    requested = [a for a in arguments if a.requested]
    claimed = [a for a in arguments if a.claimed]
    parts = [f"On this record {leading[0]} leads." if leading else "On this record no generator leads."]
    for role, held in (("The request tests", requested), ("The submitted diagnosis claims", claimed)):
        for a in held:
            counts = f"{len(a.evidence_for)} for, {len(a.evidence_against)} against, {len(a.discounted)} discounted"
            fits = (
                "which fits"
                if a.leading
                else "which the record does not lead to"
                if leading
                else "which the record leaves open"
            )
            parts.append(f"{role} {a.label}, {fits} ({counts}).")
    return " ".join(parts)
