"""Whether two cases are equal up to the names of their nodes, which a document need not give."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from rdflib import URIRef

from reasoner.model.case import Case


def content(case: Case) -> Any:
    """What a case says, without the names of its nodes: a reference stands for what it refers to."""
    acts = {a.iri: a for a in (*case.services, *case.history)}
    documents = {d.iri: (d.title, repr(d.date)) for d in case.documents}

    def shallow(iri: URIRef) -> Any:
        act = acts[iri]
        own = {f.name: getattr(act, f.name) for f in fields(act)}
        own = {n: v for n, v in own.items() if n not in ("iri", "repeats", "same_day_as")}
        return ("refers to", type(act).__name__, plain(tuple(own.items())))

    def plain(value: Any) -> Any:
        if isinstance(value, URIRef):
            if value in documents:
                return ("document", *documents[value])
            return shallow(value) if value in acts else str(value)
        if isinstance(value, tuple):
            return [plain(v) for v in value]
        if isinstance(value, frozenset):
            return sorted(map(str, value))
        if is_dataclass(value) and not isinstance(value, type):
            names = [f.name for f in fields(value) if f.name not in ("iri", "source")]
            told = {name: plain(getattr(value, name)) for name in names}
            nodes = (
                "responses",
                "lines",
                "doses",
                "documents",
                "statements",
                "scores",
                "care",
                "medications",
            )
            for name in (*nodes, "services", "history"):
                if isinstance(told.get(name), list):
                    told[name] = sorted(told[name], key=repr)
            return (type(value).__name__, *told.items())
        return repr(value)

    return plain(case)
