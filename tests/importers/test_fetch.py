"""Fetching, against a real HTTP server on loopback."""

from __future__ import annotations

import gzip
import hashlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feed_server import BODY, Answer, Server, feed, serving

from importers import fetch as fetching
from importers.config import Profile
from importers.errors import FetchFailed
from importers.fetch import fetch, remembered


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def pull(tmp_path: Path, waits: list[float]) -> Callable[..., Any]:
    def run(profile: Profile, **environ: str) -> Any:
        return fetch(profile, tmp_path, environ, sleep=waits.append)

    return run


def parts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".part-")]


def test_a_fetched_file_is_kept_under_its_hash(
    server: Server, pull: Callable[..., Any], tmp_path: Path
) -> None:
    server.answers = [Answer()]
    raw = pull(feed(server.url("/a/pris%20liste.csv?day=1")))
    digest = hashlib.sha256(BODY).hexdigest()
    assert (raw.sha256, raw.size) == (digest, len(BODY))
    assert raw.path == tmp_path / f"{digest[:16]}-{raw.name}"
    assert raw.path.read_bytes() == BODY
    assert raw.name == "pris_20liste.csv"


def test_an_unchanged_file_is_not_fetched_again(server: Server, pull: Callable[..., Any]) -> None:
    validators = {"ETag": '"v1"', "Last-Modified": "Sat, 21 Nov 2026 10:00:00 GMT"}
    server.answers = [Answer(headers=validators), Answer(304, body=b"")]
    raw = pull(feed(server.url()))
    assert pull(feed(server.url())) is None
    assert server.asked[1][1]["If-None-Match"] == '"v1"'
    assert server.asked[1][1]["If-Modified-Since"] == "Sat, 21 Nov 2026 10:00:00 GMT"
    assert remembered(feed(server.url()), raw.path.parent) == raw


@pytest.mark.parametrize("loss", ["gone", "cut"])
def test_a_lost_raw_file_is_fetched_in_full(server: Server, pull: Callable[..., Any], loss: str) -> None:
    server.answers = [Answer(headers={"ETag": '"v1"'})]
    raw = pull(feed(server.url()))
    raw.path.unlink() if loss == "gone" else raw.path.write_bytes(BODY[:5])
    assert remembered(feed(server.url()), raw.path.parent) is None
    assert pull(feed(server.url())).path.read_bytes() == BODY
    assert "If-None-Match" not in server.asked[1][1]


def test_another_address_does_not_inherit_the_validators(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(headers={"ETag": '"v1"'})]
    pull(feed(server.url("/a.csv")))
    pull(feed(server.url("/b.csv")))
    assert "If-None-Match" not in server.asked[1][1]


def test_a_broken_state_file_means_a_full_fetch(
    server: Server, pull: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / ".last.json").write_text('{"url": 1', "utf-8")
    server.answers = [Answer()]
    assert pull(feed(server.url())) is not None


def test_an_unasked_not_modified_is_a_fault(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(304, body=b"")]
    with pytest.raises(FetchFailed, match="answered 304, expected 200"):
        pull(feed(server.url()))


def test_too_many_requests_waits_as_asked_and_goes_on(
    server: Server, pull: Callable[..., Any], waits: list[float]
) -> None:
    dated = {"Date": "Sat, 21 Nov 2026 10:00:00 GMT"}
    late = {"Retry-After": "Sat, 21 Nov 2026 10:00:09 GMT"}
    server.answers = [
        Answer(429, {"Retry-After": "7"}),
        Answer(503, {"Retry-After": "3600"}),
        Answer(503, dated | late),
        Answer(),
    ]
    assert pull(feed(server.url())).path.read_bytes() == BODY
    assert waits[:2] == [7.0, 60.0]
    assert len(waits) == 3


def test_server_errors_end_with_the_number_of_attempts(
    server: Server, pull: Callable[..., Any], waits: list[float], tmp_path: Path
) -> None:
    server.answers = [Answer(500)]
    with pytest.raises(FetchFailed, match=r"answered 500 \(gave up after 4 attempts\)"):
        pull(feed(server.url()))
    assert len(server.asked) == 4
    for wait, base in zip(waits, (1, 2, 4), strict=True):
        assert 0.5 * base <= wait <= 1.5 * base
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204, 206])
def test_other_answers_are_not_tried_again(server: Server, pull: Callable[..., Any], status: int) -> None:
    server.answers = [Answer(status, body=b"")]
    with pytest.raises(FetchFailed, match=f"answered {status}, expected 200"):
        pull(feed(server.url()))
    assert len(server.asked) == 1


def test_a_truncated_body_is_never_kept(server: Server, pull: Callable[..., Any], tmp_path: Path) -> None:
    server.answers = [Answer(announce=1000)]
    with pytest.raises(FetchFailed, match=f"truncated, {len(BODY)} of 1000 bytes"):
        pull(feed(server.url()))
    assert not list(tmp_path.iterdir())


def test_a_body_truncated_once_is_fetched_again(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(announce=1000), Answer()]
    assert pull(feed(server.url())).size == len(BODY)


def test_a_file_over_the_limit_is_refused(server: Server, pull: Callable[..., Any], tmp_path: Path) -> None:
    server.answers = [Answer(body=b"x" * 300_000)]
    with pytest.raises(FetchFailed, match="larger than 200000 bytes"):
        pull(feed(server.url(), max_bytes=200_000))
    assert len(server.asked) == 1
    assert not list(tmp_path.iterdir())


def test_the_limit_counts_what_comes_out_of_compression(
    server: Server, pull: Callable[..., Any], tmp_path: Path
) -> None:
    packed = gzip.compress(b"0" * 5_000_000)
    server.answers = [Answer(headers={"Content-Encoding": "gzip"}, body=packed)]
    with pytest.raises(FetchFailed, match="larger than 1000000 bytes"):
        pull(feed(server.url(), max_bytes=1_000_000))
    assert not parts(tmp_path)
    assert pull(feed(server.url())).size == 5_000_000


def test_a_damaged_compression_is_a_fault(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(headers={"Content-Encoding": "gzip"}, body=b"not gzip")]
    with pytest.raises(FetchFailed, match="a damaged compression"):
        pull(feed(server.url()))
    assert len(server.asked) == 1


def test_a_slow_server_is_waited_for(server: Server, pull: Callable[..., Any]) -> None:
    server.answers = [Answer(delay=0.3)]
    assert pull(feed(server.url())).size == len(BODY)


def test_a_silent_server_is_given_up(
    server: Server, pull: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.05)
    server.answers = [Answer(delay=0.2)]
    with pytest.raises(FetchFailed, match="no answer in time .gave up after 4 attempts"):
        pull(feed(server.url()))


def test_a_closed_port_is_tried_again_and_then_given_up(pull: Callable[..., Any]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(FetchFailed, match="the connection failed .gave up after 4 attempts"):
        pull(feed(f"http://127.0.0.1:{port}/feed.csv"))


def test_a_local_path_is_copied(pull: Callable[..., Any], tmp_path: Path) -> None:
    source = tmp_path / "in" / "priser æ.csv"
    source.parent.mkdir()
    source.write_bytes(BODY)
    raw = pull(feed("", path=str(source)))
    assert raw.path.read_bytes() == BODY
    assert raw.name == "priser_.csv"
    with pytest.raises(FetchFailed, match=f"{len(BODY)} bytes, at most 5"):
        pull(feed("", path=str(source), max_bytes=5))
