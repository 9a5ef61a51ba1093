"""The body of an HTTP answer, byte by byte as it arrives: bounded in time, whole or a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from urllib3.exceptions import DecodeError, IncompleteRead, ProtocolError

from importers.partial import Begun
from importers.raw import CHUNK_BYTES
from importers.retry import Deadline, Final, Transient


class Answer(Protocol):
    """What is needed of an answer; ``raw`` is urllib3's."""

    status_code: int
    raw: Any

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers; names match in any case."""


def chunks(answer: Answer, place: str, deadline: Deadline) -> Iterator[bytes]:
    """The decoded body, each piece as soon as it is here: a server that drips cannot hold us for ever.

    Raises Transient where the connection ends before the announced length, Final at the deadline.
    """
    announced = answer.headers.get("Content-Length", "")
    try:
        while chunk := answer.raw.read1(CHUNK_BYTES, decode_content=True):
            yield chunk
            deadline.left(1)
    except DecodeError as error:
        raise Final(f"{place}: a damaged compression (Content-Encoding)") from error
    except (IncompleteRead, ProtocolError) as error:
        got = answer.raw.tell()
        raise Transient(f"{place}: truncated, {got} of {announced or '?'} bytes") from error
    if announced.isdigit() and answer.raw.tell() != int(announced):
        raise Transient(f"{place}: truncated, {answer.raw.tell()} of {announced} bytes")


def strong_etag(answer: Answer) -> str:
    """The answer's ETag where it names these very bytes (RFC 9110, 8.8.1), else ''."""
    tag = answer.headers.get("ETag", "").strip()
    plain = len(tag) > 2 and tag[0] == tag[-1] == '"' and tag.isascii() and tag.isprintable()
    return tag if plain else ""


def resumable_length(answer: Answer) -> int:
    """The length of a body that may be fetched in parts, 0 where it may not.

    Not so without a strong ETag and a length, where the server refuses ranges, or encodes the body.
    """
    announced = answer.headers.get("Content-Length", "")
    refused = answer.headers.get("Accept-Ranges", "").strip().lower() != "bytes"
    if refused or not strong_etag(answer) or answer.headers.get("Content-Encoding", ""):
        return 0
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def range_fault(answer: Answer, begun: Begun) -> str:
    """Why a 206 is not the rest of ``begun`` that was asked for, '' where it is."""
    wanted = f"bytes {begun.arrived}-{begun.total - 1}/{begun.total}"
    found = answer.headers.get("Content-Range", "").strip()
    if found.lower() != wanted:
        return f"answered {found[:60]!r}, asked for {wanted!r}"
    if answer.headers.get("Content-Encoding", ""):
        return "encoded a part of the body"
    if answer.headers.get("ETag", begun.validator).strip() != begun.validator:
        return "answered a part of another version"
    return ""
