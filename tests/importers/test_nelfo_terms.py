"""One customer's NELFO files: no bytes bring down more than their own file."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.records import PriceTerm, TermItem
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import nelfo_terms
from tests.importers.company_files import PH, RH, vl

PROFILE = Profile(name="fjordlys@firma", kind="prices", format="nelfo", supplier="fjordlys")
CELLS = ["RL", "PL", "VL", "PX", "RH", "0", "1", "5", "9", "5140", "-1", "1006100", "EA", "B", "N", "x", ""]


def read(content: bytes) -> list[TermItem]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "R.txt"
        path.write_bytes(content)
        try:
            return list(nelfo_terms.parse(path, PROFILE))
        except UnreadableFeed:
            return []


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
@example(b"RL;5;H06;;5140")
@example(b"PX;BILDE;\xff\x00\n")
def test_no_bytes_raise_anything_but_unreadable_feed(tail: bytes) -> None:
    for start in (b"", RH.encode(), PH.encode()):
        read(start + tail)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([RH, PH]), st.lists(st.lists(st.sampled_from(CELLS), max_size=22), max_size=6))
def test_no_shuffled_fields_give_a_free_or_negative_price(header: str, lines: list[list[str]]) -> None:
    content = header + "".join(";".join(fields) + "\r\n" for fields in lines)
    for item in read(content.encode()):
        if isinstance(item, PriceTerm):
            assert item.price is None or item.price > 0
            assert item.percent is None or Decimal(0) <= item.percent < 100


@pytest.mark.parametrize(
    "whole",
    [
        RH + "RL;5;H06;;5140;En tekst\r\nRL;1;1006100;45512;;\r\n",
        PH + vl("1006100", 55300, kind="N", post="PL"),
    ],
)
def test_a_cut_gives_no_other_price_than_the_whole_file(whole: str) -> None:
    expected = [item for item in read(whole.encode()) if isinstance(item, PriceTerm)]
    assert expected
    for end in range(len(whole)):
        found = [item for item in read(whole[:end].encode()) if isinstance(item, PriceTerm)]
        assert found == expected[: len(found)], f"cut after {end} bytes"
