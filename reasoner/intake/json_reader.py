"""One JSON document of a stream: strict, no key twice, numbers as they are written."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from reasoner.errors import InputError, Place, Problem
from reasoner.intake.tree import DEPTH_LIMIT, Lexical, Tree, from_data


def read_json(raw: bytes, name: str, line: int) -> Tree:
    """The tree of a JSON document. Raises InputError where it is none, or a key stands twice."""
    return from_data(load_json(raw, name, line), name, line)


def load_json(raw: bytes, name: str, line: int) -> Any:
    """The plain values of a JSON document, numbers as `Lexical`. Raises InputError as `read_json`."""
    place = Place(name, line)
    try:
        return json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_int=Lexical,
            parse_float=Lexical,
            parse_constant=_refused,
        )
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(f"The text is not UTF-8: byte {error.start} cannot be read.", place, "Save it as UTF-8.")
        ) from None
    except RecursionError:
        raise InputError(
            Problem(f"Values are nested deeper than {DEPTH_LIMIT}.", place, "No case needs that.")
        ) from None
    except ValueError as error:
        what = f"This is no JSON document: {str(error).rstrip('.')}."
        raise InputError(Problem(what, place, "Mend it or leave it out.")) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key '{twice[:80]}' stands twice")
    return found


def _refused(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")
