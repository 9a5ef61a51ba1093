"""Badges as they were looked at and found good: the same drawing, compared as XML.

A wanted change: ``python -m tests.web.test_badge_goldens`` draws all anew; look at each before committing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import canonicalize

import pytest

from catalog.shapes import ProductView
from labels import definitions
from labels.model import State
from tests.web.api_world import product, tag
from web.badge_cells import Badge, combined, notice, single
from web.badge_svg import draw

GOLDEN = Path(__file__).parent / "golden_badges"
LABELS = definitions.load()
DAY = date(2026, 12, 20)


def goods() -> ProductView:
    return product(
        tag("tco-certified", State.VERIFIED, valid_to=date(2028, 1, 1)),
        tag("epeat", State.VERIFIED, tier="gold"),
        tag("energy-star", State.VERIFIED),
        tag("eu-ecolabel", State.EXPIRING, valid_to=DAY),
        tag("blue-angel", State.DECLARED),
        not_shown=(tag("nordic-swan", State.EXPIRED, valid_to=date(2026, 3, 1)),),
        name='Skjerm 24" <Lumora & Co>',
    )


def all_labels(lang: str, *asked: str) -> Badge:
    return combined(goods(), LABELS, lang, asked)


CASES: dict[str, tuple[Badge, dict[str, Any]]] = {
    "flat-auto-nb": (all_labels("nb"), {"mode": "auto", "size": 20}),
    "flat-light-sv": (all_labels("sv"), {"mode": "light", "size": 20}),
    "flat-dark-en-64": (all_labels("en"), {"mode": "dark", "size": 64}),
    "plain-auto-nb": (all_labels("nb"), {"mode": "auto", "size": 20, "style": "plain"}),
    "symbol-auto-nb-16": (all_labels("nb"), {"mode": "auto", "size": 16, "style": "symbol"}),
    "asked-order-nb": (all_labels("nb", "blue-angel", "nordic-swan"), {"mode": "light", "size": 20}),
    "expired-nb": (single(goods(), LABELS["nordic-swan"], "nb"), {"mode": "auto", "size": 20}),
    "tier-plain-dark": (
        single(goods(), LABELS["epeat"], "nb"), {"mode": "dark", "size": 24, "style": "plain"},
    ),
    "unknown-en": (notice("unknown", "en"), {"mode": "auto", "size": 20}),
}  # fmt: skip


def drawn(name: str) -> str:
    badge, how = CASES[name]
    return draw(badge.cells, title=badge.title, **how)


@pytest.mark.parametrize("name", CASES)
def test_a_badge_is_drawn_as_it_was_found_good(name: str) -> None:
    kept = (GOLDEN / f"{name}.svg").read_text("utf-8")
    assert canonicalize(drawn(name)) == canonicalize(kept)


def test_every_kept_badge_is_compared() -> None:
    assert {path.stem for path in GOLDEN.glob("*.svg")} == set(CASES)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for case in CASES:
        (GOLDEN / f"{case}.svg").write_text(drawn(case), "utf-8")
