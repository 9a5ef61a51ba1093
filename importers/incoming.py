"""The files that a pull has to run: one from an address, or those that wait in a folder.

``incoming`` is asked for the next file only when the one before was run, so a run that failed or was
held leaves its file waiting, and everything behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from importers import arrivals, hosts, sftp, taken
from importers.arrivals import Arrival, Place
from importers.config import Profile
from importers.credentials import credentials_of
from importers.errors import FetchFailed
from importers.fetch import fetch, remembered
from importers.local_file import DropFolder
from importers.raw import RawFile
from importers.retry import Deadline, Pace, tried
from importers.taken import Taken


def incoming(
    profile: Profile,
    folder: Path,
    environ: Mapping[str, str],
    *,
    ledger: Path | None = None,
    pace: Pace | None = None,
) -> Iterator[RawFile]:
    """The raw files to run, in order, kept under ``folder``. Raises FetchFailed.

    Not modified means the one kept here: whether that was ever published is for the run to find out, not
    for the server. A queue whose files were all taken gives none. ``ledger`` is the folder of the ledger
    where it is another; what is given out is noted as taken when the next one is asked for.
    """
    pace = pace or Pace()
    if not profile.mask and not sftp.is_sftp(profile):
        yield _fetched(profile, folder, environ, pace)
        return
    ledger = ledger or folder
    while (step := _next(profile, folder, ledger, environ, pace)) is not None:
        found, raw = step
        yield raw
        taken.add(ledger, place_name(profile), found, raw)
        if not profile.is_queue:
            return


def _fetched(profile: Profile, folder: Path, environ: Mapping[str, str], pace: Pace) -> RawFile:
    raw = fetch(profile, folder, environ, sleep=pace.sleep, clock=pace.clock, attempts=pace.attempts)
    raw = raw or remembered(profile, folder)
    if raw is None:
        raise FetchFailed(profile.name, "the server says not modified, yet no earlier file is kept here")
    return raw


def _next(
    profile: Profile, folder: Path, ledger: Path, environ: Mapping[str, str], pace: Pace
) -> tuple[Arrival, RawFile] | None:
    """The next file and what it became; None where a queue holds nothing new."""
    deadline = Deadline(pace, profile.max_seconds)
    done = taken.read(ledger, place_name(profile))
    secrets = credentials_of(profile, environ)

    def once() -> tuple[Arrival, RawFile] | None:
        with _opened(profile, environ, deadline) as place:
            found = _chosen(profile, place.files(), done)
            if found is None:
                return None
            raw = _kept_before(found, done, folder)
            if raw is None:
                found = arrivals.settled(profile, found, place, pace, deadline)
                raw = place.keep(found, folder, deadline)
            return found, raw

    try:
        return tried(profile.name, pace, deadline, once, lambda: sftp.arrived(profile, folder))
    except FetchFailed as fault:
        raise FetchFailed(profile.name, secrets.clean(fault.reason)) from None


def _opened(
    profile: Profile, environ: Mapping[str, str], deadline: Deadline
) -> AbstractContextManager[Place]:
    if sftp.is_sftp(profile):
        return sftp.opened(profile, credentials_of(profile, environ), deadline)
    return nullcontext(DropFolder(profile))


def _chosen(profile: Profile, found: list[Arrival], done: list[Taken]) -> Arrival | None:
    wanted = arrivals.matching(found, profile.mask) if profile.mask else found
    if profile.is_queue:
        before = [one.arrival for one in done]
        new = arrivals.waiting(profile, wanted, before)
        if new or done:
            return new[0] if new else None
    if not wanted:
        reason = f"{place_name(profile)}: no such file among {len(found)}"
        raise FetchFailed(profile.name, reason)
    return arrivals.in_order(wanted, profile.order)[-1]


def _kept_before(found: Arrival, done: list[Taken], folder: Path) -> RawFile | None:
    return next((raw for one in done if one.arrival == found and (raw := one.raw_file(folder))), None)


def place_name(profile: Profile) -> str:
    """Where the files are, fit for a message and for the ledger: without the query, which may be signed."""
    place = profile.path or hosts.shown(profile.url)
    return f"{place.rstrip('/')}/{profile.mask}" if profile.mask else place
