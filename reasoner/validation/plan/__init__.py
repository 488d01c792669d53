"""The plan: a small closed algebra over one graph, into which every shape is translated and which every back end runs."""

from reasoner.validation.plan.algebra import Check, Plan
from reasoner.validation.plan.rewrite import rewritten
from reasoner.validation.plan.translate import translate

__all__ = ["Check", "Plan", "rewritten", "translate"]
