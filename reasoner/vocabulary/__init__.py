"""The names that the engine knows: namespaces and the domain-free terms. No term of a field of medicine."""

from reasoner.vocabulary.namespaces import BASE, CASE, DOMAIN, FACT, GUIDE, SHAPES, curie
from reasoner.vocabulary.terms import FactStatus, Severity

__all__ = ["BASE", "CASE", "DOMAIN", "FACT", "GUIDE", "SHAPES", "FactStatus", "Severity", "curie"]
