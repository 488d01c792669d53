"""Advice for an act against advice against it, and advice against coverage: each with its strength."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reasoner.analysis.conflicts.claims import Claim, Kind, Shown, Side, Witness
from reasoner.analysis.conflicts.rules import Rule, bear_together, side, sure_class
from reasoner.analysis.conflicts.search import Search
from reasoner.decision.citations import citations
from reasoner.errors import ReasonerError
from reasoner.knowledge import Criterion, Document
from reasoner.model.ledger import Status
from reasoner.report.words import named_value
from reasoner.vocabulary import GUIDE


@dataclass(frozen=True, eq=False)
class Advised:
    """One recommendation about an act, of a document in force, and the requests that it is about."""

    document: Document
    criterion: Criterion
    kinds: frozenset[int]


def advice(search: Search) -> Iterator[Claim]:
    """A claim for each recommendation that another document's recommendation, or what a document covers, contradicts."""
    every = tuple(_recommendations(search))
    for against in (a for a in every if a.criterion.direction == GUIDE.Against):
        search.progress(against.document.short)
        others = [o for o in every if o.criterion.direction == GUIDE.For and _meet(search, against, o)]
        covering = _covering(search, against)
        if others or covering:
            yield _contradicted(search, against, others, covering)
    for favoured in (a for a in every if a.criterion.direction == GUIDE.For):
        search.progress(favoured.document.short)
        barred = _never_met(search, favoured)
        if barred:
            yield _never_covered(search, favoured, barred)


def _recommendations(search: Search) -> Iterator[Advised]:
    for document in search.documents:
        if document.in_force(search.on) is None:
            continue
        for criterion in document.criteria:
            if GUIDE.Recommendation in criterion.types and criterion.applies_to is not None:
                cls = sure_class(search.library, criterion.applies_to)
                yield Advised(document, criterion, search.requests.of(cls))


def _meet(search: Search, one: Advised, other: Advised) -> bool:
    return (
        one.document.iri != other.document.iri
        and bool(one.kinds & other.kinds)
        and bear_together(one.document, other.document)
        and search.wants((one.document, other.document))
    )


def _covering(search: Search, against: Advised) -> list[Document]:
    """Binding documents that some request which is advised against can meet."""
    return [
        d
        for d in search.documents
        if d.binding
        and bear_together(d, against.document)
        and search.wants((d, against.document))
        and any(
            search.can_be_met(d, k)
            for k in sorted(against.kinds)
            if d.is_about(search.requests.each[k].classes)
        )
    ]


def _never_met(search: Search, favoured: Advised) -> list[tuple[Rule, frozenset[int]]]:
    """Criteria that no request of any kind which is advised for, and which they are about, ever meets."""
    found: dict[str, tuple[Rule, set[int]]] = {}
    for document in search.documents:
        if not document.binding or not bear_together(document, favoured.document):
            continue
        if not search.wants((document, favoured.document)):
            continue
        kinds = [k for k in sorted(favoured.kinds) if search.deciding(document, k)]
        barred = {k: search.barring(document, k) for k in kinds}
        if kinds and all(barred.values()):
            for kind, rules in barred.items():
                for rule in rules:
                    found.setdefault(str(rule.criterion.iri), (rule, set()))[1].add(kind)
    return [(rule, frozenset(kinds)) for rule, kinds in found.values()]


def _by_document(search: Search, advised: Sequence[Advised]) -> Iterator[Side]:
    """One side for each document, with all that it advises."""
    found: dict[str, list[Advised]] = {}
    for each in advised:
        found.setdefault(each.document.name, []).append(each)
    yield from (_side(search, each) for each in found.values())


def _side(search: Search, advised: Sequence[Advised]) -> Side:
    first = advised[0]
    direction = first.criterion.direction
    told = "; ".join(f"{a.criterion.label} ({_strength(search, a.criterion)})" for a in advised)
    cited = (c for a in advised for c in citations(search.library, a.document.head, a.criterion.citations))
    return Side(
        (first.document.name,),
        (first.document.short,),
        (str(first.criterion.iri),) if len(advised) == 1 else (),
        first.criterion.label if len(advised) == 1 else "",
        f"{search.library.vocabulary.label(direction) if direction is not None else ''}: {told}",
        False,
        tuple(dict.fromkeys(cited)),
    )


def _strength(search: Search, criterion: Criterion) -> str:
    """Strength and certainty in words, each with its name unless it says it itself."""
    named = (("strength", criterion.strength), ("certainty", criterion.certainty))
    label = search.library.vocabulary.label
    return ", ".join(named_value(name, label(term)) for name, term in named if term is not None)


def _contradicted(
    search: Search, against: Advised, others: Sequence[Advised], covering: Sequence[Document]
) -> Claim:
    sides = [_side(search, (against,)), *_by_document(search, others)]
    if covering:
        each = sorted(covering, key=lambda d: d.short)
        sides.append(
            Side(
                tuple(d.name for d in each),
                tuple(d.short for d in each),
                (),
                "",
                "covered where its criteria are met",
                True,
                (),
            )
        )
    made = next((m for o in others if (m := _shown(search, against, o)) is not None), None)
    if made is None and covering:
        made = _shown(search, against, None, covering)
    return Claim(
        Kind.ADVICE,
        f"{against.document.short} advises against what others advise or cover: {against.criterion.label}",
        tuple(sides),
        (),
        witnesses=(made,) if made else (),
        undecided=() if made else ("Not decided: no case was found about which both are shown.",),
    )


def _shown(
    search: Search, one: Advised, other: Advised | None, covering: Sequence[Document] = ()
) -> Witness | None:
    """A request about which the review shows both rows, to be weighed; or the one, beside a row that decides."""
    kinds = one.kinds if other is None else one.kinds & other.kinds
    documents = [other.document] if other is not None else list(covering)
    for kind in sorted(kinds):
        for document in documents:
            bound = document if document.profile.payers else one.document
            case = search.maker.base(kind, bound)
            under = search.maker.under(document)
            try:
                first = search.maker.status(case, under, one.document, str(one.criterion.iri))
                if other is not None:
                    second = search.maker.status(case, under, document, str(other.criterion.iri))
                    told, wanted = other.criterion.name, Status.NEEDS_JUDGEMENT.value
                else:
                    rule = next(iter(search.deciding(document, kind)), None)
                    if rule is None or not search.can_be_met(document, kind):
                        continue
                    second = wanted = search.maker.status(case, under, document, str(rule.criterion.iri))
                    told = rule.criterion.name
            except ReasonerError:
                continue
            if first == Status.NEEDS_JUDGEMENT.value and second and second == wanted:
                shown = (
                    Shown(one.document.name, one.criterion.name, first),
                    Shown(under, told, second),
                )
                return Witness("both are shown", search.requests.each[kind].label, (), shown, case)
    return None


def _never_covered(search: Search, favoured: Advised, barred: Sequence[tuple[Rule, frozenset[int]]]) -> Claim:
    texts: dict[tuple[str, str, str, bool], list[tuple[Rule, frozenset[int]]]] = {}
    for rule, kinds in barred:
        texts.setdefault(rule.text, []).append((rule, kinds))
    sides = [_side(search, (favoured,))]
    sides += [side([r for r, _ in each], f"never met: {each[0][0].words}") for each in texts.values()]
    made = None
    for rule, kinds in barred:
        made = made or _both(search, favoured, rule, kinds)
    return Claim(
        Kind.ADVICE,
        f"{favoured.document.short} advises for what others never cover: {favoured.criterion.label}",
        tuple(sides),
        (),
        proof="No such request meets these criteria, whatever the record says.",
        witnesses=(made,) if made else (),
        undecided=() if made else ("Not decided: no case was found about which both are shown.",),
    )


def _both(search: Search, favoured: Advised, rule: Rule, kinds: frozenset[int]) -> Witness | None:
    for kind in sorted(kinds & favoured.kinds):
        case, under = search.maker.base(kind, rule.document), search.maker.under(rule.document)
        try:
            first = search.maker.status(case, under, favoured.document, str(favoured.criterion.iri))
            second = search.maker.status(case, under, rule.document, str(rule.criterion.iri))
        except ReasonerError:
            continue
        if first == Status.NEEDS_JUDGEMENT.value and second == Status.NOT_MET.value:
            shown = (
                Shown(favoured.document.name, favoured.criterion.name, first),
                Shown(under, rule.criterion.name, second),
            )
            return Witness("both are shown", search.requests.each[kind].label, (), shown, case)
    return None
