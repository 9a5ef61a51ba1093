"""Which files of a folder a pull takes, and when a file is whole.

Full takes the newest file: it holds everything. Delta takes each file once, in order, none skipped: a
change that is left out is lost, and one that is applied late undoes what came after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from importers.config import Profile
from importers.errors import FetchFailed
from importers.raw import RawFile
from importers.retry import Deadline, Final, Pace

MOST_FILES = 100_000
# names that programs give to what they are still writing
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".uploading", ".writing")
_DIGITS = re.compile(r"([0-9]+)")
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file in a folder: ``size`` in bytes, ``modified`` in nanoseconds since 1970."""

    name: str
    size: int
    modified: int


class Place(Protocol):
    """A folder with files, here or elsewhere. Its methods raise Transient, Final or FetchFailed."""

    def files(self) -> list[Arrival]:
        """The ordinary files in it."""

    def look(self, name: str) -> Arrival | None:
        """One file as it is now, None where it is gone."""

    def keep(self, found: Arrival, folder: Path, deadline: Deadline) -> RawFile:
        """Brings one file into ``folder``, whole and unchanged since it was found."""


def matching(found: Iterable[Arrival], mask: str) -> list[Arrival]:
    """The files whose name fits the mask; case does not count. Never a hidden or an unfinished one."""
    wanted = mask.lower()
    return [
        one
        for one in found
        if fnmatchcase(name := one.name.lower(), wanted) and not name.startswith(".")
        and not (name.endswith(_UNFINISHED) and not wanted.endswith(_UNFINISHED))
    ]  # fmt: skip


def in_order(found: Iterable[Arrival], order: str) -> list[Arrival]:
    """Oldest first, by ``time`` (then name) or by ``name``; numbers in names count as numbers."""
    return sorted(found, key=lambda one: _rank(one, order))


def waiting(profile: Profile, found: Sequence[Arrival], taken: Sequence[Arrival]) -> list[Arrival]:
    """Of a queue, the files that were not taken yet, in order.

    Raises FetchFailed for one that belongs before what was taken already: applied now, its old values
    would replace newer ones, and skipped, they would be lost. A person decides.
    """
    new = [one for one in in_order(found, profile.order) if one not in taken]
    if new and taken:
        last = in_order(taken, profile.order)[-1]
        if _rank(new[0], profile.order) < _rank(last, profile.order):
            reason = (
                f"{new[0].name} came late: {last.name}, which is newer, was taken before it. Load it with"
                " merkbar feeds load if it still counts, then move it away"
            )
            raise FetchFailed(profile.name, reason)
    return new


def settled(profile: Profile, found: Arrival, place: Place, pace: Pace, deadline: Deadline) -> Arrival:
    """The file once nobody has written to it for ``quiet_seconds``. Raises Final where that never ends."""
    while (age := pace.now() - found.modified / _SECOND) < profile.quiet_seconds:
        try:
            # a clock ahead of ours makes the age negative: a file that stays the same is whole all the same
            pace.sleep(deadline.left(min(profile.quiet_seconds - age, profile.quiet_seconds)))
        except Final as late:
            raise Final(f"{found.name} is still being written: {late}") from None
        now = place.look(found.name)
        if now is None:
            raise Final(f"{found.name} went away while it was waited for")
        if now == found:
            return found
        found = now
    return found


def _rank(one: Arrival, order: str) -> tuple[int, list[str | int], str]:
    parts: list[str | int] = [
        int(part) if part.isdecimal() else part for part in _DIGITS.split(one.name.lower())
    ]
    return (one.modified if order == "time" else 0, parts, one.name)
