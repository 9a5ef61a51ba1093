"""NELFO orders read back: what we write comes back identical, and damage is refused with line and field."""

from __future__ import annotations

import contextlib
import string
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ordering.delivery import Delivery
from catalog.ordering.fields import is_writable
from catalog.ordering.formats import nelfo
from catalog.ordering.formats.nelfo_records import (
    NelfoLine,
    NelfoOrder,
    encoded,
    named,
    names,
    unwrapped,
    wrapped,
)
from catalog.ordering.order_views import OrderLineView, OrderView
from importers.errors import UnreadableFeed
from importers.orders import nelfo_order

LATIN = "".join(char for char in map(chr, range(32, 256)) if is_writable(char))


def plain(longest: int, least: int = 0) -> st.SearchStrategy[str]:
    """Text as a field of the file holds it: no blanks at its ends, none doubled."""
    text = st.text(LATIN, max_size=longest).map(lambda found: " ".join(found.split()))
    return text.filter(lambda found: least <= len(found) <= longest)


NUMBER = st.text(string.ascii_uppercase + string.digits + "-/ ", min_size=1, max_size=14).map(
    lambda text: text.strip() or "1"
)
QUANTITY = st.integers(1, 999_999_999).map(lambda number: Decimal(number).scaleb(-2))
LINES = st.lists(
    st.builds(
        NelfoLine, position=st.just(1), kind=st.sampled_from("01234"), number=NUMBER, name=plain(60, 1),
        quantity=QUANTITY, unit=st.sampled_from(["EA", "MTR", "", "RLL"]),
        texts=st.lists(plain(90, 1), max_size=3).map(tuple),
        accepted=st.lists(st.tuples(st.sampled_from("01"), NUMBER), max_size=3).map(tuple),
    ),
    min_size=1, max_size=4,
)  # fmt: skip
PLACES = st.builds(
    Delivery, kind=st.just("address"), name=plain(35, 1), street=plain(35, 1), street2=plain(35),
    postcode=plain(9, 1), place=plain(35, 1),
)  # fmt: skip
ORDERS = st.builds(
    NelfoOrder, number=st.just("M000000042"), seller=plain(14), buyer=plain(14), customer=plain(10),
    project=plain(10), reference=plain(36), mark=plain(25), message=plain(25), contact=plain(35),
    buyer_name=plain(35), seller_name=plain(35), delivery=st.one_of(st.just(Delivery()), PLACES),
    lines=LINES.map(tuple), texts=st.lists(plain(90, 1), max_size=2).map(tuple),
)  # fmt: skip


def read(folder: Path, content: bytes) -> NelfoOrder:
    path = folder / "order.txt"
    path.write_bytes(content)
    return nelfo_order.parse(path)


@given(ORDERS)
def test_every_order_comes_back_as_it_was_written(tmp_path_factory: Any, order: NelfoOrder) -> None:
    assert read(tmp_path_factory.getbasetemp(), encoded(order)) == order


@given(plain(200, 1))
def test_a_text_over_several_records_is_one_text_again(text: str) -> None:
    pieces = wrapped(text)
    assert max(map(len, pieces)) <= 30
    assert unwrapped(pieces) == (text,)


@given(plain(60))
def test_a_name_over_two_fields_is_one_name_again(text: str) -> None:
    first, second = names(text)
    assert len(first) <= 30 and len(second) <= 30
    assert named(first, second) == text


def test_a_frozen_order_with_everything_reads_back_to_the_same() -> None:
    line = OrderLineView(
        1, 7, "1234567", "1", "1234567", "Downlight hvit 8 W – dimbar, med en svært lang betegnelse, slutt",
        Decimal("2.5"), "MTR", None, "NOK", None, "", "luminaires", "", "", "", "", (), (), "Til bad 2. etg.",
    )  # fmt: skip
    order = OrderView(
        "M000000042", "nord", "Nord Elektro AS", "979692900", "Ærlig talt / 36", "19271", "Bad 2. etg.",
        datetime(2026, 11, 22, tzinfo=UTC), (line,), "Kari Nordmann",
        delivery=Delivery("address", "Byggeplass 3", "Storgata 1", "", "0155", "Oslo"),
    )  # fmt: skip
    written = nelfo.records(order, "NO986692002MVA", "28579", "Elektro AS")
    assert (written.seller, written.lines[0].quantity) == ("NO979692900MVA", Decimal("2.5"))
    assert written.lines[0].texts == ("Til bad 2. etg.",)


GOOD = encoded(NelfoOrder("M000000001", lines=(NelfoLine(1, "1", "1234567", "Lampe", Decimal(1), "EA"),)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"BH;EFONELFO;4.0", b"BH;EFONELFO;3.0", "expected version 4.0, found '3.0'"),
        (b"BH;EFONELFO", b"VH;EFONELFO", "line 1: expected BH;EFONELFO;4.0"),
        (b"BL;1;M000000001", b"BL;1;M000000002", "line 2, field BestNr: expected order M000000001"),
        (b";100;", b";1,5;", "field Ant: expected a whole number of hundredths, found '1,5'"),
        (b"BL;1;", b"BX;1;", "expected BL, BA or BT, found 'BX'"),
        (b"BL;1;", b"BL;;", "a line without number or product"),
        (b"\r\nBL", b"\r\nBH;EFONELFO;4.0\r\nBL", "a second BH"),
        (GOOD, b"", "found no text"),
        (GOOD[GOOD.index(b"BL") :], b"", r"an order without lines \(0 BL\)"),
        (b";EA;", b";EA;\r\nBA;1", "expected 3 fields in BA, found 'BA;1"),
    ],
)
def test_damage_is_refused_with_its_place(tmp_path: Path, old: bytes, new: bytes, words: str) -> None:
    content = GOOD.replace(old, new, 1)
    assert content != GOOD
    with pytest.raises(UnreadableFeed, match=words):
        read(tmp_path, content)


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_be_refused_or_read(tmp_path_factory: Any, content: bytes) -> None:
    start = b"BH;EFONELFO;4.0;;;M1;\r\nBL;1;M1;1;1;A;;100;EA\r\n"
    with contextlib.suppress(UnreadableFeed):
        assert read(tmp_path_factory.getbasetemp(), start + content).lines[0].position == 1
