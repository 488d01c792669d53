"""The second back end: a plan as one query over the graphs of many cases at once."""

from reasoner.validation.sql.engine import DuckDb

__all__ = ["DuckDb"]
