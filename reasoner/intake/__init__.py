"""Intake: a document in, a case out, or every problem of the document with its line. Nothing is dropped.

`read_case` reads a file, `read_case_text` text, `read_case_data` plain Python values (as JSON gives them).
All raise InputError with every problem found, in the order of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.build import Builder
from reasoner.intake.checks import check, check_bounds, warnings
from reasoner.intake.entries import CONTEXT, Entry, Places
from reasoner.intake.grammar import load_grammar
from reasoner.intake.json_reader import read_json
from reasoner.intake.one_of_many import STREAMS, find, split
from reasoner.intake.reader import Source, nquads, read_node
from reasoner.intake.result import ReadCase
from reasoner.intake.stream import TOO_LONG, Item
from reasoner.intake.terms import Lexicon
from reasoner.intake.tree import Tree, from_data
from reasoner.intake.yaml_reader import SIZE_LIMIT, decode, read_yaml
from reasoner.knowledge.triples import Triples
from reasoner.knowledge.vocabulary import Vocabulary
from reasoner.model.case import Case

__all__ = [
    "ReadCase",
    "normalise",
    "nquads",
    "read_case",
    "read_case_data",
    "read_case_text",
    "read_item",
    "read_json_case",
    "read_values",
]

_TURTLE = (".ttl", ".nt")


def read_case(path: Path, vocabulary: Vocabulary) -> ReadCase:
    """The case of a file: YAML, JSON, JSON-LD, Turtle, N-Quads, also packed by gzip; or one of a stream, FILE#CASE.

    CASE is the identifier of a case or its place, counted from 1. Raises InputError where a file holds several and none
    is chosen.
    """
    path, chosen = split(path)
    if chosen or path.name.lower().endswith(STREAMS):
        return read_item(find(path, chosen), vocabulary)
    if path.is_dir():
        raise InputError(
            Problem("This is a directory, not a case document.", Place(str(path)), "Name one file.")
        )
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        what = f"The file cannot be read: {error.strerror or type(error).__name__}."
        raise InputError(Problem(what, Place(str(path)))) from None
    return read_case_text(decode(data, str(path)), str(path), vocabulary)


def read_item(item: Item, vocabulary: Vocabulary) -> ReadCase:
    """The case of an item of a stream. Raises InputError with every problem of it."""
    if item.problem:
        remedy = "Split the case." if item.problem == TOO_LONG else ""
        raise InputError(Problem(item.problem, Place(item.source, item.row), remedy))
    if item.format == "ndjson":
        return read_json_case(item.raw, item.source, item.row, vocabulary)
    text = decode(item.raw, item.source)
    if item.format == "yaml":
        # Empty lines before it keep the lines of the file.
        tree = read_yaml("\n" * (item.row - 1) + text, item.source)
        return _from_tree(tree, item.source, vocabulary)
    return _from_graph(item, text, vocabulary)


def read_values(item: Item, vocabulary: Vocabulary) -> Case:
    """The case of an item alone, some times quicker than `read_item` and equal to what that gives, with the same errors.

    What its source holds is read when somebody asks for it.
    """
    from reasoner.intake.direct import direct_reader  # books need it; a review starts quicker without

    def triples() -> Triples:
        source = read_item(item, vocabulary).case.source
        assert isinstance(source, Source)
        return source.triples

    found = direct_reader(_lexicon(vocabulary)).case(item, Source(triples))
    return read_item(item, vocabulary).case if found is None else found


def _from_graph(item: Item, text: str, vocabulary: Vocabulary) -> ReadCase:
    from reasoner.intake.turtle_reader import read_turtle_case, walk_case

    lexicon, grammar = _lexicon(vocabulary), load_grammar()
    if item.format == "jsonld":
        from reasoner.intake.jsonld_reader import read_jsonld

        triples = read_jsonld(item.raw, item.source, lexicon, grammar)
        entry, problems = walk_case(triples, text, item.source, lexicon, grammar)
        return _finish(entry, item.source, problems, vocabulary)
    if item.name:
        ending = re.compile(rf"\s*<{re.escape(item.name)}>\s*\.\s*$", re.MULTILINE)
        text = ending.sub(" .", text)
    entry, problems = read_turtle_case(text, item.source, lexicon, grammar)
    if item.name and str(entry.iri) != item.name:
        what = f"The graph <{item.name}> holds the case <{entry.iri}>."
        problems.append(Problem(what, Place(item.source, item.row), "Name the graph after the case."))
    return _finish(entry, item.source, problems, vocabulary)


def read_case_text(text: str, name: str, vocabulary: Vocabulary) -> ReadCase:
    """The case of a text. `name` stands in messages; its suffix tells Turtle from YAML."""
    if len(text) > SIZE_LIMIT or not text.strip():
        decode(text.encode("utf-8", "replace"), name)
    if name.lower().endswith(_TURTLE):
        from reasoner.intake.turtle_reader import read_turtle_case

        entry, problems = read_turtle_case(text, name, _lexicon(vocabulary), load_grammar())
        return _finish(entry, name, problems, vocabulary)
    return _from_tree(read_yaml(text, name), name, vocabulary)


def read_json_case(raw: bytes, name: str, line: int, vocabulary: Vocabulary) -> ReadCase:
    """The case of one JSON document of a stream; problems name the file and its line."""
    return _from_tree(read_json(raw, name, line), name, vocabulary)


def read_case_data(data: Mapping[str, object], name: str, vocabulary: Vocabulary) -> ReadCase:
    """The case of plain values; problems name the document, not a line."""
    return _from_tree(from_data(data, name), name, vocabulary)


def normalise(text: str, name: str, vocabulary: Vocabulary) -> dict[str, object]:
    """The normalised form of a YAML or JSON case: JSON-LD that every processor reads by the shipped context.

    Raises InputError as `read_case_text` does for what single values show.
    """
    builder = Builder(load_grammar(), _lexicon(vocabulary))
    entry = builder.build(read_yaml(text, name))
    if builder.problems or entry is None:
        raise InputError(*_in_order(builder.problems))
    return {"@context": CONTEXT, **entry.jsonld()}


@lru_cache(maxsize=4)
def _lexicon(vocabulary: Vocabulary) -> Lexicon:
    return Lexicon(vocabulary)


def _from_tree(tree: Tree, name: str, vocabulary: Vocabulary) -> ReadCase:
    builder = Builder(load_grammar(), _lexicon(vocabulary))
    entry = builder.build(tree)
    if entry is None:
        raise InputError(*_in_order(builder.problems))
    return _finish(entry, name, builder.problems, vocabulary)


def _finish(entry: Entry, name: str, problems: list[Problem], vocabulary: Vocabulary) -> ReadCase:
    places = Places(name, entry)
    case = read_node(entry.values_of(), Source(lambda: Triples(triple for triple, _ in entry.triples())))
    problems = [*problems, *check_bounds(entry), *check(case, vocabulary, places)]
    if problems:
        raise InputError(*_in_order(problems))
    return ReadCase(case, warnings(case, vocabulary, places), places.nodes)


def _in_order(problems: list[Problem]) -> list[Problem]:
    def position(problem: Problem) -> tuple[int, int]:
        return (problem.place.line, problem.place.column) if problem.place else (0, 0)

    return sorted(dict.fromkeys(problems), key=position)
