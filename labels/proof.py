"""What a label proves and what it does not, area by area, for one edition of its criteria."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from labels.model import Generation, Label


@dataclass(frozen=True, slots=True)
class Proof:
    """One area: ``reach`` is yes, partly or no; ``texts`` say in one plain sentence what that means."""

    area: str
    reach: str
    texts: Mapping[str, str]

    def text(self, lang: str) -> str:
        """The sentence in ``lang``, else in English."""
        return self.texts.get(lang) or self.texts.get("en", "")


def matrix(label: Label, generation: str = "") -> tuple[Proof, ...]:
    """Every area in the fixed order. An unknown or empty generation is the label as a whole: what may
    differ from edition to edition is then said of none of them."""
    edition = label.generation(generation) or Generation("", "")
    return tuple(
        Proof(
            area,
            edition.covers.get(area, reach),
            edition.proves.get(area, label.proves.get(area, {})),
        )
        for area, reach in label.covers.items()
    )


def criteria_url(label: Label, generation: str = "") -> str:
    """Where the owner says it in its own words: the edition's criteria, else the label's terms."""
    edition = label.generation(generation)
    return (edition.url if edition else "") or label.terms_url
