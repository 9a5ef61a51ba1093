"""Which engine stands behind the port: the one place to change for another."""

from __future__ import annotations

from pathlib import Path

from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.language import Language
from catalog.search.port import IndexWriter, SearchIndex


def open_index(directory: Path, language: Language | None = None) -> SearchIndex:
    """The reader of the index under ``directory``; it opens files on first use.

    Without ``language`` it knows no synonyms and reads no labels.
    """
    return WhooshIndex(directory, language)


def open_writer(directory: Path) -> IndexWriter:
    """The writer of the index under ``directory``; one process at a time publishes."""
    return WhooshWriter(directory)
