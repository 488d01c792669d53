"""`reasoner audit`: whether decisions made elsewhere are consistent, and how far they agree with the documents."""

from __future__ import annotations

import argparse
from pathlib import Path

from reasoner.cli.output import Subparsers, done, progress, write


def add_commands(commands: Subparsers) -> None:
    """Add the command to a parser."""
    audit = commands.add_parser(
        "audit",
        help="run decisions made elsewhere again: same facts with another outcome, agreement by reviewer and by guideline",
    )
    audit.add_argument("decisions", type=Path, nargs="+", help="a folder with outcomes.yaml and cases/")
    audit.add_argument("--output", "-o", type=Path, help="write to a file instead of the screen")
    audit.set_defaults(run=_audit)


def _audit(options: argparse.Namespace) -> int:
    from reasoner.authoring.audit import audit, read_all
    from reasoner.authoring.audit_report import audit_report
    from reasoner.inference import class_rules
    from reasoner.knowledge import load

    library = load()
    decisions = read_all(options.decisions)
    found = audit(decisions, library, class_rules(library.vocabulary), progress("running"))
    done()
    write(audit_report(found), options.output)
    return 0
