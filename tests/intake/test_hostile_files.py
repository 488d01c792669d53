"""Files that are broken or hostile: a clear refusal, with line and column, before any harm."""

from __future__ import annotations

import pytest
from small_case import CASE

from reasoner.errors import InputError
from reasoner.intake import read_case
from reasoner.intake.yaml_reader import ALIAS_LIMIT, DEPTH_LIMIT, NODE_LIMIT, SIZE_LIMIT, read_yaml

BROKEN = [
    ("broken YAML", CASE + "findings: [\n", 13, 1, "did not find expected node content"),
    ("a tab", CASE + "\tpayer: x\n", 12, 1, "found character that cannot start any token"),
    ("duplicate key", CASE + "payer: medicare\n", 12, 1, "The key 'payer' stands twice (first in line 4)."),
    (
        "duplicate key below",
        CASE + "findings: [{status: present, finding: x, status: absent}]\n",
        12,
        42,
        "The key 'status' stands twice (first in line 12).",
    ),
    (
        "tag",
        CASE + "requester: !!python/object/apply:os.system [ls]\n",
        12,
        12,
        "Tags such as 'tag:yaml.org,2002:python/object/apply:os.system' are not read.",
    ),
    ("alias to nothing", CASE + "requester: *nobody\n", 12, 12, "'*nobody' names no value above it."),
    ("recursion", CASE + "findings: &a [*a]\n", 12, 15, "'*a' stands inside itself."),
    (
        "too many aliases",
        CASE + "requester: &r x\ncompleteFor: [" + ", ".join(["*r"] * (ALIAS_LIMIT + 1)) + "]\n",
        13,
        15 + 4 * ALIAS_LIMIT,
        f"The document uses more than {ALIAS_LIMIT} aliases.",
    ),
    ("deep nesting", "id: " + "[" * 100_000, 1, 4 + DEPTH_LIMIT, f"Values are nested deeper than {DEPTH_LIMIT}."),
    ("a key that is no text", CASE + "? [a]\n: b\n", 12, 3, "A key must be text."),
    ("two documents", CASE + "---\nid: other\n", 12, 1, "The file holds more than one document."),
    ("control character", CASE + "requester: \x07\n", 12, 12, "control characters are not allowed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "column", "what"), [c[1:] for c in BROKEN], ids=[c[0] for c in BROKEN]
)
def test_broken(refuse, text, line, column, what):
    (problem,) = refuse(text)
    assert what in problem.what
    assert (problem.place.line, problem.place.column) == (line, column)


def test_alias_bomb(refuse):
    levels = [f"k{i}: &k{i} [{', '.join([f'*k{i - 1}'] * 10)}]" for i in range(1, 4)]
    (problem,) = refuse("k0: &k0 [" + ", ".join(["x"] * 1000) + "]\n" + "\n".join(levels) + "\n" + CASE)
    assert problem.what == f"The document has more than {NODE_LIMIT} values."
    assert problem.place.line == 3


def test_too_many_values(refuse):
    (problem,) = refuse("completeFor: [" + "x," * NODE_LIMIT + "]\n" + CASE)
    assert problem.what == f"The document has more than {NODE_LIMIT} values."


FILES = [
    ("large.yaml", CASE.encode() + b"#" * SIZE_LIMIT, 0, 0, "The file is larger than 1024 KiB."),
    ("large.ttl", b"#" * (SIZE_LIMIT + 1), 0, 0, "The file is larger than 1024 KiB."),
    ("latin.yaml", CASE.encode() + b"requester: Dr. M\xfcller\n", 12, 17, "Byte 0xFC is not valid UTF-8."),
    ("empty.yaml", b"", 0, 0, "The file is empty."),
    ("blank.ttl", b" \n\n", 0, 0, "The file is empty."),
    ("comment.yaml", b"# nothing but a comment\n", 0, 0, "The file is empty."),
    ("null.yaml", b"~\n", 0, 0, "The file is empty."),
]


@pytest.mark.parametrize(("name", "data", "line", "column", "what"), FILES, ids=[f[0] for f in FILES])
def test_files(tmp_path, vocabulary, name, data, line, column, what):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_case(path, vocabulary)
    (problem,) = caught.value.problems
    assert (problem.what, problem.place.file, problem.place.line, problem.place.column) == (
        what,
        str(path),
        line,
        column,
    )


def test_a_directory_and_a_file_that_is_not_there(tmp_path, vocabulary):
    for path, what in (
        (tmp_path, "This is a directory, not a case document."),
        (tmp_path / "no.yaml", "The file cannot be read: No such file or directory."),
    ):
        with pytest.raises(InputError) as caught:
            read_case(path, vocabulary)
        assert [(p.what, p.place.file) for p in caught.value.problems] == [(what, str(path))]


def test_a_byte_order_mark_is_no_error(tmp_path, vocabulary):
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CASE.encode())
    assert read_case(path, vocabulary).case.identifier == "case-1"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("no", "text"), ("on", "text"), ("yes", "text"), ("2026-03-02", "text"), ("1:30", "text"), ("1_000", "text"),
        ("true", "boolean"), ("~", "null"), ("64493", "number"), ("82.50", "number"), ("-1", "number"), ("1e3", "number"),
        ("'64493'", "text"), ('"true"', "text"), ("L4-5", "text"), ("0o17", "number"), (".5", "number"), (".", "text"),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2_and_keep_their_form(text, kind):
    scalar = read_yaml(text if kind != "null" else f"a: {text}", "x")
    if kind == "null":
        scalar = scalar.entries["a"][1]
    assert (scalar.kind, scalar.text) == (kind, text.strip("'\""))


def test_the_pure_python_scanner_says_the_same(monkeypatch, refuse, read):
    import yaml

    from reasoner.intake import yaml_reader

    fast = read(CASE)
    monkeypatch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
    slow = read(CASE)
    assert (slow.case.sha256, slow.places) == (fast.case.sha256, fast.places)
    (problem,) = refuse(CASE + "findings: [\n")
    assert problem.place.line == 13
