"""``feeds pull`` of a folder of deltas: in order, stopped by a held file, moved on by release or drop."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from web import cli

HEADER = "supplier_number,brand,mpn,name,price\n"
PROFILE = """
[feeds.acme]
supplier = "acme"
format = "table"
path = "in"
mask = "*.csv"
gates.max_jumped = 0.0
"""


@pytest.fixture
def drop(tmp_path: Path) -> Callable[[str, str, int], None]:
    data = tmp_path / "data"
    (data / "in").mkdir(parents=True)
    for name in ("brands.toml", "labels.toml"):
        shutil.copy(ROOT / "data" / name, data)
    (data / "feeds.toml").write_text(PROFILE)

    def put(name: str, rows: str, age: int) -> None:
        path = data / "in" / name
        path.write_text(HEADER + rows)
        os.utime(path, (time.time() - age, time.time() - age))

    return put


@pytest.fixture
def merkbar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
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


def price(folder: Path) -> str:
    with sqlite3.connect(folder / "var" / "merkbar.db") as connection:
        return str(connection.execute("SELECT price FROM offer").fetchone()[0])


def test_every_waiting_file_is_published_in_order(
    drop: Callable[[str, str, int], None], merkbar: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    drop("b.csv", "1,Acme,P1,Skriver,11\n", 300)
    drop("a.csv", "1,Acme,P1,Skriver,12\n", 200)
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, said.count("published")) == (0, 2), said
    assert float(price(tmp_path)) == 12
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "acme: no new file waits" in said) == (0, True), said


@pytest.mark.parametrize("way", ["drop", "release"])
def test_a_held_file_stops_those_behind_it_until_a_person_decides(
    drop: Callable[[str, str, int], None], merkbar: Callable[..., tuple[int, str]], tmp_path: Path, way: str
) -> None:
    drop("1.csv", "1,Acme,P1,Skriver,10\n", 300)
    drop("2.csv", "1,Acme,P1,Skriver,1000\n", 200)
    drop("3.csv", "2,Acme,P2,Skriver,5\n", 100)
    for _ in range(2):
        code, said = merkbar("feeds", "pull", "acme")
        assert (code, "held" in said) == (1, True), said
    assert float(price(tmp_path)) == 10
    assert merkbar("feeds", way, "acme")[0] == 0
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "published: 1 read" in said) == (0, True), said
    assert float(price(tmp_path)) == (10 if way == "drop" else 1000)


def test_a_file_that_cannot_be_read_may_be_dropped_too(
    drop: Callable[[str, str, int], None], merkbar: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    drop("1.csv", "1,Acme,P1,Skriver,10\n", 300)
    (tmp_path / "data/in/2.csv").write_text("<html>vedlikehold</html>")
    os.utime(tmp_path / "data/in/2.csv", (time.time() - 200, time.time() - 200))
    drop("3.csv", "1,Acme,P1,Skriver,11\n", 100)
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "failed" in said, float(price(tmp_path))) == (1, True, 10)
    assert merkbar("feeds", "drop", "acme")[0] == 0
    code, said = merkbar("feeds", "pull", "acme")
    assert (code, "2.csv was dropped by a person and is passed over" in said) == (0, True), said
    assert float(price(tmp_path)) == 11


def test_check_shows_the_file_that_waits_and_takes_nothing(
    drop: Callable[[str, str, int], None], merkbar: Callable[..., tuple[int, str]]
) -> None:
    drop("1.csv", "1,Acme,P1,Skriver,10\n", 300)
    assert merkbar("feeds", "pull", "acme")[0] == 0
    drop("2.csv", "1,Acme,P1,Skriver,11\n", 200)
    for _ in range(2):
        code, said = merkbar("feeds", "check", "acme")
        assert (code, "2.csv" in said, "1.csv" in said) == (0, True, False), said
    assert "published" in merkbar("feeds", "pull", "acme")[1]
    assert "no new file waits" in merkbar("feeds", "check", "acme")[1]


def test_a_quiet_folder_is_on_time_while_somebody_looks_into_it(
    drop: Callable[[str, str, int], None],
    merkbar: Callable[..., tuple[int, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "data/feeds.toml").write_text(PROFILE + 'schedule = "daily"\n')
    drop("1.csv", "1,Acme,P1,Skriver,10\n", 300)
    monkeypatch.setenv("MERKBAR_TODAY", "2026-11-20")
    assert merkbar("feeds", "pull", "acme")[0] == 0
    monkeypatch.setenv("MERKBAR_TODAY", "2026-11-24")
    assert "feed acme: late" in merkbar("doctor")[1]
    (tmp_path / "data/in").rename(tmp_path / "data/away")
    assert merkbar("feeds", "pull", "acme")[0] == 1
    assert "feed acme: failed" in merkbar("doctor")[1]
    (tmp_path / "data/away").rename(tmp_path / "data/in")
    for _ in range(2):
        assert "no new file waits" in merkbar("feeds", "pull", "acme")[1]
    said = merkbar("doctor")[1]
    assert "feed acme" not in said, said
    assert "good 2026-11-24" in merkbar("feeds", "status")[1]
    with sqlite3.connect(tmp_path / "var" / "merkbar.db") as connection:
        assert connection.execute("SELECT count(*) FROM run").fetchone()[0] == 2, "a look is no run"
    monkeypatch.setenv("MERKBAR_TODAY", "2026-11-28")
    assert "feed acme: late" in merkbar("doctor")[1]
