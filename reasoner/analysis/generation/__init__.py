"""`reasoner generate`: invented cases by a model of what is asked for and what a record leaves out.

model.py   the model of a book, read and checked
vary.py    one document varied by the rules of a model
book.py    documents by number: the same number is the same document for ever
"""

from reasoner.analysis.generation.book import documents
from reasoner.analysis.generation.model import BookModel, read_model

__all__ = ["BookModel", "documents", "read_model"]
