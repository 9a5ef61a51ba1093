"""Brings a feed's or register's file here: conditional, bounded, retried, whole or not at all.

The only module that speaks HTTP for what comes in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from importers import conditional, guard, hosts, paging_socrata, paging_tco
from importers.conditional import Remembered
from importers.config import Profile
from importers.credentials import secret_of
from importers.errors import FetchFailed
from importers.local_file import keep_local
from importers.raw import CHUNK_BYTES, RawFile, RawWriter
from importers.retry import Final, Transient, asked_wait, wait_seconds

CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
MAX_REDIRECTS = 5
MAX_PAGE_BYTES = 64_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_PAGED = {"tco": paging_tco.collect, "socrata": paging_socrata.collect}
_Taken = TypeVar("_Taken")
_Take = Callable[[requests.Response, str], _Taken]


def fetch(
    profile: Profile,
    folder: Path,
    environ: Mapping[str, str],
    *,
    sleep: Callable[[float], None] = time.sleep,
    attempts: int = 4,
) -> RawFile | None:
    """The profile's file, kept under ``folder``; None when the server says that it has not changed.

    None means: the same as ``remembered(profile, folder)``, whether or not that was ever published.
    429, 5xx, time-outs and broken connections are tried ``attempts`` times; ``profile.max_bytes``
    counts decoded bytes. A register with pages is asked for all of them each time; one that fails
    fails the whole. Proxies and .netrc of the environment are not used: a proxy would resolve
    names behind our check, and .netrc would replace the named secret. Raises FetchFailed.
    """
    if profile.path:
        return keep_local(profile, folder)
    secret = secret_of(profile, environ)
    known = None if profile.paging else conditional.recall(folder, profile.url)
    pull = _Pull(profile, folder, secret, known, attempts, sleep)
    try:
        if profile.paging:
            return _PAGED[profile.paging](profile, folder, pull.page)
        return pull.file()
    except FetchFailed as fault:
        raise FetchFailed(profile.name, pull.clean(fault.reason)) from None


def remembered(profile: Profile, folder: Path) -> RawFile | None:
    """The raw file of the last whole answer, while it is still there."""
    known = conditional.recall(folder, profile.url)
    return known.raw_file(folder) if known else None


@dataclass(frozen=True, slots=True, repr=False)
class _Pull:
    """One file or one register being fetched."""

    profile: Profile
    folder: Path
    secret: str
    known: Remembered | None
    attempts: int
    sleep: Callable[[float], None]

    def clean(self, message: str) -> str:
        """A message that cannot hold the secret, whatever a server echoed."""
        return message.replace(self.secret, "***") if self.secret else message

    def file(self) -> RawFile | None:
        """The profile's address as a raw file, None where it has not changed."""
        return self._tried(self.profile.url, self._kept)

    def page(self, url: str) -> bytes:
        """The whole answer of one address, in memory. Raises FetchFailed."""
        return self._tried(url, _whole)

    def _tried(self, url: str, take: _Take[_Taken]) -> _Taken:
        """What ``take`` makes of the answer, after as many attempts as it needs. Raises FetchFailed."""
        reason = ""
        for attempt in range(1, self.attempts + 1):
            try:
                return self._once(url, take)
            except Final as fault:
                raise FetchFailed(self.profile.name, str(fault)) from None
            except Transient as fault:
                reason = str(fault)
                if attempt < self.attempts:
                    self.sleep(wait_seconds(attempt, fault.wait))
        raise FetchFailed(self.profile.name, f"{reason} (gave up after {self.attempts} attempts)")

    def _once(self, url: str, take: _Take[_Taken]) -> _Taken:
        """One attempt, redirects included. Raises Transient or Final."""
        place = hosts.shown(url)
        try:
            with _session(self.profile.allow_private) as session:
                return self._follow(session, url, take)
        except hosts.AddressRefused as error:
            raise Final(f"{place}: {error}") from error
        except (requests.RequestException, HTTPError) as error:
            fault = Final if _stays(error) else Transient
            raise fault(f"{place}: {_words(error)}") from error
        except OSError as error:
            raise Transient(f"{place}: {error.strerror or type(error).__name__}") from error
        except ValueError as error:
            raise Final(f"{place}: {type(error).__name__}") from error

    def _follow(self, session: requests.Session, asked: str, take: _Take[_Taken]) -> _Taken:
        url, home = asked, hosts.origin(asked)
        method = self.profile.options.get("method", "GET") if self.profile.paging else "GET"
        headers = self._headers()
        for _hop in range(MAX_REDIRECTS + 1):
            hosts.check(url, self.profile.allow_private)
            with session.request(
                method,
                url,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
            ) as answer:
                if answer.status_code not in _REDIRECTS:
                    return self._answered(answer, hosts.shown(url), take)
                location = answer.headers.get("Location", "")
            if not location:
                raise Final(f"{hosts.shown(url)}: redirects without saying where")
            url = hosts.join(url, location)
            if hosts.origin(url) != home:
                headers.pop(self.profile.token_header, None)
        raise Final(f"{hosts.shown(asked)}: more than {MAX_REDIRECTS} redirects")

    def _headers(self) -> dict[str, str]:
        headers = {"User-Agent": "merkbar"} | (self.known.headers() if self.known else {})
        if self.secret:
            # a value of two words names its scheme already ("Bearer ...", "Basic ...")
            bare = self.profile.token_header.lower() == "authorization" and " " not in self.secret
            headers[self.profile.token_header] = f"Bearer {self.secret}" if bare else self.secret
        return headers

    def _answered(self, answer: requests.Response, place: str, take: _Take[_Taken]) -> _Taken:
        status = answer.status_code
        if status == 429 or status >= 500:
            raise Transient(f"{place}: answered {status}", asked_wait(answer.headers))
        if status != 200 and not (status == 304 and self.known is not None):
            raise Final(f"{place}: answered {status}, expected 200")
        return take(answer, place)

    def _kept(self, answer: requests.Response, place: str) -> RawFile | None:
        if answer.status_code == 304:
            return None
        name = Path(urlsplit(self.profile.url).path).name or self.profile.name
        try:
            with RawWriter(self.folder, name) as writer:
                for chunk in _body(answer, place):
                    if writer.size + len(chunk) > self.profile.max_bytes:
                        raise Final(f"{place}: larger than {self.profile.max_bytes} bytes")
                    writer.write(chunk)
                raw = writer.commit()
            conditional.remember(self.folder, self.profile.url, answer.headers, raw)
        except requests.RequestException:
            raise  # a fault of the network, though it is an OSError too
        except OSError as error:
            raise Final(f"{self.folder}: could not be written: {error.strerror}") from error
        return raw


def _whole(answer: requests.Response, place: str) -> bytes:
    body = bytearray()
    for chunk in _body(answer, place):
        body += chunk
        if len(body) > MAX_PAGE_BYTES:
            raise Final(f"{place}: a page of more than {MAX_PAGE_BYTES} bytes: ask for fewer rows a page")
    return bytes(body)


def _body(answer: requests.Response, place: str) -> Iterator[bytes]:
    """The decoded body. Raises Transient where the connection ends before the announced length."""
    announced = answer.headers.get("Content-Length", "")
    try:
        yield from answer.iter_content(CHUNK_BYTES)
    except requests.exceptions.ChunkedEncodingError as error:
        got = answer.raw.tell()
        raise Transient(f"{place}: truncated, {got} of {announced or '?'} bytes") from error
    if announced.isdigit() and answer.raw.tell() != int(announced):
        raise Transient(f"{place}: truncated, {answer.raw.tell()} of {announced} bytes")


def _stays(error: Exception) -> bool:
    """Whether a new attempt is pointless: a bad certificate, a bad address, an undecodable body."""
    kinds = (requests.exceptions.SSLError, requests.exceptions.ContentDecodingError, ValueError)
    return isinstance(error, kinds)


def _words(error: Exception) -> str:
    """What happened, without the library's text: that may hold addresses and headers."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the server's certificate was not accepted"
    if isinstance(error, requests.Timeout):
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
