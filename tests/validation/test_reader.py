"""What is no SHACL Core, or no shape at all, is refused by name and never passed over."""

from __future__ import annotations

import pytest

from reasoner.errors import KnowledgeError
from reasoner.knowledge.triples import Triples, parse_turtle
from reasoner.validation.plan import translate
from reasoner.validation.shacl import read_tree

PREFIXES = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def triples(text: str) -> Triples:
    return Triples(parse_turtle((PREFIXES + text).encode()))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('ex:s a sh:NodeShape ; sh:sparql [ sh:select "SELECT" ] .', "sh:sparql"),
        ("ex:s a sh:PropertyShape ; sh:path ex:p ; sh:minCounts 1 .", "Did you mean 'minCount'"),
        ("ex:s a sh:NodeShape ; sh:rule [ sh:order 1 ] .", "sh:rule"),
        ("ex:s a sh:NodeShape ; sh:node ex:s .", "refers to itself"),
        ("ex:s a sh:NodeShape ; sh:property ex:t . ex:t sh:path ex:p ; sh:or ( ex:s ) .", "refers to itself"),
        ("ex:s a sh:PropertyShape ; sh:path ex:p , ex:q .", "2 paths"),
        ("ex:s a sh:PropertyShape ; sh:path [ ] .", "0 kinds of path"),
        ("ex:s a sh:PropertyShape ; sh:path ( ex:p ) .", "fewer than two steps"),
        ("ex:s a sh:PropertyShape ; sh:path _:a . _:a sh:inversePath _:a .", "contains itself"),
        ("ex:s a sh:NodeShape ; sh:minCount 1 .", "needs a sh:path"),
        ("ex:s a sh:PropertyShape ; sh:path ex:p ; sh:minCount -1 .", "no count"),
        ("ex:s a sh:NodeShape ; sh:in ex:list .", "no list"),
        ("ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:nodeKind ex:Thing .", "no value of sh:NodeKind"),
        ("ex:s a sh:NodeShape ; sh:targetNode ex:n ; sh:minInclusive ex:n .", "no value of sh:MinInclusive"),
        (
            "ex:c a sh:ConstraintComponent ; sh:parameter [ sh:path ex:mine ] . ex:s a sh:NodeShape ; ex:mine 1 .",
            "constraint component https://example.org/c",
        ),
    ],
)
def test_what_cannot_be_compiled_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(KnowledgeError) as refused:
        translate(read_tree(triples(text)))
    assert words in str(refused.value)


def test_a_class_that_is_a_shape_is_its_own_target() -> None:
    tree = read_tree(
        triples("ex:Kind rdfs:subClassOf rdfs:Class . ex:s a ex:Kind , sh:NodeShape . ex:t a sh:NodeShape .")
    )
    found = {str(node): [str(c) for c in shape.targets.classes] for node, shape in tree.shapes.items()}
    assert found == {"https://example.org/s": ["https://example.org/s"], "https://example.org/t": []}


def test_only_the_word_true_closes_a_shape_or_puts_it_aside() -> None:
    tree = read_tree(
        triples('ex:s a sh:NodeShape ; sh:closed "1"^^xsd:boolean ; sh:deactivated "1"^^xsd:boolean .')
    )
    (shape,) = tree.shapes.values()
    assert (shape.constraints, shape.deactivated) == ((), False)
