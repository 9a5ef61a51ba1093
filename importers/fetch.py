"""Brings a feed's or register's file here: conditional, bounded, retried, whole or not at all.

The only module that speaks HTTP for what comes in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as faults

from importers import conditional, guard, hosts, paging_json, paging_socrata, paging_tco
from importers.body import chunks
from importers.config import Profile
from importers.credentials import Credentials, credentials_of
from importers.download import Download, expected
from importers.errors import FetchFailed
from importers.local_file import keep_local
from importers.partial import Partial
from importers.raw import RawFile
from importers.retry import Deadline, Final, Pace, Transient, asked_wait, tried

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
MAX_REDIRECTS = 5
MAX_PAGE_BYTES = 64_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_PAGED = {
    "tco": paging_tco.collect, "socrata": paging_socrata.collect, "page": paging_json.collect,
    "offset": paging_json.collect, "cursor": paging_json.collect, "link": paging_json.collect,
}  # fmt: skip
_Taken = TypeVar("_Taken")
_Take = Callable[[requests.Response, str], _Taken]


def fetch(
    profile: Profile,
    folder: Path,
    environ: Mapping[str, str],
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
    attempts: int = 4,
) -> RawFile | None:
    """The profile's file, kept under ``folder``; None when the server says that it has not changed.

    None means: the same as ``remembered(profile, folder)``, whether or not that was ever published.
    429, 5xx, time-outs and broken connections are tried until ``attempts`` in a row brought nothing, a
    broken transfer goes on where it stopped if the server allows that, and ``profile.max_seconds`` ends
    it. ``profile.max_bytes`` counts decoded bytes. An address with pages is asked for all of them each
    time; one that fails fails the whole. Proxies and .netrc of the environment are not used: a proxy
    would resolve names behind our check, and .netrc would replace the named secret. Raises FetchFailed.
    """
    if profile.path:
        return keep_local(profile, folder)
    secrets = credentials_of(profile, environ)
    pace = Pace(sleep, clock, attempts=attempts)
    download = Download(profile, folder, Partial(folder, profile.url), Deadline(pace, profile.max_seconds))
    pull = _Pull(profile, secrets, pace, download)
    try:
        if profile.paging:
            return _PAGED[profile.paging](profile, folder, pull.page)
        return pull.file()
    except FetchFailed as fault:
        raise FetchFailed(profile.name, secrets.clean(fault.reason)) from None


def remembered(profile: Profile, folder: Path) -> RawFile | None:
    """The raw file of the last whole answer, while it is still there."""
    known = conditional.recall(folder, profile.url)
    return known.raw_file(folder) if known else None


@dataclass(frozen=True, slots=True, repr=False)
class _Pull:
    """One file or one address with pages being fetched."""

    profile: Profile
    secrets: Credentials
    pace: Pace
    download: Download

    def file(self) -> RawFile | None:
        """The profile's address as a raw file, None where it has not changed."""
        return self._tried(self.profile.url, self.download.kept, self.download.partial.arrived)

    def page(self, url: str) -> bytes:
        """The whole answer of one address, in memory. Raises FetchFailed."""
        return self._tried(url, self._whole, lambda: 0)

    def _tried(self, url: str, take: _Take[_Taken], arrived: Callable[[], int]) -> _Taken:
        once = lambda: self._once(url, take)  # noqa: E731
        return tried(self.profile.name, self.pace, self.download.deadline, once, arrived)

    def _once(self, url: str, take: _Take[_Taken]) -> _Taken:
        """One attempt, redirects included. Raises Transient or Final."""
        place = hosts.shown(url)
        try:
            with _session(self.profile.allow_private) as session:
                return self._follow(session, url, take)
        except hosts.AddressRefused as error:
            raise Final(f"{place}: {error}") from error
        except (requests.RequestException, faults.HTTPError) as error:
            fault = Final if _stays(error) else Transient
            raise fault(f"{place}: {_words(error)}") from error
        except OSError as error:
            raise Transient(f"{place}: {error.strerror or type(error).__name__}") from error
        except ValueError as error:
            raise Final(f"{place}: {type(error).__name__}") from error

    def _follow(self, session: requests.Session, asked: str, take: _Take[_Taken]) -> _Taken:
        url, home = asked, hosts.origin(asked)
        method = self.profile.options.get("method", "GET") if self.profile.paging == "tco" else "GET"
        secret = self.secrets.header(self.profile.token_header)
        headers = {"User-Agent": "merkbar"} | ({} if self.profile.paging else self.download.wanted())
        deadline = self.download.deadline
        for _hop in range(MAX_REDIRECTS + 1):
            hosts.check(url, self.profile.allow_private)
            with session.request(
                method,
                url,
                headers=headers | secret,
                stream=True,
                allow_redirects=False,
                timeout=(deadline.left(CONNECT_SECONDS), deadline.left(READ_SECONDS)),
            ) as answer:
                if answer.status_code not in _REDIRECTS:
                    return self._answered(answer, hosts.shown(url), take)
                location = answer.headers.get("Location", "")
            if not location:
                raise Final(f"{hosts.shown(url)}: redirects without saying where")
            url = hosts.join(url, location)
            if hosts.origin(url) != home:
                secret = {}
        raise Final(f"{hosts.shown(asked)}: more than {MAX_REDIRECTS} redirects")

    def _answered(self, answer: requests.Response, place: str, take: _Take[_Taken]) -> _Taken:
        status = answer.status_code
        if status == 429 or status >= 500:
            raise Transient(f"{place}: answered {status}", asked_wait(answer.headers))
        if status != 200 and status not in expected(answer.request.headers):
            raise Final(f"{place}: answered {status}, expected 200")
        return take(answer, place)

    def _whole(self, answer: requests.Response, place: str) -> bytes:
        found = bytearray()
        for chunk in chunks(answer, place, self.download.deadline):
            found += chunk
            if len(found) > MAX_PAGE_BYTES:
                raise Final(f"{place}: a page of more than {MAX_PAGE_BYTES} bytes: ask for fewer rows a page")
        return bytes(found)


def _stays(error: Exception) -> bool:
    """Whether a new attempt is pointless: a bad certificate or a bad address."""
    return isinstance(error, (requests.exceptions.SSLError, ValueError))


def _words(error: Exception) -> str:
    """What happened, without the library's text: that may hold addresses and headers."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate was not accepted"
    if isinstance(error, (requests.Timeout, faults.TimeoutError)):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "the connection failed"
    return type(error).__name__


def _session(allow_private: bool) -> requests.Session:
    session = _Session()
    session.trust_env = False
    if not allow_private:
        session.mount("https://", _PublicOnly())
        session.mount("http://", _PublicOnly())
    return session


class _Session(requests.Session):
    """Leaves redirects alone: requests would read a redirect's whole body into memory first."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class _PublicOnly(HTTPAdapter):
    """Opens guarded connections only."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        super().init_poolmanager(*args, **kwargs)  # type: ignore[arg-type]
        self.poolmanager.pool_classes_by_scheme = guard.POOLS
