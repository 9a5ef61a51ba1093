"""The pages of a Socrata data set (data.energystar.gov): ``$limit`` and ``$offset``, after its name.

The id of a data set changes when a new version of the specification is published, and the old one may
stay as "... - Deprecated": the name in the data set's own description decides what it is.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from importers.config import Profile
from importers.errors import FetchFailed
from importers.paging import MAX_PAGES, Ask, Rows, address, document, keep_rows
from importers.paging_rules import resource_id
from importers.raw import RawFile

_ID = re.compile(r"[a-z0-9]{4}-[a-z0-9]{4}")
_LISTED = 200  # entries of the catalogue a page
# pd_id alone may stand twice; :id, the row's own, makes the order total (dev.socrata.com, "Paging")
_ORDER = "pd_id,:id"


def collect(profile: Profile, folder: Path, ask: Ask) -> RawFile:
    """All rows as one raw file named ``<id>.json``. Raises FetchFailed where the name is another, a
    page is missing, or the data set changed while it was read."""
    found = resource_id(profile) or _find(profile, ask)
    return keep_rows(profile, folder, f"{found}.json", _rows(profile, ask, found))


def _rows(profile: Profile, ask: Ask, found: str) -> Rows:
    updated = _described(profile, ask, found)
    before = b""
    for page in range(MAX_PAGES):
        place = f"page {page + 1} of {found}"
        url = f"{_site(profile)}/resource/{found}.json"
        limit, offset = profile.page_size, page * profile.page_size
        body = ask(address(url, _limit=limit, _offset=offset, _order=_ORDER))
        rows = document(profile, place, body)
        if not isinstance(rows, list):
            raise FetchFailed(profile.name, f"{place}: expected a list of rows")
        if len(rows) > limit:
            raise FetchFailed(profile.name, f"{place}: {len(rows)} rows, asked for at most {limit}")
        if rows and body == before:
            raise FetchFailed(profile.name, f"{place}: is the page before once more")
        before = body
        yield from rows
        if len(rows) < limit:
            break
    else:
        raise FetchFailed(profile.name, f"{found}: more than {MAX_PAGES} pages")
    if _described(profile, ask, found) != updated:
        raise FetchFailed(profile.name, f"{found}: the data set changed while it was read: try again")


def _described(profile: Profile, ask: Ask, found: str) -> object:
    """When the rows were last updated, None where it does not say; refuses another name than expected."""
    place = f"description of {found}"
    answer = document(profile, place, ask(f"{_site(profile)}/api/views/{found}.json"))
    if not isinstance(answer, dict) or not isinstance(answer.get("name"), str):
        raise FetchFailed(profile.name, f"{place}: holds no name")
    name = answer["name"].strip()
    if name != profile.dataset_name or answer.get("id", found) != found:
        raise FetchFailed(
            profile.name,
            f"{found} is called {name!r}, expected {profile.dataset_name!r}: nothing was taken from it. "
            "Has a new version of the specification come with an id of its own?",
        )
    return answer.get("rowsUpdatedAt")


def _find(profile: Profile, ask: Ask) -> str:
    """The id of the only data set of that very name in the site's catalogue.

    Written from how the catalogue is described, not tried against the live site.
    """
    ids: set[str] = set()
    before = b""
    for page in range(1, MAX_PAGES + 1):
        place = f"catalogue, page {page}"
        body = ask(address(f"{_site(profile)}/api/views/metadata/v1", limit=_LISTED, page=page))
        entries = document(profile, place, body)
        if not isinstance(entries, list):
            raise FetchFailed(profile.name, f"{place}: expected a list of data sets")
        if not entries or body == before:  # a site that ignores ``page`` gives all at once
            break
        before = body
        ids |= {entry["id"] for entry in entries if _is_called(entry, profile.dataset_name)}
    if len(ids) != 1:
        listed = ", ".join(sorted(ids)[:5]) or "none"
        reason = f"expected one data set called {profile.dataset_name!r} in the catalogue, found {listed}"
        raise FetchFailed(profile.name, reason)
    return ids.pop()


def _is_called(entry: Any, name: str) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return False
    return entry["name"].strip() == name and bool(_ID.fullmatch(str(entry.get("id"))))


def _site(profile: Profile) -> str:
    parts = urlsplit(profile.url)
    return f"{parts.scheme}://{parts.netloc}"
