"""The words on badges, in the languages that badges speak."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

LANGUAGES = ("nb", "sv", "en")
TEXTS: Mapping[str, Mapping[str, str]] = {
    "nb": {
        "labels": "merker",
        "badge": "merker for produktet",
        "none": "ingen merke registrert",
        "none_of": "ingen av disse merkene registrert",
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
        "labels": "märkningar",
        "badge": "produktens märkningar",
        "none": "ingen märkning registrerad",
        "none_of": "ingen av dessa märkningar registrerad",
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
        "labels": "labels",
        "badge": "labels of the product",
        "none": "no label registered",
        "none_of": "none of these labels registered",
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


def dated(key: str, day: date | None, lang: str) -> str:
    """The words for a state; what stands in brackets only where the day is known."""
    words, _, since = TEXTS[lang][key].partition("[")
    if day is None:
        return words
    return words + since.removesuffix("]").format(day=format_day(day, lang))


def format_day(day: date, lang: str) -> str:
    """A day as people of the language write it: 1.3.2026, 2026-03-01, 1 Mar 2026."""
    if lang == "sv":
        return day.isoformat()
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}.{day.month}.{day.year}"
