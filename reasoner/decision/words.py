"""Case nodes, facts and numbers in plain words. The words themselves come from the ontology's labels."""

from __future__ import annotations

from decimal import Decimal

from rdflib import URIRef

from reasoner.decision.context import Context
from reasoner.knowledge import FactDeclaration
from reasoner.model.case import (
    Act,
    CareEpisode,
    Dose,
    Origin,
    PriorProcedure,
    Response,
    Score,
    Service,
    ServiceLine,
    Statement,
)
from reasoner.model.dates import Length, Span
from reasoner.model.facts import FactValue
from reasoner.model.ledger import ChartItem, FactUsed
from reasoner.vocabulary import GUIDE, FactStatus

UNITS = {
    "day": ("day", "days"),
    "milligram": ("mg", "mg"),
    "month": ("month", "months"),
    "percent": ("%", "%"),
    "point": ("point", "points"),
}


def plain(value: Decimal) -> str:
    """A number without needless zeros."""
    text = format(value.normalize(), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal, unit: str) -> str:
    """A number with its unit, in the singular or plural."""
    one, many = UNITS.get(unit, ("", ""))
    return f"{plain(value)} {one if value == 1 else many}".strip()


def fact_text(value: FactValue, unit: str) -> str:
    """A fact in words: its status, or what is proved of its number."""
    if value.status is not None:
        words = {
            FactStatus.PRESENT: "yes",
            FactStatus.ABSENT: "no",
            FactStatus.NOT_STATED: "not stated",
            FactStatus.CONFLICTING: "the record disagrees",
        }
        return words[value.status]
    low, high = value.at_least, value.at_most
    prefix = "the record disagrees: " if value.conflicting else ""
    if low is None and high is None:
        return "not stated"
    if low is not None and low == high:
        return prefix + amount(low, unit)
    if low is None and high == 0 and unit == "percent":
        return prefix + amount(high, unit)  # nothing lies below none
    if low is None and high is not None:
        return prefix + f"at most {amount(high, unit)}"
    if high is None and low is not None:
        return prefix + f"at least {amount(low, unit)}"
    assert low is not None and high is not None
    return prefix + f"{plain(low)} to {amount(high, unit)}"


def fact_used(context: Context, focus: URIRef, declaration: FactDeclaration) -> FactUsed:
    """A fact of a focus node, as a report shows it."""
    key = (focus, declaration.name)
    found: FactUsed | None = context.shown.get(key)
    if found is None:
        found = context.shown[key] = _fact_used(context, focus, declaration)
    return found


def _fact_used(context: Context, focus: URIRef, declaration: FactDeclaration) -> FactUsed:
    value = context.value(focus, declaration.name)
    return FactUsed(
        name=str(declaration.name).rpartition("#")[2],
        label=declaration.label,
        value=fact_text(value, declaration.unit),
        status="" if value.status is None else value.status.value,
        at_least="" if value.at_least is None else plain(value.at_least),
        at_most="" if value.at_most is None else plain(value.at_most),
        unit=declaration.unit,
        conflicting=value.conflicting,
        follows=tuple(chart_item(context, node) for node in value.follows),
        note=value.note,
    )


def chart_item(context: Context, node: URIRef) -> ChartItem:
    """A node of the case in words, with the place in the record that it comes from."""
    item: ChartItem | None = context.shown.get(node)
    if item is None:
        item = context.shown[node] = _chart_item(context, node)
    return item


def _chart_item(context: Context, node: URIRef) -> ChartItem:
    found = context.nodes.get(node)
    origin = getattr(found, "origin", None) if found is not None else None
    words = describe(context, found) if found is not None else context.library.vocabulary.label(node)
    document = page = quoted = ""
    if isinstance(origin, Origin):
        titles = {d.iri: d.title for d in context.case.documents}
        document = titles.get(origin.document, "") if origin.document else ""
        page, quoted = origin.page, origin.words
    return ChartItem(fragment(node), words, document, page, quoted, context.places.get(node, 0))


def fragment(node: URIRef) -> str:
    """The short name of a case node: what stands after '#'."""
    return "#" + str(node).partition("#")[2] if "#" in str(node) else str(node)


def describe(context: Context, node: object) -> str:
    """One node of the case in one phrase."""
    if isinstance(node, Statement):
        return _statement(context, node)
    if isinstance(node, Response):
        return _response(context, node)
    if isinstance(node, Act):
        return act_text(context, node)
    if isinstance(node, Score):
        when = "at baseline" if node.baseline else "after"
        return _join(context.label(node.scale), plain(node.value), when, _span(node.date))
    if isinstance(node, Dose):
        return f"{context.label(node.drug)} {plain(node.amount)} {node.unit}"
    if isinstance(node, CareEpisode):
        return _care(context, node)
    if isinstance(node, ServiceLine):
        return _join(
            f"billed code {str(node.code).rsplit('/', 1)[-1]}", *(f"modifier {m}" for m in node.modifiers)
        )
    return str(node)


def act_text(context: Context, act: Act) -> str:
    """A service or prior procedure in one phrase."""
    sites = " and ".join(context.label(s) for s in (*act.sites, *act.structures))
    parts = [
        context.label(act.procedure) or "procedure not named",
        context.label(act.intent),
        sites,
        context.label(act.side),
    ]
    if isinstance(act, PriorProcedure):
        parts.append(_span(act.date) or "date not stated")
    if isinstance(act, Service):
        parts.append(f"planned {context.case.date_of_service.isoformat()}")
    return _join(*parts)


def _statement(context: Context, node: Statement) -> str:
    sites = " and ".join(context.label(s) for s in node.sites)
    extent = f"extent: {context.label(node.extent)}" if node.extent else ""
    since = f"since {_span(node.start)}" if node.start.known else ""
    length = _length(node.at_least, node.at_most)
    told = f"told {_span(node.date)}" if node.date.known else ""
    return f"{context.label(node.concept)}: " + _join(
        context.label(node.status), context.label(node.side), sites, extent, since, length, told
    )


def _response(context: Context, node: Response) -> str:
    word = context.library.vocabulary.text(node.target, GUIDE.responseWord) if node.target else ""
    of = f" of {context.label(node.target)}" if node.target else ""
    low, high = node.relief_at_least, node.relief_at_most
    told = fact_text(FactValue(at_least=low, at_most=high), "percent") if (low, high) != (None, None) else ""
    scores = (
        f"{plain(node.before)} before, {plain(node.after)} after"
        if node.before is not None and node.after is not None
        else ""
    )
    lasted = _length(node.at_least, node.at_most)
    return _join(
        f"{word or 'relief'}{of}: {told or scores or 'not stated'}",
        context.label(node.measured_at),
        context.label(node.scale),
        lasted,
    )


def _care(context: Context, node: CareEpisode) -> str:
    what = (
        context.label(node.treatment)
        or context.label(node.drug)
        or " and/or ".join(context.label(t) for t in node.any_of)
    )
    dose = f"{plain(node.amount)} {node.amount_unit}".strip() if node.amount is not None else ""
    daily = f"{plain(node.times_daily)} times daily" if node.times_daily is not None else ""
    dates = " to ".join(p for p in (_span(node.start), _span(node.end)) if p)
    told = dates or _length(node.at_least, node.at_most) or "no dates"
    outcome = f"outcome: {context.label(node.outcome)}" if node.outcome else ""
    return _join(what, context.label(node.medication_status), dose, daily, outcome, told)


def _span(span: Span) -> str:
    if span.exact:
        return span.exact.isoformat()
    low, high = span.earliest, span.latest
    if low and high:
        return f"between {low.isoformat()} and {high.isoformat()}"
    return f"from {low.isoformat()}" if low else f"by {high.isoformat()}" if high else ""


def _length(low: Length | None, high: Length | None) -> str:
    def text(length: Length) -> str:
        months = amount(Decimal(length.months), "month") if length.months else ""
        days = amount(Decimal(length.days), "day") if length.days or not length.months else ""
        return " ".join(p for p in (months, days) if p)

    if low and low == high:
        return f"for {text(low)}"
    return _join(f"for at least {text(low)}" if low else "", f"for at most {text(high)}" if high else "")


def _join(*parts: str) -> str:
    return ", ".join(p for p in parts if p)
