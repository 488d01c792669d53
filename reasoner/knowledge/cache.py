"""The user's cache folder: what is dear to compute and follows from the files alone. Safe to delete at any time.

An entry is JSON, so that nothing in it can run; it is named by a hash of all that it follows from, so that it is never
stale. Where the folder cannot be read or written, everything works as well, a little slower.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

FORMAT = 1
MAX_BYTES = 64 * 1024 * 1024


def folder() -> Path | None:
    """Where entries lie; None where caching is switched off with REASONER_CACHE=off."""
    told = os.environ.get("REASONER_CACHE", "")
    if told == "off":
        return None
    if told:
        return Path(told)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
        return Path(base) / "guideline-reasoner" if base else None
    base = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(base) / "guideline-reasoner" if not base.startswith("~") else None


def key(kind: str, *parts: str) -> str:
    """The name of an entry: its kind and a hash of everything that it follows from."""
    digest = hashlib.sha256("\0".join((str(FORMAT), *parts)).encode()).hexdigest()
    return f"{kind}-{digest[:32]}.json"


def fetch(name: str) -> Any:
    """What was kept under a name; None where nothing readable was."""
    where = folder()
    if where is None:
        return None
    try:
        path = where / name
        if path.stat().st_size > MAX_BYTES:
            return None
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def keep(name: str, value: Any) -> None:
    """Keep a value under a name, whole or not at all; older entries of its kind go."""
    where = folder()
    if where is None:
        return
    temporary = ""
    try:
        where.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=where, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, separators=(",", ":"))
        Path(temporary).replace(where / name)
        temporary = ""
        kind = name.split("-", 1)[0]
        entries = sorted(where.glob(f"{kind}-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in entries[4:]:  # a few stay: two versions in use at once must not drive each other out
            old.unlink(missing_ok=True)
    except OSError:
        pass
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
