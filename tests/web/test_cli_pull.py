"""``pull`` from a configured address: a real HTTP server on loopback, twice, then broken."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from importers.config import Profile
from importers.raw import RawFile
from tests.conftest import ROOT
from web import cli
from web.cli import pulling

FEED = "supplier_number,brand,mpn,name\n1,Acme,P1,Acme P1 skriver\n"
SWAN = "certificate,brand,model,valid_to\n5015 0001,Acme,P1,2027-06-30\n"
PROFILES = """
[feeds.acme]
supplier = "acme"
format = "table"
url = "{address}/feed.csv"
allow_private = true
mode = "full"

[feeds.other]
supplier = "other"
format = "table"
url = "{address}/missing.csv"
allow_private = true

[registers.swan]
format = "table"
label = "nordic-swan"
url = "{address}/swan.csv"
allow_private = true
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: pytest shows what matters."""


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Path]:
    """A served folder, and a data folder whose profiles point at it."""
    served = tmp_path / "served"
    served.mkdir()
    (served / "feed.csv").write_text(FEED)
    (served / "swan.csv").write_text(SWAN)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(served)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    data = tmp_path / "data"
    data.mkdir()
    for file in (ROOT / "data").glob("*.toml"):
        shutil.copy(file, data)
    address = f"http://127.0.0.1:{server.server_port}"
    (data / "feeds.toml").write_text(PROFILES.format(address=address))
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def merkbar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("MERKBAR_VAR", str(tmp_path / "var"))
        monkeypatch.setenv("MERKBAR_DATA", str(tmp_path / "data"))
        monkeypatch.setattr(sys, "argv", ["merkbar", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


def test_pull_publishes_then_finds_nothing_changed(source: Path, merkbar) -> None:  # type: ignore[no-untyped-def]
    assert merkbar("registers", "pull", "--all")[0] == 0
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "published: 1 read, 1 stored" in said) == (0, True), said
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "unchanged" in said) == (0, True), said
    assert "nordic-swan (verified)" in merkbar("search", "P1")[1]


def test_one_feed_that_fails_does_not_stop_the_others(source: Path, merkbar) -> None:  # type: ignore[no-untyped-def]
    code, said = merkbar("feeds", "pull", "--all")
    assert code == 1
    assert "acme: run 1 published" in said
    assert "other: failed" in said
    assert "404" in said


def test_a_held_file_is_tried_again_although_the_server_says_not_modified(source: Path, merkbar) -> None:  # type: ignore[no-untyped-def]
    merkbar("feeds", "pull", "acme")
    broken = source / "feed.csv"
    broken.write_text("<html>wartung</html>")
    # HTTP dates count whole seconds: the change must be one for the server too.
    os.utime(broken, (time.time() + 10, time.time() + 10))
    assert merkbar("feeds", "pull", "acme")[0] == 1
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "failed" in said) == (1, True), said
    assert "1 products" in merkbar("search", "P1")[1]


def test_check_shows_records_beside_their_raw_lines(source: Path, merkbar) -> None:  # type: ignore[no-untyped-def]
    for _ in range(2):
        code, said = merkbar("feeds", "check", "acme")
        assert code == 0
        assert "raw: 1,Acme,P1,Acme P1 skriver" in said
        assert "mpn = P1" in said
    assert merkbar("feeds", "list")[1].startswith("acme\ttable\tfull")


def test_the_list_of_feeds_shows_no_signed_query(source: Path, merkbar, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    profiles = (tmp_path / "data" / "feeds.toml").read_text()
    (tmp_path / "data" / "feeds.toml").write_text(profiles.replace("feed.csv", "feed.csv?sig=hemmelig"))
    said = merkbar("feeds", "list")[1]
    assert "/feed.csv\n" in said and "hemmelig" not in said


def test_a_fault_of_ours_in_one_feed_does_not_stop_the_night(  # type: ignore[no-untyped-def]
    source: Path, merkbar, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = pulling.incoming

    def broken(profile: Profile, *where: Any) -> Iterator[RawFile]:
        if profile.name == "acme":
            raise RuntimeError("not foreseen")
        return real(profile, *where)

    monkeypatch.setattr(pulling, "incoming", broken)
    (source / "missing.csv").write_text(FEED)
    code, said = merkbar("feeds", "pull", "--all")
    assert code == 1
    assert "other: run 2 published" in said  # the fault is run 1
    assert "not foreseen" in caplog.text
