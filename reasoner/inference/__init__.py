"""Inference: what a service is, and every declared fact about it, three-valued and with its grounds.

`infer` is a pure function of a case, the ontology and the declarations. `compile_classes` reads the defined
classes of the ontology once; keep its result and hand it over for every case.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from rdflib import URIRef

from reasoner.inference.asked import plan_of
from reasoner.inference.classes import ClassRules, class_rules, compile_classes
from reasoner.inference.completed import Inferred, decimal_literal
from reasoner.inference.phases import phases
from reasoner.inference.reasons import Reasons
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates import LINE, PRIOR, SERVICE, TEMPLATES
from reasoner.knowledge.facts import FactDeclaration
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case, Service
from reasoner.model.facts import Fact

__all__ = [
    "TEMPLATES",
    "ClassRules",
    "Classified",
    "Inferred",
    "class_rules",
    "classify",
    "compile_classes",
    "decimal_literal",
    "derive",
    "infer",
]


@dataclass(frozen=True)
class Classified:
    """What the acts and lines of a case are, before any fact is made: enough to say which documents are about them."""

    record: Record
    types: Mapping[URIRef, frozenset[URIRef]]
    reasons: Mapping[tuple[URIRef, URIRef], tuple[URIRef | str, ...]]


def infer(
    case: Case,
    vocabulary: Vocabulary,
    declarations: tuple[FactDeclaration, ...],
    rules: ClassRules | None = None,
) -> Inferred:
    """Every fact of every focus node, and the classes of every act and line.

    `rules` are the compiled classes of the same vocabulary (compiled here where they are not given). Raises
    KnowledgeError where a declaration or a definition of the ontology cannot be understood.
    """
    return derive(classify(case, rules or compile_classes(vocabulary)), declarations)


def classify(case: Case, rules: ClassRules) -> Classified:
    """The classes of every act and line of a case, the phases of its services included."""
    record = Record(case, rules)
    return Classified(record, *_types(record))


def derive(
    classified: Classified, declarations: tuple[FactDeclaration, ...], wanted: Container[URIRef] | None = None
) -> Inferred:
    """The declared facts of a classified case; of them only the `wanted` ones, where that is told.

    Facts that are not wanted may still be read by others (Agreement reads the chart as the fact about it does).
    """
    record = classified.record
    plan = plan_of(declarations, wanted)
    record.charted = plan.charted
    focuses: dict[URIRef, tuple[Focus, ...]] = {
        SERVICE: record.case.services,
        LINE: tuple(line for service in record.case.services for line in service.lines),
        PRIOR: record.case.history,
    }
    made: dict[str, list[Fact]] = {}
    for making in plan.makings:
        declaration, template = making.declaration, making.template
        for focus in focuses[declaration.focus]:
            # A node of the case and a name of the library make an IRI; that it is one need not be checked again.
            iri = str.__new__(URIRef, focus.iri + making.ending)
            fact = Fact(iri, focus.iri, declaration.name, template(record, declaration, focus))
            made.setdefault(str(focus.iri), []).append(fact)
    facts = tuple(fact for node in sorted(made) for fact in sorted(made[node], key=_name))
    return Inferred(classified.types, facts, classified.reasons)


def _name(fact: Fact) -> str:
    return str(fact.name)


def _types(
    record: Record,
) -> tuple[dict[URIRef, frozenset[URIRef]], Mapping[tuple[URIRef, URIRef], tuple[URIRef | str, ...]]]:
    """The classes of acts and lines, with the phases of the services and what follows from those."""
    given = {s.iri: tuple((p.name, p.follows) for p in phases(record, s)) for s in record.case.services}
    record.settle(given)
    found: dict[URIRef, frozenset[URIRef]] = {}
    for iri, kind in record.kinds.items():
        found[iri] = kind.types
        act = record.acts[iri]
        if isinstance(act, Service):
            found |= {line.iri: types for line, types in zip(act.lines, kind.of_lines, strict=True)}
    types = {node: found[node] for node in sorted(found, key=str)}
    return types, Reasons(record, types, given)
