"""What the README says is true today."""

from __future__ import annotations

import re
from pathlib import Path

from reasoner.cli import build_parser
from reasoner.report import render
from reasoner.review import review_file

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [
    ROOT / "README.md",
    ROOT / "shapes" / "README.md",
    ROOT / "ontology" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def test_the_excerpt_is_what_the_example_prints() -> None:
    block = README.split("$ make demo")[1].split("```")[0].splitlines()[1:]
    printed = render(
        review_file(ROOT / "examples" / "medial-branch-block-aetna.yaml").review, "text"
    ).splitlines()
    shown = [line for line in block if line.strip() not in ("", "…")]
    assert len(shown) > 20
    assert [line for line in shown if line not in printed] == []


def test_the_two_commands_are_targets() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_every_command_it_names_exists() -> None:
    known = set(build_parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr]
    assert set(re.findall(r"^reasoner ([a-z]+)", README, re.MULTILINE)) <= known


def test_every_relative_link_of_the_docs_leads_somewhere() -> None:
    broken = []
    for page in DOCS:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            generated = re.match(
                r"(guidelines|compare)/", target
            )  # by `reasoner handbook`; its own tests hold them
            if "://" not in target and not generated and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []
