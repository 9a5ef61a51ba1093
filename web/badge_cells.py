"""Decides what a badge says: a product and its labels on a day in, pills and a status out.

The combined badge holds labels that may be shown and nothing else. A label that has ended is named,
with its date and without symbol, only where that label was asked for. Pure: no web, no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog.shapes import LabelView
from labels.model import Label, State
from web.badge_palette import Look
from web.badge_svg import BadgeCell
from web.badge_texts import TEXTS, dated

_HELD = (State.VERIFIED, State.EXPIRING)
_MARKET = re.compile(r"\((\w+)\)")


class Labelled(Protocol):
    """What a badge must know of a product; a whole view fits, and so does ``catalog.held.Held``."""

    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> tuple[LabelView, ...]: ...
    @property
    def labels_not_shown(self) -> tuple[LabelView, ...]: ...


@dataclass(frozen=True, slots=True)
class Badge:
    """What to draw. ``status`` is held, declared, none, unknown, ambiguous, malformed, or the state
    of a label that is not shown; ``said`` has what is said of each label by its name ('' where no label
    is meant), ``title`` the whole badge in words."""

    status: str
    cells: tuple[BadgeCell, ...]
    title: str
    said: tuple[tuple[str, str], ...] = ()


def notice(status: str, lang: str) -> Badge:
    """A neutral badge about an identifier: unknown, ambiguous or malformed."""
    text = TEXTS[lang][status]
    return Badge(status, (BadgeCell(Look.NEUTRAL, text),), text, (("", text),))


def combined(view: Labelled, labels: Mapping[str, Label], lang: str, asked: Sequence[str] = ()) -> Badge:
    """All labels of a product that may be shown; with ``asked`` only those, in that order, and what
    has become of one of them that is known of but not held any more."""
    entries = entries_of(view, asked)
    if not entries:
        text = TEXTS[lang]["none_of" if asked else "none"]
        return Badge("none", (BadgeCell(Look.NEUTRAL, text),), f"{view.name}: {text}", (("", text),))
    cells = tuple(_cell(item, labels[item.label], lang) for item in entries)
    said = tuple((_name(item, labels[item.label], lang), _words(item, lang)) for item in entries)
    words = ", ".join(f"{name} ({what})" for name, what in said)
    return Badge(_status(entries), cells, f"{view.name}: {words}", said)


def single(view: Labelled, label: Label, lang: str) -> Badge:
    """One label of a product: its pill, or in neutral words that and since when it is not held."""
    found = entries_of(view, (label.slug,))
    if found:
        item, cell = found[0], _cell(found[0], label, lang)
        name, words = _name(item, label, lang), _words(item, lang)
        title = f"{name} ({words})" if item.state.shown else cell.text
        return Badge(_status(found), (cell,), f"{view.name}: {title}", ((name, words),))
    name, words = short_name(label, lang), TEXTS[lang]["unregistered"]
    text = f"{name} – {words}"
    return Badge("none", (BadgeCell(Look.NEUTRAL, text),), f"{view.name}: {text}", ((name, words),))


def entries_of(view: Labelled, asked: Sequence[str]) -> list[LabelView]:
    """What a badge speaks of: labels that may be shown; of those asked for by name, in that order, also
    the ones that are known of but not shown (candidates never)."""
    if not asked:
        return [item for item in view.labels if item.state.shown]
    found = (shown_entry(view, slug) or hidden_entry(view, slug) for slug in asked)
    return [item for item in found if item is not None]


def short_name(label: Label, lang: str) -> str:
    """The label's name for a pill: the short one in bokmål, and in any language where the short one
    is its beginning (EU Ecolabel) or says more, as the market that ENERGY STAR holds in."""
    name = label.name(lang)
    same = name.startswith(label.short) or label.short.startswith(name)
    return label.short if same or lang == "nb" else name


def shown_entry(view: Labelled, slug: str) -> LabelView | None:
    """The entry of a label that may be shown today, or None."""
    return next((item for item in view.labels if item.label == slug and item.state.shown), None)


def hidden_entry(view: Labelled, slug: str) -> LabelView | None:
    """The entry of a label that is known of but not shown; None also for a mere candidate."""
    ended = (item for item in view.labels_not_shown if item.label == slug)
    return next((item for item in ended if item.state is not State.CANDIDATE), None)


def _status(entries: Sequence[LabelView]) -> str:
    if any(item.state in _HELD for item in entries):
        return "held"
    declared = any(item.state is State.DECLARED for item in entries)
    return "declared" if declared else str(entries[0].state)


def _cell(item: LabelView, label: Label, lang: str) -> BadgeCell:
    if not item.state.shown:
        return BadgeCell(Look.NEUTRAL, f"{short_name(label, lang)} – {_words(item, lang)}")
    look = Look.OUTLINED if item.state is State.DECLARED else Look.FILLED
    note = "" if item.state is State.VERIFIED else dated(str(item.state), item.valid_to, lang)
    return BadgeCell(look, _name(item, label, lang), note, label.symbol, _brief(item, label))


def _words(item: LabelView, lang: str) -> str:
    """What a screen reader says of one label after its name."""
    if item.state is State.DECLARED and item.supplier:
        return TEXTS[lang]["declared_by"].format(supplier=item.supplier)
    days = {
        State.EXPIRED: item.valid_to,
        State.WITHDRAWN: item.withdrawn_on,
        State.UNCONFIRMED: item.confirmed_on,
        State.EXPIRING: item.valid_to,
    }
    return dated(str(item.state), days.get(item.state), lang)


def _name(item: LabelView, label: Label, lang: str) -> str:
    tier = label.tier(item.tier)
    name = short_name(label, lang)
    # "EPEAT Gold" is what its owner calls it in every language, a name and no translation. What is not
    # held any more has no tier.
    return f"{name} {tier.names['en']}" if tier and item.state.shown else name


def _brief(item: LabelView, label: Label) -> str:
    """What no symbol says by itself: the tier, and the market of a label that holds in one alone."""
    tier = label.tier(item.tier)
    market = _MARKET.search(label.short)
    return " ".join(part for part in (market[1] if market else "", tier.names["en"] if tier else "") if part)
