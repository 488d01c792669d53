"""The classes and values that the coded values of some acts and their lines tell, with all that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdflib import Literal, URIRef
from rdflib.term import Node

from reasoner.inference.classes import ClassRules
from reasoner.inference.world import World
from reasoner.model.case import Act, PriorProcedure, Service
from reasoner.vocabulary import GUIDE


def classified(acts: Sequence[Act], rules: ClassRules, names: Mapping[URIRef, URIRef]) -> World:
    """A world with these acts and their lines, each under the name given to it, saturated."""
    world = rules.world()
    services = [act for act in acts if isinstance(act, Service)]
    for act in acts:
        world.open_node(names[act.iri])
    for service in services:
        for line in service.lines:
            world.open_node(names[line.iri])
    for act in acts:
        node = names[act.iri]
        kind = GUIDE.Service if isinstance(act, Service) else GUIDE.PriorProcedure
        world.add_type(node, kind, (node,))
        if act.procedure is not None:
            world.add_type(node, act.procedure, (act.procedure,))
        for path, value in _values(act):
            world.add_value(node, path, names.get(value, value) if isinstance(value, URIRef) else value)
    for service in services:
        for line in service.lines:
            node = names[line.iri]
            world.add_type(node, GUIDE.ServiceLine, (node,))
            world.add_value(node, GUIDE.code, line.code)
            for modifier in line.modifiers:
                world.add_value(node, GUIDE.modifier, Literal(modifier))
    world.saturate(rules.rules)
    return world


def _values(act: Act) -> list[tuple[URIRef, Node]]:
    single = (
        (GUIDE.procedure, act.procedure),
        (GUIDE.intent, act.intent),
        (GUIDE.occurrence, act.occurrence),
        (GUIDE.side, act.side),
        (GUIDE.guidance, act.guidance),
        (GUIDE.sedation, act.sedation),
        (GUIDE.repeats, act.repeats if isinstance(act, Service) else None),
        (GUIDE.outcome, act.outcome if isinstance(act, PriorProcedure) else None),
    )
    found: list[tuple[URIRef, Node]] = [(path, value) for path, value in single if value is not None]
    found += [(GUIDE.site, site) for site in act.sites]
    found += [(GUIDE.structure, structure) for structure in act.structures]
    found += [(GUIDE.drug, drug) for drug in act.drugs]
    if isinstance(act, Service):
        found += [(GUIDE.diagnosis, code) for code in act.diagnoses]
        found += [(GUIDE.line, line.iri) for line in act.lines]
    if isinstance(act, PriorProcedure):
        found += [(GUIDE.sameDayAs, other) for other in act.same_day_as]
    return found
