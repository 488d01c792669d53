"""Documents by number. Each depends on the model, the seed and its own number alone, so books can be made in parts."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from reasoner.analysis.generation.model import BookModel, Document
from reasoner.analysis.generation.vary import moved, pick, vary


def document(model: BookModel, seed: int, number: int) -> Document:
    """The document of a number."""
    name = f"invented-{seed}-{number}"
    if model.every and (number + 1) % model.every == 0:
        return taken(model, number // model.every) | {"id": name}
    rng = random.Random(f"{seed}:{number}")
    kind = rng.choices(model.kinds, cum_weights=list(accumulate(model.shares)))[0]
    base = rng.choice(kind.bases)
    day = model.first + timedelta(days=rng.randint(0, (model.last - model.first).days))
    found = moved(base, (day - date.fromisoformat(base["dateOfService"])).days)
    found.pop("@context", None)
    found.pop("assumed", None)
    found.pop("jurisdiction", None)
    found |= pick(rng, kind.settings)
    found["id"] = name
    vary(found, model.rules, rng)
    return found


def taken(model: BookModel, number: int) -> Document:
    """The document that is taken whole as the one of a number, counted from 0."""
    turn, place = divmod(number, len(model.whole))
    found = model.whole[place]
    fitting = [t for t in model.turns if all(found.get(k) == v for k, v in list(t.items())[:1])]
    if not turn or not fitting:
        return found
    early = (model.last - date.fromisoformat(found["dateOfService"])).days
    return {**moved(found, early), **fitting[(turn - 1) % len(fitting)]}


def documents(model: BookModel, seed: int, first: int, last: int) -> Iterator[bytes]:
    """The documents from one number to before another, each as one line of JSON."""
    for number in range(first, last):
        yield json.dumps(document(model, seed, number), ensure_ascii=False, separators=(",", ":")).encode()
