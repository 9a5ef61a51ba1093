"""``embed.js`` as it is sent: with the words that badges say, and without indentation and comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from labels.model import Label
from web.badge_cells import short_name
from web.badge_texts import LANGUAGES, TEXTS

_COMMENT = re.compile(r"/\*.*?\*/\s*")
# By the name that an answer of the look-up gives a state.
_STATES = ("verified", "expiring", "declared")


def words(labels: Mapping[str, Label]) -> dict[str, dict[str, Any]]:
    """By language: the labels' names, the states that are shown, and what to say where nothing is known."""
    return {
        lang: {
            "names": {slug: short_name(label, lang) for slug, label in labels.items()},
            **{state: TEXTS[lang][state].partition("[")[0] for state in _STATES},
            "none": TEXTS[lang]["none"],
            "badge": TEXTS[lang]["badge"],
        }
        for lang in LANGUAGES
    }


def compact(source: str) -> str:
    """The script in fewer bytes: lines stay lines, so that a fault names one."""
    lines = (line.strip() for line in _COMMENT.sub("", source).splitlines())
    return "\n".join(line for line in lines if line) + "\n"
