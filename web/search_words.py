"""What the page says about a search: for which text the hits are, what was not found, what else to try."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalog.search.port import SearchRequest, SearchResult
from web.addresses import search_address


@dataclass(frozen=True, slots=True)
class OtherText:
    """Another text to try, and its address with the same filters."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Said:
    """``text`` is what the hits are for. ``correction`` is the port's: '', spelling or relaxed.

    ``literal_href`` searches for exactly what was typed ('' where that was done or nothing was changed),
    ``loose_href`` does the opposite.
    """

    text: str
    correction: str
    literal_href: str
    loose_href: str
    others: tuple[OtherText, ...]
    not_found: tuple[str, ...]
    complete: int | None = None


def said(asked: SearchRequest, result: SearchResult) -> Said:
    """What there is to say about a search."""
    partly = result.complete is not None and result.complete < result.total
    changed = bool(result.correction or result.read_labels or partly) and not asked.literal
    corrected = result.shown_text if result.correction else ""
    return Said(
        text=corrected or asked.text,
        correction=result.correction if corrected else "",
        literal_href=search_address(replace(asked, literal=True, page=1)) if changed else "",
        loose_href=search_address(replace(asked, literal=False, page=1)) if asked.literal else "",
        others=tuple(
            OtherText(text, search_address(replace(asked, text=text, literal=False, page=1)))
            for text in result.alternatives
        ),
        not_found=result.not_found,
        complete=result.complete,
    )
