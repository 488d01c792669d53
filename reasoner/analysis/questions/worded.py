"""What is asked and what was answered, in words: those of the criteria, the facts and the vocabulary."""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import SKOS

from reasoner.analysis.open_rows import OpenRow
from reasoner.analysis.questions.answers import choices_of
from reasoner.analysis.questions.forms import Form, form_of
from reasoner.analysis.questions.relevant import SLOTS, Hanging
from reasoner.analysis.remedies.means import Means, means_of
from reasoner.decision.citations import citations
from reasoner.decision.context import Context
from reasoner.decision.words import describe, fragment
from reasoner.knowledge import Role
from reasoner.model.additions import Addition, Told
from reasoner.model.ledger import Status
from reasoner.model.questions import Answers, Question
from reasoner.model.remedies import Asked
from reasoner.vocabulary import GUIDE

_ON_PAPER = "Attach"  # the means that is a document which probably exists


def name_of(held: Hanging) -> str:
    """The name of a question: its fact or facts, or the key of the request."""
    return held.slot or "+".join(str(fact).rpartition("#")[2] for fact in held.facts)


def form_asked(context: Context, held: Hanging) -> Form | None:
    """The form that asks for a fact; None where a yes or a no says it all."""
    return form_of(context, held.facts[0], held.focus) if len(held.facts) == 1 else None


def worded(context: Context, held: Hanging) -> Question:
    """The question of what an open row hangs on."""
    rows = list(held.rows.values())
    asked = tuple(_asked(context, row) for row in rows)
    if held.slot:
        return _of_slot(context, held, asked)
    first = rows[0]
    if len(held.facts) > 1:
        return _of_choice(context, held, first, asked)
    declaration = context.declarations[held.facts[0]]
    means = means_of(context.library, first.criterion, declaration)
    form = form_asked(context, held)
    return Question(
        name=name_of(held),
        focus=fragment(held.focus),
        takes=Answers.STATUS if form is None else Answers.FORM,
        text=_text(first),
        fact=declaration.label,
        definition=declaration.definition,
        means=means.label,
        shown=means.name == _ON_PAPER,
        asked=asked,
        settles=bool(held.alone),
        parts=() if form is None else form.parts,
        several=form is not None and form.several,
        whole="" if form is None else form.whole,
    )


def _of_choice(context: Context, held: Hanging, first: OpenRow, asked: tuple[Asked, ...]) -> Question:
    """Several findings of which one is enough."""
    declared = [context.declarations[fact] for fact in held.facts]
    means = [means_of(context.library, first.criterion, d) for d in declared]
    return Question(
        name=name_of(held),
        focus=fragment(held.focus),
        takes=Answers.SEVERAL,
        text=_text(first),
        fact="which of these the record shows",
        definition="One of them is enough.",
        means=min(means, key=lambda m: (m.effort, m.label)).label,
        shown=any(m.name == _ON_PAPER for m in means),
        asked=asked,
        choices=tuple(choice[:2] for choice in choices_of(context, held)),
        settles=bool(held.alone),
    )


def _of_slot(context: Context, held: Hanging, asked: tuple[Asked, ...]) -> Question:
    vocabulary = context.library.vocabulary
    kind = dict(SLOTS)[held.slot]
    words = vocabulary.terms_of(kind)
    label = vocabulary.label(kind).lower()
    return Question(
        name=held.slot,
        focus=fragment(held.focus),
        takes=Answers.CHOICE,
        text=f"Say what is asked for: its {label}. It decides which criteria apply.",
        fact=label,
        definition=vocabulary.text(kind, SKOS.definition),
        means=Means.of(context.library, GUIDE.Say).label,
        shown=False,
        asked=asked,
        choices=tuple((word, vocabulary.label(term)) for word, term in words.items()),
    )


def _text(row: OpenRow) -> str:
    twin = row.shapes.get(Role.TWIN)
    if twin is None or row.status is Status.NEEDS_JUDGEMENT:
        return row.criterion.question or row.criterion.message
    return twin.message


def _asked(context: Context, row: OpenRow) -> Asked:
    held = next(h for h in context.in_force if h.document.name == row.guideline)
    shape = row.shapes.get(Role.TWIN) or row.shapes[Role.RAISES]
    cited = citations(context.library, held.triples[shape.iri], shape.citations)
    return Asked(row.guideline, held.document.short, row.criterion.name, row.criterion.label, cited)


def noted(context: Context, addition: Addition) -> tuple[str, ...]:
    """What an addition tells, in words."""
    nodes: tuple[object, ...] = (
        *addition.statements, *addition.scores, *addition.care, *addition.medications, *addition.history,
        *(response for _, response in addition.responses),
    )  # fmt: skip
    kinds = sorted(context.label(kind) for kind in addition.complete_for)
    return (
        *(_slot(context, told) for told in addition.told),
        *(describe(context, node) for node in nodes),
        *([f"nothing else is on record of: {', '.join(kinds)}"] if kinds else []),
    )


def _slot(context: Context, told: Told) -> str:
    """What is told now of an act: its value, or the act as it is with it."""
    values = told.value if isinstance(told.value, tuple) else (told.value,)
    if not all(isinstance(value, URIRef) for value in values):
        return describe(context, context.acts[told.act])
    return f"{told.slot.replace('_', ' ')}: {', '.join(context.label(value) for value in values)}"
