"""Letters that were lost before a file came here: no decoding brings them back, so they are only reported.

Seen in real files: U+FFFD in a CSV that somebody had decoded wrongly (243 times in 280 rows), and ``?`` for
every umlaut of a price file that had been through an ASCII system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.records import Notice, ProductRecord
from importers.text import RAW_LIMIT

# "R?R", "f?r": a question mark between letters, but not in an address (".../bilde.jpg?w=800")
_ASKED = re.compile(r"(?<!\S)[^\s:/=&?]*[^\W\d_]\?[^\W\d_][^\s:/=&]*(?!\S)")
_FIELDS = ("name", "brand", "description")
_REASONS = {
    "lost": "texts with U+FFFD: letters were lost before the file came here",
    "asked": "texts with '?' inside a word: letters were probably lost before the file came here",
}


class Upstream:
    """Looks at the texts of every record of one file and tells once a kind what it found."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, int, str, str]] = {}

    def look(self, record: ProductRecord) -> None:
        """Counts the damaged texts of one record."""
        for field in _FIELDS:
            said: str = getattr(record, field)
            if "\ufffd" in said:
                self._note("lost", record.line, field, said)
            if "?" in said and _ASKED.search(said):
                self._note("asked", record.line, field, said)

    def notices(self) -> Iterator[Notice]:
        """One notice a kind, at the record where it was first seen."""
        for kind, (count, line, field, said) in self._found.items():
            yield Notice(line, field, f"{count} {_REASONS[kind]}; first here", said[:RAW_LIMIT])

    def _note(self, kind: str, line: int, field: str, said: str) -> None:
        count, *first = self._found.get(kind, (0, line, field, said))
        self._found[kind] = (count + 1, *first)  # type: ignore[assignment]
