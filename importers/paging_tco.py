"""The pages of the TCO Certified GTIN API: ``page`` from 1, ``meta`` says how many there are.

Its JSON-LD answers have no ``meta``: there the pages go on until an empty one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from importers.config import Profile
from importers.errors import FetchFailed
from importers.paging import MAX_PAGES, Ask, Rows, address, document, keep_rows
from importers.raw import RawFile
from importers.registers.tco import ROOTS

# seen: page and totalPages; the others are what such an API calls its number of rows
_TOTALS = ("total", "totalItems", "totalCount", "totalProducts", "totalResults", "totalRows")


def collect(profile: Profile, folder: Path, ask: Ask) -> RawFile:
    """All pages as one raw file. Raises FetchFailed where one is missing or the count differs."""
    name = Path(urlsplit(profile.url).path).name or profile.name
    return keep_rows(profile, folder, f"{name.removesuffix('.json')}.json", _rows(profile, ask))


def _rows(profile: Profile, ask: Ask) -> Rows:
    said: Mapping[str, int] = {}
    before = b""
    count = 0
    for page in range(1, MAX_PAGES + 1):
        place = f"page {page}"
        body = ask(address(profile.url, page=page))
        if body == before:
            raise FetchFailed(profile.name, f"{place}: is the page before once more")
        before = body
        answer = document(profile, place, body)
        rows, meta = _list(profile, place, answer), _numbers(answer)
        _check_meta(profile, page, meta, said)
        said = {key: value for key, value in meta.items() if key != "page"}
        last = said.get("totalPages", 0)
        if not rows and page < last:
            raise FetchFailed(profile.name, f"{place} of {last}: holds no rows")
        yield from rows
        count += len(rows)
        if page >= last if last else not rows:
            _check_total(profile, said, count)
            return
    raise FetchFailed(profile.name, f"more than {MAX_PAGES} pages")


def _list(profile: Profile, place: str, answer: Any) -> list[object]:
    """The one list of rows in an answer, wherever a file of this register may have it."""
    found = [rows for root in ROOTS if isinstance(rows := _under(answer, root), list)]
    if len(found) == 1:
        return found[0]
    keys = ", ".join(map(repr, list(answer)[:10])) if isinstance(answer, dict) else type(answer).__name__
    raise FetchFailed(profile.name, f"{place}: expected one list of rows, found {len(found)} in {keys}")


def _under(answer: Any, root: str) -> Any:
    for key in filter(None, root.split(".")):
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer


def _numbers(answer: Any) -> dict[str, int]:
    """The whole numbers under ``meta`` that say something about pages."""
    meta = answer.get("meta") if isinstance(answer, dict) else None
    wanted = ("page", "totalPages", *_TOTALS)
    found = meta if isinstance(meta, dict) else {}
    return {key: found[key] for key in wanted if type(found.get(key)) is int}


def _check_meta(profile: Profile, page: int, meta: Mapping[str, int], said: Mapping[str, int]) -> None:
    if meta.get("page", page) != page:
        raise FetchFailed(profile.name, f"page {page}: the answer is page {meta['page']}")
    now = {key: value for key, value in meta.items() if key != "page"}
    if page > 1 and now != said:
        reason = f"the register changed while it was read ({dict(said)}, now {now}): try again"
        raise FetchFailed(profile.name, f"page {page}: {reason}")


def _check_total(profile: Profile, said: Mapping[str, int], count: int) -> None:
    for key in _TOTALS:
        if said.get(key, count) != count:
            reason = f"{count} rows arrived, the register announced {said[key]} ({key})"
            raise FetchFailed(profile.name, reason)
