"""The repository tests itself: layers, sizes, words, docstrings, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDFS
from rdflib.namespace import SKOS

import reasoner
from reasoner.knowledge import Library
from reasoner.knowledge.triples import Triples, read_turtle
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import CODE

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reasoner"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Imports go one way: a module may import only what stands left of it, or in its own package.
ORDER = (
    "errors", "nearest", "vocabulary", "model", "knowledge", "intake", "inference", "validation", "decision", "report",
    "review", "book", "spark", "analysis", "authoring", "cli",
)  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.Module) -> Iterator[str]:
    """The layers of the package that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            names = [
                f"{node.module}.{a.name}" if node.module == "reasoner" else str(node.module)
                for a in node.names
            ]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from (n.split(".")[1] for n in names if n.startswith("reasoner."))


def test_every_layer_has_a_place_in_the_order() -> None:
    assert {layer(p) for p in MODULES} == {*ORDER, "__init__"}


@pytest.mark.parametrize("path", [p for p in MODULES if layer(p) != "__init__"], ids=name)
def test_imports_go_one_way(path: Path) -> None:
    own = layer(path)
    allowed = set(ORDER[: ORDER.index(own) + 1])
    assert set(imported(ast.parse(path.read_text(encoding="utf-8")))) <= allowed


def test_no_module_is_too_long() -> None:
    long = {name(p): n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 300}
    assert long == {}


def test_public_things_say_what_they_are() -> None:
    silent = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            silent.append(name(path))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                methods = [n for n in node.body if isinstance(n, ast.FunctionDef)]
                silent += [f"{name(path)}: {node.name}"] * (not ast.get_docstring(node))
                silent += [f"{name(path)}: {node.name}.{m.name}" for m in methods if _undocumented(m)]
        silent += [
            f"{name(path)}: {n.name}"
            for n in tree.body
            if isinstance(n, ast.FunctionDef) and _undocumented(n)
        ]
    assert silent == []


def _undocumented(node: ast.FunctionDef) -> bool:
    return not node.name.startswith("_") and not ast.get_docstring(node)


def test_the_package_has_few_public_names() -> None:
    assert 0 < len(reasoner.__all__) <= 8
    assert all(hasattr(reasoner, n) for n in reasoner.__all__)


# ── No clinical word in reasoner/ ─────────────────────────────────────────────────────────────────────────────────


def words(text: str) -> list[str]:
    """The words of a text or program, lower case: identifiers and hyphenated terms are taken apart."""
    return re.findall(r"[a-z0-9]+(?:\.[0-9]+)*", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())


def clinical(library: Library) -> set[tuple[str, ...]]:
    """Every label, synonym, term and code of the ontology but those of its domain-free core."""
    found: set[tuple[str, ...]] = set()
    for path in sorted((library.root / "ontology").glob("*.ttl")):
        if path.name == "guideline.ttl":
            continue
        triples = Triples(read_turtle(path))
        for predicate in (RDFS.label, SKOS.altLabel, SKOS.notation, GUIDE["term"]):
            found |= {tuple(words(str(o))) for _, o in triples.pairs(predicate)}
        found |= {
            tuple(words(str(s).rsplit("/", 1)[-1])) for s, _, _ in triples if str(s).startswith(str(CODE))
        }
    return found - {()}


def allowed() -> dict[tuple[str, ...], str]:
    """The words of health/allowed-words.txt, each with its reason."""
    lines = (ROOT / "tests" / "health" / "allowed-words.txt").read_text(encoding="utf-8").splitlines()
    told = [line.split("|", 1) for line in lines if line.strip() and not line.startswith("#")]
    return {tuple(words(word)): reason.strip() for word, reason in told}


READ = (".py", ".css", ".html", ".json", ".js")
FILES = [
    p
    for p in sorted(PACKAGE.rglob("*"))
    if p.is_file() and p.suffix in READ and p.parts[len(PACKAGE.parts)] != "data"
]


def hits(terms: set[tuple[str, ...]], files: list[Path]) -> dict[tuple[str, ...], list[str]]:
    """Where a term, or its plural, stands in some files."""
    longest = max(len(t) for t in terms)
    found: dict[tuple[str, ...], list[str]] = {}
    for path in files:
        text = words(path.read_text(encoding="utf-8"))
        for start in range(len(text)):
            for size in range(1, longest + 1):
                phrase = tuple(text[start : start + size])
                singular = (*phrase[:-1], phrase[-1].removesuffix("s"))
                for term in {phrase, singular} & terms:
                    found.setdefault(term, []).append(name(path))
    return found


def test_no_clinical_word_stands_in_the_engine(library: Library) -> None:
    terms = clinical(library)
    assert len(terms) > 300
    found = hits(terms, FILES)
    told = allowed()
    assert {" ".join(t): sorted(set(files)) for t, files in found.items() if t not in told} == {}


def test_the_search_for_words_finds_them(library: Library) -> None:
    case = ROOT / "tests" / "bases" / "second-block-medicare.yaml"
    found = {" ".join(term) for term in hits(clinical(library), [case])}
    assert {"medial branch block", "m47.816", "64493", "functional deficit", "medicare"} <= found


def test_every_allowed_word_has_a_reason_and_is_still_needed(library: Library) -> None:
    told = allowed()
    assert [" ".join(w) for w, reason in told.items() if len(reason) < 15] == []
    assert sorted(" ".join(w) for w in told.keys() - hits(clinical(library), FILES).keys()) == []


# ── What no tracked file may hold ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout: what is tracked cannot be read")
    paths = [ROOT / p for p in done.stdout.decode().split("\0") if p]
    return [p for p in paths if p.is_file() and p != Path(__file__).resolve()]


def holding(pattern: str, paths: list[Path]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        matches = re.findall(pattern, path.read_text(encoding="utf-8", errors="replace"))
        if matches:
            found[name(path)] = sorted(set(matches))
    return found


def test_no_file_names_a_place_on_one_machine(tracked: list[Path]) -> None:
    assert holding(r"(?<![\w./>-])/(?:work|home|root|Users|mnt)/[\w.-]+", tracked) == {}
    assert holding(r"[A-Z]:\\Users\\[\w.-]+", tracked) == {}


def test_no_file_names_a_package_registry(tracked: list[Path]) -> None:
    assert (
        holding(r"(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|--(?:extra-)?index-url)", tracked) == {}
    )


def test_shared_material_is_found_by_its_variable_alone(tracked: list[Path]) -> None:
    naming = holding(r"(?:\.\./shared\b|\bshared/\w+)", tracked)
    tests = {
        f
        for f in naming
        if f.startswith("tests/") and "REASONER_SHARED" in (ROOT / f).read_text(encoding="utf-8")
    }
    assert sorted(naming.keys() - tests) == []


# ── Every criterion has its source ────────────────────────────────────────────────────────────────────────────────


def test_every_criterion_of_every_version_is_cited(library: Library) -> None:
    silent, counted = [], 0
    for document in library.documents:
        shapes = [shape for group in document.groups for shape in group.shapes]
        for criterion in document.criteria:
            counted += 1
            mine = [s for s in shapes if s.criterion == criterion.iri]
            cited = all(s.citations for s in mine) if mine else bool(criterion.citations)
            silent += [] if cited else [f"{document.name}/{criterion.name}"]
    assert silent == []
    assert counted > 80
