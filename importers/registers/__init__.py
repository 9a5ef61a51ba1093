"""Registers: one module a format, each with ``parse(path, profile)``.

A parser takes a local file and yields a CertificateRecord for each row, or a Reject that names the
field; it opens no socket and touches no database. What is wrong with the file as a whole raises
UnreadableFeed, also after rows were yielded: the run that reads them publishes all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from catalog.records import RegisterItem
from importers.config import Profile
from importers.registers import energy_star, epeat, table, tco

PARSERS: Mapping[str, Callable[[Path, Profile], Iterator[RegisterItem]]] = {
    "tco": tco.parse,
    "epeat": epeat.parse,
    "energy-star": energy_star.parse,
    "table": table.parse,
}
