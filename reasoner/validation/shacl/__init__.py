"""Shapes as SHACL writes them: the triples of a shapes graph read into a tree, or refused by name."""

from reasoner.validation.shacl.reader import read_tree
from reasoner.validation.shacl.tree import ShapesTree

__all__ = ["ShapesTree", "read_tree"]
