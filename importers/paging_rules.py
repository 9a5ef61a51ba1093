"""What a profile must say so that a register can be fetched page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from importers.config import Profile

MAX_PAGE_SIZE = 50_000  # rows; the most that every version of Socrata's API gives at once
METHODS = ("GET", "POST")
_FORMATS = {"tco": "tco", "socrata": "energy-star"}
_SOCRATA_ONLY = ("page_size", "dataset_name")
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
    if profile.paging != "socrata":
        for key in _SOCRATA_ONLY:
            if key in given:
                yield key, 'is used with paging = "socrata" only'
    if "method" in profile.options and profile.paging != "tco":
        yield "options.method", 'is used with paging = "tco" only'
    if not profile.paging:
        return
    if not profile.url:
        yield "paging", "needs a url"
    if profile.format != _FORMATS[profile.paging]:
        yield "paging", f"{profile.paging!r} is for the format {_FORMATS[profile.paging]} only"
    yield from _tco(profile) if profile.paging == "tco" else _socrata(profile)


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
