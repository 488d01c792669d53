"""Files of many cases: each item with its place, bad ones among good ones, and reading that goes on from any of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from reasoner.errors import InputError
from reasoner.intake import normalise, read_case, read_item
from reasoner.intake.stream import items
from reasoner.intake.yaml_reader import SIZE_LIMIT
from reasoner.knowledge.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [(ROOT / "examples" / f"first-block-{payer}.yaml").read_text() for payer in ("aetna", "medicare")]


def small(name: str) -> str:
    return json.dumps(
        {
            "id": name,
            "recordedOn": "2026-07-06",
            "dateOfService": "2026-07-20",
            "payer": "aetna",
            "requests": [{"procedure": "medial-branch-block"}],
        }
    )


def test_reading_goes_on_from_every_item(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(f"{small('a')}\r\n\n{small('b')}\n{{\n{small('c')}".encode())
    whole = list(items(path))
    assert [(i.row, i.raw[:1]) for i in whole] == [(1, b"{"), (3, b"{"), (4, b"{"), (5, b"{")]
    for n, item in enumerate(whole):
        assert list(items(path, item.end, item.row + item.rows)) == whole[n + 1 :]


def test_a_line_beyond_the_limit_is_one_bad_item(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f"{small('a')}\n{'x' * (3 * SIZE_LIMIT)}\n{small('b')}\n")
    first, long, last = items(path)
    assert len(long.raw) <= SIZE_LIMIT + 1
    with pytest.raises(InputError, match="longer than"):
        read_item(long, vocabulary)
    assert [read_item(i, vocabulary).case.identifier for i in (first, last)] == ["a", "b"]


def test_a_bomb_is_one_bad_item(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.ndjson.gz"
    path.write_bytes(gzip.compress(b" " * 40_000_000 + b"\n" + small("b").encode()))
    (last,) = [i for i in items(path) if not i.problem]
    assert read_item(last, vocabulary).case.identifier == "b"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match="gzip"):
        list(items(path))


def test_the_lines_of_a_later_document_are_those_of_the_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("\n---\n".join([TEXTS[0], TEXTS[1].replace("payer: medicare", "payer: medicaer")]))
    _, second = items(path)
    with pytest.raises(InputError) as refused:
        read_item(second, vocabulary)
    line = path.read_text().splitlines().index("payer: medicaer") + 1
    assert refused.value.problems[0].place is not None and refused.value.problems[0].place.line == line


def test_one_of_many_is_chosen_by_name_or_place(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f"{small('a')}\n{small('b')}\n")
    assert read_case(tmp_path / "a.ndjson#b", vocabulary).case.identifier == "b"
    assert read_case(tmp_path / "a.ndjson#1", vocabulary).case.identifier == "a"
    for name, words in (
        ("a.ndjson", "holds 2 cases"),
        ("a.ndjson#c", "called 'c'"),
        ("no.ndjson", "cannot be read"),
    ):
        with pytest.raises(InputError, match=words):
            read_case(tmp_path / name, vocabulary)


def test_json_ld_is_read_by_the_shipped_context_alone(tmp_path: Path, vocabulary: Vocabulary) -> None:
    told = normalise(TEXTS[0], "a.yaml", vocabulary)
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps(told))
    (tmp_path / "b.yaml").write_text(TEXTS[0])
    assert read_case(path, vocabulary).case.sha256 == read_case(tmp_path / "b.yaml", vocabulary).case.sha256
    for wrong, words in (
        (told | {"@context": "https://example.org/other"}, "never fetched"),
        (told | {"@graph": []}, "'@graph'"),
        (told | {"statement": [{"@context": {}}]}, "'@context'"),
    ):
        path.write_text(json.dumps(wrong))
        with pytest.raises(InputError, match=words):
            read_case(path, vocabulary)


def test_a_graph_is_called_as_its_case(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "a.ndjson").write_text(small("a"))
    case = read_case(tmp_path / "a.ndjson", vocabulary).case
    assert case.graph is not None
    for graph, accepted in ((str(case.iri), True), ("https://example.org/other", False)):
        lines = [f"{s.n3()} {p.n3()} {o.n3()} <{graph}> .\n" for s, p, o in case.graph]
        (tmp_path / "a.nq").write_text("".join(lines))
        if accepted:
            assert read_case(tmp_path / "a.nq", vocabulary).case.sha256 == case.sha256
        else:
            with pytest.raises(InputError, match="holds the case"):
                read_case(tmp_path / "a.nq", vocabulary)


@pytest.mark.parametrize("text", ['{"id": NaN}', '{"id": "a", "id": "b"}', "[" * 5000, '"a"', "\udcff"])
def test_what_is_no_document_is_refused(tmp_path: Path, vocabulary: Vocabulary, text: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    (item,) = items(path)
    with pytest.raises(InputError, match=r"a\.ndjson:1"):
        read_item(item, vocabulary)
