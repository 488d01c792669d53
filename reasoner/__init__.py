"""guideline-reasoner: decides, clause by clause and with citations, whether a request meets its guidelines."""

from reasoner.errors import InputError, KnowledgeError, ReasonerError

__all__ = ["InputError", "KnowledgeError", "ReasonerError"]
