"""A library of four invented documents that holds one of each kind of conflict, and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from reasoner.knowledge import Library, load

HEAD = """@base <https://w3id.org/guideline-reasoner/shapes/{name}/> .
@prefix dct:   <http://purl.org/dc/terms/> .
@prefix fact:  <https://w3id.org/guideline-reasoner/fact#> .
@prefix guide: <https://w3id.org/guideline-reasoner/guide#> .
@prefix pain:  <https://w3id.org/guideline-reasoner/pain#> .
@prefix rdfs:  <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh:    <http://www.w3.org/ns/shacl#> .
@prefix skos:  <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd:   <http://www.w3.org/2001/XMLSchema#> .
"""

ACT = "pain:trigger-point-injection"
SESSIONS = f'guide:template guide:CountInWindow ; guide:procedureClass {ACT} ; guide:window "P12M"'
LASTING = "guide:template guide:StatementDuration ; guide:concept pain:chronic-low-back-pain ; guide:unit guide:month"
TOLD = "guide:template guide:Stated ; guide:concept pain:fibromyalgia"
ASKED = "guide:template guide:CodedInSet ; guide:path guide:procedure ; guide:member pain:vertebroplasty"

PRESENT = ("sh:in ( guide:Present guide:NotStated guide:Conflicting )", "sh:hasValue guide:Present")
ABSENT = ("sh:in ( guide:Absent guide:NotStated guide:Conflicting )", "sh:hasValue guide:Absent")


def at_least(number: int) -> tuple[str, str]:
    return f"sh:minInclusive {number}.0", f"sh:minCount 1 ; sh:minInclusive {number}.0"


def at_most(number: int) -> tuple[str, str]:
    return f"sh:maxInclusive {number}.0", f"sh:minCount 1 ; sh:maxInclusive {number}.0"


def fact(name: str, made: str) -> str:
    return f'fact:{name} a guide:FactDeclaration ; rdfs:label "{name}"@en ; skos:definition "{name}"@en ; {made} .\n'


def criterion(name: str, day: str, read: str, tests: tuple[str, str], target: str = ACT) -> str:
    """A pair of shapes over one fact. A limit of a number is tested on its nearer bound first, then on the farther."""
    main, twin = tests
    ends = ("status", "status")
    if "minInclusive" in main:
        ends = ("atMost", "atLeast")
    elif "maxInclusive" in main:
        ends = ("atLeast", "atMost")
    return "".join(
        f"<rules/{name}/{day}{suffix}> a sh:PropertyShape ; guide:criterion <rules/{name}> ; {more}"
        f"sh:targetClass {target} ; sh:path ( fact:{read} guide:{end} ) ; {test} ; "
        f'sh:message "{name}"@en ; dct:source <rules/{name}/source> .\n'
        for suffix, end, test, more in (
            ("", ends[0], main, ""),
            (
                "-documented",
                ends[1],
                twin,
                f"guide:twinOf <rules/{name}/{day}> ; sh:severity guide:NotDocumented ; ",
            ),
        )
    ) + (
        f'<rules/{name}/source> a guide:Citation ; guide:document <guideline> ; guide:version "1" ; '
        f'guide:clause "{name.upper()}" ; guide:confidence guide:SeenInPrimaryText .\n'
    )


def listed(name: str, order: int) -> str:
    return (
        f'<rules/{name}> a guide:Criterion ; rdfs:label "{name}"@en ; guide:partOf <guideline> ; guide:order {order} ; '
        "guide:effect guide:Decides ; guide:kind guide:Requirement ; guide:curedBy guide:ByDocument .\n"
    )


def advised(name: str, direction: str, strength: str) -> str:
    return (
        f'<rules/{name}> a guide:Recommendation ; rdfs:label "{name}"@en ; guide:partOf <guideline> ; guide:order 10 ; '
        f"guide:effect guide:Advises ; guide:appliesTo {ACT} ; guide:direction guide:{direction} ; "
        f'guide:strength guide:{strength} ; guide:certainty guide:CertaintyNotStated ; sh:message "{name}"@en .\n'
    )


def guideline(name: str, about: str, versions: Mapping[str, str], payer: str = "") -> str:
    """`versions` maps the first day of each version to its last, which may be empty."""
    binds = (
        f"guide:authority guide:Binding ; guide:payer pain:{payer}"
        if payer
        else "guide:authority guide:Advisory"
    )
    told = "".join(
        f'<version-{first}> a guide:GuidelineVersion ; guide:partOf <guideline> ; guide:version "{first}" ; '
        f'guide:effectiveFrom "{first}"^^xsd:date {until} .\n'
        for first, last in versions.items()
        for until in (f'; guide:effectiveUntil "{last}"^^xsd:date' if last else "",)
    )
    return (
        f'<guideline> a guide:Guideline ; rdfs:label "{name}"@en ; guide:shortName "{name}" ; dct:publisher "{name}" ; '
        f"{binds} ; guide:appliesTo {about} .\n" + told
    )


def library(root: Path, shipped: Path) -> Library:
    """The library, made under a folder with the ontology and the case shapes of the shipped one."""
    shutil.copytree(shipped / "ontology", root / "ontology")
    for name in ("case", "facts", "advice"):
        shutil.copytree(shipped / "shapes" / name, root / "shapes" / name)
    for old in (root / "shapes" / "facts").glob("*.ttl"):
        old.unlink()
    for name, files in _documents().items():
        for path, text in files.items():
            to = root / "shapes" / name / path
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(HEAD.format(name=name) + text, encoding="utf-8")
    return load(root)


def _documents() -> dict[str, dict[str, str]]:
    names = ("sessions", "pain-long", "pain-longer", "told", "not-told", "unproven")
    first = fact("sessions", SESSIONS) + fact("lasting", LASTING) + fact("told", TOLD) + fact("asked", ASKED)

    def rules(day: str, most: int) -> str:
        return (
            first
            + criterion("sessions", day, "sessions", at_most(most))
            + criterion("pain-long", day, "lasting", at_least(2))
            + criterion("pain-longer", day, "lasting", at_least(3))
            + criterion("told", day, "told", PRESENT)
            + criterion("not-told", day, "told", ABSENT)
            + criterion("unproven", day, "asked", ABSENT, "pain:vertebroplasty")
        )

    return {
        "first-payer": {
            "guideline.ttl": guideline(
                "First",
                f"{ACT} , pain:vertebroplasty , pain:kyphoplasty",
                {"2026-01-01": "2026-05-31", "2026-07-01": ""},
                "aetna",
            )
            + "".join(listed(name, n) for n, name in enumerate(names)),
            "rules/2026-01-01.ttl": rules("2026-01-01", 4),
            "rules/2026-07-01.ttl": rules("2026-07-01", 3),
        },
        "second-payer": {
            "guideline.ttl": guideline("Second", ACT, {"2026-01-01": ""}, "medicare") + listed("sessions", 1),
            "rules/2026-01-01.ttl": fact("visits", SESSIONS)
            + criterion("sessions", "2026-01-01", "visits", at_most(2)),
        },
        "society-for": {
            "guideline.ttl": guideline("For", ACT, {"2026-01-01": ""}) + advised("inject", "For", "Weak")
        },
        "society-against": {
            "guideline.ttl": guideline("Against", ACT, {"2026-01-01": ""})
            + advised("avoid", "Against", "Strong")
        },
    }
