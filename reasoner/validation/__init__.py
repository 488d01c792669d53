"""Running the shapes in force over a completed case graph, by one of several engines that all agree."""

from reasoner.validation.engine import Engine, Finding, engine
from reasoner.validation.in_force import shapes_graph

__all__ = ["Engine", "Finding", "engine", "shapes_graph"]
