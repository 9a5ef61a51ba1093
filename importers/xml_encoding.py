"""The character set of an XML file whose own declaration is wrong, by the feed's profile."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from importers import text
from importers.errors import UnreadableFeed

# as libxml2 knows them
_NAMES = {"latin-1": "ISO-8859-1", "cp1252": "windows-1252"}


def declared_or(path: Path, options: Mapping[str, str]) -> str:
    """The encoding to read the file with, '' for what the file declares (or UTF-8).

    ``encoding`` overrides the declaration; with ``encoding_fallback`` a file that is not UTF-8 all
    through is read with that. Raises UnreadableFeed for an unknown one.
    """
    codec, fallback = text.encoding_options(path.name, options)
    try:
        if fallback:
            with path.open("rb") as stream:
                codec = codec if text.is_utf8(path.name, stream) else fallback
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        raise UnreadableFeed(path.name, reason) from error
    return _NAMES.get(codec, codec)
