"""One HTTP answer becomes a raw file: at once, or as the rest of what arrived before (RFC 9110, 14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from urllib3.exceptions import HTTPError

from importers import body, conditional
from importers.body import Answer, chunks
from importers.config import Profile
from importers.partial import Begun, Partial
from importers.raw import RawFile, RawWriter
from importers.retry import Deadline, Final, Transient


def expected(asked: Mapping[str, str]) -> tuple[int, ...]:
    """The statuses besides 200 that a request with such headers may get."""
    if "Range" in asked:
        return (206, 416)
    return (304,) if "If-None-Match" in asked or "If-Modified-Since" in asked else ()


@dataclass(frozen=True, slots=True)
class Download:
    """The file at ``profile.url`` on its way into ``folder``."""

    profile: Profile
    folder: Path
    partial: Partial
    deadline: Deadline

    def wanted(self) -> dict[str, str]:
        """The headers that ask for what is missing only: the rest of a file, or a newer version."""
        begun = self.partial.begun()
        if begun is None:
            known = conditional.recall(self.folder, self.profile.url)
            return known.headers() if known else {}
        rest = {"Range": f"bytes={begun.arrived}-", "If-Range": begun.validator}
        return rest | {"Accept-Encoding": "identity"}

    def kept(self, answer: Answer, place: str) -> RawFile | None:
        """The answer as a raw file; None for one that says "not modified". Raises Transient or Final."""
        if answer.status_code == 304:
            return None
        if answer.status_code == 416:
            self.partial.discard()
            raise Transient(f"{place}: answered 416, has no such rest", 0.0)
        name = Path(urlsplit(self.profile.url).path).name or self.profile.name
        try:
            begun = self._begun(answer, place)
            raw = self._grown(answer, place, begun, name) if begun else self._at_once(answer, place, name)
            conditional.remember(self.folder, self.profile.url, answer.headers, raw)
        except HTTPError:
            raise  # a fault of the network, though it may be an OSError too
        except OSError as error:
            raise Final(f"{self.folder}: could not be written: {error.strerror}") from error
        return raw

    def _begun(self, answer: Answer, place: str) -> Begun | None:
        """What the body is a part or the whole of; None where it cannot be fetched in parts."""
        begun = self.partial.begun()
        if answer.status_code == 206:
            fault = body.range_fault(answer, begun) if begun else "answered a part of nothing"
            if fault:
                self.partial.discard()
                raise Transient(f"{place}: {fault}", 0.0)
            return begun
        self.partial.discard()
        total = body.resumable_length(answer)
        return Begun(body.strong_etag(answer), total) if total else None

    def _grown(self, answer: Answer, place: str, begun: Begun, name: str) -> RawFile:
        if begun.total > self.profile.max_bytes:
            raise self._too_large(place)
        with self.partial.growing(begun) as writer:
            for chunk in chunks(answer, place, self.deadline):
                if writer.size + len(chunk) > begun.total:
                    raise Final(f"{place}: more than the {begun.total} bytes that were announced")
                writer.write(chunk)
        if writer.size != begun.total:
            raise Transient(f"{place}: truncated, {writer.size} of {begun.total} bytes")
        return self.partial.keep(name)

    def _at_once(self, answer: Answer, place: str, name: str) -> RawFile:
        with RawWriter(self.folder, name) as writer:
            for chunk in chunks(answer, place, self.deadline):
                if writer.size + len(chunk) > self.profile.max_bytes:
                    raise self._too_large(place)
                writer.write(chunk)
            return writer.commit()

    def _too_large(self, place: str) -> Final:
        return Final(f"{place}: larger than {self.profile.max_bytes} bytes")
