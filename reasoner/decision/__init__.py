"""From findings to the ledger: statuses, determinations, remedies, the argument, advice."""

from reasoner.decision.review import decide

__all__ = ["decide"]
