"""Who flips between two books, from what to what, because of which criterion: SQL over a `Pair`."""

from __future__ import annotations

from collections.abc import Iterator

from reasoner.analysis.simulation.pair import Pair
from reasoner.analysis.simulation.report import Report, Section
from reasoner.book.views import view_name
from reasoner.model.ledger import Status

NOT_ABOUT, NONE, NO_ROW, NOT_HELD = "not about it", "none", "no row", "local-text-not-held"
SHOWN = 20
_UNKNOWN = f"('{Status.NOT_DOCUMENTED.value}', '{Status.CONTRADICTORY.value}')"


def compare(pair: Pair, *, every: bool = False) -> Report:
    """The comparison of two books. With `every` all lines that flip are listed, else the first twenty.

    A line flips where something else happens next with it, or a document that is about it in both says something else.
    """
    run = pair.connection.execute
    run("CREATE TEMP TABLE shared AS SELECT seq FROM a.cases JOIN b.cases USING (seq)")
    for schema in ("a", "b"):
        run(
            f"CREATE TEMP TABLE lines_{schema} AS SELECT seq, service, line, "
            f"CAST(any_value(disposition) AS VARCHAR) AS disposition "
            f"FROM {schema}.determinations SEMI JOIN shared USING (seq) GROUP BY seq, service, line"
        )
    _pair_documents(pair)
    run("CREATE TEMP TABLE moved AS SELECT * FROM documents WHERE was <> now")
    run(
        "CREATE TEMP TABLE flips AS SELECT seq, service, line, x.disposition AS was, y.disposition AS now "
        "FROM lines_a AS x JOIN lines_b AS y USING (seq, service, line) "
        "WHERE x.disposition <> y.disposition OR (seq, service, line) IN "
        f"(SELECT (seq, service, line) FROM moved WHERE '{NOT_ABOUT}' NOT IN (was, now))"
    )
    return Report(
        _head(pair),
        (
            _dispositions(pair),
            _determinations(pair),
            _criteria(pair),
            _unknowns(pair),
            _flips(pair, every),
        ),
    )


def _pair_documents(pair: Pair) -> None:
    """View documents(seq, service, line, document, was, now): what each binding document says of a line in either book."""
    for schema in ("a", "b"):
        pair.connection.execute(
            f"CREATE TEMP VIEW about_{schema} AS SELECT seq, service, line, "
            f"CASE document WHEN '' THEN '{NOT_HELD}' ELSE document END AS document, "
            f"COALESCE(CAST(determination AS VARCHAR), '{NONE}') AS determination "
            f"FROM {schema}.determinations SEMI JOIN shared USING (seq) WHERE binding"
        )
    pair.connection.execute(
        "CREATE TEMP VIEW documents AS SELECT seq, service, line, document, "
        f"COALESCE(x.determination, '{NOT_ABOUT}') AS was, COALESCE(y.determination, '{NOT_ABOUT}') AS now "
        "FROM about_a AS x FULL JOIN about_b AS y USING (seq, service, line, document)"
    )


def _head(pair: Pair) -> tuple[str, ...]:
    both, first, second = pair.connection.execute(
        "SELECT (SELECT count(*) FROM shared), (SELECT count(*) FROM a.cases), (SELECT count(*) FROM b.cases)"
    ).fetchall()[0]
    told = [f"{pair.names[0]} against {pair.names[1]}: {both:,} cases in both."]
    for name, count, mine, other in zip(pair.names, (first - both, second - both), "ab", "ba", strict=True):
        if count:
            rejected = pair.connection.execute(
                f"SELECT count(*) FROM {mine}.cases SEMI JOIN {other}.rejected USING (seq)"
            ).fetchall()[0][0]
            told.append(f"{count:,} cases are only in {name}; {rejected:,} of them the other rejected.")
    return (*told, *pair.notes)


def _dispositions(pair: Pair) -> Section:
    rows = pair.connection.execute(
        "SELECT x.disposition, y.disposition, count(*) FROM lines_a AS x JOIN lines_b AS y USING (seq, service, line) "
        "GROUP BY ALL ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    return Section(
        "dispositions", "What happens next with a billed line", ("from", "to", "lines"), _sorted(rows)
    )


def _determinations(pair: Pair) -> Section:
    rows = pair.connection.execute(
        "SELECT document, was, now, count(*) FROM documents GROUP BY ALL ORDER BY 4 DESC, 1, 2, 3"
    ).fetchall()
    moved = {row[0] for row in rows if row[1] != row[2]}
    title = "What a document says of a line, where it changes for some"
    kept = _sorted([row for row in rows if row[0] in moved])
    return Section("determinations", title, ("document", "from", "to", "lines"), kept)


def _sorted(rows: list[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
    """What changes before what stays; the order of the query within each."""
    return tuple(sorted(rows, key=lambda row: row[-3] == row[-2]))


def _criteria(pair: Pair) -> Section:
    named = ", ".join(map(_text, pair.advisory)) or "NULL"
    pair.connection.execute(
        "CREATE TEMP VIEW concerned AS SELECT seq, service, line, document FROM moved UNION ALL "
        f"SELECT seq, service, line, document FROM a.determinations WHERE document IN ({named})"
    )
    rows: list[tuple[str, str, str, int]] = []
    for document, query in _changed_statuses(pair, "concerned"):
        found = pair.connection.execute(
            f"SELECT criterion, was, now, count(*) FROM ({query}) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        rows += [(f"{document}/{c}", was, now, n) for c, was, now, n in found]
    title = "Criteria whose status changes, in the lines of which their document says something else"
    ordered = sorted(rows, key=lambda row: (-row[3], row[:3]))
    return Section("criteria", title, ("criterion", "from", "to", "lines"), tuple(ordered))


def _changed_statuses(pair: Pair, lines: str) -> Iterator[tuple[str, str]]:
    """For each document that says something of a line in both books, a query of the statuses that differ.

    `lines` is a table of seq, service, line and document. Columns: seq, service, line, criterion, was, now.
    """
    named = pair.connection.execute(f"SELECT DISTINCT document FROM {lines} ORDER BY 1").fetchall()
    for (document,) in named:
        parts = [
            _differing(pair, lines, document, first, second)
            for first in _of(pair, "a", document)
            for second in _of(pair, "b", document)
        ]
        if parts:
            yield document, " UNION ALL ".join(parts)


def _of(pair: Pair, schema: str, document: str) -> list[str]:
    return [view_name("criteria", v) for v in pair.versions[schema] if v.rsplit("@", 1)[0] == document]


def _differing(pair: Pair, lines: str, document: str, first: str, second: str) -> str:
    mine, theirs = _columns(pair, "a", first), _columns(pair, "b", second)

    def status(side: str, held: list[str], name: str) -> str:
        told = f"CAST({side}.{_name(name)} AS VARCHAR)" if name in held else "NULL"
        return f"COALESCE({told}, '{NO_ROW}')"

    # Both rows are of the service, or both of the line: then what they do not hold is empty in both, and does not differ.
    told = ", ".join(
        f"{{'criterion': {_text(n)}, 'was': {status('p', mine, n)}, 'now': {status('q', theirs, n)}}}"
        for n in dict.fromkeys((*mine, *theirs))
    )
    return (
        f"SELECT * FROM (SELECT m.seq, m.service, m.line, unnest([{told}], recursive := true) FROM {lines} AS m "
        f"JOIN a.{first} AS p ON p.seq = m.seq AND p.service = m.service AND (p.line IS NULL OR p.line = m.line) "
        f"JOIN b.{second} AS q ON q.seq = m.seq AND q.service = m.service AND q.line IS NOT DISTINCT FROM p.line "
        f"WHERE m.document = {_text(document)}) WHERE was <> now"
    )


def _columns(pair: Pair, schema: str, view: str) -> list[str]:
    """The criteria of a table of statuses: its columns after seq, service and line."""
    described = pair.connection.execute(f"DESCRIBE {schema}.{view}").fetchall()
    return [str(column[0]) for column in described[3:]]


def _unknowns(pair: Pair) -> Section:
    for schema in ("a", "b"):
        parts = []
        for view, columns in _binding(pair, schema):
            told = " OR ".join(f"{_name(c)} IN {_UNKNOWN}" for c in columns)
            parts.append(f"SELECT seq, service, line FROM {schema}.{view} WHERE {told}")
        found = " UNION ALL ".join(parts) or "SELECT seq, service, line FROM lines_a LIMIT 0"
        pair.connection.execute(
            f"CREATE TEMP TABLE unknown_{schema} AS SELECT DISTINCT l.seq, l.service, l.line FROM lines_{schema} AS l "
            f"JOIN ({found}) AS u ON u.seq = l.seq AND u.service = l.service AND (u.line IS NULL OR u.line = l.line)"
        )
    row = pair.connection.execute(
        "SELECT count(x.seq), count(y.seq), count(*) FILTER (WHERE x.seq IS NULL), count(*) FILTER (WHERE y.seq IS NULL) "
        "FROM unknown_a AS x FULL JOIN unknown_b AS y "
        "ON x.seq = y.seq AND x.service = y.service AND x.line = y.line"
    ).fetchall()
    title = "Lines of which some criterion that binds is not documented or contradictory"
    return Section("unknowns", title, ("before", "after", "new", "gone"), tuple(row))


def _binding(pair: Pair, schema: str) -> Iterator[tuple[str, list[str]]]:
    """The statuses of the document versions that bind, each with its criteria."""
    found = pair.connection.execute(
        f"SELECT DISTINCT document, version FROM {schema}.determinations WHERE binding AND version <> ''"
    ).fetchall()
    bound = {f"{document}@{version}" for document, version in found}
    for version in pair.versions[schema]:
        view = view_name("criteria", version)
        columns = _columns(pair, schema, view)
        if version in bound and columns:
            yield view, columns


def _flips(pair: Pair, every: bool) -> Section:
    run = pair.connection.execute
    total = run("SELECT count(*) FROM flips").fetchall()[0][0]
    limit = "" if every else f" LIMIT {SHOWN}"
    run(f"CREATE TEMP TABLE listed AS SELECT * FROM flips ORDER BY seq, service, line{limit}")
    run(
        "CREATE TEMP TABLE listed_moved AS SELECT m.* FROM moved AS m SEMI JOIN listed USING (seq, service, line)"
    )
    reasons = " UNION ALL ".join(
        f"SELECT *, {_text(document)} AS document FROM ({query})"
        for document, query in _changed_statuses(pair, "listed_moved")
    )
    because = "SELECT NULL AS seq, NULL AS service, NULL AS line, NULL AS told"
    if reasons:
        because = (
            "SELECT seq, service, line, string_agg(document || '/' || criterion || ': ' || was || ' → ' || now, '; ' "
            f"ORDER BY document, criterion) AS told FROM ({reasons}) GROUP BY seq, service, line"
        )
    rows = run(
        f"""
        WITH because AS ({because}), said AS (
            SELECT seq, service, line, string_agg(document || ': ' || was || ' → ' || now, '; ' ORDER BY document) AS told
            FROM listed_moved GROUP BY seq, service, line
        )
        SELECT f.seq, c."case", l.service_name, l.line_name, f.was, f.now, said.told, because.told
        FROM listed AS f JOIN a.cases AS c USING (seq) JOIN a.lines AS l USING (seq, service, line)
        LEFT JOIN said USING (seq, service, line) LEFT JOIN because USING (seq, service, line)
        ORDER BY seq, service, line
        """
    ).fetchall()
    columns = ("number", "case", "service", "line", "from", "to", "documents", "because of")
    shown = f"the first {SHOWN} of {total:,}" if total > SHOWN else f"{total:,}"
    return Section("flips", f"Lines that flip ({shown})", columns, tuple(rows), most=SHOWN, beneath=2)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
