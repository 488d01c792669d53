"""The JSON-LD context and the JSON Schema: current, and true to what intake does."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import rdflib
import yaml
from rdflib.compare import graph_diff, to_isomorphic
from small_case import CASE

from reasoner.intake import normalise, read_case, read_case_text
from reasoner.intake.entries import CONTEXT
from reasoner.intake.grammar import load_grammar, walk
from reasoner.intake.schema import generate, main
from reasoner.knowledge.vocabulary import Vocabulary

RICH = (
    CASE
    + """\
documents: [{id: "#note", title: Visit note, date: 2026-05}]
jurisdiction: noridian-je
received: 2026-06-01
urgency: standard
requester: clinic-7
assumed: [payer, requests/lines/modifiers]
completeFor: [procedure-history, care]
findings:
  - {finding: radicular-pain, status: absent, side: left, levels: [L3-S1], since: 2025, for: 4-6 weeks}
  - {finding: axial-pain, status: present, date: 2026-04, from: {document: "#note", page: 2, words: "“low back”, 7/10"}}
scores: [{scale: numeric-rating-scale, value: 7.50, at: baseline, pain: axial-pain, date: 2026-05-02}]
care:
  - {anyOf: [exercise, physical-therapy], outcome: failed, start: 2026-01, end: 2026-03-02, for: less than 6 weeks}
  - {treatment: exercise}
medications: [{drug: gabapentin, status: started, amount: 300, unit: mg, timesDaily: 3}]
history:
  - id: "#a"
    procedure: medial-branch-block
    date: 2025-11
    sameDayAs: ["#b"]
    responses:
      - {pain: axial-pain, relief: 70-90, at: peak, lasted: P3M}
      - {before: 8, after: 0, scale: numeric-rating-scale}
      - {of: daily-function, improvement: at least 60, at: sustained, lasted: 4 months}
    doses: [{drug: triamcinolone, amount: 40, unit: mg}, {drug: triamcinolone, amount: 40, unit: mg}]
  - {id: "#b", procedure: transforaminal-epidural-injection, drugs: [bupivacaine], guidance: fluoroscopy, outcome: helped}
"""
)


def cases(root: Path) -> list[str]:
    return [RICH, *(p.read_text() for p in sorted((root / "examples").glob("*.yaml")))]


def schema(root: Path) -> dict[str, object]:
    return json.loads((root / "ontology/case.schema.json").read_text())


def classes(vocabulary: Vocabulary) -> rdflib.Graph:
    """What sh:class reads of the ontology; pySHACL takes a hundred times longer over all of it."""
    graph = rdflib.Graph()
    for path in (rdflib.RDF.type, rdflib.RDFS.subClassOf):
        for subject, target in vocabulary.triples.pairs(path):
            if isinstance(subject, rdflib.URIRef) and isinstance(target, rdflib.URIRef):
                graph.add((subject, path, target))
    return graph


def test_the_committed_files_are_current(root, capsys):
    for path, text in generate(root).items():
        assert path.read_text(encoding="utf-8") == text, "run: python -m reasoner.intake.schema --write"
    assert main([]) == 0


def test_the_normalised_case_is_json_ld_that_any_processor_reads(root, vocabulary, monkeypatch):
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    context = json.loads((root / "ontology/case-context.jsonld").read_text())["@context"]
    for text in cases(root):
        document = normalise(text, "case.yaml", vocabulary)
        assert document["@context"] == CONTEXT
        parsed = rdflib.Graph().parse(data=json.dumps({**document, "@context": context}), format="json-ld")
        ours = read_case_text(text, "case.yaml", vocabulary).case.graph
        _, only_ours, only_theirs = graph_diff(to_isomorphic(ours), to_isomorphic(parsed))
        assert (sorted(only_ours), sorted(only_theirs)) == ([], [])


def test_the_context_knows_every_key_of_the_grammar(root):
    context = json.loads((root / "ontology/case-context.jsonld").read_text())["@context"]
    for path, key in walk(load_grammar()).items():
        here = context
        for name in path[:-1]:
            here = here[name]["@context"]
        assert {part.name for part in key.parts} <= set(here), path


def test_no_prefix_of_the_context_is_a_key(root):
    """A key in a scoped context redefines a prefix of the same name, and every name written with it."""
    context = json.loads((root / "ontology/case-context.jsonld").read_text())["@context"]
    prefixes = {name for name, value in context.items() if isinstance(value, str) and value[-1] in "#/"}
    keys = {part.name for key in walk(load_grammar()).values() for part in key.parts}
    assert prefixes == {"guide", "terms", "codes", "xsd"}
    assert prefixes & keys == set()


def test_editors_accept_what_intake_accepts(root):
    validator = jsonschema.Draft202012Validator(schema(root))
    jsonschema.Draft202012Validator.check_schema(schema(root))
    for text in cases(root):
        # as YAML 1.2 has it: a date is text
        data = yaml.load(text, Loader=yaml.BaseLoader)
        assert [e.message for e in validator.iter_errors(data)] == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("dateOfService:", "dateOfServise:", "'dateOfServise' was unexpected"),
        ("payer: aetna", "payer: aetnna", "'aetnna' is not one of"),
        ("medial-branch-block", "hernia-operation", "'hernia-operation' is not one of"),
        ("2026-06-15", "15 June", "'15 June' does not match"),
        ('"#line"', '"line"', "'line' does not match"),
        ("payer: aetna\n", "", "'payer' is a required property"),
        (
            "    levels:",
            "    doses: [{drug: dexamethasone, amount: 4, unit: mL}]\n    levels:",
            "'mL' is not one of",
        ),
    ],
)
def test_editors_refuse_what_intake_refuses(root, refuse, old, new, what):
    text = CASE.replace(old, new)
    assert refuse(text)
    errors = jsonschema.Draft202012Validator(schema(root)).iter_errors(
        yaml.load(text, Loader=yaml.BaseLoader)
    )
    assert any(what in e.message for e in errors)


def test_the_graph_of_every_accepted_case_conforms_to_the_shapes_of_the_grammar(root, vocabulary):
    import pyshacl

    shapes = rdflib.Graph().parse(root / "shapes/case/document.ttl")
    for text in cases(root):
        graph = read_case_text(text, "case.yaml", vocabulary).case.graph
        conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=classes(vocabulary))
        assert conforms, report


def test_the_shapes_of_the_grammar_do_refuse(root, vocabulary):
    import pyshacl

    from reasoner.vocabulary import GUIDE

    shapes = rdflib.Graph().parse(root / "shapes/case/document.ttl")
    graph = read_case(root / "examples/medial-branch-block-aetna.yaml", vocabulary).case.graph
    (service,) = graph.objects(None, GUIDE.request)
    for change in (
        lambda g: g.remove((None, GUIDE.payer, None)),
        lambda g: g.add((service, GUIDE.side, GUIDE.Present)),
        lambda g: _retype(g, GUIDE.dateOfService),
    ):
        broken = rdflib.Graph()
        for triple in graph:
            broken.add(triple)
        change(broken)
        conforms, _, _ = pyshacl.validate(broken, shacl_graph=shapes, ont_graph=classes(vocabulary))
        assert not conforms


def _retype(graph: rdflib.Graph, path: rdflib.URIRef) -> None:
    ((subject, _, _),) = list(graph.triples((None, path, None)))
    graph.set((subject, path, rdflib.Literal("2026-06-15")))
