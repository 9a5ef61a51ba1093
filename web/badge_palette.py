"""The colours of badges: fixed pairs with at least 4.5:1 between text and ground in both modes.

WCAG 2.1, 1.4.3. Green is not used, because a colour is no claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Look(StrEnum):
    """How a pill is drawn: verified, declared by a supplier, or saying that nothing is held."""

    FILLED = "filled"
    OUTLINED = "outlined"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of one look; the note stands on a ground of its own."""

    ground: str
    text: str
    edge: str
    note_ground: str
    note: str


# The same greys as the pages' symbols have, so that both are one drawing.
PALETTE = {
    "light": {
        Look.FILLED: Ink("#292c30", "#ffffff", "#292c30", "#ffffff", "#292c30"),
        Look.OUTLINED: Ink("#ffffff", "#292c30", "#77797b", "#ffffff", "#5b5d60"),
        Look.NEUTRAL: Ink("#f3f3f4", "#5b5d60", "#bbbcbd", "#f3f3f4", "#5b5d60"),
    },
    "dark": {
        Look.FILLED: Ink("#ececec", "#17181a", "#ececec", "#17181a", "#ececec"),
        Look.OUTLINED: Ink("#17181a", "#ececec", "#808183", "#17181a", "#a7a8a9"),
        Look.NEUTRAL: Ink("#2c2e31", "#a7a8a9", "#4e5052", "#2c2e31", "#a7a8a9"),
    },
}


def dark_style() -> str:
    """A style sheet: colours are attributes, for viewers without style sheets; this only overrides them."""
    inks = PALETTE["dark"]
    rules = "".join(
        f".mb-{look}{{color:{ink.text};fill:{ink.text}}}.mb-{look}-note{{fill:{ink.note}}}"
        f".mb-{look}-box{{fill:{ink.ground};stroke:{ink.edge}}}"
        for look, ink in inks.items()
    )
    rules += f".mb-filled-inset{{fill:{inks[Look.FILLED].note_ground}}}"
    rules += f".mb-paper{{fill:{inks[Look.OUTLINED].ground}}}"
    return f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
