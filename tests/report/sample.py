"""An invented review, full of everything a report must show: every status, long texts, hostile strings.

The document names, sections and figures are made up for these tests; nothing here is a source.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reasoner.model.ledger import (
    Advice,
    Branch,
    CaseWarning,
    ChartItem,
    Citation,
    ContentStatus,
    Contradiction,
    Determination,
    Disposition,
    Evidence,
    EvidenceItem,
    FactUsed,
    GeneratorArgument,
    GuidelineLedger,
    KnowledgeIdentity,
    LineReview,
    Remedy,
    Review,
    Row,
    Status,
)

SHAPES = "https://w3id.org/guideline-reasoner/shapes/"
HOSTILE = (
    "<script>alert('x')</script> & \"quotes\" | `tick` *star* [link](http://evil.example) \x1b[31mred\u202e"
)

LETTER = ChartItem(
    "#block-1",
    "first medial branch block, response at peak: axial pain 0 % better",
    document="letter to the plan",
    page="1",
    words="no relief from the facet block",
    line=61,
)
EPIDURAL = ChartItem(
    "#epidural",
    "transforaminal epidural on the same day: radicular pain 100 % better, 50 % sustained",
    document="letter to the plan",
    page="1",
    words="radicular pain resolved after the epidural",
    line=70,
)
LEG = ChartItem(
    "#radicular-pain",
    "radicular pain, right, to behind the knee",
    document="letter to the plan",
    page="1",
    words="radicular pain down the right leg to behind the knee",
    line=44,
)
CARE = ChartItem("#care-0", "exercise and/or drugs and/or physical therapy, failed, no dates", line=52)
REQUEST = ChartItem("#block-2", "requested: medial branch block, L4-5 and L5-S1, bilateral", line=20)


def cite(section: str, clause: str, confidence: str = "SEEN-P", **more: str) -> Citation:
    """A citation of the binding sample document."""
    return Citation(
        source=SHAPES + "sample-policy/guideline",
        title="Sample policy 12",
        version="2026-01-01",
        section=section,
        clauses=(clause,),
        confidence=confidence,
        confirmed_on="2026-11-23" if confidence.startswith("SEEN") else "",
        **more,
    )


def fact(name: str, label: str, value: str, *follows: ChartItem, **more: object) -> FactUsed:
    """A fact that a row read."""
    return FactUsed(name=f"fact:{name}", label=label, value=value, follows=follows, **more)  # type: ignore[arg-type]


def row(name: str, label: str, status: Status, message: str, order: int, **more: object) -> Row:
    """A deciding row of the binding sample document, unless told otherwise."""
    values: dict[str, object] = {
        "kind": "requirement",
        "effect": "decides",
        "citations": (cite("B. Criteria", f"SP-{order}"),),
        **more,
    }
    return Row(
        criterion=name,
        iri=f"{SHAPES}sample-policy/block/{name}",
        label=label,
        status=status,
        message=message,
        order=order,
        **values,  # type: ignore[arg-type]
    )


PRIOR_RELIEF = row(
    "prior-block-relief",
    "Relief from the first diagnostic block",
    Status.NOT_MET,
    "The first diagnostic block relieved less than 80 % of the index pain; a second one is not supported.",
    210,
    citations=(
        cite(
            "A. Diagnostic, item b.ii",
            "SP-210",
            interpretation="A same-day injection can add relief but not take it away: the upper bound "
            "stands. “Second set” is read as the same levels.",
        ),
    ),
    facts=(
        fact(
            "prior-block-relief",
            "relief of index pain from the block it repeats",
            "at most 0 %",
            LETTER,
            EPIDURAL,
            at_most="0",
            unit="%",
            note="The lower bound is dropped: an epidural was given on the same day.",
        ),
    ),
    remedy=Remedy("The response to the first block cannot be changed.", "nothing"),
    margin="0 % where 80 % is asked: 80 points short",
    patient_text="The first test shot did not help the pain. It must help before a second one.",
)
RADICULOPATHY = row(
    "radiculopathy-absent",
    "No radiculopathy",
    Status.NOT_MET,
    "The chart describes radicular pain; the policy asks that none be present for facet syndrome.",
    120,
    kind="exclusion",
    citations=(
        cite(
            "Facet syndrome, item 1",
            "SP-120",
            "SEEN-S",
            remark="Its list of items is known from a secondary source only.",
            interpretation="Charted radicular pain is read as radiculopathy.",
        ),
    ),
    facts=(fact("radiculopathy", "radiculopathy", "present", LEG, status="Present"),),
    remedy=Remedy("An examination that shows no radiculopathy, with date.", "document"),
    patient_text="Your papers tell of pain that runs down the leg. This kind of shot is for back pain.",
)
DURATION = row(
    "conservative-care-duration",
    "Duration of conservative care",
    Status.NOT_DOCUMENTED,
    "State when conservative care began and ended (6 weeks or more are asked).",
    130,
    facts=(fact("care-days", "length of conservative care", "not stated", CARE, unit="days"),),
    branches=(
        Branch("care of at least 42 days", "possibly"),
        Branch("care not tolerated, with the reason", "no", exception=True),
    ),
    remedy=Remedy(
        "Notes of each kind of care with start and end dates: 6 weeks or more are asked.", "document"
    ),
    patient_text="The papers do not say how long you tried other care, such as exercise or drugs.",
)
_MISSING = (
    (
        "provocative-tests",
        "Provocative tests",
        "The examination with extension and rotation, and what it showed.",
    ),
    ("imaging", "Imaging", "The report of the latest imaging of the lumbar spine."),
    (
        "limiting-pain",
        "Pain that limits daily activities",
        "How long pain has limited daily life (3 months or more).",
    ),
    ("intended-ablation", "Ablation intended", "Whether ablation is intended if the block is positive."),
    ("further-sets", "Further sets of blocks", "How many sets of blocks were done before at these levels."),
    ("baseline-scale", "Baseline pain score", "The pain score before the block, with the name of the scale."),
    (
        "disability-scale",
        "Disability score",
        "A disability score before the block, with the name of the scale.",
    ),
)
MISSING = tuple(
    row(
        name,
        label,
        Status.NOT_DOCUMENTED,
        f"Document it: {text}",
        300 + number,
        facts=(fact(name, label.lower(), "not stated", status="NotStated"),),
        remedy=Remedy(text, "document"),
        patient_text=f"The papers do not say enough about this: {label.lower()}." if number < 4 else "",
        citations=(cite("B. Criteria", f"SP-{300 + number}", "KNOWN" if name == "imaging" else "SEEN-P"),),
    )
    for number, (name, label, text) in enumerate(_MISSING)
)
INTERVAL = row(
    "block-interval",
    "Interval between blocks",
    Status.NOT_DOCUMENTED,
    "State the date of the first block (2 weeks or more before this one).",
    310,
    facts=(fact("days-since-block", "days since the first block", "at least 5 days", LETTER, at_least="5"),),
    remedy=Remedy("Say in the request when the first block was done.", "request", earliest="2026-06-24"),
)
AGREES = row(
    "diagnosis-agrees",
    "Submitted diagnosis agrees with the chart",
    Status.CONTRADICTORY,
    "The submitted code says there is no radiculopathy; the chart describes radicular pain.",
    320,
    facts=(fact("diagnosis-agreement", "claim and chart", "conflicting", LEG, conflicting=True),),
    remedy=Remedy("A corrected claim, or a note that explains the leg pain.", "document"),
    patient_text="The code on the form and the notes do not say the same thing.",
)
JUDGED = row(
    "index-pain-consistent",
    "Consistent response of the index pain",
    Status.NEEDS_JUDGEMENT,
    "The document does not define a consistent response.",
    330,
    question="Is the residual leg pain the pain that the request is about?",
)
LEVELS = row(
    "levels-per-session",
    "Levels per session",
    Status.MET,
    "2 levels are requested; at most 3 are allowed.",
    340,
    kind="limit",
    facts=(fact("levels", "levels in the session", "2", REQUEST, at_least="2", at_most="2"),),
    margin="2 of at most 3",
)
PRESUMED = row(
    "infection-absent",
    "No infection",
    Status.MET,
    "No infection is recorded.",
    350,
    kind="exclusion",
    presumed=True,
)
SKIPPED = row(
    "repeat-interval",
    "Interval to the last ablation",
    Status.NOT_APPLICABLE,
    "The service is not a repeat ablation.",
    400,
)
CODING = row(
    "drug-included",
    "Drug included in the procedure",
    Status.NOT_MET,
    "The anaesthetic is part of the procedure and is not billed beside it.",
    500,
    kind="coding",
    effect="advises",
    citations=(cite("Coding", "SP-500", "SEEN-S", remark="Practice of another plan."),),
    facts=(
        fact("drug-included", "drug of the line", "present", ChartItem("#line-3", "line with code J2003")),
    ),
)
RECOMMENDED = row(
    "second-block-advised",
    "A second block before ablation",
    Status.MET,
    "Two blocks are recommended before ablation.",
    10,
    effect="advises",
    direction="for",
    strength="moderate",
    certainty="low",
    citations=(
        Citation("sample-society", "Sample society guideline", "2020", "Table 2", ("SS-1",), "KNOWN"),
    ),
)


def binding(*rows: Row) -> GuidelineLedger:
    """The ledger of the binding sample document."""
    return GuidelineLedger(
        guideline="sample-policy",
        iri=SHAPES + "sample-policy/guideline",
        title="Sample policy 12: blocks of the spine",
        short="Policy 12",
        issuer="Sample Plan",
        version="2026-01-01",
        effective_from="2026-01-01",
        authority="binding",
        determination=Determination.DOES_NOT_MEET,
        criteria=rows,
        unencoded=("SP-900",),
    )


ADVISORY = GuidelineLedger(
    guideline="sample-society",
    iri=SHAPES + "sample-society/guideline",
    title="Sample society guideline on blocks",
    short="Society 2020",
    issuer="Sample Society",
    version="2020",
    effective_from="2020-05-01",
    authority="advisory",
    determination=None,
    criteria=(RECOMMENDED,),
)
ROWS = (
    RADICULOPATHY,
    DURATION,
    PRIOR_RELIEF,
    *MISSING,
    INTERVAL,
    AGREES,
    JUDGED,
    LEVELS,
    PRESUMED,
    SKIPPED,
)


def _line(number: int, code: str, label: str, *own: Row, serves: str = "") -> LineReview:
    return LineReview(
        line=f"#line-{number}",
        service="#block-2",
        codes=(code,),
        label=label,
        disposition=Disposition.REFER_TO_PHYSICIAN,
        guidelines=(ADVISORY, binding(*ROWS, *own)),
        serves=serves,
    )


GENERATORS = (
    GeneratorArgument(
        "facet-joint",
        "Facet joint",
        evidence_for=(
            EvidenceItem(
                "Chronic low back pain is described.",
                "weak",
                "counts",
                items=(ChartItem("#low-back-pain", "chronic low back pain", line=40),),
                citations=(cite("Evidence", "SP-E1", "SEEN-S"),),
            ),
        ),
        evidence_against=(
            EvidenceItem(
                "The first block gave no relief.",
                "strong",
                "weakened",
                reason="Another injection was given on the same day.",
                other_explanations=(
                    "a block at another level",
                    "a failed technique",
                    "pain that was not scored",
                ),
                items=(LETTER,),
                citations=(cite("Evidence", "SP-E2"),),
            ),
        ),
        requested=True,
        claimed=True,
    ),
    GeneratorArgument(
        "nerve-root",
        "Nerve root",
        evidence_for=(
            EvidenceItem(
                "Pain runs down the right leg.", "moderate", "counts", likelihood_ratio="", items=(LEG,)
            ),
        ),
        discounted=(
            EvidenceItem(
                "100 % relief of leg pain after the epidural.",
                "moderate",
                "discounted",
                reason="The block of the same day could explain it.",
                items=(EPIDURAL,),
            ),
        ),
        leading=True,
    ),
    GeneratorArgument("sacroiliac-joint", "Sacroiliac joint"),
)


def advice(identifier: str, label: str, text: str, **more: object) -> Advice:
    """One piece of advice with a source."""
    return Advice(identifier, label, text, citations=(cite("Advice", identifier, "SEEN-S"),), **more)  # type: ignore[arg-type]


SAMPLE = Review(
    case="sample-596298",
    case_sha256="ab" * 32,
    date_of_service=date(2026, 6, 15),
    payer="Sample Plan",
    jurisdiction="",
    knowledge=KnowledgeIdentity("0.1.0", "cd" * 32),
    engine="reasoner 0.1.0 with a sample engine 1.0",
    assumed=("dateOfService", "recordedOn", "payer", "M47.816", "modifier 50"),
    request="Second set of diagnostic medial branch blocks, L4-5 and L5-S1, bilateral",
    lines=(
        _line(1, "64493", "first level"),
        _line(2, "64494", "second level"),
        _line(3, "J2003", "drug", CODING, serves="#line-1"),
    ),
    contradictions=(
        Contradiction(
            "The submitted code says “without radiculopathy”, the chart describes radicular pain.",
            (LEG,),
            "This is a finding about consistency, not an edit of the code set.",
        ),
    ),
    generators=GENERATORS,
    generator_summary="The record supports the nerve root best; the request is aimed at the facet joint.",
    alternatives=(
        advice(
            "therapy",
            "Structured exercise",
            "A dated course of exercise.",
            shown="Exercise is named, without dates.",
        ),
        advice(
            "drugs", "Drug treatment", "Raise the dose that was started.", shown="Gabapentin was started."
        ),
    ),
    future_criteria=(
        advice(
            "ablation",
            "Ablation",
            "Two positive blocks are asked before it.",
            criterion="two-positive-blocks",
        ),
    ),
    pitfalls=(
        advice("same-scale", "One scale", "Score before and after on one scale.", criterion="baseline-scale"),
    ),
    evidence=(
        Evidence(
            "trial-2018",
            "Author A, Sample Journal 2018;1:1-9",
            "KNOWN",
            "Not read.",
            ("Two blocks predict better.",),
        ),
        Evidence("society-2020", "Sample Society 2020", "SEEN-S"),
    ),
    warnings=(
        CaseWarning(
            "same-day",
            "A block and an epidural were given on one day: the 100 % is discounted, the “no relief” stands.",
            (LETTER, EPIDURAL),
            (cite("Limitations, item 5", "SP-L5"),),
        ),
        CaseWarning("side", "A bilateral epidural was given for pain on the right side."),
    ),
    content=ContentStatus("draft", "", "2026-11-24"),
    disputes=(
        advice("cut-off", "Which relief counts", "The policy asks for 80 %, another society accepts 50 %."),
        advice("count", "One block or two", "Societies disagree whether two blocks are needed."),
    ),
    patient_terms=(
        ("Medial branch block", "a test shot that numbs the small nerves of a back joint"),
        ("Epidural", "a shot near the nerves in your spine"),
    ),
    patient_request="Your clinic asked for a second medial branch block. It is a test shot in the low back.",
)


def hostile() -> Review:
    """The sample with a hostile string in every place that a case or a file can fill."""
    item = ChartItem(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1)
    bad = Citation(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), "KNOWN", HOSTILE, HOSTILE, HOSTILE)
    poisoned = replace(
        PRIOR_RELIEF,
        label=HOSTILE,
        message=HOSTILE,
        margin=HOSTILE,
        citations=(bad,),
        facts=(FactUsed(HOSTILE, HOSTILE, HOSTILE, follows=(item,), note=HOSTILE),),
        branches=(Branch(HOSTILE, "surely"),),
        remedy=Remedy(HOSTILE, "document", HOSTILE),
        patient_text=HOSTILE,
        question=HOSTILE,
    )
    ledger = replace(
        binding(poisoned, SKIPPED), title=HOSTILE, short=HOSTILE, note=HOSTILE, unencoded=(HOSTILE,)
    )
    line = LineReview(
        HOSTILE, HOSTILE, (HOSTILE,), HOSTILE, Disposition.REFER_TO_PHYSICIAN, (ledger,), HOSTILE
    )
    told = Advice(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (bad,))
    return replace(
        SAMPLE,
        case=HOSTILE,
        request=HOSTILE,
        payer=HOSTILE,
        assumed=(HOSTILE,),
        lines=(line,),
        alternatives=(told,),
        disputes=(told,),
        contradictions=(Contradiction(HOSTILE, (item,), HOSTILE, (bad,)),),
        warnings=(CaseWarning(HOSTILE, HOSTILE, (item,), (bad,)),),
        content=ContentStatus(HOSTILE, HOSTILE, HOSTILE),
        evidence=(Evidence(HOSTILE, HOSTILE, "KNOWN", HOSTILE, (HOSTILE,)),),
        patient_terms=((HOSTILE, HOSTILE),),
        patient_request=HOSTILE,
    )


def approved() -> Review:
    """The sample where every deciding criterion is met."""
    met = replace(binding(LEVELS, PRESUMED, SKIPPED), determination=Determination.MEETS, unencoded=())
    line = LineReview("#line-1", "#block-2", ("64493",), "one level", Disposition.APPROVE_ELIGIBLE, (met,))
    return replace(SAMPLE, lines=(line,), contradictions=(), warnings=(), disputes=(), assumed=())
