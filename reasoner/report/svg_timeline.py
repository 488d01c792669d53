"""The dates as a picture: inline SVG without script, the same bytes every time.

Colours are those of Okabe and Ito; a pattern and a word say the same, so that nobody needs to tell colours apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape

from reasoner.model.timeline import LineDates, Stretch, Timeline
from reasoner.report.calendar import initial, month_starts
from reasoner.report.parts import clean

_LEFT, _WIDTH, _RIGHT = 150.0, 640.0, 12.0
_TOP, _ROW, _BAR = 58.0, 50.0, 20.0
_GREEN, _ORANGE, _BLUE, _GREY = "#009E73", "#E69F00", "#0072B2", "#55616d"
_DAY = timedelta(days=1)

# What a bar is called: in the picture, and where it is pointed at.
_MEANING = {
    "eligible": ("met", "every deciding criterion is met"),
    "apart": ("met but for what no date changes", "nothing is open but what no date changes"),
    "refused": ("cannot be read", "the case cannot be read as it is"),
}


def svg_timeline(told: Timeline, rows: Sequence[tuple[str, LineDates]]) -> str:
    """The picture: one row for each name. Every text in it is escaped; its width follows the page."""
    return _Drawing(told).draw(rows)


class _Drawing:
    def __init__(self, told: Timeline) -> None:
        self._told = told
        self._days = (told.last - told.first).days + 1

    def draw(self, rows: Sequence[tuple[str, LineDates]]) -> str:
        height = _TOP + _ROW * len(rows) + 34
        width = _LEFT + _WIDTH + _RIGHT
        parts = [self._patterns(), self._calendar(_TOP + _ROW * len(rows) - 8)]
        for number, (name, each) in enumerate(rows):
            parts.append(self._row(name, each, _TOP + _ROW * number))
        parts += [self._requested(_TOP + _ROW * len(rows) - 8), self._legend(rows, height - 12)]
        title = f"Dates of service of {self._told.case}, {self._told.first} to {self._told.last}"
        return (
            f'<svg class="timeline" role="img" viewBox="0 0 {width:.0f} {height:.0f}" '
            f'aria-label="{_text(title)}. The words below say the same.">'
            f"<title>{_text(title)}</title>{''.join(parts)}</svg>"
        )

    def _x(self, day: date) -> float:
        """Where a day begins."""
        return _LEFT + _WIDTH * (day - self._told.first).days / self._days

    def _patterns(self) -> str:
        return (
            '<defs><pattern id="timeline-apart" width="7" height="7" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="7" height="7" fill="#ffffff" stroke="none"/>'
            f'<line x1="0" y1="0" x2="0" y2="7" stroke="{_ORANGE}" stroke-width="5"/></pattern>'
            '<pattern id="timeline-refused" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<rect width="6" height="6" fill="#ffffff" stroke="none"/>'
            f'<path d="M0 0L6 6M6 0L0 6" stroke="{_GREY}" stroke-width="1"/></pattern></defs>'
        )

    def _calendar(self, bottom: float) -> str:
        """Months as thin lines with their initials where there is room; a line and a number where a year begins."""
        drawn = []
        room = _WIDTH / max(1, self._days / 30.4)
        last_year = -100.0
        for day in month_starts(self._told.first, self._told.last):
            x, new_year = self._x(day), day.month == 1
            top = _TOP - 30 if new_year else _TOP - 16
            if room >= 4 or new_year:
                colour = "#1d2730" if new_year else "#d5dbe1"
                drawn.append(_line(x, top, x, bottom, colour))
            if room >= 11 and x + 12 < _LEFT + _WIDTH:
                drawn.append(_label(x + 3, _TOP - 6, initial(day.month), _GREY))
            if new_year and x - last_year > 34:
                drawn.append(_label(x + 3, _TOP - 20, str(day.year), "#1d2730"))
                last_year = x
        return "".join(drawn)

    def _row(self, name: str, each: LineDates, top: float) -> str:
        drawn = [_label(0, top + 14, _cut(name, 22), "#1d2730", title=name)]
        told = self._told
        drawn.append(self._rect(told.first, told.last, top, "#f4f6f8", "", "something is open"))
        bars: list[tuple[date, date, str]] = [
            *((s.first, s.last, "eligible") for s in each.eligible),
            *((s.first, s.last, "apart") for s in each.apart),
            *((r.first, r.last, "refused") for r in told.refused),
        ]
        fills = {"eligible": _GREEN, "apart": "url(#timeline-apart)", "refused": "url(#timeline-refused)"}
        for first, last, kind in bars:
            word, meaning = _MEANING[kind]
            drawn.append(self._rect(first, last, top, fills[kind], word, f"{first} to {last}: {meaning}"))
        drawn.append(self._edges((*each.eligible, *each.apart), top + _BAR + 12))
        return "".join(drawn)

    def _rect(self, first: date, last: date, top: float, fill: str, word: str, title: str) -> str:
        left = self._x(first)
        width = max(1.5, self._x(last) + _WIDTH / self._days - left)
        found = (
            f'<g><title>{_text(title)}</title><rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{_BAR:.0f}" '
            f'fill="{fill}" style="fill:{fill};stroke:{_GREY};stroke-width:0.8"/>'
        )
        if word and width > 7.0 * len(word) + 8:
            found += _boxed(left + width / 2 - 3.5 * len(word), top + 14, word)
        return found + "</g>"

    def _edges(self, stretches: Sequence[Stretch], y: float) -> str:
        """The first day of each stretch and the first after it, where something changes there and there is room."""
        days = [s.first for s in stretches if s.before] + [s.last + _DAY for s in stretches if s.after]
        drawn, free = [], _LEFT
        for day in sorted(days):
            x = min(max(self._x(day) - 2, free), _LEFT + _WIDTH - 56)
            if x >= free:
                drawn.append(_boxed(x, y, day.isoformat()))
                free = x + 62
        return "".join(drawn)

    def _requested(self, bottom: float) -> str:
        day = self._told.date_of_service
        x = self._x(day)
        left = min(x, _LEFT + _WIDTH - 120)
        return (
            f'<line x1="{x:.1f}" y1="14" x2="{x:.1f}" y2="{bottom:.1f}" stroke="{_BLUE}" stroke-width="1.6" '
            f'stroke-dasharray="4 2"/>{_label(left, 10, f"requested {day}", _BLUE)}'
        )

    def _legend(self, rows: Sequence[tuple[str, LineDates]], y: float) -> str:
        used = {
            "eligible": any(each.eligible for _, each in rows),
            "apart": any(each.apart for _, each in rows),
            "refused": bool(self._told.refused),
        }
        fills = {"eligible": _GREEN, "apart": "url(#timeline-apart)", "refused": "url(#timeline-refused)"}
        shown = [(fills[kind], _MEANING[kind][1]) for kind, is_used in used.items() if is_used]
        drawn, x = [], _LEFT
        for fill, meaning in [*shown, ("#f4f6f8", "something is open")]:
            drawn.append(
                f'<rect x="{x:.0f}" y="{y - 9:.0f}" width="14" height="11" fill="{fill}" '
                f'style="fill:{fill};stroke:{_GREY};stroke-width:0.8"/>{_label(x + 20, y, meaning, "#1d2730")}'
            )
            x += 40 + 5.6 * len(meaning)
        return "".join(drawn)


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="0.8"/>'


def _label(x: float, y: float, text: str, colour: str, title: str = "") -> str:
    told = f"<title>{_text(title)}</title>" if title else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" style="fill:{colour}">{told}{_text(text)}</text>'


def _boxed(x: float, y: float, text: str) -> str:
    """A word on white, so that it reads over every pattern."""
    width = 6.6 * len(text) + 7
    return (
        f'<rect x="{x - 3:.1f}" y="{y - 11:.1f}" width="{width:.1f}" height="14" '
        f'style="fill:#ffffff;stroke:none"/>{_label(x, y, text, "#1d2730")}'
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _text(text: str) -> str:
    return escape(clean(text), quote=True)
