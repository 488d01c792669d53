"""Proof by trial that the trees, by which the checks and the ledger read the shapes, agree with the engine."""

from __future__ import annotations

import random
from collections.abc import Iterator

from rdflib import RDF, XSD, Graph, Literal, URIRef

from reasoner.authoring.files import place, short
from reasoner.authoring.refinement import Subject
from reasoner.authoring.roles import Rule
from reasoner.decision.branches import holds
from reasoner.errors import Problem
from reasoner.knowledge import Group
from reasoner.model.facts import FactValue
from reasoner.validation import engine
from reasoner.vocabulary import CASE, GUIDE


def check_agreement(group: Group, rules: tuple[Rule, ...], trials: int, seed: int = 11) -> Iterator[Problem]:
    """Random nodes with every class and every fact of the file: tree and engine must fail the same shapes on each."""
    mine = [Subject(rule) for rule in rules if rule.group is group]
    source = random.Random(f"{seed} {group.document} {group.name} {group.starts}")
    data = Graph(bind_namespaces="none")
    states: dict[URIRef, dict[URIRef, FactValue]] = {}
    for trial in range(trials):
        node = CASE[f"trial/{trial}"]
        state = states.setdefault(node, {})
        for subject in mine:
            for fact in subject.facts:
                # Two rules may read one fact with other constants: the first to read it sets its value.
                state.setdefault(fact, source.choice(subject.values(fact)))
            for shape in subject.rule.shapes.values():
                data.add((node, RDF.type, shape.target))
        for fact in sorted(state):
            _write(data, node, fact, state[fact])
    found = {(f.focus, f.shape) for f in engine().findings(data, group.triples.graph)}
    for subject in mine:
        for shape in subject.rule.shapes.values():
            for node, state in states.items():
                fails = not holds(shape.expression, state.__getitem__)
                if fails is not ((node, shape.iri) in found):
                    engine_says, tree_says = ("pass", "fail") if fails else ("fail", "pass")
                    yield Problem(
                        f"{short(shape.iri)}: the engine says {engine_says}, the tree {tree_says}.",
                        place(group.path, shape.iri),
                        "A constraint is read differently: report it as a bug of the program.",
                    )
                    break


def _write(data: Graph, node: URIRef, fact: URIRef, value: FactValue) -> None:
    made = URIRef(f"{node}/{str(fact).rpartition('#')[2]}")
    data.add((node, fact, made))
    data.add((made, RDF.type, GUIDE.Fact))
    if value.status is not None:
        data.add((made, GUIDE.status, value.status.iri))
    for end, number in ((GUIDE.atLeast, value.at_least), (GUIDE.atMost, value.at_most)):
        if number is not None:
            data.add((made, end, Literal(str(number), datatype=XSD.decimal, normalize=False)))
