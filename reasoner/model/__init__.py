"""Frozen data classes that every stage speaks: the case, derived facts, the ledger, the review."""
