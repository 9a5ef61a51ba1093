"""What a file says beyond a record's own fields: kept under the file's names, within limits."""

from __future__ import annotations

from catalog.records import Notice

MOST_VALUES = 100
LONGEST_VALUE, LONGEST_KEY = 500, 140


class Kept:
    """The further values of one record, in the order of the file; becomes ``extra``."""

    def __init__(self) -> None:
        self._pairs: dict[str, str] = {}
        self._left_out = 0

    def add(self, key: str, value: str) -> None:
        """Keeps a value that is not empty, cut to LONGEST_VALUE; the second of one key gets ``#2``."""
        if not value:
            return
        if len(self._pairs) >= MOST_VALUES:
            self._left_out += 1
            return
        name, count = key[:LONGEST_KEY], 1
        while name in self._pairs:
            count += 1
            name = f"{key[:LONGEST_KEY]}#{count}"
        self._pairs[name] = value[:LONGEST_VALUE]

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """All values with their keys, each key once."""
        return tuple(self._pairs.items())

    def notices(self, line: int) -> list[Notice]:
        """Says how many values were too many."""
        if not self._left_out:
            return []
        reason = f"expected at most {MOST_VALUES} further values, {self._left_out} more were left out"
        return [Notice(line, "extra", reason)]
