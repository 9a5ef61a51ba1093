"""Decides what a badge says: a product and its labels on a day in, pills and a status out.

The combined badge holds labels that may be shown and nothing else. A label that has ended is named,
with its date and without symbol, only where that label was asked for. Pure: no web, no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.shapes import LabelView, ProductView
from labels.model import Label, State
from web.badge_svg import BadgeCell, Look

LANGUAGES = ("nb", "sv", "en")
_TEXTS: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "none": "ingen merke registrert",
        "unregistered": "ikke registrert",
        "unknown": "ukjent produkt",
        "ambiguous": "flere produkter",
        "malformed": "ugyldig nummer",
        "declared": "oppgitt",
        "declared_by": "oppgitt av {supplier}",
        "verified": "bekreftet",
        "expiring": "til[ {day}]",
        "expired": "utløpt[ {day}]",
        "withdrawn": "trukket tilbake[ {day}]",
        "unconfirmed": "ikke bekreftet[ siden {day}]",
        "refuted": "avkreftet",
    },
    "sv": {
        "none": "ingen märkning registrerad",
        "unregistered": "inte registrerad",
        "unknown": "okänd produkt",
        "ambiguous": "flera produkter",
        "malformed": "ogiltigt nummer",
        "declared": "uppgiven",
        "declared_by": "uppgiven av {supplier}",
        "verified": "bekräftad",
        "expiring": "till[ {day}]",
        "expired": "utgången[ {day}]",
        "withdrawn": "återkallad[ {day}]",
        "unconfirmed": "inte bekräftad[ sedan {day}]",
        "refuted": "dementerad",
    },
    "en": {
        "none": "no label registered",
        "unregistered": "not registered",
        "unknown": "unknown product",
        "ambiguous": "several products",
        "malformed": "invalid number",
        "declared": "declared",
        "declared_by": "declared by {supplier}",
        "verified": "verified",
        "expiring": "until[ {day}]",
        "expired": "expired[ {day}]",
        "withdrawn": "withdrawn[ {day}]",
        "unconfirmed": "not confirmed[ since {day}]",
        "refuted": "refuted",
    },
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HELD = (State.VERIFIED, State.EXPIRING)


@dataclass(frozen=True, slots=True)
class Badge:
    """What to draw. ``status`` is held, declared, none, unknown, ambiguous, malformed, or the state
    of a label that is not shown; ``title`` says the whole badge in words."""

    status: str
    cells: tuple[BadgeCell, ...]
    title: str


def notice(status: str, lang: str) -> Badge:
    """A neutral badge about an identifier: unknown, ambiguous or malformed."""
    text = _TEXTS[lang][status]
    return Badge(status, (BadgeCell(Look.NEUTRAL, text),), text)


def combined(view: ProductView, labels: Mapping[str, Label], lang: str) -> Badge:
    """All labels of a product that may be shown."""
    shown = [item for item in view.labels if item.state.shown]
    if not shown:
        text = _TEXTS[lang]["none"]
        return Badge("none", (BadgeCell(Look.NEUTRAL, text),), f"{view.name}: {text}")
    cells = tuple(_held_cell(item, labels[item.label], lang) for item in shown)
    words = ", ".join(_words(item, labels[item.label], lang) for item in shown)
    held = any(item.state in _HELD for item in shown)
    return Badge("held" if held else "declared", cells, f"{view.name}: {words}")


def single(view: ProductView, label: Label, lang: str) -> Badge:
    """One label of a product: its pill, or in neutral words that and since when it is not held."""
    held = shown_entry(view, label.slug)
    if held is not None:
        status = "held" if held.state in _HELD else "declared"
        title = f"{view.name}: {_words(held, label, lang)}"
        return Badge(status, (_held_cell(held, label, lang),), title)
    ended = hidden_entry(view, label.slug)
    status = "none" if ended is None else str(ended.state)
    words = _TEXTS[lang]["unregistered"] if ended is None else _ended(ended, lang)
    text = f"{short_name(label, lang)} – {words}"
    return Badge(status, (BadgeCell(Look.NEUTRAL, text),), f"{view.name}: {text}")


def short_name(label: Label, lang: str) -> str:
    """The label's name for a pill: the short one in bokmål, and in any language where the short one
    is its beginning (EU Ecolabel) or says more, as the market that ENERGY STAR holds in."""
    name = label.name(lang)
    same = name.startswith(label.short) or label.short.startswith(name)
    return label.short if same or lang == "nb" else name


def shown_entry(view: ProductView, slug: str) -> LabelView | None:
    """The entry of a label that may be shown today, or None."""
    return next((item for item in view.labels if item.label == slug and item.state.shown), None)


def hidden_entry(view: ProductView, slug: str) -> LabelView | None:
    """The entry of a label that is known of but not shown; None also for a mere candidate."""
    ended = (item for item in view.labels_not_shown if item.label == slug)
    return next((item for item in ended if item.state is not State.CANDIDATE), None)


def format_day(day: date, lang: str) -> str:
    """A day as people of the language write it: 1.3.2026, 2026-03-01, 1 Mar 2026."""
    if lang == "sv":
        return day.isoformat()
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def _held_cell(item: LabelView, label: Label, lang: str) -> BadgeCell:
    look = Look.OUTLINED if item.state is State.DECLARED else Look.FILLED
    note = "" if item.state is State.VERIFIED else _dated(str(item.state), item.valid_to, lang)
    return BadgeCell(look, _name(item, label, lang), note, label.symbol)


def _words(item: LabelView, label: Label, lang: str) -> str:
    """What a screen reader says for one pill."""
    if item.state is State.DECLARED and item.supplier:
        said = _TEXTS[lang]["declared_by"].format(supplier=item.supplier)
    else:
        said = _dated(str(item.state), item.valid_to, lang)
    return f"{_name(item, label, lang)} ({said})"


def _name(item: LabelView, label: Label, lang: str) -> str:
    tier = label.tier(item.tier)
    name = short_name(label, lang)
    # "EPEAT Gold" is what its owner calls it in every language, a name and no translation.
    return f"{name} {tier.names['en']}" if tier else name


def _ended(item: LabelView, lang: str) -> str:
    days = {
        State.EXPIRED: item.valid_to,
        State.WITHDRAWN: item.withdrawn_on,
        State.UNCONFIRMED: item.confirmed_on,
    }
    return _dated(str(item.state), days.get(item.state), lang)


def _dated(key: str, day: date | None, lang: str) -> str:
    """The words for a state; what stands in brackets only where the day is known."""
    words, _, since = _TEXTS[lang][key].partition("[")
    if day is None:
        return words
    return words + since.removesuffix("]").format(day=format_day(day, lang))
