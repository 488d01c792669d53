"""The first back end: each part of a plan becomes a Python function over an index of one graph."""

from reasoner.validation.closures.engine import Closures

__all__ = ["Closures"]
