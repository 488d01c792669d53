"""What a reviewer may want besides the ledger: sources of the symptoms, alternatives, the literature."""

from __future__ import annotations

from collections.abc import Iterable

from reasoner.model.ledger import Advice, CaseWarning, Contradiction, EvidenceItem, GeneratorArgument, Review
from reasoner.report import words
from reasoner.report.parts import Bullets, Item, Line, Paragraph, Part, Section, Span, line


def arguments(review: Review) -> tuple[Section, ...]:
    """The sections after the ledger that have something to say."""
    found = (
        _section("Contradictions in the record", map(_contradiction, review.contradictions)),
        _section("Warnings", map(_warning, review.warnings)),
        _generators(review),
        _section("Where the sources disagree", map(_advice, review.disputes)),
        _section("Alternatives to the request", map(_advice, review.alternatives)),
        _section("Criteria of the next step", map(_advice, review.future_criteria)),
        _section("Pitfalls", map(_advice, review.pitfalls)),
        _literature(review),
    )
    return tuple(section for section in found if section is not None)


def _section(title: str, items: Iterable[Item]) -> Section | None:
    held = tuple(items)
    return Section(title, (Bullets(held),)) if held else None


def _bullets(lines: Iterable[Line]) -> tuple[Part, ...]:
    items = tuple(Item(words_) for words_ in lines)
    return (Bullets(items),) if items else ()


def _contradiction(found: Contradiction) -> Item:
    below = [words.chart(item) for item in found.items]
    below += [words.sources(found.citations)] if found.citations else []
    return Item(line(found.text, f" {found.note}" if found.note else ""), _bullets(below))


def _warning(found: CaseWarning) -> Item:
    below = [words.chart(item) for item in found.items]
    below += [words.sources(found.citations)] if found.citations else []
    return Item(line(found.text), _bullets(below))


def _advice(found: Advice) -> Item:
    below = [line(Span("The record shows: ", "quiet"), found.shown)] if found.shown else []
    if found.criterion:
        below.append(line(Span("Criterion: ", "quiet"), Span(found.criterion, "code")))
    below.append(words.sources(found.citations))
    return Item(line(Span(f"{found.label}: ", "strong"), found.text), _bullets(below))


def _generators(review: Review) -> Section | None:
    if not review.generators and not review.generator_summary:
        return None
    parts: list[Part] = []
    if review.generator_summary:
        parts.append(Paragraph(line(review.generator_summary), "lead"))
    parts += [_generator(argument) for argument in review.generators]
    return Section("Where the symptoms may come from", tuple(parts), "generators")


def _generator(argument: GeneratorArgument) -> Section:
    told = [
        text
        for holds, text in (
            (argument.leading, "best supported by this record"),
            (argument.requested, "the request is aimed at it"),
            (argument.claimed, "the submitted diagnosis claims it"),
        )
        if holds
    ]
    parts: list[Part] = []
    if told:
        sentence = words.joined(told)
        parts.append(Paragraph(line(Span(sentence[0].upper() + sentence[1:] + ".", "strong"))))
    if argument.note:
        parts.append(Paragraph(line(argument.note)))
    for title, items in (
        ("For", argument.evidence_for),
        ("Against", argument.evidence_against),
        ("Discounted", argument.discounted),
    ):
        if items:
            parts.append(Paragraph(line(Span(f"{title}:", "strong"))))
            parts.append(Bullets(tuple(_evidence(item) for item in items)))
    if not (argument.evidence_for or argument.evidence_against or argument.discounted):
        parts.append(Paragraph(line("The record says nothing for or against it.")))
    return Section(argument.label, tuple(parts))


def _evidence(item: EvidenceItem) -> Item:
    ratio = (
        f"; likelihood ratio {item.likelihood_ratio}"
        if item.likelihood_ratio
        else "; no likelihood ratio known"
    )
    below = [line(Span("Why so: ", "quiet"), item.reason)] if item.reason else []
    if item.other_explanations:
        below.append(
            line(
                Span("What else could explain it: ", "quiet"),
                f"{words.joined(item.other_explanations, 'or')}.",
            )
        )
    below += [words.chart(chart_item) for chart_item in item.items]
    below.append(words.sources(item.citations))
    graded = words.named_value("strength", item.strength or "strength not stated")
    told = Span(f" ({item.standing}; {graded}{ratio})", "quiet")
    return Item(line(item.text, told), _bullets(below))


def _literature(review: Review) -> Section | None:
    items = []
    for source in review.evidence:
        seen = words.CONFIDENCE.get(source.confidence, source.confidence)
        mark = Span(
            f" {seen.upper()}." if source.confidence == "KNOWN" else f" ({seen}).",
            "mark" if source.confidence == "KNOWN" else "quiet",
        )
        remark = f" {source.remark}" if source.remark else ""
        items.append(Item(line(source.citation, mark, remark), _bullets(line(said) for said in source.says)))
    return _section("Publications named in this report", items)
