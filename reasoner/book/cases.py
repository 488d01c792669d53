"""One case of a book: the document as it came, and its review, equal to what `reasoner review` says of the document."""

from __future__ import annotations

from dataclasses import replace

from reasoner.book.store import Book
from reasoner.book.views import database
from reasoner.errors import InputError, Problem
from reasoner.intake import read_item
from reasoner.intake.stream import Item
from reasoner.knowledge import Library
from reasoner.review import Reviewed, review_case
from reasoner.validation import engine

_COLUMNS = "seq, raw, format, source, position, row, graph"


def item(book: Book, name: str) -> Item:
    """The document of a case, by its identifier or, where that is a number which no case is called by, by its place.

    Raises InputError where the book has none or several.
    """
    with database(book) as connection:
        query = f'SELECT {_COLUMNS} FROM cases WHERE "case" = ? ORDER BY seq LIMIT 3'
        found = connection.execute(query, [name]).fetchall() if book.files("cases") else []
        if not found and name.isdigit() and book.files("cases"):
            found = connection.execute(f"SELECT {_COLUMNS} FROM cases WHERE seq = ?", [int(name)]).fetchall()
    if not found:
        raise InputError(
            Problem(
                f"The book {book.path} holds no case '{name}'.",
                remedy="'reasoner book query' over cases lists them; 'reasoner book rejected' those that could not be read.",
            )
        )
    if len(found) > 1:
        numbers = ", ".join(str(row[0]) for row in found)
        raise InputError(
            Problem(f"Several cases are called '{name}'.", remedy=f"Name one by its number: {numbers}.")
        )
    _, raw, form, source, position, row, graph = found[0]
    return Item(raw, form, source, position, position, row, name=graph or "")


def review(book: Book, name: str, library: Library) -> Reviewed:
    """The review of a case under the conditions of its book and its knowledge (`store.library_of`). Raises as `item`."""
    applied = book.manifest.conditions.applied(library)
    read = read_item(item(book, name), library.vocabulary)
    return review_case(replace(read, case=applied.case(read.case)), library, engine(), on=applied.on)
