"""Refuses a JSON file with an absurdly long text before it is parsed: the parser holds a text whole."""

from __future__ import annotations

from pathlib import Path

from importers.errors import UnreadableFeed
from importers.raw import original_name

LONGEST_TEXT = 4_000_000  # bytes as written; the longest lists of models seen are some thousands
_BLOCK = 1 << 20


def refuse_long_texts(path: Path) -> None:
    """Reads the file once, in constant memory. Raises UnreadableFeed for more than ``LONGEST_TEXT``
    bytes between two quotation marks, or where the file cannot be read."""
    try:
        with path.open("rb") as file:
            open_end = 0  # bytes since the last quotation mark
            pending = b""  # backslashes at a block's end: what they escape is in the next one
            while block := file.read(_BLOCK):
                block = pending + block
                kept = block.rstrip(b"\\")
                pending, block = block[len(kept) :], kept
                # of the same length, so that what is escaped still counts
                plain = block.replace(b"\\\\", b"__").replace(b'\\"', b"__")
                parts = plain.split(b'"')
                longest = max(open_end + len(parts[0]), *map(len, parts))
                if longest + len(pending) > LONGEST_TEXT:
                    reason = f"holds a text of more than {LONGEST_TEXT} bytes"
                    raise UnreadableFeed(original_name(path), reason)
                open_end = len(parts[-1]) + (open_end if len(parts) == 1 else 0)
    except OSError as error:
        raise UnreadableFeed(original_name(path), f"cannot be read: {error.strerror}") from error
