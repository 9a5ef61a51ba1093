"""The drawing: well-formed, sized by its text, readable in both modes, nothing from outside."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from api_world import GLYPH
from hypothesis import given
from hypothesis import strategies as st

from web.badge_palette import PALETTE, Look
from web.badge_svg import MODES, STYLES, BadgeCell, draw
from web.text_width import text_width

SVG = "{http://www.w3.org/2000/svg}"
HELD = BadgeCell(Look.FILLED, "Svanemerket", "til 1.3.2027", GLYPH)
DECLARED = BadgeCell(Look.OUTLINED, "EPEAT Gold", "oppgitt", GLYPH)


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def texts(svg: str) -> list[str]:
    return [text.text or "" for text in parse(svg).iter(f"{SVG}text")]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(*colours: str) -> float:
    """WCAG 2.1's contrast ratio."""
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("look", list(Look))
def test_text_on_every_pill_has_at_least_the_contrast_of_wcag_aa(mode: str, look: Look) -> None:
    ink = PALETTE[mode][look]
    assert contrast(ink.ground, ink.text) >= 4.5
    assert contrast(ink.note_ground, ink.note) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("cell", [HELD, DECLARED, BadgeCell(Look.NEUTRAL, "ukjent produkt")])
def test_plain_words_have_it_on_the_ground_of_the_whole_badge(mode: str, cell: BadgeCell) -> None:
    root = parse(draw([cell], mode=mode, size=20, title="x", style="plain"))
    (paper,) = (box for box in root.iter(f"{SVG}rect") if box.get("class") == "mb-paper")
    assert (paper.attrib["width"], paper.attrib["height"]) == (root.attrib["width"], root.attrib["height"])
    worded = [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}text") is not None]
    inks = [group.attrib["fill"] for group in worded if "fill" in group.attrib]
    assert inks
    assert min(contrast(paper.attrib["fill"], ink) for ink in inks) >= 4.5


@pytest.mark.parametrize("style", STYLES)
def test_every_look_dashes_what_is_declared_and_nothing_else(style: str) -> None:
    for cell, dashed in ((HELD, False), (DECLARED, True)):
        svg = draw([cell], mode="light", size=20, title="x", style=style)
        assert ("stroke-dasharray" in svg) is dashed
        assert texts(svg)[-1] == cell.note


def test_a_badge_names_itself_for_a_screen_reader() -> None:
    root = parse(draw([HELD], mode="auto", size=20, title='Skjerm 24" <A&B>'))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Skjerm 24" <A&B>'
    assert root.findtext(f"{SVG}title") == 'Skjerm 24" <A&B>'


def test_declared_is_dashed_and_held_is_not() -> None:
    root = parse(draw([HELD, DECLARED], mode="light", size=20, title="x"))
    dashes = [box.get("stroke-dasharray") for box in root.iter(f"{SVG}rect") if box.get("rx")]
    assert dashes[0] is None
    assert dashes[1]


def test_pills_stand_side_by_side_inside_the_picture() -> None:
    root = parse(draw([HELD, DECLARED, HELD], mode="light", size=20, title="x"))
    boxes = [box for box in root.iter(f"{SVG}rect") if box.get("rx")]
    spans = [(float(box.attrib["x"]), float(box.attrib["width"])) for box in boxes]
    for (left, width), (following, _) in zip(spans, spans[1:], strict=False):
        assert left + width < following
    assert spans[-1][0] + spans[-1][1] <= float(root.attrib["width"])


def test_every_text_states_its_width_and_lies_inside_its_pill() -> None:
    root = parse(draw([DECLARED], mode="light", size=20, title="x"))
    box = next(box for box in root.iter(f"{SVG}rect") if box.get("rx"))
    for text in root.iter(f"{SVG}text"):
        width = float(text.attrib["textLength"])
        assert width > 0
        assert float(text.attrib["x"]) + width < float(box.attrib["width"])


def test_a_longer_name_makes_a_wider_badge() -> None:
    assert text_width("Nordic Swan Ecolabel", 12) > text_width("Svanemerket", 12)
    assert text_width("iiii", 12) < text_width("WWWW", 12)
    assert text_width("Svanemerket", 12, bold=True) > text_width("Svanemerket", 12)


@pytest.mark.parametrize("size", [16, 20, 64])
def test_the_height_is_the_size_asked_for(size: int) -> None:
    root = parse(draw([HELD], mode="auto", size=size, title="x"))
    assert root.attrib["height"] == str(size)
    assert root.attrib["viewBox"].endswith(f" {size}")


def test_only_auto_asks_what_the_viewer_prefers() -> None:
    drawn = {mode: draw([HELD], mode=mode, size=20, title="x") for mode in MODES}
    assert "prefers-color-scheme:dark" in drawn["auto"]
    assert "<style" not in drawn["light"] + drawn["dark"]
    assert PALETTE["dark"][Look.FILLED].ground in drawn["dark"]
    assert PALETTE["dark"][Look.FILLED].ground not in drawn["light"]


@given(text=st.text(max_size=30), title=st.text(max_size=30), mode=st.sampled_from(MODES))
def test_any_text_at_all_gives_a_well_formed_picture_that_holds_no_more_than_text(
    text: str, title: str, mode: str
) -> None:
    svg = draw([BadgeCell(Look.NEUTRAL, text)], mode=mode, size=20, title=title)
    tags = {element.tag.removeprefix(SVG) for element in parse(svg).iter()}
    assert tags <= {"svg", "title", "style", "g", "rect", "text"}


def test_markup_in_a_name_stays_text() -> None:
    name = '</text><script>alert(1)</script>"\x0b'
    svg = draw([BadgeCell(Look.FILLED, name)], mode="auto", size=20, title=name)
    assert texts(svg) == [name.rstrip("\x0b")]
    assert "<script" not in svg


def test_nothing_is_fetched_from_anywhere() -> None:
    svg = draw([HELD, DECLARED], mode="auto", size=20, title="x")
    addresses = re.findall(r"[a-z]+://[^\"' ]+", svg)
    assert addresses == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\(|@import|href|<image|@font-face", svg)
