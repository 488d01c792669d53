"""Which part of a case each template reads, and the key of that part: equal keys, equal values."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from rdflib import URIRef

from reasoner.inference.parts import of_coded, of_codes, of_day, of_scales, of_services, of_told
from reasoner.inference.record import Focus, Record
from reasoner.inference.seen import Seen
from reasoner.knowledge.facts import FactDeclaration
from reasoner.model.case import CareEpisode, Score, Statement

Part = tuple[Record, Focus]


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a case that follows from what is coded: its key, and the part itself."""

    key: Callable[[Seen, Focus], Hashable]
    part: Callable[[Record, Focus], Part]


def _coded(seen: Seen, focus: Focus) -> tuple[int, int]:
    return seen.at(focus)[:2]


def _with_diagnoses(seen: Seen, focus: Focus) -> Hashable:
    return (*_coded(seen, focus), getattr(seen.record.service(focus), "diagnoses", ()))


def _with_place(seen: Seen, focus: Focus) -> Hashable:
    return (*_coded(seen, focus), seen.record.case.place_of_service)


CODED = Slice(_coded, lambda r, f: of_coded(r, f, diagnoses=False, place=False))
OF_DIAGNOSES = Slice(_with_diagnoses, lambda r, f: of_coded(r, f, diagnoses=True, place=False))
OF_PLACE = Slice(_with_place, lambda r, f: of_coded(r, f, diagnoses=False, place=True))
CODES = Slice(lambda seen, _: seen.diagnoses, of_codes)
SCALES = Slice(lambda seen, f: (seen.history, seen.later, seen.at(f), seen.scales), of_scales)

_OF_TEMPLATE = {
    "CodesExclude": CODES,
    "IncludedInSession": CODED,
    "SameScale": SCALES,
}

# These read of no other act than that of the focus; what was done before can be such a focus, too.
OF_ONE_ACT = frozenset({CODED, OF_DIAGNOSES, OF_PLACE})

# Read the dates, doses or responses of acts: kept only of cases without an act that they may count.
_OF_ACTS = frozenset(
    {
        "CountInWindow",
        "CountWhere",
        "CourseLength",
        "EventRecorded",
        "GapSince",
        "Relief",
        "SameSite",
        "Sustained",
    }
)


# Of a focus these read the other services of its day, too.
_COUNTS_SERVICES = frozenset({"CountInWindow"})


@dataclass(frozen=True, slots=True)
class OfDay:
    """The part of a focus and of the other acts of its day that may be in some classes; empty: in any."""

    classes: tuple[URIRef, ...]

    def key(self, seen: Seen, focus: Focus) -> Hashable:
        """The kinds of these acts."""
        return (*seen.at(focus)[:2], seen.others(focus, self.classes))

    def part(self, record: Record, focus: Focus) -> Part:
        """The part itself."""
        return of_day(record, focus, self.classes)


@dataclass(frozen=True, slots=True)
class Without:
    """The part of a service without anything done before: of a case where nothing was that a fact may count.

    `others`: the other services in the classes are counted, too.
    """

    classes: tuple[URIRef, ...]
    others: bool

    def key(self, seen: Seen, focus: Focus) -> Hashable:
        """The kinds of the services, and what is complete."""
        at, flags = seen.at(focus), seen.flags
        return (at[0], at[1], flags, seen.others(focus, self.classes) if self.others else ())

    def part(self, record: Record, focus: Focus) -> Part:
        """The part itself."""
        return of_services(record, focus, self.classes if self.others else None)


def day_of(declaration: FactDeclaration) -> OfDay | None:
    """What a fact reads of the acts of one day; None: something else."""
    if declaration.template in ("DistinctInSession", "SameDayCompanion") and not _of_prior_day(declaration):
        return OfDay(declaration.terms("procedureClass"))
    return None


def acts_of(declaration: FactDeclaration) -> Without | None:
    """What a fact about prior procedures reads where none may count; None: it is no such fact."""
    if _of_prior_day(declaration):
        return Without((), False)
    if declaration.template not in _OF_ACTS:
        return None
    return Without(declaration.terms("procedureClass"), declaration.template in _COUNTS_SERVICES)


def _of_prior_day(declaration: FactDeclaration) -> bool:
    return declaration.template == "SameDayCompanion" and declaration.flag("ofPrior")


def slice_of(declaration: FactDeclaration) -> Slice | None:
    """The slice of a fact that follows from what is coded; None: it reads something else, too."""
    if declaration.template != "CodedInSet":
        return _OF_TEMPLATE.get(declaration.template)
    path = declaration.text("path").rpartition("#")[2]
    return {"diagnosis": OF_DIAGNOSES, "placeOfService": OF_PLACE}.get(path, CODED)


Item = Statement | CareEpisode | Score


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a case that consists of statements, episodes or scores, of which only some bear on a fact.

    `fields`: what `read` reads of each; None: dates, so that nothing is kept where one bears on the fact.
    `focused`: the coded values of the focus are read, too. `always`: it may tell something without any of them.
    `after`: it also reads prior procedures of the classes; nothing is kept where there may be one.
    """

    where: type[Item]
    fields: tuple[str, ...] | None
    read: Callable[[Item], Hashable] | None = field(init=False)
    focused: bool = False
    always: bool = False
    diagnoses: bool = False
    after: tuple[URIRef, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", None if self.fields is None else _READ[self.fields])

    def key(self, seen: Seen, focus: Focus) -> Hashable:
        """What is read of the focus."""
        return _with_diagnoses(seen, focus) if self.diagnoses else _coded(seen, focus)

    def silent(self, record: Record) -> Part:
        """The part where nothing bears on the fact."""
        return of_told(record, None, self.where, (), ())

    def part(self, record: Record, focus: Focus, items: Sequence[Item]) -> Part:
        """The part with these items."""
        return of_told(
            record,
            focus if self.focused else None,
            self.where,
            items,
            self.fields or (),
            diagnoses=self.diagnoses,
        )


_CHART, _AT_SITE, _AT_SIDE = (
    ("concept", "status"),
    ("concept", "status", "sites"),
    ("concept", "status", "side"),
)
_CARE, _SCALE = ("treatment", "drug", "any_of", "outcome"), ("scale", "baseline")
_READ: dict[tuple[str, ...], Callable[[Item], Hashable]] = {
    fields: attrgetter(*fields) for fields in (_CHART, _AT_SITE, _AT_SIDE, _CARE, _SCALE)
}


def told_of(declaration: FactDeclaration) -> Told | None:
    """What a fact reads of the chart; None: nothing."""
    at_site = declaration.flag("sameSite")
    chart = Told(Statement, _AT_SITE if at_site else _CHART, focused=at_site)
    match declaration.template:
        case "Stated":
            return chart
        case "KOfN":
            return Told(CareEpisode, _CARE) if declaration.terms("member") else chart
        case "TreatmentRecorded":
            return Told(Statement, chart.fields, at_site, after=declaration.terms("procedureClass"))
        case "Agreement":
            return Told(Statement, _AT_SITE, focused=True, always=True, diagnoses=True)
        case "SideExceedsSymptom":
            return Told(Statement, _AT_SIDE, focused=True, always=True)
        case "StatementDuration" | "StatementAge":
            return Told(Statement, None)
        case "EpisodeOutcome":
            return Told(CareEpisode, _CARE)
        case "EpisodeDuration":
            return Told(CareEpisode, None)
        case "ScoreRecorded":
            return Told(Score, _SCALE)
        case "ScoreValue":
            return Told(Score, None)
    return None


def bearing(record: Record, declaration: FactDeclaration, item: Item) -> bool:
    """Whether a statement, an episode or a score may be counted for a fact."""
    rules = record.rules
    if isinstance(item, Statement):
        if declaration.template == "StatementAge":
            return rules.matches_any(item.concept, declaration.terms("concept")).possible
        if declaration.template == "Agreement":
            charted = [record.charted.get(concept, declaration) for concept in declaration.terms("concept")]
            return any(_about(record, each, item.concept) for each in (declaration, *charted))
        return _about(record, declaration, item.concept)
    if isinstance(item, CareEpisode):
        told = item.any_of or tuple(t for t in (item.treatment, item.drug) if t is not None)
        return not told or rules.matches_all(told, declaration.terms("member")).possible
    named = [terms for p in ("scaleClass", "member") if (terms := declaration.terms(p))]
    return all(rules.matches_any(item.scale, terms).possible for terms in named)


def _about(record: Record, declaration: FactDeclaration, concept: URIRef) -> bool:
    return any(
        record.rules.bears(concept, terms)
        for p in ("concept", "impliedBy", "contrary", "pain")
        if (terms := declaration.terms(p))
    )
