"""Chips: every filter in force, chosen or read out of the text, each with the address without it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalog.search.port import FacetValue, ReadLabel, SearchRequest, SearchResult
from web.addresses import search_address
from web.facet_names import Names, legend
from web.i18n import gettext as _
from web.query_args import DEFAULT, LISTS, Asked
from web.services import services


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter and the address without it; ``words`` are those of the text that it was read from."""

    group: str
    text: str
    href: str
    words: str = ""


def chips(asked: SearchRequest, result: SearchResult) -> list[Chip]:
    """What was read out of the text first, then what was chosen, in the order of addresses."""
    values = {name: _values(getattr(asked, field, ())) for name, field in LISTS}
    names = Names(values, result.ids)
    found = [_read(read, asked, names) for read in result.read_labels]
    for name, field in LISTS:
        chosen: tuple[str, ...] = getattr(asked, field, ())
        for value in chosen:
            left = tuple(other for other in chosen if other != value)
            without = replace(asked, **{field: left, "page": 1})  # type: ignore[arg-type]
            found.append(Chip(legend(name, "", names), names.chosen(name, value), search_address(without)))
    if asked.evidence != DEFAULT.evidence:
        text = _("bare oppgitt") if asked.evidence == "declared" else _("bekreftet eller oppgitt")
        without = replace(asked, evidence=DEFAULT.evidence, page=1)
        found.append(Chip(_("Dokumentasjon"), text, search_address(without)))
    if asked.literal and asked.text:
        without = replace(asked, literal=False, page=1)
        found.append(Chip(_("Søkemåte"), _("nøyaktig som skrevet"), search_address(without)))
    return found


def removals(asked: SearchRequest, result: SearchResult) -> dict[str, str]:
    """For each label and tier that was read out of the text the address without its words.

    A word that means any label has chosen them all.
    """
    found: dict[str, str] = {}
    for read in result.read_labels:
        chosen = [read.label] if read.label else list(services().workspace.labels)
        for value in filter(None, (*chosen, read.tier)):
            found[value] = _without(read, asked)
    return found


def cleared(asked: SearchRequest, result: SearchResult) -> SearchRequest:
    """The text without the words that became filters, and no other filter."""
    return Asked(text=without_labels(asked.text, result.read_labels), sort=asked.sort)


def without_labels(text: str, read: Iterable[ReadLabel]) -> str:
    """A text without the words that labels were read from."""
    for label in read:
        text = re.sub(re.escape(label.words), " ", text, count=1, flags=re.IGNORECASE)
    return " ".join(text.split())


def _read(read: ReadLabel, asked: SearchRequest, names: Names) -> Chip:
    shown = names.of("label", read.label) if read.label else _("minst ett merke")
    if read.tier:
        shown = f"{shown} {names.of('tier', read.tier)}"
    return Chip(legend("label", "", names), shown, _without(read, asked), read.words)


def _without(read: ReadLabel, asked: SearchRequest) -> str:
    return search_address(replace(asked, text=without_labels(asked.text, [read]), page=1))


def _values(chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value, 0, True) for value in chosen)
