"""Starting Spark for the command line, and its failures in plain words."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from reasoner import errors
from reasoner.errors import BookError, InputError, Problem, ReasonerError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

INSTALL = "Say pip install 'guideline-reasoner[spark]'."
JAVA = "Install Java 17 or newer, or let JAVA_HOME name the folder of one."
_OURS = re.compile(r"reasoner\.errors\.(\w+): (.+)")


def start(master: str | None, settings: Mapping[str, str]) -> SparkSession:
    """A session: that of spark-submit where this runs in one, or a new one on a master (`local[*]` where none is told).

    Raises InputError where Spark or Java is not there, or Spark does not start.
    """
    if missing := lacking():
        raise InputError(Problem(missing[0], remedy=missing[1]))
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("guideline-reasoner")
    if master is not None:
        builder = builder.master(master)
    # Spark reads this setting only in spark-submit; a session that is made here reads the variable.
    if python := settings.get("spark.pyspark.python"):
        os.environ["PYSPARK_PYTHON"] = python
    elif master is None or master.startswith("local"):
        # Workers on this machine are to run the Python that holds this package, not the first one on the path.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise InputError(Problem(f"Spark does not start: {_first(error)}", remedy=JAVA)) from None
    except Exception as error:  # a failure of the Java side: Py4JJavaError, whose text is pages long
        remedy = "" if master is None else f"Is there a master at {master}, and can it reach this machine?"
        raise InputError(Problem(f"Spark does not start: {_cause(str(error))}", remedy=remedy)) from None


def lacking() -> tuple[str, str] | None:
    """What of Spark is not on this machine, and what to do; nothing where all is there."""
    for name in ("pyspark", "pandas"):  # mapInArrow asks for pandas, though nothing here uses it
        if find_spec(name) is None:
            return f"The package {name} is not installed; Spark needs it.", INSTALL
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=None if home is None else f"{home}/bin") is None:
        where = "on this machine" if home is None else f"in {home}, which JAVA_HOME names"
        return f"There is no Java {where}; Spark needs it.", JAVA
    return None


@contextmanager
def failures() -> Iterator[None]:
    """What Spark raises inside, as an error of ours without the pages that Spark adds."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        raise _plain(str(error)) from None


def _plain(text: str) -> ReasonerError:
    if ours := _OURS.search(text):
        kind = getattr(errors, ours[1], BookError)
        return kind(ours[2].strip()) if issubclass(kind, ReasonerError) else BookError(ours[2].strip())
    if missing := re.search(r"No module named '(reasoner[\w.]*|duckdb|rdflib|pyarrow|pandas)'", text):
        return InputError(
            Problem(
                f"A worker of Spark has no module '{missing[1]}'.",
                remedy="Install guideline-reasoner on every node, or send an environment along (docs/guides/spark.md).",
            )
        )
    if there := re.search(r"\[PATH_ALREADY_EXISTS\] Path (\S+) already exists", text):
        return BookError(Problem(f"{there[1]} is there already.", remedy="Name a new folder."))
    return BookError(Problem(f"Spark gave up: {_cause(text)}"))


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _cause(text: str) -> str:
    """The line that says what went wrong, out of the pages of a Java exception."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    named = next(
        (line for line in lines if re.match(r"(Caused by: |: )?[\w.]+(Exception|Error): ", line)), lines[0]
    )
    return named.removeprefix("Caused by: ").removeprefix(": ")
