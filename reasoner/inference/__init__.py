"""Inference: what a service is, and every declared fact about it, three-valued and with its grounds.

`infer` is a pure function of a case, the ontology and the declarations. `compile_classes` reads the defined
classes of the ontology once; keep its result and hand it over for every case.
"""

from __future__ import annotations

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.inference.classes import ClassRules, compile_classes
from reasoner.inference.completed import Inferred, decimal_literal, fact_iri
from reasoner.inference.phases import phases
from reasoner.inference.record import Focus, Record
from reasoner.inference.templates import LINE, PRIOR, SERVICE, TEMPLATES, template_of
from reasoner.knowledge.facts import FactDeclaration
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case
from reasoner.model.facts import Fact

__all__ = ["TEMPLATES", "ClassRules", "Inferred", "compile_classes", "decimal_literal", "infer"]


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
    record = Record(case, rules or compile_classes(vocabulary), declarations)
    types, reasons = _types(record)
    focuses: dict[URIRef, tuple[Focus, ...]] = {
        SERVICE: case.services,
        LINE: tuple(line for service in case.services for line in service.lines),
        PRIOR: case.history,
    }
    facts = []
    for declaration in declarations:
        template = template_of(declaration)
        for focus in focuses[declaration.focus]:
            value = template(record, declaration, focus)
            facts.append(Fact(fact_iri(focus.iri, declaration.name), focus.iri, declaration.name, value))
    return Inferred(types, tuple(sorted(facts, key=lambda fact: (fact.focus, fact.name))), reasons)


def _types(
    record: Record,
) -> tuple[dict[URIRef, frozenset[URIRef]], dict[tuple[URIRef, URIRef], tuple[URIRef | str, ...]]]:
    """The classes of acts and lines, with the phases of the services and what follows from those."""
    for service in record.case.services:
        for phase in phases(record, service):
            record.add_phase(service, phase.name, phase.follows)
    record.settle()
    nodes = sorted(node for node in record.world.nodes if isinstance(node, URIRef))
    types = {node: record.types(node) for node in nodes}
    reasons = {
        (node, name): tuple(_shown(part) for part in record.world.reason(node, name))
        for node in nodes
        for name in sorted(types[node])
    }
    return types, reasons


def _shown(part: Node) -> URIRef | str:
    return part if isinstance(part, URIRef) else str(part) if isinstance(part, Literal) else ""
