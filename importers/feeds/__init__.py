"""Supplier feeds, one module a format.

A parser is ``parse(path, profile)``: it reads a local file and yields what ``catalog.records``
calls feed items, in the order of the file, in constant memory where the format allows it. It opens
no socket, touches no database and decides nothing about validity (the gate does). One record's fault
is a Reject with line, field and reason; a fault of the whole file raises UnreadableFeed, also after
records were yielded: the run that reads them publishes all or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from catalog.records import FeedItem, ProductRecord
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import bmecat, google, icecat, nelfo, peppol, table, xchange
from importers.feeds.padding import OPTION, padded
from importers.feeds.upstream import Upstream
from importers.units import ruled

_BREAK = re.compile(r"[\t\r\n\v\f]")

Parser = Callable[[Path, Profile], Iterator[FeedItem]]

PARSERS: Mapping[str, Parser] = {
    "bmecat": bmecat.parse,
    "google": google.parse,
    "icecat": icecat.parse,
    "nelfo": nelfo.parse,
    "peppol": peppol.parse,
    "table": table.parse,
    "xchange": xchange.parse,
}


def read(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """The items of one file by the profile's format, with what holds for all formats.

    That is its unit rules (``importers.units``), the option ``pad_gtin`` (yes or no, the default), a line
    break or tab in a name (a space), and one notice a kind for letters that were lost before the file came
    here. Raises UnreadableFeed like the parser.
    """
    pads = profile.options.get(OPTION, "").strip().lower() or "no"
    if pads not in ("yes", "no"):
        raise UnreadableFeed(path.name, f"expected yes or no, found {pads!r}", field=f"option {OPTION}")
    upstream = Upstream()
    for item in ruled(PARSERS[profile.format](path, profile), profile.options):
        if not isinstance(item, ProductRecord):
            yield item
            continue
        upstream.look(item)
        record, notices = padded(item) if pads == "yes" else (item, [])
        if _BREAK.search(record.name):
            record = replace(record, name=" ".join(record.name.split()))
        yield from notices
        yield record
    yield from upstream.notices()
