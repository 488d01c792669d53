"""What is read straight is what is read with all its places, and nothing is taken that the other way refuses."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reasoner.analysis.generation import documents, read_model
from reasoner.errors import InputError
from reasoner.intake import nquads, read_case, read_item, read_values
from reasoner.intake.direct import DirectReader
from reasoner.intake.stream import Item, items
from reasoner.intake.terms import Lexicon
from reasoner.knowledge import Library
from reasoner.knowledge.paths import data_root
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case

EXAMPLES = sorted((data_root() / "examples").glob("*.yaml"))
MODEL = read_model(data_root() / "benchmarks" / "books" / "pain-requests.yaml")


@pytest.fixture(scope="module")
def direct(library: Library) -> DirectReader:
    return DirectReader(Lexicon(library.vocabulary))


@pytest.fixture(scope="module")
def words(library: Library) -> Vocabulary:
    return library.vocabulary


def of_document(raw: bytes) -> Item:
    return Item(raw, "ndjson", "a.ndjson", 0, len(raw), 1)


def of_graph(raw: bytes, name: str) -> Item:
    return Item(raw.rstrip(b"\n"), "nquads", "a.nq", 0, len(raw), 1, name=name)


def slowly(item: Item, vocabulary: Vocabulary) -> Case | None:
    try:
        return read_item(item, vocabulary).case
    except InputError:
        return None


def alike(item: Item, direct: DirectReader, vocabulary: Vocabulary) -> str:
    """What became of an item: read straight, read the other way, or refused. Fails where the two ways differ."""
    quick, slow = direct.case(item, None), slowly(item, vocabulary)
    if quick is None:
        return "refused" if slow is None else "other"
    assert slow is not None, f"taken, and refused by the other way: {item.raw!r}"
    assert quick == slow
    return "straight"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_example_as_a_graph_is_read_straight(path: Path, direct, words) -> None:
    case = read_case(path, words).case
    assert alike(of_graph(nquads(case), str(case.iri)), direct, words) == "straight"


def test_invented_cases_are_read_straight_in_both_forms(direct, words) -> None:
    for raw in documents(MODEL, 11, 0, 150):
        item = of_document(raw)
        assert alike(item, direct, words) == "straight"
        case = read_item(item, words).case
        graph = of_graph(nquads(case), str(case.iri))
        assert alike(graph, direct, words) == "straight"
        assert read_values(graph, words) == case


def test_words_with_escapes_are_read_straight(direct, words) -> None:
    data = json.loads(next(documents(MODEL, 11, 0, 1)))
    data["documents"][0]["title"] = 'The "note",\n\tof the visit \\ \u00e9\U0001f600'
    case = read_item(of_document(json.dumps(data).encode()), words).case
    assert alike(of_graph(nquads(case), str(case.iri)), direct, words) == "straight"


def test_the_hash_of_a_case_that_was_read_straight_is_that_of_its_triples(words) -> None:
    item = of_document(next(documents(MODEL, 12, 0, 1)))
    assert read_values(item, words).sha256 == read_item(item, words).case.sha256


WORDS: list[Any] = [
    "medial-branch-block", "L3-S1", "L4-5", "present", "absent", "80", "70-90", "at least 6 weeks", "2025-13", "2031-01-01",
    "2020-02", "#block", "#visit", "#nothing", "", " ", None, True, 7, 7.5, -3, 1e300, [], {}, ["left", "left"], "aetna",
    "M54.5", "M47.816", "64493", "99", "50", "\u00e9", "\ud800", "x" * 200, {"document": "#visit"}, [{"id": "#visit"}], "no",
]  # fmt: skip
PIECES = ["", " ", "\\", "1", "9", '"', "<", "_:b", "@en", "\t", "\x00", '\\"', "\\u00e9", "\\n"]


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a document with every key or index of it."""
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], dict | list):
            yield from places(data[key])


def spoilt(data: Any, chance: random.Random) -> bytes:
    """A document with one to three pieces of it changed."""
    for _ in range(chance.randint(1, 3)):
        found = list(places(data))
        holder, key = chance.choice(found)
        match chance.randint(0, 5):
            case 0:
                del holder[key]
            case 1:
                holder[key] = chance.choice(WORDS)
            case 2:
                other, from_ = chance.choice(found)
                holder[key] = json.loads(json.dumps(other[from_]))
            case 3 if isinstance(holder, list):
                holder.append(json.loads(json.dumps(holder[key])))
            case 4 if isinstance(holder, dict):
                other, name = chance.choice([f for f in found if isinstance(f[0], dict)])
                holder[name if chance.random() < 0.7 else "of"] = holder[key]
            case 5 if isinstance(holder[key], str) and holder[key][:2] == "20":
                holder[key] = f"{chance.randint(2019, 2030)}{holder[key][4:]}"
    return json.dumps(data, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def test_no_spoilt_document_is_taken_that_the_other_way_refuses(direct, words) -> None:
    told = {"straight": 0, "other": 0, "refused": 0}
    for n, raw in enumerate(documents(MODEL, 13, 0, 700)):
        told[alike(of_document(spoilt(json.loads(raw), random.Random(n))), direct, words)] += 1
    assert told["straight"] > 100 and told["refused"] > 200


def torn(lines: list[str], others: list[str], chance: random.Random) -> str:
    """The lines of a graph with one to three of them changed."""
    for _ in range(chance.randint(1, 3)):
        at, pick = chance.randrange(len(lines)), chance.choice(lines)
        match chance.randint(0, 7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, pick)
            case 2:
                lines.insert(at, chance.choice(others))
            case 3:  # the object of another line
                mine, its = lines[at].split(" ", 2), pick.split(" ", 2)
                lines[at] = " ".join([mine[0], mine[1], its[2]])
            case 4:  # the property of another line
                mine, its = lines[at].split(" ", 2), pick.split(" ", 2)
                lines[at] = " ".join([mine[0], its[1], mine[2]])
            case 5:  # a letter more or less, or another one
                where, put = chance.randrange(len(lines[at])), chance.choice(PIECES)
                lines[at] = lines[at][:where] + put + lines[at][where + chance.randint(0, 2) :]
            case 6:  # a node of another name
                name = pick.split(" ", 1)[0]
                lines = [line.replace(name, name[:-1] + chance.choice(["x>", "/x>", " >"])) for line in lines]
            case 7:
                lines[at] = lines[at].replace("202", f"20{chance.randint(1, 3)}", 1)
    return "\n".join(lines)


def test_no_torn_graph_is_taken_that_the_other_way_refuses(direct, words) -> None:
    cases = [read_item(of_document(raw), words).case for raw in documents(MODEL, 14, 0, 60)]
    whole = [nquads(case).decode().splitlines() for case in cases]
    told = {"straight": 0, "other": 0, "refused": 0}
    for n in range(600):
        chance = random.Random(n)
        case, other = chance.randrange(len(cases)), chance.choice(whole)
        text = torn(list(whole[case]), other, chance)
        told[alike(of_graph(text.encode(), str(cases[case].iri)), direct, words)] += 1
    assert told["straight"] > 40 and told["refused"] > 200


@pytest.mark.parametrize("change", ["as it is", "packed", "CRLF", "comments", "no last line feed", "spaces"])
def test_a_stream_of_graphs_is_the_same_however_it_is_written(tmp_path: Path, words, change: str) -> None:
    cases = [read_item(of_document(raw), words).case for raw in documents(MODEL, 16, 0, 4)]
    data = b"".join(map(nquads, cases))
    if change == "CRLF":
        data = data.replace(b"\n", b"\r\n")
    elif change == "comments":
        data = b"\n# a remark\n".join(data.splitlines())
    elif change == "no last line feed":
        data = data.rstrip(b"\n")
    elif change == "spaces":
        data = data.replace(b" .\n", b"  .\n")
    path = tmp_path / ("a.nq.gz" if change == "packed" else "a.nq")
    path.write_bytes(gzip.compress(data) if change == "packed" else data)
    found = list(items(path))
    assert [read_values(item, words) for item in found] == cases
    assert found[-1].end == len(data)
    rows = data.count(b"\n") + (not data.endswith(b"\n"))
    assert found[-1].row + found[-1].rows == rows + 1
    for n, item in enumerate(found):
        assert list(items(path, item.end, item.row + item.rows)) == found[n + 1 :]


def test_a_graph_beyond_the_limit_is_one_bad_item(tmp_path: Path, words) -> None:
    cases = [read_item(of_document(raw), words).case for raw in documents(MODEL, 16, 0, 2)]
    long = f'<{cases[0].iri}> <https://e.org/p> "{"x" * 1000}" <{cases[0].iri}> .\n'.encode()
    path = tmp_path / "a.nq"
    path.write_bytes(nquads(cases[0]) + long * 1200 + nquads(cases[1]))
    first, second = items(path)
    assert "longer than" in first.problem and len(first.raw) < 1200 * 1000
    assert read_values(second, words) == cases[1]


def test_a_stream_of_graphs_is_split_at_each_graph(tmp_path: Path, words) -> None:
    cases = [read_item(of_document(raw), words).case for raw in documents(MODEL, 15, 0, 3)]
    path = tmp_path / "a.nq"
    inside = f"<{cases[0].iri}#a> <https://e.org/p> <{cases[0].iri}> .\n"  # a triple that ends as the quads before it do
    path.write_bytes(b"".join([nquads(cases[0]), inside.encode(), *map(nquads, cases[1:])]))
    found = list(items(path))
    assert [item.name for item in found] == [str(cases[0].iri), "", str(cases[1].iri), str(cases[2].iri)]
    assert [read_values(item, words) for item in found if item.name] == cases


def test_a_graph_whose_quads_stand_apart_is_refused(tmp_path: Path, words) -> None:
    cases = [read_item(of_document(raw), words).case for raw in documents(MODEL, 15, 0, 3)]
    first, last = nquads(cases[0]).splitlines(keepends=True), nquads(cases[2])
    path = tmp_path / "a.nq"
    path.write_bytes(b"".join([*first[:-3], nquads(cases[1]), *first[-3:], last]))
    again = len(first) - 3 + nquads(cases[1]).count(b"\n") + 1
    for chosen in ("", f"#{cases[0].identifier}", f"#{cases[2].identifier}", "#1"):
        with pytest.raises(InputError, match=f"at line 1 and again at line {again}.*Sort the file by graph"):
            read_case(Path(f"{path}{chosen}"), words)
    path.write_bytes(b"".join([*first, nquads(cases[1]), last]))
    assert read_case(Path(f"{path}#2"), words).case == cases[1]
