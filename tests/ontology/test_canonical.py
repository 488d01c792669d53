"""The canonical form: one form whatever the order of the input, no triple lost, nothing written that is not sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from reasoner.authoring.canonical import canonical, main
from reasoner.errors import KnowledgeError

HEAD = """@prefix ex: <https://example.org/x#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
INDIVIDUAL = (
    'ex:a a owl:NamedIndividual, ex:C ; ex:n 1, 2.50, "x"@en, "a\\n\\"b\\"", "2026-01-01"^^xsd:date, true .\n'
)
CLASS = """ex:C a owl:Class ; rdfs:label "c" ; owl:equivalentClass
  [ a owl:Class ; owl:intersectionOf ( ex:D [ a owl:Restriction ; owl:onProperty ex:p ; owl:hasValue ex:a ] ) ] .\n"""
PROPERTY = "ex:p a owl:ObjectProperty .\n"
ONTOLOGY = "<https://example.org/x> a owl:Ontology .\n"
LOOSE = "[] a owl:AllDisjointClasses ; owl:members ( ex:C ex:D ) .\n"
PARTS = [INDIVIDUAL, CLASS, PROPERTY, ONTOLOGY, LOOSE]


def _form(*parts: str) -> str:
    return canonical((HEAD + "".join(parts)).encode()).decode()


def test_the_form_does_not_depend_on_the_order_of_the_input() -> None:
    assert len({_form(*PARTS[i:], *PARTS[:i]) for i in range(len(PARTS))}) == 1


def test_subjects_stand_in_the_order_of_their_kinds() -> None:
    form = _form(*PARTS)
    starts = ["<https://example.org/x> a", "ex:p a", "ex:C a", "ex:a a", "[] a"]
    places = [form.index("\n" + start) for start in starts]
    assert places == sorted(places)


def test_writing_again_changes_nothing_and_no_triple_is_lost() -> None:
    form = _form(*PARTS)
    assert canonical(form.encode()).decode() == form
    before, after = Graph().parse(data=HEAD + "".join(PARTS)), Graph().parse(data=form)
    assert isomorphic(before, after)


def test_literals_keep_their_written_form() -> None:
    line = next(x for x in _form(*PARTS).split("\n\n") if x.startswith("ex:a "))
    assert "2.50" in line
    assert '"a\\n\\"b\\""' in line
    assert '"2026-01-01"^^xsd:date' in line


@pytest.mark.parametrize(
    "text",
    [
        "ex:a ex:p _:b . ex:c ex:p _:b .",  # a blank node used twice
        "_:b ex:p _:c . _:c ex:p _:b .",  # in a circle
        "<< ex:a ex:p ex:b >> ex:p ex:c .",  # a triple about a triple
        "ex:a ex:p ( ex:b . ",  # broken Turtle
        "ex:a ex:p [ <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ex:b ] .",  # a list without an end
    ],
)
def test_what_cannot_be_written_is_refused(text: str) -> None:
    with pytest.raises(KnowledgeError):
        canonical((HEAD + text).encode())


def test_check_names_the_file_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(HEAD + "".join(PARTS), encoding="utf-8")
    before = file.read_bytes()
    assert main([str(file), "--check"]) == 1
    assert str(file) in capsys.readouterr().out
    assert file.read_bytes() == before
    assert main([str(file)]) == 0
    assert main([str(file), "--check"]) == 0


def test_a_broken_file_is_an_error_with_its_line_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(HEAD + "ex:a ex:p ;;", encoding="utf-8")
    assert main([str(file)]) == 1
    assert f"{file}:5" in capsys.readouterr().err
    assert main([]) == 1
