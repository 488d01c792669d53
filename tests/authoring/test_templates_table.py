"""The table of templates for authors is the program's own: same names, and documented."""

from __future__ import annotations

import re
from pathlib import Path

from rdflib import RDF

from reasoner.authoring.facts import read_table
from reasoner.inference import TEMPLATES
from reasoner.knowledge import Library
from reasoner.vocabulary import GUIDE


def test_table_program_ontology_and_page_name_the_same_templates(library: Library, root: Path) -> None:
    table = set(read_table(library).templates)
    page = (root / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")
    assert table == set(TEMPLATES)
    assert table == {
        str(s).rpartition("#")[2] for s in library.vocabulary.triples.subjects(RDF.type, GUIDE.Template)
    }
    assert table == set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))


def test_table_and_page_say_the_same_of_results(library: Library, root: Path) -> None:
    page = (root / "docs" / "reference" / "templates.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (status|quantity)", page, flags=re.MULTILINE))
    assert {name: s.gives for name, s in read_table(library).templates.items()} == told
