"""The JSON Schema of a case document, generated from the grammar and the ontology, so that editors complete it.

Intake does not use it: it refuses more (dates in the wrong order, codes that have ended). Run
`python -m reasoner.intake.schema --write` after a change of grammar or ontology; without `--write` it says
whether the committed files are current.
"""

from __future__ import annotations

import json
import sys
from itertools import combinations
from pathlib import Path

from reasoner.intake import forms
from reasoner.intake.context import build_context
from reasoner.intake.entries import CONTEXT
from reasoner.intake.grammar import Key, Shape, load_grammar, walk
from reasoner.intake.terms import Lexicon
from reasoner.knowledge.paths import data_root
from reasoner.knowledge.triples import Triple, Triples, read_turtle
from reasoner.knowledge.vocabulary import Vocabulary

SCHEMA = "https://w3id.org/guideline-reasoner/case/v1/schema"
_NAME = r"^#[A-Za-z0-9][A-Za-z0-9._-]*$"
_FORMS: dict[str, dict[str, object]] = {
    "day": {"type": "string", "pattern": f"^{forms.DAY_PATTERN}$"},
    "partial-date": {"type": ["string", "integer"], "pattern": f"^{forms.DATE_PATTERN}$"},
    "identifier": {"type": ["string", "integer"], "pattern": f"^{forms.IDENTIFIER_PATTERN}$"},
    "length": {"type": "string", "minLength": 1},
    "percent": {"type": ["string", "number"]},
    "number": {"type": ["string", "number"], "pattern": f"^{forms.NUMBER_PATTERN}$"},
    "reference": {"type": "string", "pattern": _NAME},
    "text": {"type": "string", "minLength": 1},
    "text-or-number": {"type": ["string", "number"]},
}


def build_schema(shape: Shape, lexicon: Lexicon) -> dict[str, object]:
    """The whole schema (draft 2020-12)."""
    nodes = {_name(key.node): key.node for key in walk(shape).values() if key.node is not None}
    whole = _mapping(shape, lexicon)
    whole["properties"] = {"@context": {"const": CONTEXT}, **_properties(shape, lexicon)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Case document",
        **whole,
        "$defs": {name: _mapping(node, lexicon) for name, node in sorted(nodes.items())},
    }


def _name(shape: Shape) -> str:
    return str(shape.iri).rpartition("/")[2]


def _mapping(shape: Shape, lexicon: Lexicon) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "object",
        "description": shape.description,
        "additionalProperties": False,
        "properties": _properties(shape, lexicon),
    }
    required = [key.key for key in shape.keys.values() if key.least]
    if required:
        found["required"] = required
    groups = [("oneOf", g) for g in shape.exactly_one] + [("anyOf", g) for g in shape.at_least_one]
    rules: list[dict[str, object]] = [
        {kind: [{"required": [name]} for name in names]} for kind, names in groups
    ]
    # Of several words for one key only one may stand.
    rules += [
        {"not": {"required": list(pair)}} for k in shape.keys.values() for pair in combinations(k.names, 2)
    ]
    if rules:
        found["allOf"] = rules
    return found


def _properties(shape: Shape, lexicon: Lexicon) -> dict[str, object]:
    found: dict[str, object] = {}
    if shape.id_key:
        what = f"The name of this {shape.label} within the document."
        found[shape.id_key] = {"type": "string", "pattern": _NAME, "description": what}
    for name, key in shape.names.items():
        found[name] = {"description": key.description, **_several(key, _single(key, shape, lexicon))}
    return found


def _several(key: Key, single: dict[str, object]) -> dict[str, object]:
    if key.most == 1:
        return single
    many: dict[str, object] = {"type": "array", "items": single}
    if key.least:
        many["minItems"] = key.least
    return many if key.node is not None else {"anyOf": [single, {**many, "uniqueItems": True}]}


def _single(key: Key, shape: Shape, lexicon: Lexicon) -> dict[str, object]:
    if key.node is not None:
        return {"$ref": f"#/$defs/{_name(key.node)}"}
    if key.form == "choice":
        return {"enum": sorted(key.words)}
    if key.form == "key-path":
        return {"enum": sorted("/".join(path) for path in walk(shape))}
    if key.form == "code":
        every = sorted({code for system in key.systems for code in lexicon.vocabulary.codes(system)})
        return {"anyOf": [{"enum": every}, {"type": ["string", "integer"]}]}
    if key.form in ("term", "term-range") and key.kind is not None:
        enum: dict[str, object] = {"enum": list(lexicon.words(key.kind, key.allowed))}
        if key.form == "term":
            return enum
        return {"anyOf": [enum, {"type": "string", "pattern": "^[A-Za-z]*[0-9]+ *[-–] *[A-Za-z]*[0-9]+$"}]}
    found = dict(_FORMS[key.form])
    if key.parts[0].pattern:
        found["pattern"] = key.parts[0].pattern
    return found


def generate(root: Path) -> dict[Path, str]:
    """The text of both generated files, by path under `root`."""
    triples: list[Triple] = []
    for path in sorted((root / "ontology").glob("*.ttl")):
        triples.extend(read_turtle(path))
    lexicon = Lexicon(Vocabulary(Triples(triples)))
    shape = load_grammar(root / "shapes" / "case" / "document.ttl")
    documents = {
        root / "ontology" / "case-context.jsonld": build_context(shape, lexicon),
        root / "ontology" / "case.schema.json": build_schema(shape, lexicon),
    }
    return {
        path: json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        for path, document in documents.items()
    }


def main(arguments: list[str]) -> int:
    """Write the files, or say which of them are out of date (exit code 1)."""
    stale = 0
    for path, text in generate(data_root()).items():
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            sys.stderr.write(f"{path} is out of date; run: python -m reasoner.intake.schema --write\n")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
