"""Order confirmations (CH, CL, CT): read, kept once, and what is wrong with them told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import select

from catalog import db
from catalog.models import OrderAnswer
from importers.errors import UnreadableFeed
from importers.orders import inbox, nelfo_confirmation
from importers.orders.inbox import Taken
from importers.orders.nelfo_lines import MAX_BYTES
from tests.importers.confirmation_files import cl, confirmation, drop
from tests.web.delivery.order_world import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = opened(tmp_path / "site")
    found.write_rules('channel = "directory"\npath = "/nowhere"')
    yield found
    found.workspace.engine.dispose()


def take(world: World, folder: Path, supplier: str = "nord") -> Taken:
    result = Taken()
    inbox.take(world.workspace, supplier, folder, result)
    return result


def test_a_confirmation_is_read_with_its_implied_decimals() -> None:
    days = {"day": "20261201", "rest": "1000", "rest_day": "20261205"}
    line = cl(1, quantity="5000", price="25000", discount="2000", **days)
    content = confirmation("M000000001", line, "CT;KOMMER I TO DELER")
    (found,) = nelfo_confirmation.parse(Path("c.txt"), content)
    (read,) = found.lines
    assert (found.order, found.number, found.currency) == ("M000000001", "SO-77", "NOK")
    assert (read.quantity, read.gross, read.price) == (Decimal(50), Decimal(250), Decimal(200))
    assert (read.delivery_day, read.rest_day) == (date(2026, 12, 1), date(2026, 12, 5))
    assert read.rest == Decimal(10)
    assert read.text == "KOMMER I TO DELER"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"VH;EFONELFO;4.0;;\r\n", "line 1: expected CH;EFONELFO;4.0"),
        (confirmation("M000000001"), r"without lines \(0 CL\)"),
        (confirmation("", cl(1)), r"without order number \(BestNr\)"),
        (confirmation("M000000001", cl(1) + "7080001003395 CL;20;2;1;1050510"), "two records in one line"),
        (confirmation("M000000001", cl(1, quantity="2,5")), "field Ant: expected a whole number"),
        (confirmation("M000000001", cl(1, day="20261301")), "field LevDato: expected a day"),
        (confirmation("M000000001", "FL;1"), "line 2: expected CH, CL or CT, found 'FL'"),
        (b"\xff\xfe\x00", "expected CH"),
        (b"", "found no text"),
    ],
)
def test_what_is_no_whole_confirmation_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFeed, match=words):
        nelfo_confirmation.parse(Path("c.txt"), content)


def test_a_file_is_taken_once_and_confirms_its_order(world: World, tmp_path: Path) -> None:
    number = world.confirm()
    drop(tmp_path / "svar", "C1.txt", confirmation(number, cl(1)))
    assert take(world, tmp_path / "svar").confirmed == [number]
    assert take(world, tmp_path / "svar") == Taken()
    assert world.state(number).state == "confirmed"
    drop(tmp_path / "svar", "C2.txt", confirmation(number, cl(1), number="SO-78"))
    assert take(world, tmp_path / "svar").confirmed == [number]
    assert (tmp_path / "svar" / "C1.txt").exists()


def test_an_answer_ends_the_doubt_whether_an_order_arrived(world: World, tmp_path: Path) -> None:
    number = world.confirm()
    drop(tmp_path / "svar", "C1.txt", confirmation(number, cl(1)))
    take(world, tmp_path / "svar")
    assert [row.state for row in world.messages()] == ["sent"]


def test_another_suppliers_order_is_not_confirmed(world: World, tmp_path: Path) -> None:
    number = world.confirm()
    drop(tmp_path / "svar", "C1.txt", confirmation(number, cl(1)))
    result = take(world, tmp_path / "svar", "sor")
    assert result.confirmed == []
    assert f"no order of this supplier has the number {number}" in result.faults[0]
    assert world.state(number).state == "queued"


def test_a_file_that_cannot_be_read_is_kept_once_and_stops_no_other(world: World, tmp_path: Path) -> None:
    number = world.confirm()
    drop(tmp_path / "svar", "A.txt", b"rubbish")
    drop(tmp_path / "svar", "B.txt", confirmation(number, cl(1)))
    result = take(world, tmp_path / "svar")
    assert (result.confirmed, len(result.faults)) == ([number], 1)
    assert take(world, tmp_path / "svar") == Taken()
    with db.reading(world.workspace.engine) as session:
        kept = session.exec(select(OrderAnswer).where(OrderAnswer.fault != "")).one()
        assert (kept.content, kept.file_name) == (b"rubbish", "A.txt")


def test_what_is_still_being_written_waits_and_a_missing_folder_is_told(world: World, tmp_path: Path) -> None:
    number = world.confirm()
    path = drop(tmp_path / "svar", "C1.txt", confirmation(number, cl(1)))
    os.utime(path)
    drop(tmp_path / "svar", ".hidden", b"x")
    drop(tmp_path / "svar", "C2.part", b"x")
    assert take(world, tmp_path / "svar") == Taken()
    drop(tmp_path / "large", "C3.txt", b"x" * (MAX_BYTES + 1))
    assert "at most 5000000 are expected" in take(world, tmp_path / "large").faults[0]
    assert "No such file" in take(world, tmp_path / "nowhere").faults[0]
