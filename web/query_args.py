"""Search addresses: ``?q=&label=&tier=...`` to a SearchRequest and back, in one stable order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from catalog.conditions import CONDITIONS
from catalog.errors import InvalidRequest
from catalog.schemas_query import MAX_TEXT, MAX_VALUE, MAX_VALUES
from catalog.search.port import EVIDENCE, MAX_PAGE, MAX_PER_PAGE, SORTS, SearchRequest
from catalog.sourcing.records import LEVELS


@dataclass(frozen=True, slots=True)
class Asked(SearchRequest):
    """A request as addresses write it: agreements (``current`` or numbers) and risk levels are filters that
    ``web.sourcing`` turns into what they cover."""

    agreements: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()


DEFAULT = Asked()
# Address parameter and SearchRequest field, in the order in which addresses are written.
LISTS = (
    ("label", "labels"),
    ("tier", "tiers"),
    ("brand", "brands"),
    ("class", "classes"),
    ("supplier", "suppliers"),
    ("stock", "stocks"),
    ("price", "prices"),
    ("feature", "features"),
    ("condition", "conditions"),
    ("agreement", "agreements"),
    ("risk", "risks"),
)
# Address parameters and SearchRequest fields that are off unless they say 1.
SWITCHES = ("literal", "explain")
_NUMBER = re.compile(r"[0-9]{1,18}")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def search_request(args: MultiDict[str, str], *, strict: bool) -> Asked:
    """Reads the parameters; empty ones count as absent, unknown names are left alone.

    ``strict`` (the API) refuses every malformed value. A page is milder where that cannot show more
    than was asked for: a bad sort, page or page size falls back to its default. Raises InvalidRequest.
    """
    evidence = args.get("evidence") or DEFAULT.evidence
    if evidence not in EVIDENCE:
        raise InvalidRequest("evidence", f"{evidence[:40]!r} is not one of {', '.join(EVIDENCE)}")
    sort = args.get("sort") or DEFAULT.sort
    if sort not in SORTS:
        if strict:
            raise InvalidRequest("sort", f"{sort[:40]!r} is not one of {', '.join(SORTS)}")
        sort = DEFAULT.sort
    lists: dict[str, Any] = {field: _values(args.getlist(name), name) for name, field in LISTS}
    for name, field, known in (("condition", "conditions", CONDITIONS), ("risk", "risks", LEVELS)):
        for value in lists[field]:
            if value not in known:
                raise InvalidRequest(name, f"{value[:40]!r} is not one of {', '.join(known)}")
    switches: dict[str, Any] = {name: _switch(args, name, strict) for name in SWITCHES}
    return Asked(
        text=_text(args.get("q", "")),
        evidence=evidence,
        sort=sort,
        page=_number(args, "page", DEFAULT.page, MAX_PAGE, strict),
        per_page=_number(args, "per_page", DEFAULT.per_page, MAX_PER_PAGE, strict),
        **lists,
        **switches,
    )


def plain(asked: SearchRequest) -> SearchRequest:
    """The request without what pages add to it: what the index knows, and nothing of who asks."""
    return SearchRequest(**{name: getattr(asked, name) for name in SearchRequest.__dataclass_fields__})


def _text(raw: str) -> str:
    text = " ".join(CONTROL.sub(" ", raw).split())
    if len(text) > MAX_TEXT:
        raise InvalidRequest("q", f"{len(text)} characters, at most {MAX_TEXT} are searched")
    return text


def _values(raw: Iterable[str], name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value for value in (text.strip() for text in raw) if value))
    if len(values) > MAX_VALUES:
        raise InvalidRequest(name, f"{len(values)} values, at most {MAX_VALUES} are taken")
    for value in values:
        if len(value) > MAX_VALUE or CONTROL.search(value):
            raise InvalidRequest(name, f"{value[:40]!r} is no value of this filter")
    return values


def _number(args: MultiDict[str, str], name: str, default: int, limit: int, strict: bool) -> int:
    raw = args.get(name, "").strip()
    if not raw:
        return default
    number = int(raw) if _NUMBER.fullmatch(raw) else 0
    if 1 <= number <= limit:
        return number
    if strict or (name == "page" and number > limit):
        raise InvalidRequest(name, f"{raw[:40]!r} is not a whole number from 1 to {limit}")
    return min(number, limit) or default


def _switch(args: MultiDict[str, str], name: str, strict: bool) -> bool:
    raw = args.get(name, "").strip()
    if strict and raw not in ("", "0", "1"):
        raise InvalidRequest(name, f"{raw[:40]!r} is not 0 or 1")
    return raw == "1"


def pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters that differ from the defaults, in the order of addresses."""
    found = [("q", request.text)] if request.text else []
    for name, field in LISTS:
        found += [(name, value) for value in getattr(request, field, ())]
    for name in ("evidence", "sort", "page", "per_page"):
        value = getattr(request, name)
        if value != getattr(DEFAULT, name):
            found.append((name, str(value)))
    return [*found, *((name, "1") for name in SWITCHES if getattr(request, name))]


def query_string(request: SearchRequest) -> str:
    """``q=...&label=...`` as it stands after the question mark; the same request, the same text."""
    return urlencode(pairs(request))
