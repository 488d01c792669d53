"""Each module opens by itself, without the network: its imports resolve through the catalog."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from reasoner.authoring.canonical import canonical
from reasoner.vocabulary import BASE

FILES = sorted((Path(__file__).resolve().parents[2] / "ontology").glob("*.ttl"))


def _catalog(folder: Path) -> dict[str, Path]:
    tree = ElementTree.parse(folder / "catalog-v001.xml").getroot()
    space = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"
    return {entry.attrib["name"]: folder / entry.attrib["uri"] for entry in tree.iter(space + "uri")}


def _closure(iri: str, catalog: dict[str, Path]) -> Graph:
    graph, todo, done = Graph(), [iri], set()
    while todo:
        here = todo.pop()
        if here not in done:
            done.add(here)
            graph.parse(catalog[here], format="turtle")
            todo += [str(o) for o in graph.objects(URIRef(here), OWL.imports)]
    return graph


def test_the_catalog_names_every_module_by_a_relative_path(folder: Path) -> None:
    named = _catalog(folder)
    assert {BASE + path.stem: path for path in FILES} == named


def test_the_root_imports_every_module(folder: Path) -> None:
    root = Graph().parse(folder / "pain.ttl", format="turtle")
    imported = {str(o) for o in root.objects(URIRef(BASE + "pain"), OWL.imports)}
    assert imported == set(_catalog(folder)) - {BASE + "pain"}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_module_declares_or_imports_every_name_it_uses(path: Path, folder: Path) -> None:
    own = Graph().parse(path, format="turtle")
    assert set(own.subjects(RDF.type, OWL.Ontology)) == {URIRef(BASE + path.stem)}
    closure = _closure(BASE + path.stem, _catalog(folder))
    used = {t for triple in own for t in triple if isinstance(t, URIRef) and t.startswith(BASE)}
    assert used - set(closure.subjects(RDF.type)) == set()
    predicates = {
        p for p in own.predicates() if not str(p).startswith("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    }
    builtin = {
        p for p in predicates if str(p).startswith((str(OWL), "http://www.w3.org/2000/01/rdf-schema#"))
    }
    assert predicates - builtin - set(closure.subjects(RDF.type)) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_module_is_canonical(path: Path) -> None:
    assert canonical(path.read_bytes(), path.name) == path.read_bytes(), (
        "run: python -m reasoner.authoring.canonical"
    )
