"""Registers that answer page by page: all their pages become one raw file, or nothing is kept.

The file is a JSON list with one row a line and sorted keys, so that the same rows are the same bytes
and a run can say that nothing changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from importers import hosts
from importers.config import Profile
from importers.errors import FetchFailed
from importers.raw import RawFile, RawWriter

MAX_PAGES = 20_000
Ask = Callable[[str], bytes]
"""Gives the whole answer of one address, tried again where that may help. Raises FetchFailed."""
Rows = Iterator[object]


def keep_rows(profile: Profile, folder: Path, name: str, rows: Rows) -> RawFile:
    """Writes the rows as they arrive and keeps the file when the last one has. Raises FetchFailed.

    ``profile.max_bytes`` counts the bytes of the file.
    """
    count = 0
    try:
        with RawWriter(folder, name) as writer:
            for count, row in enumerate(rows, start=1):
                text = json.dumps(row, ensure_ascii=False, sort_keys=True, allow_nan=False)
                chunk = (("[\n" if count == 1 else ",\n") + text).encode("utf-8")
                if writer.size + len(chunk) > profile.max_bytes:
                    raise FetchFailed(profile.name, f"larger than {profile.max_bytes} bytes")
                writer.write(chunk)
            if not count:
                raise FetchFailed(profile.name, f"{hosts.shown(profile.url)}: answered no rows")
            writer.write(b"\n]\n")
            return writer.commit()
    except OSError as error:
        raise FetchFailed(profile.name, f"{folder}: could not be written: {error.strerror}") from error
    except ValueError as error:
        raise FetchFailed(profile.name, f"row {count} holds what JSON cannot carry") from error


def document(profile: Profile, place: str, body: bytes, *, fraction: Callable[[str], Any] = float) -> Any:
    """An answer as JSON; ``place`` names it in messages, ``fraction`` reads what is no whole number.

    Raises FetchFailed.
    """
    try:
        return json.loads(body, parse_constant=_refuse, parse_float=fraction)
    except (ValueError, RecursionError) as error:
        start = body[:60].decode("ascii", "replace")
        raise FetchFailed(profile.name, f"{place}: is not valid JSON, it begins {start!r}") from error


def address(url: str, **parameters: object) -> str:
    """The address with query parameters added; an underscore in front of a name stands for ``$``."""
    named = {f"${key[1:]}" if key[0] == "_" else key: value for key, value in parameters.items()}
    parts = urlsplit(url)
    added = urlencode(named, safe="$:,")
    return urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added))


def added(url: str, wanted: Mapping[str, str]) -> str:
    """The address with these query parameters, each instead of one of the same name."""
    parts = urlsplit(url)
    given = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in wanted]
    return urlunsplit(parts._replace(query=urlencode([*given, *wanted.items()])))


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
