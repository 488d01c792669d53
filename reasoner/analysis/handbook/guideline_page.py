"""One guideline as a page that a clinician can read: every criterion in words, with its source, and every row left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from reasoner.analysis.asked import Declared
from reasoner.analysis.handbook.comparison import Procedure
from reasoner.analysis.handbook.wording import (
    as_list,
    bound_to,
    cited,
    declared,
    in_words,
    plain,
    source,
    twin_of,
)
from reasoner.decision.citations import citations
from reasoner.knowledge import Criterion, Document, Group, Library, Shape
from reasoner.vocabulary import GUIDE

CURES = {
    "ByDocument": "a document can cure it", "ByTime": "time can cure it", "ByTreatment": "treatment can cure it",
    "ByRequest": "a change of the request can cure it", "ByNothing": "nothing cures it",
}  # fmt: skip


def guideline_page(library: Library, document: Document, procedures: Sequence[Procedure]) -> str:
    """The page of a document."""
    lines = [f"# {plain(document.title)}", ""]
    lines += _identity(library, document)
    lines += _criteria(library, document)
    lines += _recommendations(library, document)
    lines += _listed(library, document)
    lines += _changes(library, document)
    mine = [p for p in procedures if any(d.iri == document.iri for d in p.documents)]
    if mine:
        links = ", ".join(f"[{plain(p.label)}](../compare/{p.name}.md)" for p in mine)
        lines += [
            "## Beside other documents",
            "",
            f"What payers and societies ask of the same procedure: {links}.",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _identity(library: Library, document: Document) -> Iterator[str]:
    label = library.vocabulary.label
    state = document.head.iri(document.iri, GUIDE.contentStatus) or GUIDE.Draft
    reviewed = (
        ", ".join(str(o) for o in document.head.objects(document.iri, GUIDE.reviewedBy)) or "nobody yet"
    )
    yield f"| Short name | {plain(document.short)} (`{document.name}`) |"
    yield "|---|---|"
    yield f"| Issued by | {plain(document.issuer)} |"
    yield f"| Binds | {plain(bound_to(library, document))} |"
    yield f"| About | {plain(', '.join(label(c) for c in document.applies_to))} |"
    yield f"| Content | {plain(label(state))}; reviewed by a clinician: {plain(reviewed)} |"
    base = library.document(document.shares_text_of) if document.shares_text_of else None
    if base is not None:
        yield f"| Text | the text of [{plain(base.short)}]({base.name}.md), but for what is marked below as its own |"
    yield ""
    yield from _remarks(document)
    yield "| version | in force from | until | last compared with its source |"
    yield "|---|---|---|---|"
    for version in document.versions:
        until = version.effective_until.isoformat() if version.effective_until else "no end known"
        yield f"| {plain(version.number)} | {version.from_text} | {until} | {version.confirmed_on or 'not recorded'} |"
    yield ""


def _remarks(document: Document) -> Iterator[str]:
    told = [document.head.text(document.iri, GUIDE.remark)]
    told += [document.head.text(v.iri, GUIDE.remark) for v in document.versions]
    for remark in dict.fromkeys(t for t in told if t):
        yield f"> {plain(remark)}"
        yield ""


def _criteria(library: Library, document: Document) -> Iterator[str]:
    held = declared(library, document)
    groups = document.groups_in_force(date.max)
    own = {c.iri for c in document.own.criteria} if document.shares_text_of else set()
    titles: set[str] = set()
    for criterion in document.criteria:
        shaped = [(g, s) for g in groups for s in g.shapes if s.criterion == criterion.iri]
        if not shaped:
            continue
        group, shapes = shaped[0][0], [s for _, s in shaped]
        title = str(criterion.iri).rsplit("/", 2)[-2].replace("-", " ").capitalize()
        if title not in titles:
            titles.add(title)
            yield from (f"## {plain(title)}", "")
        yield from _criterion(library, held, criterion, group, shapes, criterion.iri in own)


def _criterion(
    library: Library, held: Declared, criterion: Criterion, group: Group, shapes: list[Shape], own: bool
) -> Iterator[str]:
    twin = twin_of(shapes)
    mark = " (its own)" if own else ""
    yield f"### {plain(criterion.label)}{mark}"
    yield ""
    yield f"`{criterion.name}` · {criterion.kind or 'for judgement'} · {criterion.effect}" + (
        f" · when not met, {CURES[criterion.cured_by]}"
        if criterion.kind and criterion.cured_by in CURES
        else ""
    )
    yield ""
    if twin is None:
        return
    if criterion.question:
        yield f"Asks a person: {plain(criterion.question)}"
        yield ""
        if criterion.raised_when:
            yield f"Asked when {plain(criterion.raised_when)}."
            yield ""
    else:
        yield "Met when:"
        yield ""
        yield from as_list(twin.expression, held)
        yield ""
        sure = library.vocabulary.triples.iri(twin.target, GUIDE.possibleClassOf) or twin.target
        yield f"Asked of: {plain(library.vocabulary.label(sure))}." + (
            " Silence of the record is read as met." if twin.presumed else ""
        )
        yield ""
        yield from (f"- {word}: {plain(s.message)}" for word, s in _messages(shapes))
        yield ""
    for citation in cited(library, group, twin):
        yield f"Source: {source(citation)}"
        yield ""
        if citation.interpretation:
            yield f"Read into it: {plain(citation.interpretation)}"
            yield ""


def _messages(shapes: list[Shape]) -> Iterator[tuple[str, Shape]]:
    by_role = {s.role.value: s for s in shapes}
    for role, word in (("main", "Not met"), ("twin", "To document"), ("judged", "For a person")):
        if role in by_role:
            yield word, by_role[role]


def _recommendations(library: Library, document: Document) -> Iterator[str]:
    found = [c for c in document.criteria if GUIDE.Recommendation in c.types]
    if found:
        yield from ("## Recommendations", "")
    label = library.vocabulary.label
    for each in found:
        graded = ", ".join(label(t) for t in (each.direction, each.strength, each.certainty) if t is not None)
        about = f", about {label(each.applies_to)}" if each.applies_to else ""
        yield from (
            f"### {plain(each.label)}",
            "",
            f"{plain(graded)}{plain(about)}.",
            "",
            plain(each.message),
            "",
        )
        for citation in citations(library, document.head, each.citations):
            yield from (f"Source: {source(citation)}", "")


def _listed(library: Library, document: Document) -> Iterator[str]:
    if not document.listed:
        return
    yield from (
        "## Rows of the source that are not criteria",
        "",
        "| rows | listed as | why |",
        "|---|---|---|",
    )
    for row in document.listed:
        decides = " **Would decide; a request that it is about is never called met.**" if row.decides else ""
        kind = library.vocabulary.label(row.listed_as)
        yield f"| {plain(', '.join(row.clauses))} | {plain(kind)} | {plain(row.reason)}{decides} |"
    yield ""


def _changes(library: Library, document: Document) -> Iterator[str]:
    """What differs from the version before: one criterion in two dated files; and single known differences."""
    told = [f"- {plain(text)}" for text in document.known_differences]
    held = declared(library, document)
    by_name: dict[str, list[Group]] = {}
    for group in document.own.groups:
        by_name.setdefault(group.name, []).append(group)
    for groups in by_name.values():
        for before, after in pairwise(sorted(groups, key=lambda g: g.starts)):
            told += _between(held, before, after)
    if told:
        yield from ("## What differs from earlier versions", "", *told, "")


def _between(held: Declared, before: Group, after: Group) -> Iterator[str]:
    old, new = (
        {
            s.criterion: in_words(s.expression, held)
            for s in group.shapes
            if s.role.value in ("twin", "raises")
        }
        for group in (before, after)
    )
    for criterion in sorted({*old, *new}):
        name = str(criterion).rsplit("/", 1)[-1]
        if old.get(criterion) != new.get(criterion):
            was, now = old.get(criterion, "not asked"), new.get(criterion, "no longer asked")
            yield f"- From {after.starts.isoformat()}, `{name}`: {now}; before: {was}"
