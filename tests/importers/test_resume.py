"""A transfer that breaks goes on where it stopped, and what was put together is the file."""

from __future__ import annotations

import gzip
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from feed_server import Answer, Server, feed
from feed_server import serving as answering
from range_server import Files, serving

from importers.errors import FetchFailed
from importers.fetch import fetch

CONTENT = random.Random(4).randbytes(900_000)


@pytest.fixture
def server() -> Iterator[Files]:
    with serving() as running:
        running.content = CONTENT
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def pull(server: Files, tmp_path: Path, waits: list[float]) -> Callable[..., Any]:
    return lambda **changes: fetch(server.profile(**changes), tmp_path, {}, sleep=waits.append)


def test_a_reset_connection_goes_on_where_it_stopped(server: Files, pull: Callable[..., Any]) -> None:
    server.cuts = [300_000]
    raw = pull()
    assert raw.path.read_bytes() == CONTENT
    (first, _), (second, rest) = server.sent
    assert (first, second) == (200, 206)
    start = int(server.asked[1]["Range"].removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 300_000 and rest == len(CONTENT) - start
    assert server.asked[1]["If-Range"] == '"v1"'
    assert server.asked[1]["Accept-Encoding"] == "identity"


def test_attempts_count_only_while_nothing_arrives(
    server: Files, pull: Callable[..., Any], waits: list[float]
) -> None:
    server.cuts = [100_000] * 8
    assert pull().path.read_bytes() == CONTENT
    assert len(server.asked) == 9
    assert max(waits) <= 1.5


def test_the_next_pull_goes_on_with_what_this_one_left(
    server: Files, pull: Callable[..., Any], tmp_path: Path
) -> None:
    server.cuts = [200_000, 0, 0, 0]
    with pytest.raises(FetchFailed, match=r"gave up after 4 attempts"):
        pull()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) >= 100_000
    server.asked.clear()
    assert pull().path.read_bytes() == CONTENT
    assert [headers.get("Range", "")[:6] for headers in server.asked] == ["bytes="]
    assert not list(tmp_path.glob(".resume-*"))


def test_a_new_version_in_between_is_fetched_whole(server: Files, pull: Callable[..., Any]) -> None:
    server.cuts = [300_000, 0, 0, 0]
    with pytest.raises(FetchFailed):
        pull()
    server.content, server.etag = CONTENT[::-1], '"v2"'
    assert pull().path.read_bytes() == CONTENT[::-1]
    assert server.sent[-1][0] == 200


def test_a_resumed_file_is_remembered_for_the_next_pull(server: Files, pull: Callable[..., Any]) -> None:
    server.cuts = [300_000]
    pull()
    assert pull() is None
    assert server.asked[-1]["If-None-Match"] == '"v1"'


@pytest.mark.parametrize(
    "lie",
    [
        {"Content-Range": "bytes 5-899999/900000"},
        {"Content-Range": "bytes 0-899999/900000"},
        {"Content-Range": ""},
        {"ETag": '"v2"'},
        {"Content-Encoding": "gzip"},
    ],
)
def test_a_part_that_is_not_the_rest_is_never_added(
    server: Files, pull: Callable[..., Any], lie: dict[str, str]
) -> None:
    server.cuts, server.lie = [300_000], lie
    assert pull().path.read_bytes() == CONTENT
    assert [status for status, _ in server.sent] == [200, 206, 200]


def test_a_file_that_shrank_under_its_etag_is_fetched_whole(server: Files, pull: Callable[..., Any]) -> None:
    server.cuts = [300_000, 0, 0, 0]
    with pytest.raises(FetchFailed):
        pull()
    server.content = CONTENT[:1000]
    assert pull().path.read_bytes() == CONTENT[:1000]
    assert [status for status, _ in server.sent][-2:] == [416, 200]


@pytest.mark.parametrize("change", [{"etag": 'W/"v1"'}, {"etag": ""}, {"ranges": False}])
def test_without_a_strong_etag_or_ranges_it_begins_anew(
    server: Files, pull: Callable[..., Any], change: dict[str, Any], tmp_path: Path
) -> None:
    for name, value in change.items():
        setattr(server, name, value)
    server.cuts = [300_000]
    assert pull().path.read_bytes() == CONTENT
    assert "Range" not in server.asked[1]
    assert not list(tmp_path.glob(".resume-*"))


def test_a_damaged_note_of_what_arrived_means_the_whole_file(
    server: Files, pull: Callable[..., Any], tmp_path: Path
) -> None:
    server.cuts = [300_000, 0, 0, 0]
    with pytest.raises(FetchFailed):
        pull()
    for note in tmp_path.glob(".resume-*.json"):
        note.write_text('{"validator": 1', "utf-8")
    assert pull().path.read_bytes() == CONTENT
    assert "Range" not in server.asked[-1]


def test_bytes_that_were_not_synced_do_not_count(
    server: Files, pull: Callable[..., Any], tmp_path: Path
) -> None:
    server.cuts = [300_000, 0, 0, 0]
    with pytest.raises(FetchFailed):
        pull()
    (data,) = (path for path in tmp_path.glob(".resume-*") if path.suffix != ".json")
    with data.open("ab") as file:  # as after a crash: longer than the note says, with what is no content
        file.write(bytes(50_000))
    assert pull().path.read_bytes() == CONTENT
    assert server.sent[-1][0] == 206


def test_a_length_over_the_limit_is_refused_before_a_byte_of_it(
    server: Files, pull: Callable[..., Any], tmp_path: Path
) -> None:
    with pytest.raises(FetchFailed, match="larger than 800000 bytes"):
        pull(max_bytes=800_000)
    assert not list(tmp_path.iterdir())


@pytest.fixture
def plain() -> Iterator[Server]:
    with answering() as running:
        yield running


def test_a_server_that_drips_is_given_up_in_time(plain: Server, tmp_path: Path) -> None:
    plain.answers = [Answer(body=b"x" * 100, drip=0.05)]
    started = time.monotonic()
    with pytest.raises(FetchFailed, match=r"took longer than 1 seconds \(max_seconds\)"):
        fetch(feed(plain.url(), max_seconds=1), tmp_path, {})
    assert time.monotonic() - started < 4
    assert not list(tmp_path.iterdir())


def test_waiting_for_a_busy_server_counts_into_the_time(plain: Server, tmp_path: Path) -> None:
    clock = [0.0]
    plain.answers = [Answer(503, {"Retry-After": "45"})]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    with pytest.raises(FetchFailed, match="answered 503"):
        profile = feed(plain.url(), max_seconds=100)
        fetch(profile, tmp_path, {}, sleep=sleep, clock=lambda: clock[0], attempts=9)
    assert clock[0] <= 100 and len(plain.asked) == 3


def test_a_compressed_answer_is_decoded_in_pieces(plain: Server, tmp_path: Path) -> None:
    headers = {"Content-Encoding": "gzip", "ETag": "\"v1\"", "Accept-Ranges": "bytes"}
    plain.answers = [Answer(headers=headers, body=gzip.compress(CONTENT))]
    raw = fetch(feed(plain.url()), tmp_path, {})
    assert raw is not None and raw.path.read_bytes() == CONTENT
