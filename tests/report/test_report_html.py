"""The HTML report: well formed, self-contained, readable aloud, safe, and short enough when printed."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from printing import printed_pages, summary_only
from sample import HOSTILE, SAMPLE, hostile

from reasoner.model.ledger import Review
from reasoner.report import render

VOID = {"meta", "br", "hr", "img", "link", "input"}
FETCHING = {"script", "iframe", "object", "embed", "img", "link", "video", "audio", "base", "form"}


class Outline(HTMLParser):
    """Checks that tags are balanced and collects what the tests ask about."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.open and re.fullmatch(r"h[1-6]", self.open[-1]):
            rank, text = self.headings[-1]
            self.headings[-1] = (rank, text + data)


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    found.close()
    assert found.open == []
    return found


@pytest.fixture(params=["reviewer", "patient"])
def audience(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("review", [SAMPLE, hostile()], ids=["sample", "hostile"])
def test_well_formed_with_headings_in_order(review: Review, audience: str) -> None:
    found = outline(render(review, "html", audience))
    ranks = [rank for rank, _ in found.headings]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(ranks))
    assert [tag for tag, _ in found.tags if tag in ("main", "header", "footer")] == [
        "header",
        "main",
        "footer",
    ]
    assert dict(found.tags)["html"] == {"lang": "en"}


@pytest.mark.parametrize("review", [SAMPLE, hostile()], ids=["sample", "hostile"])
def test_nothing_is_fetched_and_nothing_runs(review: Review, audience: str) -> None:
    html = render(review, "html", audience)
    found = outline(html)
    assert {tag for tag, _ in found.tags} & FETCHING == set()
    links = {str(value) for _, attrs in found.tags for name, value in attrs.items() if name == "href"}
    anchors = {f"#{attrs['id']}" for _, attrs in found.tags if attrs.get("id")}
    assert {link for link in links if not link.startswith("#")} == {"docs/editorial-policy.md"}
    assert {link for link in links if link.startswith("#")} <= anchors
    assert [n for _, attrs in found.tags for n in attrs if n.startswith("on") or n == "src"] == []
    style = html.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|expression|</|<script", style)


def test_hostile_values_are_shown_as_text() -> None:
    html = render(hostile(), "html")
    shown = HOSTILE.replace("\x1b", "\ufffd").replace("\u202e", "\ufffd")
    assert "<script" not in html
    assert "".join(outline(html).text).count(shown) > 20
    assert html.count("</style>") == 1


def test_tables_have_headings_and_the_picture_has_a_text() -> None:
    found = outline(render(SAMPLE, "html"))
    tables = [attrs for tag, attrs in found.tags if tag == "table"]
    assert len(tables) == [tag for tag, _ in found.tags].count("caption") == 2
    assert {attrs.get("scope") for tag, attrs in found.tags if tag == "th"} == {"col", "row"}
    (picture,) = [attrs for tag, attrs in found.tags if tag == "svg"]
    assert picture["role"] == "img"
    assert "The table below says the same in words" in str(picture["aria-label"])


def test_a_status_is_told_in_words_not_by_colour_alone() -> None:
    html = render(SAMPLE, "html")
    chips = set(re.findall(r'<span class="chip chip-([a-z-]+)">([^<]+)</span>', html))
    assert chips == {
        ("not-met", "Not met"),
        ("contradictory", "Contradictory"),
        ("not-documented", "Not documented"),
        ("needs-judgement", "Needs judgement"),
        ("met", "Met"),
        ("refer-to-physician", "Refer to a physician"),
    }


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["ink", "quiet", "link", "red", "amber", "violet", "blue", "green"])
def test_text_colours_have_a_contrast_of_at_least_four_and_a_half(name: str) -> None:
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", render(SAMPLE, "html")))
    for paper in (colours["paper"], colours["wash"], "#fff3d6"):
        light, dark = luminance(paper), luminance(colours[name])
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, paper)


def test_the_printed_margin_carries_the_notice() -> None:
    html = render(SAMPLE, "html")
    margin = html.partition("@bottom-left { content: ")[2].partition('";')[0]
    told = re.sub(r"\\([0-9a-f]{6}) ", lambda found: chr(int(found.group(1), 16)), margin)
    for said in (
        "not medical advice",
        "draft, reviewed by nobody yet",
        "2026-11-24",
        "docs/editorial-policy.md",
    ):
        assert said in told, said


def test_the_summary_prints_on_at_most_two_pages(browser: str, tmp_path: Path) -> None:
    html = render(SAMPLE, "html")
    assert printed_pages(browser, summary_only(html), tmp_path) <= 2
    assert printed_pages(browser, html, tmp_path) > 2  # the count does see the rest


def test_the_ledger_follows_the_summary_on_a_new_page() -> None:
    html = render(SAMPLE, "html")
    assert html.index('id="summary"') < html.index('id="ledger"')
    assert re.search(r"section\.ledger\s*\{\s*break-before:\s*page", html)
