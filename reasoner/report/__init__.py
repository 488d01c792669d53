"""Renders a review as text, Markdown, HTML, JSON or Turtle, all from one value; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reasoner.errors import InputError, Problem
from reasoner.model.ledger import Review

if TYPE_CHECKING:
    from rdflib import Graph

    from reasoner.model.remedies import Remedies
    from reasoner.model.timeline import Timeline
    from reasoner.model.turns import Margins
    from reasoner.report.parts import Page

FORMATS = ("text", "markdown", "html", "json", "turtle")
AUDIENCES = ("reviewer", "clinician", "patient", "requester")


def render(
    review: Review,
    format: str,
    audience: str = "reviewer",
    *,
    validation_report: Graph | None = None,
    completed_sha256: str = "",
    width: int = 100,
    colour: bool = False,
    dates: Timeline | None = None,
    remedies: Remedies | None = None,
    margins: Margins | None = None,
) -> str:
    """The review in one of FORMATS for one of AUDIENCES, ending in a newline.

    `validation_report` (the W3C report) and `completed_sha256` (of the completed case graph) go into Turtle;
    `width` in columns and `colour` are for text. `dates` are shown too where they are given, but not in Turtle nor to a
    patient; `remedies` in every report but Turtle; `margins` in the clinician's. The same arguments give the same text,
    always. Raises InputError for a format or audience that does not exist, or a patient's, clinician's or requester's report
    in JSON or Turtle, or dates where they are not shown.
    """
    _check(format, audience)
    if dates is not None and (format == "turtle" or audience != "reviewer"):
        what = "The dates are shown to a reviewer, in text, markdown, html and json."
        raise InputError(Problem(what, remedy="Leave --dates out, or choose one of these."))
    if format == "json":
        from reasoner.report.json_document import json_page

        text = json_page(review, dates, remedies)
    elif format == "turtle":
        from reasoner.report.turtle import turtle_page

        text = turtle_page(review, validation_report, completed_sha256)
    else:
        text = _page(review, format, audience, width, colour, dates, remedies, margins)
    return text.encode("utf-8", "replace").decode("utf-8")


def _page(
    review: Review,
    format: str,
    audience: str,
    width: int,
    colour: bool,
    dates: Timeline | None,
    remedies: Remedies | None,
    margins: Margins | None,
) -> str:
    # Each format is imported when it is asked for: a text report pays for no picture, a picture for no Rich.
    if audience == "patient":
        from reasoner.report.patient import patient_page

        page = patient_page(review, remedies)
    elif audience == "requester":
        from reasoner.report.requester import requester_page

        page = requester_page(review, remedies)
    elif audience == "clinician":
        from reasoner.report.clinician import clinician_page

        page = clinician_page(review, margins, remedies)
    else:
        from reasoner.report.reviewer import reviewer_page

        page = reviewer_page(review, picture=format == "html", dates=dates, remedies=remedies)
    return print_page(page, format, width=width, colour=colour)


def print_page(page: Page, format: str, *, width: int = 100, colour: bool = False) -> str:
    """A page as text, Markdown or HTML."""
    if format == "html":
        from reasoner.report.html import html_page

        return html_page(page)
    if format == "markdown":
        from reasoner.report.markdown import markdown_page

        return markdown_page(page)
    from reasoner.report.text import text_page

    return text_page(page, width=width, colour=colour)


def _check(format: str, audience: str) -> None:
    for name, value, known in (("format", format, FORMATS), ("audience", audience, AUDIENCES)):
        if value not in known:
            raise InputError(
                Problem(f"There is no {name} '{value}'.", remedy=f"Choose one of {', '.join(known)}.")
            )
    if audience != "reviewer" and format in ("json", "turtle"):
        what = f"The report for the {audience} is for reading; it has no {format} form."
        raise InputError(Problem(what, remedy="Choose text, markdown or html."))


__all__ = ["AUDIENCES", "FORMATS", "print_page", "render"]
