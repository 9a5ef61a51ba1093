"""Supplier feeds, one module a format.

A parser is ``parse(path, profile)``: it reads a local file and yields what ``catalog.records``
calls feed items, in the order of the file, in constant memory where the format allows it. It opens
no socket, touches no database and decides nothing about validity (the gate does). One record's fault
is a Reject with line, field and reason; a fault of the whole file raises UnreadableFeed, also after
records were yielded: the run that reads them publishes all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from catalog.records import FeedItem
from importers.config import Profile
from importers.feeds import bmecat, google, icecat, nelfo, peppol, table, xchange

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
