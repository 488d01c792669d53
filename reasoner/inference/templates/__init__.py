"""The templates of derived facts by name. docs/reference/templates.md defines each of them."""

from __future__ import annotations

from difflib import get_close_matches

from rdflib import URIRef

from reasoner.errors import KnowledgeError, Problem
from reasoner.inference.templates.coded import coded_in_set, included_in_session
from reasoner.inference.templates.common import Template
from reasoner.inference.templates.counts import count_where, k_of_n
from reasoner.inference.templates.courses import course_length
from reasoner.inference.templates.doses import sum_in_session
from reasoner.inference.templates.durations import statement_age, statement_duration
from reasoner.inference.templates.episodes import episode_duration, episode_outcome
from reasoner.inference.templates.events import count_in_window, event_recorded, gap_since
from reasoner.inference.templates.relief import relief
from reasoner.inference.templates.scores import same_scale, score_recorded, score_value
from reasoner.inference.templates.session import distinct_in_session, same_day_companion
from reasoner.inference.templates.sites import same_site, side_exceeds_symptom
from reasoner.inference.templates.statements import agreement, stated, treatment_recorded
from reasoner.inference.templates.sustained import sustained
from reasoner.knowledge.facts import FactDeclaration
from reasoner.vocabulary import GUIDE
from reasoner.vocabulary.namespaces import curie

SERVICE, LINE, PRIOR = GUIDE.Service, GUIDE.ServiceLine, GUIDE.PriorProcedure

# Template -> how it is made, and the nodes that it can be about.
TEMPLATES: dict[str, tuple[Template, tuple[URIRef, ...]]] = {
    "Agreement": (agreement, (SERVICE, LINE)),
    "CodedInSet": (coded_in_set, (SERVICE, LINE, PRIOR)),
    "CountWhere": (count_where, (SERVICE, LINE)),
    "CourseLength": (course_length, (SERVICE, LINE)),
    "CountInWindow": (count_in_window, (SERVICE, LINE)),
    "DistinctInSession": (distinct_in_session, (SERVICE, LINE, PRIOR)),
    "EpisodeDuration": (episode_duration, (SERVICE, LINE)),
    "EpisodeOutcome": (episode_outcome, (SERVICE, LINE)),
    "EventRecorded": (event_recorded, (SERVICE, LINE)),
    "GapSince": (gap_since, (SERVICE, LINE, PRIOR)),
    "IncludedInSession": (included_in_session, (LINE,)),
    "KOfN": (k_of_n, (SERVICE, LINE)),
    "Relief": (relief, (SERVICE, LINE, PRIOR)),
    "SameDayCompanion": (same_day_companion, (SERVICE, LINE, PRIOR)),
    "SameScale": (same_scale, (SERVICE, LINE, PRIOR)),
    "SameSite": (same_site, (SERVICE, LINE)),
    "ScoreRecorded": (score_recorded, (SERVICE, LINE)),
    "ScoreValue": (score_value, (SERVICE, LINE)),
    "SideExceedsSymptom": (side_exceeds_symptom, (SERVICE, LINE, PRIOR)),
    "Stated": (stated, (SERVICE, LINE, PRIOR)),
    "StatementAge": (statement_age, (SERVICE, LINE)),
    "SumInSession": (sum_in_session, (SERVICE, LINE)),
    "Sustained": (sustained, (SERVICE, LINE, PRIOR)),
    "StatementDuration": (statement_duration, (SERVICE, LINE)),
    "TreatmentRecorded": (treatment_recorded, (SERVICE, LINE)),
}


def template_of(declaration: FactDeclaration) -> Template:
    """The template of a declaration. Raises KnowledgeError where there is none or its focus does not fit."""
    found = TEMPLATES.get(declaration.template)
    if found is None:
        near = get_close_matches(declaration.template, TEMPLATES, n=1, cutoff=0.0)
        raise KnowledgeError(
            Problem(
                f"The fact {curie(declaration.name)} asks for the template '{declaration.template}'.",
                remedy="docs/reference/templates.md lists all of them.",
                nearest=near[0] if near else "",
            )
        )
    template, focuses = found
    if declaration.focus not in focuses:
        raise KnowledgeError(
            Problem(
                f"The fact {curie(declaration.name)} is about {curie(declaration.focus)}, "
                f"which the template {declaration.template} does not look at.",
                remedy=f"Give it one of: {', '.join(curie(focus) for focus in focuses)}.",
            )
        )
    return template
