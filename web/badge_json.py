"""The JSON twins of a badge: what it says with the way to the evidence, and what shields.io draws from.

Pure: views and wishes in, text out.
"""

from __future__ import annotations

import json
from typing import Any

from catalog.shapes import ProductView
from web.badge_cells import Badge, entries_of
from web.badge_texts import TEXTS
from web.badge_wishes import Wish
from web.product_json import evidence_url, label_json, label_lists

# shields.io writes white on what is dark and black on what is light. Green is not among them.
_COLOURS = {"held": "292c30", "declared": "5b5d60"}
_NEUTRAL = "bbbcbd"
# The least that shields.io takes.
SHIELDS_SECONDS = 300


def twin(wish: Wish, status: str, view: ProductView | None, base_url: str) -> str:
    """The badge as JSON; ``view`` is None where the identifier names no one product."""
    body: dict[str, Any] = {"schemaVersion": 1, "identifier": wish.identifier, "status": status}
    body |= {"product_id": None, "name": None, "labels": [], "labels_not_shown": []}
    body["evidence_url"] = None
    if view is not None:
        body |= {"product_id": view.id, "name": view.name}
        body["evidence_url"] = evidence_url(view.id, base_url, wish.label)
        asked = (wish.label,) if wish.label else wish.labels
        if asked:
            entries = entries_of(view, asked)
            body["labels"] = [label_json(view, one, base_url) for one in entries if one.state.shown]
            ended = [label_json(view, one, base_url) for one in entries if not one.state.shown]
            body["labels_not_shown"] = ended
        else:
            body["labels"] = label_lists(view, base_url)["labels"]
    return json.dumps(body) + "\n"


def shields(badge: Badge, lang: str, named: bool) -> str:
    """The badge for shields.io's endpoint badge (schema 1). ``named`` puts the label's name on the left.

    What is not held is said to be an error, because nobody can give such a badge another colour.
    """
    name, words = badge.said[0]
    if not (named and name):
        name = TEXTS[lang]["labels"]
        words = ", ".join(f"{label} ({what})" if label else what for label, what in badge.said)
    body = {
        "schemaVersion": 1,
        "label": name,
        "message": words,
        "color": _COLOURS.get(badge.status, _NEUTRAL),
        "isError": badge.status not in _COLOURS,
        "cacheSeconds": SHIELDS_SECONDS,
    }
    return json.dumps(body) + "\n"
