"""The knowledge: ontology, facts, shapes and documents, read from files and frozen."""

from reasoner.knowledge.documents import Document, Group
from reasoner.knowledge.entries import Criterion, ListedRow, Version
from reasoner.knowledge.facts import FactDeclaration
from reasoner.knowledge.library import Library, load
from reasoner.knowledge.shapes import Atom, Expression, Formula, Role, Shape
from reasoner.knowledge.vocabulary import Vocabulary

__all__ = [
    "Atom", "Criterion", "Document", "Expression", "FactDeclaration", "Formula", "Group", "Library", "ListedRow",
    "Role", "Shape", "Version", "Vocabulary", "load",
]  # fmt: skip
