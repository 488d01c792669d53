"""The reference engine: pySHACL over rdflib in memory, one graph per case. It defines the answer."""

from __future__ import annotations

from importlib.metadata import version

import pyshacl
from rdflib import RDF, SH, Graph, URIRef
from rdflib.term import Node

from reasoner.errors import EngineError
from reasoner.validation.engine import Data, Finding, data_as_graph
from reasoner.validation.shapes import Shapes, shapes_as_graph


class PyShacl:
    """pySHACL without inference, without advanced features, without any look-up on the network."""

    def __init__(self) -> None:
        self.name = f"pyshacl {version('pyshacl')}"

    def report(self, data: Data, shapes: Shapes) -> Graph:
        """The validation report as pySHACL writes it."""
        _, report, text = pyshacl.validate(
            data_as_graph(data),
            shacl_graph=shapes_as_graph(shapes),
            inference="none",
            advanced=False,
            js=False,
            inplace=True,
            do_owl_imports=False,
            meta_shacl=False,
        )
        if not isinstance(report, Graph):
            raise EngineError(f"pySHACL gave no report: {text}")
        return report

    def findings(self, data: Data, shapes: Shapes) -> tuple[Finding, ...]:
        """The results of the report, sorted."""
        report = self.report(data, shapes)
        return findings_of(report)


def findings_of(report: Graph) -> tuple[Finding, ...]:
    """The results of a validation report, sorted; every source shape and focus must have a name."""
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, shape = report.value(result, SH.focusNode), report.value(result, SH.sourceShape)
        severity, component = (
            report.value(result, SH.resultSeverity),
            report.value(result, SH.sourceConstraintComponent),
        )
        named = (focus, shape, severity, component)
        if not all(isinstance(term, URIRef) for term in named):
            raise EngineError(f"A validation result has no named focus, shape or severity: {named}.")
        found.append(
            Finding(
                focus=URIRef(str(focus)),
                shape=URIRef(str(shape)),
                severity=URIRef(str(severity)),
                component=URIRef(str(component)),
                message=_text(report.value(result, SH.resultMessage)),
                value=_text(report.value(result, SH.value)),
            )
        )
    return tuple(sorted(found))


def _text(term: Node | None) -> str:
    """The text of a term; that of the number 0 too, which counts as false."""
    return "" if term is None else str(term)
