"""Draws badges: label pills side by side as one SVG without script, font or image from outside.

Pure: cells in, text out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from xml.sax.saxutils import escape, quoteattr

from web.badge_palette import PALETTE, Ink, Look, dark_style
from web.text_width import text_width

MODES = ("auto", "light", "dark")
STYLES = ("flat", "plain", "symbol")
_BOLD = ' font-weight="700"'
_FONT = "Arial,Helvetica,'Liberation Sans',sans-serif"
# What XML 1.0 (section 2.2) has no way to write, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class BadgeCell:
    """One pill. ``symbol`` is SVG markup for a 16 by 16 box in currentColor, '' for none; ``note``
    (a date, "oppgitt") follows the text in a lighter weight, which is a neutral pill's only one.
    ``brief`` is the part of the text that must stay where a symbol stands for the name: tier, market."""

    look: Look
    text: str
    note: str = ""
    symbol: str = ""
    brief: str = ""


def draw(cells: Sequence[BadgeCell], *, mode: str, size: int, title: str, style: str = "flat") -> str:
    """The badge as an SVG document, ``size`` pixels high; ``title`` is what a screen reader says.

    ``mode`` is light, dark or auto; auto is drawn light and turns dark where the viewer prefers it.
    ``style`` is flat (pills), plain (words on a quiet ground, to stand in a line of text) or symbol
    (pills that leave out names; date, tier, market and "oppgitt" stay). Each ground is opaque: a page's
    own colour never comes between text and contrast.
    """
    inks = PALETTE["dark" if mode == "dark" else "light"]
    drawn, total = _row(cells, size, inks, style)
    paper = f'<rect class="mb-paper" width="{total}" height="{size}" fill="{inks[Look.OUTLINED].ground}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{size}"'
        f' viewBox="0 0 {total} {size}" role="img" aria-label={quoteattr(_clean(title))}>'
        f"<title>{escape(_clean(title))}</title>"
        f"{dark_style() if mode == 'auto' else ''}"
        f'<g font-family="{_FONT}">{paper if style == "plain" else ""}{drawn}</g></svg>\n'
    )


def width_of(cells: Sequence[BadgeCell], *, size: int, style: str = "flat") -> int:
    """How wide ``draw`` makes these cells, in pixels."""
    return _row(cells, size, PALETTE["light"], style)[1]


def _row(cells: Sequence[BadgeCell], size: int, inks: dict[Look, Ink], style: str) -> tuple[str, int]:
    """All cells side by side and the width of them all."""
    drawn = []
    gap = size * (0.6 if style == "plain" else 0.2)
    left = 0.0
    for cell in cells:
        if style == "symbol" and cell.symbol:
            cell = replace(cell, text=cell.brief)
        markup, width = (_plain if style == "plain" else _pill)(cell, left, size, inks)
        drawn.append(markup)
        left += width + gap
    return "".join(drawn), max(1, ceil(left - gap))


def _pill(cell: BadgeCell, left: float, size: int, inks: dict[Look, Ink]) -> tuple[str, float]:
    """One pill at ``left`` and its width."""
    ink = inks[cell.look]
    text, note = _clean(cell.text), _clean(cell.note)
    inset = bool(note) and cell.look is Look.FILLED
    alone = not (text or note)
    x = left + size * (0.25 if alone else 0.35 if cell.symbol else 0.45)
    named = _glyph(cell.symbol, x, size, 0.7) if cell.symbol else ""
    x += size * (0.7 if alone else 0.9) if cell.symbol else 0
    word, width = _text(text, x, size, bold=cell.look is not Look.NEUTRAL)
    x += width
    noted = ""
    if note:
        x += size * ((0.6 if text else 0.4) if inset else 0.25 if text else 0)
        noted, width = _text(note, x, size, bold=False)
        noted = f'<g class="mb-{cell.look}-note" fill="{ink.note}">{noted}</g>'
        ground_from = x - size * 0.3
        x += width
    right = x + size * (0.25 if alone else 0.45)
    ground = _inset(ink, ground_from, right, size) if inset else ""
    return (
        f"{_box(cell.look, ink, left, right, size)}{ground}"
        f'<g class="mb-{cell.look}" color="{ink.text}" fill="{ink.text}">{named}{word}</g>{noted}'
    ), right - left


def _plain(cell: BadgeCell, left: float, size: int, inks: dict[Look, Ink]) -> tuple[str, float]:
    """One label in words at ``left`` and its width: only the disc behind its symbol is filled or dashed."""
    look = Look.NEUTRAL if cell.look is Look.NEUTRAL else Look.OUTLINED
    ink = inks[look]
    text, note = _clean(cell.text), _clean(cell.note)
    x = left + size * (1.2 if cell.symbol else 0.1)
    word, width = _text(text, x, size, bold=look is not Look.NEUTRAL)
    x += width
    noted = ""
    if note:
        x += size * 0.25
        noted, width = _text(note, x, size, bold=False)
        noted = f'<g class="mb-{look}-note" fill="{ink.note}">{noted}</g>'
        x += width
    disc = _disc(cell, inks[cell.look], left, size) if cell.symbol else ""
    return (
        f'{disc}<g class="mb-{look}" fill="{ink.text}">{word}</g>{noted}',
        x + size * 0.1 - left,
    )


def _disc(cell: BadgeCell, ink: Ink, left: float, size: int) -> str:
    middle, radius = left + size / 2, (size - _stroke(size)) / 2
    glyph = _glyph(cell.symbol, middle - size * 0.29, size, 0.58)
    return (
        f'<circle class="mb-{cell.look}-box" cx="{_number(middle)}" cy="{_number(size / 2)}"'
        f' r="{_number(radius)}" fill="{ink.ground}" stroke="{ink.edge}"'
        f' stroke-width="{_number(_stroke(size))}"{_dashes(cell.look, size)}/>'
        f'<g class="mb-{cell.look}" color="{ink.text}" fill="{ink.text}">{glyph}</g>'
    )


def _stroke(size: int) -> float:
    return max(1.0, size / 16)


def _box(look: Look, ink: Ink, left: float, right: float, size: int) -> str:
    """The ground. The stroke lies inside the box, so that no viewer cuts it."""
    stroke = _stroke(size)
    return (
        f'<rect class="mb-{look}-box" x="{_number(left + stroke / 2)}" y="{_number(stroke / 2)}"'
        f' width="{_number(right - left - stroke)}" height="{_number(size - stroke)}"'
        f' rx="{_number((size - stroke) / 2)}" fill="{ink.ground}" stroke="{ink.edge}"'
        f' stroke-width="{_number(stroke)}"{_dashes(look, size)}/>'
    )


def _dashes(look: Look, size: int) -> str:
    if look is not Look.OUTLINED:
        return ""
    return f' stroke-dasharray="{_number(size * 0.15)} {_number(size * 0.1)}"'


def _inset(ink: Ink, left: float, right: float, size: int) -> str:
    """The light ground of a date, inside the edge of a filled pill and round where it is."""
    stroke = _stroke(size)
    bow = size / 2 - stroke
    start, turn = _number(left), _number(right - size / 2)
    return (
        f'<path class="mb-filled-inset" d="M{start} {_number(stroke)}H{turn}A{_number(bow)}'
        f' {_number(bow)} 0 0 1 {turn} {_number(size - stroke)}H{start}Z" fill="{ink.note_ground}"/>'
    )


def _glyph(symbol: str, x: float, size: int, share: float) -> str:
    """The symbol at ``x``, in the middle of the height, ``share`` of it high."""
    top = size * (1 - share) / 2
    return (
        f'<g transform="translate({_number(x)} {_number(top)}) scale({size * share / 16:.4f})"'
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


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
