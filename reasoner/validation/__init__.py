"""Running the shapes in force over a completed case, by one of several engines that all agree.

shapes -> shacl/ (the tree) -> plan/ (the algebra) -> closures/ (functions over one case)
                                                  -> sql/      (a query over many cases)
"""

from reasoner.validation.completed import Completed
from reasoner.validation.engine import Engine, Finding, engine
from reasoner.validation.in_force import shapes_in_force
from reasoner.validation.shapes import InForceShapes

__all__ = ["Completed", "Engine", "Finding", "InForceShapes", "engine", "shapes_in_force"]
