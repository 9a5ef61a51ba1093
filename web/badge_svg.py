"""Draws badges: label pills side by side as one SVG without script, font or image from outside.

Pure: cells in, text out. Colours are fixed pairs with at least 4.5:1 between text and ground in
both modes (WCAG 2.1, 1.4.3); green is not used, because a colour is no claim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from web.text_width import text_width

MODES = ("auto", "light", "dark")
_BOLD = ' font-weight="700"'
_FONT = "Arial,Helvetica,'Liberation Sans',sans-serif"
# What XML 1.0 (section 2.2) has no way to write, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Look(StrEnum):
    """How a pill is drawn: verified, declared by a supplier, or saying that nothing is held."""

    FILLED = "filled"
    OUTLINED = "outlined"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class BadgeCell:
    """One pill. ``symbol`` is SVG markup for a 16 by 16 box in currentColor, '' for none; ``note``
    (a date, "oppgitt") follows the text in a lighter weight, which is a neutral pill's only one."""

    look: Look
    text: str
    note: str = ""
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class _Ink:
    """Colours of one look; the note stands on a ground of its own."""

    ground: str
    text: str
    edge: str
    note_ground: str
    note: str


# The same greys as the pages' symbols have, so that both are one drawing.
PALETTE = {
    "light": {
        Look.FILLED: _Ink("#292c30", "#ffffff", "#292c30", "#ffffff", "#292c30"),
        Look.OUTLINED: _Ink("#ffffff", "#292c30", "#77797b", "#ffffff", "#5b5d60"),
        Look.NEUTRAL: _Ink("#f3f3f4", "#5b5d60", "#bbbcbd", "#f3f3f4", "#5b5d60"),
    },
    "dark": {
        Look.FILLED: _Ink("#ececec", "#17181a", "#ececec", "#17181a", "#ececec"),
        Look.OUTLINED: _Ink("#17181a", "#ececec", "#808183", "#17181a", "#a7a8a9"),
        Look.NEUTRAL: _Ink("#2c2e31", "#a7a8a9", "#4e5052", "#2c2e31", "#a7a8a9"),
    },
}


def draw(cells: Sequence[BadgeCell], *, mode: str, size: int, title: str) -> str:
    """The badge as an SVG document, ``size`` pixels high; ``title`` is what a screen reader says.

    ``mode`` is light, dark or auto; auto is drawn light and turns dark where the viewer prefers it.
    """
    drawn = []
    left = 0.0
    for cell in cells:
        markup, width = _pill(cell, left, size, PALETTE["dark" if mode == "dark" else "light"])
        drawn.append(markup)
        left += width + size * 0.2
    total = max(1, ceil(left - size * 0.2))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{size}"'
        f' viewBox="0 0 {total} {size}" role="img" aria-label={quoteattr(_clean(title))}>'
        f"<title>{escape(_clean(title))}</title>"
        f"{_dark_style() if mode == 'auto' else ''}"
        f'<g font-family="{_FONT}">{"".join(drawn)}</g></svg>\n'
    )


def _pill(cell: BadgeCell, left: float, size: int, inks: dict[Look, _Ink]) -> tuple[str, float]:
    """One pill at ``left`` and its width."""
    ink = inks[cell.look]
    text, note = _clean(cell.text), _clean(cell.note)
    inset = bool(note) and cell.look is Look.FILLED
    x = left + size * (0.35 if cell.symbol else 0.45)
    named = _glyph(cell.symbol, x, size) if cell.symbol else ""
    x += size * 0.9 if cell.symbol else 0
    word, width = _text(text, x, size, bold=cell.look is not Look.NEUTRAL)
    x += width
    noted = ""
    if note:
        x += size * (0.6 if inset else 0.25)
        noted, width = _text(note, x, size, bold=False)
        noted = f'<g class="mb-{cell.look}-note" fill="{ink.note}">{noted}</g>'
        ground_from = x - size * 0.3
        x += width
    right = x + size * 0.45
    ground = _inset(ink, ground_from, right, size) if inset else ""
    return (
        f"{_box(cell.look, ink, left, right, size)}{ground}"
        f'<g class="mb-{cell.look}" color="{ink.text}" fill="{ink.text}">{named}{word}</g>{noted}'
    ), right - left


def _stroke(size: int) -> float:
    return max(1.0, size / 16)


def _box(look: Look, ink: _Ink, left: float, right: float, size: int) -> str:
    """The ground. The stroke lies inside the box, so that no viewer cuts it."""
    stroke = _stroke(size)
    dashes = f' stroke-dasharray="{_number(size * 0.15)} {_number(size * 0.1)}"'
    return (
        f'<rect class="mb-{look}-box" x="{_number(left + stroke / 2)}" y="{_number(stroke / 2)}"'
        f' width="{_number(right - left - stroke)}" height="{_number(size - stroke)}"'
        f' rx="{_number((size - stroke) / 2)}" fill="{ink.ground}" stroke="{ink.edge}"'
        f' stroke-width="{_number(stroke)}"{dashes if look is Look.OUTLINED else ""}/>'
    )


def _inset(ink: _Ink, left: float, right: float, size: int) -> str:
    """The light ground of a date, inside the edge of a filled pill and round where it is."""
    stroke = _stroke(size)
    bow = size / 2 - stroke
    start, turn = _number(left), _number(right - size / 2)
    return (
        f'<path class="mb-filled-inset" d="M{start} {_number(stroke)}H{turn}A{_number(bow)}'
        f' {_number(bow)} 0 0 1 {turn} {_number(size - stroke)}H{start}Z" fill="{ink.note_ground}"/>'
    )


def _glyph(symbol: str, x: float, size: int) -> str:
    scale = size * 0.7 / 16
    return (
        f'<g transform="translate({_number(x)} {_number(size * 0.15)}) scale({scale:.4f})"'
        f' aria-hidden="true">{symbol}</g>'
    )


def _text(text: str, x: float, size: int, *, bold: bool) -> tuple[str, float]:
    """The text at ``x`` and its width."""
    font = size * 0.6
    width = text_width(text, font, bold=bold)
    if not text:
        return "", width
    # Capitals of this font are 0.716 em high: the baseline that centres them is half of it below.
    return (
        f'<text x="{_number(x)}" y="{_number(size / 2 + font * 0.358)}" font-size="{_number(font)}"'
        f'{_BOLD if bold else ""} textLength="{_number(width)}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(text)}</text>"
    ), width


def _dark_style() -> str:
    """Colours are attributes, for viewers without style sheets; this only overrides them."""
    inks = PALETTE["dark"]
    rules = "".join(
        f".mb-{look}{{color:{ink.text};fill:{ink.text}}}.mb-{look}-note{{fill:{ink.note}}}"
        f".mb-{look}-box{{fill:{ink.ground};stroke:{ink.edge}}}"
        for look, ink in inks.items()
    )
    rules += f".mb-filled-inset{{fill:{inks[Look.FILLED].note_ground}}}"
    return f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
