"""A completed case as an engine reads it: the whole graph, or, where a plan asks facts alone, an index of the facts.

Criteria read facts and never the chart, so a review needs no graph at all: the facts are indexed as they come from
inference. The graph is made when somebody asks for it: another engine, a report in RDF, a shape that reads the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rdflib import RDF, RDFS, Graph
from rdflib.term import Node

from reasoner.inference import Inferred, decimal_literal
from reasoner.inference.completed import TRUE
from reasoner.model.case import Case
from reasoner.validation.closures.index import Index, shared
from reasoner.validation.compiled import Compiled
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.terms import FactStatus

ENDS = tuple(map(shared, (GUIDE.status, GUIDE.atLeast, GUIDE.atMost, GUIDE.conflicting)))
_STATUS, _LEAST, _MOST, _CONFLICTING = ENDS
_OF_FACTS = frozenset({*ENDS, RDF.type, RDFS.subClassOf})
_FACT, _PRIOR = GUIDE.Fact, GUIDE.PriorProcedure
_CLASSIFIED = frozenset({_FACT, _PRIOR, GUIDE.Service, GUIDE.ServiceLine})
_TYPE = shared(RDF.type)
_YES = (TRUE,)
_STATUSES = {each: (each.iri,) for each in FactStatus}


@dataclass(frozen=True)
class Completed:
    """A case and what was inferred of it."""

    case: Case
    inferred: Inferred

    @cached_property
    def graph(self) -> Graph:
        """The case as it was read, and every derived type and fact."""
        graph = Graph(bind_namespaces="none")
        for part in (self.case.graph, self.inferred.graph):
            if part is not None:
                for triple in part:
                    graph.add(triple)
        return graph

    def index(self, plan: Compiled) -> Index:
        """What a plan reads of the case."""
        if _reads_facts_alone(plan):
            return self._facts
        return Index(self.graph, plan.reads)

    @cached_property
    def _facts(self) -> Index:
        out: dict[Node, dict[Node, Sequence[Node]]] = {end: {} for end in ENDS}
        status, least, most, conflicting = (out[end] for end in ENDS)
        typed: dict[Node, Sequence[Node]] = {}
        for node, classes in self.inferred.types.items():
            # What was done before is not under review: it keeps only what it is told to be.
            typed[node] = (_PRIOR,) if _PRIOR in classes else tuple(classes)
        a_fact = (_FACT,)
        for fact in self.inferred.facts:
            iri, value = fact.iri, fact.value
            held = out.get(fact.name)
            if held is None:
                held = out[shared(fact.name)] = {}
            held[fact.focus] = (iri,)
            typed[iri] = a_fact
            if value.status is not None:
                status[iri] = _STATUSES[value.status]
            if value.at_least is not None:
                least[iri] = (decimal_literal(value.at_least),)
            if value.at_most is not None:
                most[iri] = (decimal_literal(value.at_most),)
            if value.conflicting:
                conflicting[iri] = _YES
        out[_TYPE] = typed
        return Index.of(out)


@lru_cache(maxsize=1024)
def _reads_facts_alone(plan: Compiled) -> bool:
    """Whether a plan asks nothing of the chart: facts and their ends, of nodes that inference classifies."""
    if plan.parts:
        return all(_reads_facts_alone(part) for part in plan.parts)
    if plan.reads is None:
        return False
    chart = (p for p in plan.reads if p not in _OF_FACTS and p.startswith(str(GUIDE)))
    others = (c for c in plan.classes if c not in _CLASSIFIED and c.startswith(str(GUIDE)))
    return next(chart, None) is None and next(others, None) is None
