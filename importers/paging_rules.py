"""What a profile must say so that a register can be fetched page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from importers.config import Profile

MAX_PAGE_SIZE = 50_000  # rows; the most that every version of Socrata's API gives at once
METHODS = ("GET", "POST")
_FORMATS = {"tco": "tco", "socrata": "energy-star"}
_FEED_PAGINGS = ("page", "offset", "cursor", "link")
_PAGES_KEYS = ("rows", "parameter", "size", "first", "next", "total")
_RESOURCE = re.compile(r"/resource/([a-z0-9]{4}-[a-z0-9]{4})\.json")
# a digit and a letter at least: a data set may also have a name of two words ("star-list")
_ID = re.compile(r"(?=.*[0-9])(?=.*[a-z])[a-z0-9]{4}-[a-z0-9]{4}")


def resource_id(profile: Profile) -> str:
    """The id of a Socrata data set: out of the address, else ``dataset`` where that is one, else ''."""
    in_address = _RESOURCE.fullmatch(urlsplit(profile.url).path)
    if in_address:
        return in_address[1]
    return profile.dataset if _ID.fullmatch(profile.dataset) else ""


def faults(profile: Profile, given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Key and reason of everything about pages that cannot be meant; ``given`` are the table's keys."""
    if profile.paging != "socrata" and "dataset_name" in given:
        yield "dataset_name", 'is used with paging = "socrata" only'
    if "page_size" in given and profile.paging in ("", "tco", "link"):
        yield "page_size", "is not used here: it belongs to paging socrata, page, offset and cursor"
    if "method" in profile.options and profile.paging != "tco":
        yield "options.method", 'is used with paging = "tco" only'
    if "pages" in given and not profile.paging:
        yield "pages", "is used with paging only"
    if not profile.paging:
        return
    if not profile.url.startswith("http"):
        yield "paging", "needs a url"
    if (profile.paging in _FEED_PAGINGS) != (profile.kind == "feed"):
        yield "paging", f"{profile.paging!r} is not for a {profile.kind}"
    elif profile.kind == "feed":
        yield from _feed(profile)
    else:
        if profile.format != _FORMATS[profile.paging]:
            yield "paging", f"{profile.paging!r} is for the format {_FORMATS[profile.paging]} only"
        yield from _tco(profile) if profile.paging == "tco" else _socrata(profile)


def _feed(profile: Profile) -> Iterator[tuple[str, str]]:
    if profile.format != "table":
        yield "paging", "the rows of a JSON API are read as a table: the format table is expected"
    for key in profile.pages:
        if key not in _PAGES_KEYS:
            yield f"pages.{key}", f"is no key of pages; known are {', '.join(_PAGES_KEYS)}"
    counted = profile.paging in ("page", "offset")
    if "next" in profile.pages and counted:
        yield "pages.next", "is used with paging cursor and link only"
    if "first" in profile.pages and not (profile.paging == "page" and profile.pages["first"] in ("0", "1")):
        yield "pages.first", 'is used with paging = "page" only, and is "0" or "1"'
    if "parameter" in profile.pages and profile.paging == "link":
        yield "pages.parameter", "is not used with paging link"


def _tco(profile: Profile) -> Iterator[tuple[str, str]]:
    if "page" in parse_qs(urlsplit(profile.url).query, keep_blank_values=True):
        yield "url", "the page is added by the pull: leave it out of the address"
    method = profile.options.get("method", METHODS[0])
    if method not in METHODS:
        yield "options.method", f"{method!r} is none of {', '.join(METHODS)}"


def _socrata(profile: Profile) -> Iterator[tuple[str, str]]:
    parts = urlsplit(profile.url)
    in_address = _RESOURCE.fullmatch(parts.path)
    if not in_address and parts.path not in ("", "/"):
        yield "url", "https://host/resource/abcd-1234.json or https://host alone is expected"
    if parts.query:
        # a filtered part would take the rest out of a full register
        yield "url", "the pull asks for all rows page by page: an address without a query is expected"
    is_id = _ID.fullmatch(profile.dataset)
    if in_address and is_id and in_address[1] != profile.dataset:
        yield "dataset", f"{profile.dataset} is not the {in_address[1]} of the address"
    if not profile.dataset_name:
        yield "dataset_name", "is needed: ids change with a new version, the name tells whether it did"
    if profile.page_size > MAX_PAGE_SIZE:
        yield "page_size", f"at most {MAX_PAGE_SIZE} rows"
