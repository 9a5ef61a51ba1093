"""Product feeds that answer with JSON, page by page: their rows become one CSV file for ``table``.

A key inside a key is joined by a dot (``price.amount``), a list of values by ``|``; what is deeper stays
JSON in its cell. So ``columns`` maps an API like any other table, and an issue's line leads to its row.

Four ways from one page to the next: ``page`` counts pages, ``offset`` rows, ``cursor`` sends back what
the answer gave, ``link`` asks the address that it gave. A page shorter than asked for is not the last
one (servers cap sizes): only an empty page, the announced total, or the end of cursors is.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import urlsplit

from importers import hosts
from importers.config import Profile
from importers.errors import FetchFailed
from importers.paging import MAX_PAGES, Ask, added, document
from importers.raw import RawFile, RawWriter

_DEFAULT_PARAMETERS = {"page": "page", "offset": "offset", "cursor": "cursor"}
_MOST_COLUMNS = 1000


def collect(profile: Profile, folder: Path, ask: Ask) -> RawFile:
    """All pages as one CSV file. Raises FetchFailed where one is missing or the total differs."""
    name = Path(urlsplit(profile.url).path).stem or profile.name
    header: dict[str, None] = {}
    size = 0
    try:
        # the header is known after the last row only, and the rows may be more than memory holds
        with TemporaryFile("w+", encoding="utf-8") as spool, RawWriter(folder, f"{name}.csv") as writer:
            for row in _rows(profile, ask):
                cells = flat(row)
                header |= dict.fromkeys(cells)
                size += spool.write(json.dumps(cells, ensure_ascii=False) + "\n")
                if len(header) > _MOST_COLUMNS or size > profile.max_bytes:
                    reason = f"more than {_MOST_COLUMNS} different keys or {profile.max_bytes} bytes"
                    raise FetchFailed(profile.name, reason)
            if not header:
                raise FetchFailed(profile.name, f"{hosts.shown(profile.url)}: answered no rows")
            writer.write(_line(header))
            spool.seek(0)
            for line in spool:
                cells = json.loads(line)
                writer.write(_line(cells.get(key, "") for key in header))
            return writer.commit()
    except OSError as error:
        raise FetchFailed(profile.name, f"{folder}: could not be written: {error.strerror}") from error
    except UnicodeEncodeError as error:
        raise FetchFailed(profile.name, "a row holds half a character (a lone surrogate)") from error


def flat(row: object, before: str = "") -> dict[str, str]:
    """One row as cells: ``{"price": {"amount": 5}}`` is ``{"price.amount": "5"}``; null is ''."""
    if not isinstance(row, Mapping):
        return {before or "value": _cell(row)}
    cells: dict[str, str] = {}
    for key, value in row.items():
        name = f"{before}.{key}" if before else str(key)
        if isinstance(value, Mapping) and before.count(".") < 3:
            cells |= flat(value, name)
        else:
            cells[name.lower()] = _cell(value)
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and not any(isinstance(part, list | Mapping) for part in value):
        return "|".join(filter(None, map(_cell, value)))
    return json.dumps(value, ensure_ascii=False, default=str)


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    # line breaks inside a cell would make one row many lines, and a number of a line no guide
    csv.writer(text, lineterminator="\n").writerow(" ".join(cell.splitlines()) for cell in cells)
    return text.getvalue().encode("utf-8")


def _rows(profile: Profile, ask: Ask) -> Iterator[object]:
    where, count, announced = profile.pages, 0, None
    url, before, first = _first(profile), b"", int(profile.pages.get("first", "1"))
    for page in range(1, MAX_PAGES + 1):
        place = f"page {page}"
        body = ask(url)
        if body == before:
            raise FetchFailed(profile.name, f"{place}: is the page before once more")
        before = body
        # as written: 0.1 stays 0.1, and a number that was ruined (7.01235E+12) shows it
        answer = document(profile, place, body, fraction=str)
        rows = under(answer, where.get("rows", ""))
        if not isinstance(rows, list):
            raise FetchFailed(profile.name, f"{place}: expected a list of rows under {where.get('rows')!r}")
        yield from rows
        count += len(rows)
        total = _total(profile, place, answer)
        if page > 1 and total != announced:
            reason = f"{place}: the data changed while it was read ({announced} rows, now {total}): try again"
            raise FetchFailed(profile.name, reason)
        announced = total
        following = _following(profile, answer, first + page, count)
        if not following or (not rows and profile.paging in ("page", "offset")) or count == announced:
            _check_total(profile, count, announced)
            return
        url = following
    raise FetchFailed(profile.name, f"more than {MAX_PAGES} pages")


def _first(profile: Profile) -> str:
    where = profile.pages
    wanted = {where["size"]: str(profile.page_size)} if where.get("size") else {}
    start = {"page": where.get("first", "1"), "offset": "0"}.get(profile.paging)
    if start is not None:
        wanted[_parameter(profile)] = start
    return added(profile.url, wanted)


def _following(profile: Profile, answer: Any, page: int, count: int) -> str:
    """The address of the next page, '' after the last one. Raises FetchFailed for one of another host."""
    if profile.paging in ("page", "offset"):
        number = page if profile.paging == "page" else count
        return added(_first(profile), {_parameter(profile): str(number)})
    found = under(answer, profile.pages.get("next", "next"))
    if found in (None, "", False):
        return ""
    if profile.paging == "cursor":
        return added(_first(profile), {_parameter(profile): _cell(found)})
    try:
        url = hosts.join(profile.url, str(found))
        same = hosts.origin(url) == hosts.origin(profile.url)
    except hosts.AddressRefused as error:
        raise FetchFailed(profile.name, f"the next page: {error}") from error
    if not same:  # the key would go there too
        raise FetchFailed(profile.name, "the next page is at another host: not asked")
    return url


def _parameter(profile: Profile) -> str:
    return profile.pages.get("parameter") or _DEFAULT_PARAMETERS[profile.paging]


def _total(profile: Profile, place: str, answer: Any) -> int | None:
    if not profile.pages.get("total"):
        return None
    found = under(answer, profile.pages["total"])
    if type(found) is not int:
        raise FetchFailed(profile.name, f"{place}: expected a number under {profile.pages['total']!r}")
    return found


def _check_total(profile: Profile, count: int, announced: int | None) -> None:
    if announced is not None and count != announced:
        raise FetchFailed(profile.name, f"{count} rows arrived, {announced} were announced")


def under(answer: Any, keys: str) -> Any:
    """What stands under keys joined by dots, None where nothing does; '' is the answer itself."""
    for key in filter(None, keys.split(".")):
        answer = answer.get(key) if isinstance(answer, dict) else None
    return answer
