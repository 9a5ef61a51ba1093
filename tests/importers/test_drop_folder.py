"""A folder where files are dropped: the newest whole one, or each of them in order."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from importers.config import Profile
from importers.errors import FetchFailed
from importers.incoming import incoming
from importers.raw import RawFile
from importers.retry import Pace

NOON = 1_790_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def drop(folder: Path) -> Callable[..., Path]:
    def put(name: str, content: str, at: int = NOON) -> Path:
        path = folder / name
        path.write_text(content, "utf-8")
        os.utime(path, (at, at))
        return path

    return put


@pytest.fixture
def take(folder: Path, tmp_path: Path) -> Callable[..., list[RawFile]]:
    def run(*, now: float = NOON + 3600, sleep: Any = None, most: int = 99, **changes: Any) -> list[RawFile]:
        given = {"path": str(folder), "mask": "*.csv", "mode": "delta"} | changes
        profile = Profile("elko", "feed", "table", supplier="elko", **given)
        pace = Pace(sleep=sleep or (lambda _seconds: pytest.fail("nothing to wait for")), now=lambda: now)
        files = incoming(profile, tmp_path / "raw", {}, pace=pace)
        return [raw for _number, raw in zip(range(most), files, strict=False)]

    return run


def texts(files: list[RawFile]) -> list[str]:
    return [raw.path.read_text("utf-8") for raw in files]


def test_full_takes_the_newest_file(drop: Callable[..., Path], take: Callable[..., Any]) -> None:
    drop("a.csv", "new", NOON + 5)
    drop("b.csv", "old")
    for _ in range(2):
        assert texts(take(mode="full")) == ["new"]


def test_a_known_file_keeps_its_name(drop: Callable[..., Path], take: Callable[..., Any]) -> None:
    drop("priser æ.csv", "1")
    first = take(mode="full")
    assert take(mode="full") == first and first[0].name == "priser_.csv"


def test_delta_takes_each_file_once_and_in_order(drop: Callable[..., Path], take: Callable[..., Any]) -> None:
    drop("c.csv", "1", NOON)
    drop("a.csv", "3", NOON + 20)
    drop("b.csv", "2", NOON + 10)
    assert texts(take()) == ["1", "2", "3"]
    assert take() == []
    drop("d.csv", "4", NOON + 30)
    assert texts(take()) == ["4"]


def test_numbers_in_names_count_as_numbers(drop: Callable[..., Path], take: Callable[..., Any]) -> None:
    for number in (10, 9, 100):
        drop(f"delta_{number}.csv", str(number), NOON - number)
    assert texts(take(order="name")) == ["9", "10", "100"]


def test_the_same_bytes_later_are_another_file(drop: Callable[..., Path], take: Callable[..., Any]) -> None:
    drop("1.csv", "price 10")
    drop("2.csv", "price 12", NOON + 1)
    drop("3.csv", "price 10", NOON + 2)
    assert texts(take()) == ["price 10", "price 12", "price 10"]


def test_a_file_that_was_written_anew_is_taken_again(
    drop: Callable[..., Path], take: Callable[..., Any]
) -> None:
    drop("delta.csv", "1")
    assert texts(take()) == ["1"]
    drop("delta.csv", "2", NOON + 60)
    assert texts(take()) == ["2"]


def test_what_was_given_out_but_not_finished_comes_again_first(
    drop: Callable[..., Path], take: Callable[..., Any]
) -> None:
    for number in range(3):
        drop(f"{number}.csv", str(number), NOON + number)
    assert texts(take(most=2)) == ["0", "1"]  # the second was given out, and nobody asked for the third
    assert texts(take()) == ["1", "2"]


def test_a_file_that_comes_late_is_neither_skipped_nor_applied(
    drop: Callable[..., Path], take: Callable[..., Any]
) -> None:
    drop("2.csv", "2", NOON + 10)
    take()
    late = drop("1.csv", "1", NOON)
    drop("3.csv", "3", NOON + 20)
    with pytest.raises(FetchFailed, match=r"1.csv came late: 2.csv, which is newer, was taken before it"):
        take()
    late.unlink()
    assert texts(take()) == ["3"]


@pytest.mark.parametrize("name", [".a.csv", "a.csv.part", "a.csv.filepart", "a.csv.tmp", "readme.txt"])
def test_hidden_unfinished_and_other_files_are_left_alone(
    drop: Callable[..., Path], take: Callable[..., Any], name: str
) -> None:
    drop(name, "x", NOON + 9)
    drop("PRIS.CSV", "1")
    assert texts(take(mode="full")) == ["1"]
    assert texts(take(mode="full", mask="*")) != ["x"] or name == "readme.txt"


def test_a_young_file_is_waited_for_and_then_taken(
    drop: Callable[..., Path], take: Callable[..., Any]
) -> None:
    waits: list[float] = []
    drop("a.csv", "1")
    assert texts(take(now=NOON + 10, sleep=waits.append)) == ["1"]
    assert waits == [50.0]


def test_a_file_that_grows_is_waited_for_until_it_is_whole(
    drop: Callable[..., Path], take: Callable[..., Any], folder: Path
) -> None:
    path = drop("a.csv", "1")
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) < 3:
            path.write_text("1" * (len(waits) + 1))
            os.utime(path, (NOON + 9, NOON + 9))

    assert texts(take(now=NOON + 10, sleep=sleep)) == ["111"]
    assert len(waits) == 3


def test_a_file_that_never_stops_growing_is_not_taken(
    drop: Callable[..., Path], tmp_path: Path, folder: Path
) -> None:
    path, clock = drop("a.csv", "1"), [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds
        path.write_text(path.read_text() + "1")

    given = {"path": str(folder), "mask": "*.csv", "max_seconds": 600}
    profile = Profile("elko", "feed", "table", supplier="elko", **given)  # type: ignore[arg-type]
    pace = Pace(sleep=sleep, clock=lambda: clock[0], now=lambda: NOON)
    with pytest.raises(FetchFailed, match="a.csv is still being written: took longer than 600 seconds"):
        next(incoming(profile, tmp_path / "raw", {}, pace=pace))
    assert clock[0] <= 660


def test_an_empty_folder_is_a_fault_until_a_first_file_came(
    drop: Callable[..., Path], take: Callable[..., Any], folder: Path
) -> None:
    drop("readme.txt", "x")
    for mode in ("full", "delta"):
        with pytest.raises(FetchFailed, match=r"in/\*.csv: no such file among 1"):
            take(mode=mode)
    path = drop("a.csv", "1")
    take()
    path.unlink()
    assert take() == []
    with pytest.raises(FetchFailed, match="no such file"):
        take(mode="full")
    with pytest.raises(FetchFailed, match="the folder cannot be read"):
        take(path=str(folder / "gone"))


def test_nothing_in_the_folder_is_touched(
    drop: Callable[..., Path], take: Callable[..., Any], folder: Path
) -> None:
    drop("a.csv", "1")
    folder.chmod(0o555)
    before = [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()]
    take()
    assert [(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()] == before


def test_a_lost_ledger_means_all_of_them_again_in_order(
    drop: Callable[..., Path], take: Callable[..., Any], tmp_path: Path
) -> None:
    for number in range(3):
        drop(f"{number}.csv", str(number), NOON + number)
    take()
    (tmp_path / "raw" / ".taken.json").write_text("{", "utf-8")
    assert texts(take()) == ["0", "1", "2"]


def test_a_link_that_leads_nowhere_and_a_folder_are_no_files(
    take: Callable[..., Any], folder: Path, drop: Callable[..., Path]
) -> None:
    (folder / "z.csv").symlink_to(folder / "gone.csv")
    (folder / "y.csv").mkdir()
    drop("a.csv", "1")
    assert texts(take(mode="full")) == ["1"]
