"""Which engine stands behind the port: the one place to change for another."""

from __future__ import annotations

from pathlib import Path

from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import IndexWriter, SearchIndex


def open_index(directory: Path) -> SearchIndex:
    """The reader of the index under ``directory``; it opens files on first use."""
    return WhooshIndex(directory)


def open_writer(directory: Path) -> IndexWriter:
    """The writer of the index under ``directory``; one process at a time publishes."""
    return WhooshWriter(directory)
