"""The symbols: one family, drawn by us, told apart by shape alone."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from labels import checks, definitions

LABELS = definitions.load()
ALLOWED = {"path", "rect", "circle", "polygon"}


def elements(symbol: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<svg>{symbol}</svg>"))  # noqa: S314


@pytest.mark.parametrize("slug", LABELS)
def test_a_symbol_is_plain_shapes_in_the_colour_of_the_text(slug: str) -> None:
    found = elements(LABELS[slug].symbol)
    assert found and {element.tag for element in found} <= ALLOWED
    for element in found:
        colours = {element.get("fill"), element.get("stroke", "none")}
        assert "currentColor" in colours and colours <= {"currentColor", "none"}


def test_no_two_labels_share_a_symbol() -> None:
    assert len({label.symbol for label in LABELS.values()}) == 6


@pytest.mark.parametrize(
    "symbol",
    [
        "",
        '<script>alert(1)</script><rect x="1" y="1" width="2" height="2" fill="currentColor"/>',
        '<rect x="1" y="1" width="2" height="2" fill="green"/>',
        '<rect x="1" y="1" width="2" height="2" fill="currentColor" onclick="alert(1)"/>',
        '<image href="logo.png"/>',
        '<rect x="1" y="1" width="2" height="2" fill="none"/>',
        '<rect x="1" y="1" width="2" height="2"/>',
    ],
)
def test_the_checks_refuse_any_other_drawing(symbol: str) -> None:
    found = checks.problems({**LABELS, "epeat": replace(LABELS["epeat"], symbol=symbol)})
    assert any("epeat: the symbol" in line for line in found)


def test_the_checks_refuse_a_symbol_of_another_label() -> None:
    changed = replace(LABELS["epeat"], symbol=LABELS["tco-certified"].symbol)
    found = checks.problems({**LABELS, "epeat": changed})
    assert any("epeat: its symbol" in line and "tco-certified" in line for line in found)
