"""The cache of the saturated ontology: the same answers with it, without it, and with a spoilt one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from reasoner.inference import compile_classes
from reasoner.inference.saved import from_plain, to_plain
from reasoner.inference.world import World
from reasoner.knowledge import Library, cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("REASONER_CACHE", str(tmp_path / "kept"))
    yield tmp_path / "kept"


def state(library: Library) -> object:
    return compile_classes(library.vocabulary).ontology.state()


def test_the_saved_ontology_is_the_computed_one(library: Library, folder: Path) -> None:
    computed = state(library)
    assert len(list(folder.glob("ontology-*.json"))) == 1
    assert state(library) == computed


@pytest.mark.parametrize(
    "spoilt", ["", "[]", "{}", '{"terms": []}', '{"terms": [], "types": [[7, [8]]]}', "no json"]
)
def test_a_spoilt_entry_is_as_none(library: Library, folder: Path, spoilt: str) -> None:
    computed = state(library)
    (entry,) = folder.glob("ontology-*.json")
    entry.write_text(spoilt)
    assert state(library) == computed


def test_a_folder_that_cannot_be_written_does_no_harm(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("REASONER_CACHE", str(tmp_path / "file"))
    assert compile_classes(library.vocabulary).ontology.nodes


def test_the_cache_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REASONER_CACHE", "off")
    cache.keep("ontology-x.json", {"a": 1})
    assert cache.folder() is None
    assert cache.fetch("ontology-x.json") is None


def test_few_entries_of_a_kind_stay(folder: Path) -> None:
    for number in range(9):
        cache.keep(f"ontology-{number}.json", number)
    kept = list(folder.iterdir())
    assert len(kept) == 4
    assert all(json.loads(p.read_text()) in range(9) for p in kept)


def test_terms_of_every_kind_survive() -> None:
    world = World()
    node, path = URIRef("urn:a"), URIRef("urn:p")
    world.open_node(node, is_class=True)
    world.add_type(node, URIRef("urn:c"), (node, Literal("why")))
    for value in (
        Literal("1.50", datatype=URIRef("urn:d"), normalize=False),
        Literal("x", lang="en"),
        URIRef("urn:v"),
    ):
        world.add_value(node, path, value)
    assert from_plain(json.loads(json.dumps(to_plain(world)))).state() == world.state()
