"""What a report shows first follows plain rules, and nothing of the ledger is lost on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample import (
    AGREES,
    CODING,
    DURATION,
    INTERVAL,
    JUDGED,
    LEVELS,
    MISSING,
    PRESUMED,
    PRIOR_RELIEF,
    RADICULOPATHY,
    RECOMMENDED,
    ROWS,
    SAMPLE,
    SKIPPED,
    approved,
    binding,
)

from reasoner.model.ledger import Remedy, Row, Status
from reasoner.report.selection import (
    ServiceLedger,
    by_status,
    deciding,
    less_than_primary,
    needs,
    services,
    strongest_ground,
)


def service(*rows: Row) -> ServiceLedger:
    reviewed = replace(SAMPLE.lines[0], guidelines=(binding(*rows),))
    return services(replace(SAMPLE, lines=(reviewed,)))[0]


def test_lines_of_one_service_share_their_rows_and_keep_their_own() -> None:
    (found,) = services(SAMPLE)
    assert found.names == "#line-1, #line-2, #line-3"
    assert [(ledger.authority, ledger.criteria) for ledger in found.shared] == [
        ("binding", ROWS),
        ("advisory", (RECOMMENDED,)),
    ]
    assert [(reviewed.line, [ledger.criteria for ledger in own]) for reviewed, own in found.own] == [
        ("#line-3", [(CODING,)])
    ]


def test_a_row_that_only_some_lines_have_stays_with_each_of_them() -> None:
    lines = (
        replace(SAMPLE.lines[0], guidelines=(binding(LEVELS, DURATION),)),
        replace(SAMPLE.lines[1], guidelines=(binding(LEVELS, JUDGED),)),
    )
    (found,) = services(replace(SAMPLE, lines=lines))
    assert [ledger.criteria for ledger in found.shared] == [(LEVELS,)]
    assert [(line.line, own[0].criteria) for line, own in found.own] == [
        ("#line-1", (DURATION,)),
        ("#line-2", (JUDGED,)),
    ]


NO_FIGURE = replace(PRIOR_RELIEF, margin="", order=1, criterion="no-figure")


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        (
            (AGREES, RADICULOPATHY, PRIOR_RELIEF, DURATION),
            PRIOR_RELIEF,
        ),  # a figure goes before an earlier row
        ((NO_FIGURE, RADICULOPATHY, AGREES), NO_FIGURE),
        ((DURATION, JUDGED, AGREES), AGREES),
        ((JUDGED, INTERVAL, DURATION), DURATION),  # by order, not by place
        ((JUDGED, LEVELS), JUDGED),
        ((LEVELS, PRESUMED, SKIPPED), None),
        ((replace(PRIOR_RELIEF, effect="advises"), LEVELS), None),
    ],
)
def test_the_strongest_ground(rows: tuple[Row, ...], first: Row | None) -> None:
    ground = strongest_ground(service(*rows))
    assert (ground.row if ground else None) == first


def test_advisory_documents_never_give_the_ground() -> None:
    reviewed = replace(SAMPLE.lines[0], guidelines=(replace(binding(PRIOR_RELIEF), authority="advisory"),))
    (found,) = services(replace(SAMPLE, lines=(reviewed,)))
    assert deciding(found) == ()
    assert strongest_ground(found) is None


def test_needs_join_equal_remedies_and_leave_out_what_is_met() -> None:
    same = Remedy("Say whether this is the first.", "request")
    first, second = (replace(row, remedy=same) for row in MISSING[:2])
    found = needs(service(first, second, LEVELS, JUDGED, SKIPPED, DURATION))
    assert [(need.text, need.cured_by, [g.row.criterion for g in need.rows]) for need in found] == [
        (DURATION.remedy.text if DURATION.remedy else "", "document", ["conservative-care-duration"]),
        (same.text, "request", ["provocative-tests", "imaging"]),
    ]


def test_what_was_not_read_in_the_primary_text_is_listed_unconfirmed_first() -> None:
    found = less_than_primary(services(SAMPLE)[0])
    assert [(ground.row.criterion, citation.confidence) for ground, citation in found] == [
        ("imaging", "KNOWN"),
        ("radiculopathy-absent", "SEEN-S"),
    ]


def test_groups_of_the_ledger_hold_every_row_once() -> None:
    groups = by_status(ROWS)
    assert [(status, len(rows)) for status, rows in groups] == [
        (Status.NOT_MET, 2),
        (Status.CONTRADICTORY, 1),
        (Status.NOT_DOCUMENTED, 9),
        (Status.NEEDS_JUDGEMENT, 1),
        (Status.MET, 2),
        (Status.NOT_APPLICABLE, 1),
    ]
    assert sorted(row.criterion for _, rows in groups for row in rows) == sorted(
        row.criterion for row in ROWS
    )


def test_nothing_is_open_where_all_is_met() -> None:
    (found,) = services(approved())
    assert (strongest_ground(found), needs(found), less_than_primary(found)) == (None, (), ())
