"""What would make lines eligible, as a page or as a section of a report. It decides nothing.

What every set that is shown needs is told once; then the sets differ in what is left of them. Lines with the same answer are
told together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reasoner.model.remedies import Change, Hopeless, Kind, LineRemedies, Remedies, Remedy
from reasoner.report import words
from reasoner.report.footer import reviewer_footer, running
from reasoner.report.parts import Bullets, Item, Line, Page, Paragraph, Part, Section, Span, line

TRIED = "Each was tried: the case was reviewed with it."

READING = (
    "A change adds to the record, lets time pass, or asks for another service. Nothing that is recorded is altered or taken "
    "back.",
    "What stands after “if it shows” is what a document must show to help. Record only what is so.",
    "The order of effort is: {}. It is an order, not an amount.",
    "Of each set nothing can be left out. Whether to do any of it is for the clinician and the patient.",
)


def remedies_page(told: Remedies) -> Page:
    """The remedies as a page of their own."""
    return Page(
        title=f"What would make {told.case} eligible",
        subtitle=line(_basis(told)),
        parts=(*_parts(told), reading(told)),
        footer=reviewer_footer(told.content),
        running=running(told.content),
        audience="reviewer",
    )


def remedies_section(told: Remedies) -> Section:
    """The remedies as a section of the report of a review."""
    return Section("What would make it eligible", (*_parts(told), reading(told)), "remedies")


def reading(told: Remedies) -> Section:
    """How to read a remedy."""
    order = ", ".join(" or ".join(alike) for alike in told.efforts)
    return Section("How to read this", (Bullets(tuple(Item(line(text.format(order))) for text in READING)),))


def grouped(told: Remedies) -> tuple[tuple[tuple[LineRemedies, ...], LineRemedies], ...]:
    """Lines with the same answer, in the order of the case, each group with one of them."""
    found: dict[LineRemedies, list[LineRemedies]] = {}
    for each in told.lines:
        alike = replace(each, line="", service="", codes=(), label="")
        found.setdefault(alike, []).append(each)
    return tuple((tuple(lines), lines[0]) for lines in found.values())


def named(lines: Iterable[LineRemedies]) -> str:
    """Lines by name, code and label."""
    return "; ".join(f"{each.line} {', '.join(each.codes)} {each.label}".replace("  ", " ") for each in lines)


def of_line(each: LineRemedies) -> tuple[Part, ...]:
    """What a line lacks: what nothing cures first, then the sets."""
    if each.eligible:
        return (Paragraph(line("Nothing is lacking: every deciding criterion is met.")),)
    if each.hopeless:
        return tuple(_hopeless(each))
    return tuple(_sets(each))


def _basis(told: Remedies) -> str:
    return f"Payer {told.payer}. Date of service {told.date_of_service}; on what is recorded up to {told.recorded_on}."


def _parts(told: Remedies) -> tuple[Part, ...]:
    return tuple(Section(named(lines), of_line(each)) for lines, each in grouped(told))


def _hopeless(each: LineRemedies) -> Iterable[Part]:
    yield Paragraph(
        line("No change that can be proposed here makes it eligible. Nothing of the kind cures this:")
    )
    yield Bullets(tuple(Item(_cannot(found)) for found in each.hopeless))
    if each.apart is not None:
        yield Paragraph(
            line("Besides, this is lacking. It would not be enough; the least effort comes first:")
        )
        yield _changes(each.apart.changes)


def _cannot(found: Hopeless) -> Line:
    source = found.asked.citations[:1]
    status = f", {found.status.replace('-', ' ')}" if found.status else ""
    message = f" {found.message}" if found.message else ""
    return line(
        Span(found.asked.label, "strong"),
        f" ({found.asked.short}{status}).{message} " if found.asked.short else ". ",
        found.why,
        " " if source else "",
        *(words.sources(source) if source else ()),
    )


def _sets(each: LineRemedies) -> Iterable[Part]:
    if not each.remedies:
        yield Paragraph(
            line("No set of changes was found that makes it eligible: what closes one row opens another.")
        )
        return
    cheapest, *others = each.remedies
    if each.number == 1:
        yield Paragraph(
            line("One minimal set of changes makes it eligible. It was tried: the case was reviewed with it.")
        )
    else:
        yield Paragraph(line(_number(each), " The one of least effort:"))
    yield _changes(cheapest.changes)
    dated = _dates(cheapest)
    if dated:
        yield Paragraph(line(f"With all of it, {dated}"))
    swaps = _swaps(cheapest, others)
    if swaps:
        combined = len(swaps) < len(others)
        yield Paragraph(line(f"The others {'combine these differences' if combined else 'differ in this'}:"))
        yield Bullets(tuple(_swap(*swap) for swap in swaps))


def _number(each: LineRemedies) -> str:
    shown = len(each.remedies)
    if _all_shown(each):
        return f"{each.number} minimal sets of changes make it eligible. {TRIED}"
    about = f"{each.number}" if each.exact else f"About {each.number}"
    return f"{about} minimal sets of changes make it eligible; the {shown} of least effort are shown. {TRIED}"


def _all_shown(each: LineRemedies) -> bool:
    return each.exact and each.number == len(each.remedies)


# What is left out, what comes in its place, and the dates of that set where they are others.
Swap = tuple[tuple[Change, ...], tuple[Change, ...], str]


def _swaps(cheapest: Remedy, others: list[Remedy]) -> list[Swap]:
    """What other sets have in place of changes of the cheapest one; a set that only combines others is not repeated."""
    own = {_key(c) for c in cheapest.changes}
    found: list[Swap] = []
    told: list[tuple[frozenset[Key], frozenset[Key]]] = []
    for other in others:
        theirs = {_key(c) for c in other.changes}
        dates = "" if _dates(other) == _dates(cheapest) else _dates(other)
        swap = (
            tuple(c for c in cheapest.changes if _key(c) not in theirs),
            tuple(c for c in other.changes if _key(c) not in own),
            dates,
        )
        keys = (frozenset(map(_key, swap[0])), frozenset(map(_key, swap[1])))
        within = [t for t in told if t[0] <= keys[0] and t[1] <= keys[1]]
        joined = tuple(frozenset[Key]().union(*(t[n] for t in within)) for n in (0, 1))
        if joined != keys or dates:
            found.append(swap)
            told.append(keys)
    return found


Key = tuple[object, ...]


def _key(change: Change) -> Key:
    """What makes two changes the same to a reader: what is to be done and what it must show."""
    return (change.kind, change.means, change.text, change.only_if, change.day)


def _swap(without: tuple[Change, ...], with_: tuple[Change, ...], dates: str) -> Item:
    with_it = f" With it, {dates}" if dates else ""
    texts = {c.text for c in without}
    if len(without) == len(with_) == 1 and with_[0].kind is without[0].kind is Kind.SERVICE:
        return Item(line(Span(_labels(without[0]), "strong"), f": or {with_[0].text}{with_it}"))
    if len(without) == len(with_) == 1 and with_[0].only_if and texts == {with_[0].text}:
        # One criterion, shown in another way.
        ways = f"“{'; '.join(without[0].only_if)}” may be “{'; '.join(with_[0].only_if)}”"
        means = "" if without[0].means == with_[0].means else f" ({with_[0].means})"
        return Item(line(Span(_labels(without[0]), "strong"), f": {ways}{means}.{with_it}"))
    left = "; ".join(_short(c) for c in without)
    head = line("Instead of ", Span(left, "strong"), ":") if without else line("Besides:")
    below = (_changes(with_, texts), *((Paragraph(line(with_it.strip())),) if with_it else ()))
    return Item(head, below)


def _short(change: Change) -> str:
    """A change by its criterion and what it must show."""
    labels = _labels(change)
    shows = "; ".join(change.only_if) or change.text.rstrip(".")
    return f"{labels} (“{shows}”)" if labels else f"“{shows}”"


def _labels(change: Change) -> str:
    return "; ".join(dict.fromkeys(a.label for a in change.asked))


FEW = 3
"""So many changes are told one after another; more stand under how they are had."""


def _changes(changes: tuple[Change, ...], said: Iterable[str] = ()) -> Bullets:
    """The changes; of those that are asked for in one sentence, or in one that was `said`, it is told once."""
    told = set(said)
    means = dict.fromkeys(each.means for each in changes)
    if len(changes) <= FEW or len(means) == len(changes):
        return Bullets(tuple(_once(each, told) for each in changes), "steps")
    groups = []
    for name in means:
        alike = tuple(_once(each, told, under=True) for each in changes if each.means == name)
        groups.append(Item(line(Span(_first(name), "strong"), ":"), (Bullets(alike, "steps"),)))
    return Bullets(tuple(groups))


def _once(each: Change, told: set[str], *, under: bool = False) -> Item:
    item = Item(_change(each, repeated=each.text in told, under=under))
    told.add(each.text)
    return item


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _change(each: Change, *, repeated: bool = False, under: bool = False) -> Line:
    """A change; of one whose sentence is `repeated` only what it must show. `under`: its means is told above."""
    verb = "If then" if each.kind is Kind.TREATMENT else "If it shows"
    shows = f"{verb} “{'; '.join(each.only_if)}”." if each.only_if else ""
    head: list[str | Span] = [] if under else [Span(_first(each.means), "strong"), ": "]
    if repeated and shows:
        return line(*head, f"For {_labels(each)}: {shows[:1].lower()}{shows[1:]}")
    asked = "; ".join(dict.fromkeys(f"{a.label}, {a.short}" for a in each.asked))
    source = next((a.citations for a in each.asked if a.citations), ())
    pieces: list[str | Span] = [*head, each.text, " " if shows else "", shows]
    pieces += [Span(f" ({asked})", "quiet")] if asked else []
    pieces += [" ", *words.sources(source[:1])] if source else []
    return line(*pieces)


def _dates(remedy: Remedy) -> str:
    if remedy.first is None and remedy.last is None:
        return ""
    since = f"from {remedy.first}" if remedy.first is not None else "from the first date looked at"
    if remedy.last is None:
        return f"it is eligible {since} on, and still on the last date looked at."
    ends = f": then open is {'; '.join(remedy.ends)}" if remedy.ends else ""
    return f"it is eligible {since} to {remedy.last}{ends}."
