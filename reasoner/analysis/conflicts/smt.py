"""The solver, loaded when a claim is to be decided; it decides the same way every time."""

from __future__ import annotations

from typing import Any

from reasoner.errors import InputError, Problem

EFFORT = 20_000_000
"""Steps after which a question is given up as not decided: counted, not timed, so that no machine decides otherwise."""

GAVE_UP = "the solver gave up after the steps that one question is allowed"


def load() -> Any:
    """The package z3. Raises InputError where it is not installed."""
    try:
        import z3
    except ImportError:
        raise InputError(
            Problem(
                "The conflicts of documents are decided with the package z3-solver, which is not installed.",
                remedy="pip install 'guideline-reasoner[authors]'",
            )
        ) from None
    return z3


def solver() -> Any:
    """A new solver, whose answers depend on what it is asked alone. Raises InputError as `load`."""
    z3 = load()
    made = z3.SolverFor("QF_LIRA")
    made.set("random_seed", 0)
    made.set("rlimit", EFFORT)
    made.set("ctrl_c", False)  # an interrupt ends the command, not one question
    return made
