"""NELFO 4.0: the state between lines, joined names, cut texts, and files nobody meant to send."""

from __future__ import annotations

import tempfile
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.records import FeedItem, FileFacts, Notice, ProductRecord, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import nelfo

GOLDEN = Path(__file__).parent / "golden" / "nelfo"
PROFILE = Profile(name="fjordlys", kind="feed", format="nelfo", supplier="fjordlys")
WORDS = ["VL", "VX", "VA", "VH", "1", "2", "9", "EA", "x", "7E+12", ""]
HEADER = "VH;EFONELFO;4.0;NO912345678MVA;;;20260101;;NOK;;FJORDLYS AS;;;5003;BERGEN;NO\r\n"
TAIL = ";1;EA;STYKK;5000;10000;20260101;1;;;{brand};{type};J;10000;0;"


def vl(number: str = "1234567", name: str = "LAMPE;", brand: str = "", type_: str = "") -> str:
    return f"VL;1;{number};{name}{TAIL.format(brand=brand, type=type_)}\r\n"


def read(content: bytes | str) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "V4.txt"
        path.write_bytes(content.encode("latin-1") if isinstance(content, str) else content)
        found: list[FeedItem] = []
        try:
            for item in nelfo.parse(path, PROFILE):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def products(content: bytes | str) -> list[ProductRecord]:
    return [item for item in read(content)[0] if isinstance(item, ProductRecord)]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ("3/8 STÅLRØR SORT GJ. U/MUF. EN;10255 MEDIUM", "3/8 STÅLRØR SORT GJ. U/MUF. EN10255 MEDIUM"),
        ("KORT NAVN   ;FORTSETTER ", "KORT NAVN FORTSETTER"),
        ("ET NAVN SOM ER TRETTI TEGN OG ;SLUTTER", "ET NAVN SOM ER TRETTI TEGN OG SLUTTER"),
        ("ET NAVN SOM ER LENGRE ENN TRETTI TEGN;SLUTTER", "ET NAVN SOM ER LENGRE ENN TRETTI TEGN SLUTTER"),
    ],
)
def test_a_full_first_name_field_is_continued_without_a_space(cells: str, name: str) -> None:
    assert [product.name for product in products(HEADER + vl(name=cells))] == [name]


@pytest.mark.parametrize(
    ("brand", "cut"),
    [("LAPP NORWA", True), ("ABB NORGE ", True), ("ABB       ", False), ("PHOENIX C", False)],
)
def test_a_full_brand_field_is_marked_as_cut(brand: str, cut: bool) -> None:
    (product,) = products(HEADER + vl(brand=brand, type_="XB4"))
    assert (product.brand, product.brand_cut, product.mpn_cut) == (brand.strip(), cut, False)


def test_a_sellers_own_number_in_type_is_no_part_number() -> None:
    own, other, nobody = products(
        HEADER + vl(brand="3M", type_="1234567") + vl(brand="3M", type_="2214") + vl(brand="", type_="2214")
    )
    assert (own.mpn, other.mpn, nobody.mpn) == ("", "2214", "")
    assert dict(own.extra)["type"] == "1234567"


def test_a_price_with_a_decimal_comma_is_still_in_oere() -> None:
    line = "VL;1;1067311;KABEL;;2;MTR;METER;1872,5;10000;20260101;1;;;;;J;;;\r\n"
    (product,) = products(HEADER + line)
    assert product.price == Decimal("18.725")


def test_the_quantity_field_never_divides_the_price() -> None:
    line = "VL;1;1221678;MERKING;;1;EA;STYKK;22;500000;20260101;1;;;;;J;500000;;\r\n"
    (product,) = products(HEADER + line)
    assert (product.price, product.price_quantity, product.pack_quantity) == (Decimal("0.22"), 1, 50)
    assert dict(product.extra)["mengde"] == "500000"


def test_details_of_a_rejected_product_do_not_land_on_the_one_before() -> None:
    before, after = products(
        HEADER + vl("1234567") + vl("12") + "VA;2;7038901234569;V\r\nVX;VEKT;1\r\n" + vl("1234568")
    )
    assert before.gtins == after.gtins == ()
    assert "vx:VEKT" not in dict(before.extra) | dict(after.extra)


def test_a_product_swallowed_by_a_glued_line_gives_nothing_to_its_neighbour() -> None:
    glued = "VA;1;1234599;E VL;1;1234568;SVELGET" + TAIL.format(brand="", type="") + "\r\n"
    (product,) = products(HEADER + vl() + glued + "VA;2;7038901234569;V\r\n")
    assert (product.supplier_number, product.gtins, product.relations) == ("1234567", (), ())


@pytest.mark.parametrize("kind", ["VX", "VA"])
def test_a_product_whose_record_type_is_damaged_gives_its_gtin_to_no_other(kind: str) -> None:
    damaged = vl("1234568").replace("VL;", f"{kind};", 1) + "VA;2;7038901234569;V\r\n"
    found, _ = read(HEADER + vl() + damaged + vl("1234569"))
    assert [item.gtins for item in found if isinstance(item, ProductRecord)] == [(), ()]
    assert [item.line for item in found if isinstance(item, Reject)] == [3]


def test_a_ruined_gtin_is_noticed_and_never_expanded() -> None:
    found, _ = read(HEADER + vl() + "VA;2;7,01235E+12;V\r\n")
    assert [item.raw for item in found if isinstance(item, Notice)] == ["VA;2;7,01235E+12;V;"]
    assert [item.gtins for item in found if isinstance(item, ProductRecord)] == [()]


def test_facts_come_first_and_once() -> None:
    found, _ = read(HEADER + vl() + HEADER + vl("1234568"))
    assert [index for index, item in enumerate(found) if isinstance(item, FileFacts)] == [0]


def test_two_sellers_in_one_file_are_refused() -> None:
    _, refused = read(HEADER + vl() + HEADER.replace("912345678", "987654321") + vl("1234568"))
    assert "second header" in refused


@pytest.mark.parametrize("cells", [13, 16, 19])
def test_a_last_product_shorter_than_the_others_means_a_cut_file(cells: int) -> None:
    last = ";".join(vl("1234568", brand="TESA", type_="X1").split(";")[:cells])
    found, refused = read(HEADER + vl() + last)
    assert "cut off" in refused
    assert [item.supplier_number for item in found if isinstance(item, ProductRecord)] == ["1234567"]


def test_a_brand_that_ends_the_file_may_be_cut() -> None:
    line = "VL;1;1234567;LAMPE;;1;EA;STYKK;5000;10000;20260101;1;;;NORD"
    (product,) = products(HEADER + line)
    assert (product.brand, product.brand_cut) == ("NORD", True)


def test_endless_details_below_one_product_take_no_memory() -> None:
    content = (HEADER + vl() + "VX;TEKST;" + "x" * 60 + "\r\n").encode() + b"VX;VEKT;1\r\n" * 50_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "V4.txt"
        path.write_bytes(content)
        tracemalloc.start()
        rejects = sum(isinstance(item, Reject) for item in nelfo.parse(path, PROFILE))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert rejects == 50_001 - nelfo.MOST_DETAILS
    assert peak < 4_000_000


@pytest.mark.parametrize("name", ["products.txt", "mixed_encoding.txt", "utf8.txt"])
def test_a_cut_changes_no_record_but_the_last(name: str) -> None:
    whole = (GOLDEN / name).read_bytes()
    expected = products(whole)
    for end in range(1, len(whole)):
        found = products(whole[:end])
        assert found[:-1] == expected[: len(found)][:-1], f"cut after {end} bytes"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
@example(b"VX;BILDE;\xff\x00\n")
@example(b"VL;1;1234567")
def test_no_bytes_raise_anything_but_unreadable_feed(tail: bytes) -> None:
    for start in (b"", HEADER.encode(), (HEADER + vl()).encode()):
        read(start + tail)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(["VL", "VX", "VA", "VH", "1", "2", "EA", "x", "", "7E+12", "9"]), max_size=24
        ),
        max_size=6,
    )
)
def test_no_shuffled_fields_raise_anything_but_unreadable_feed(lines: list[list[str]]) -> None:
    content = HEADER + vl() + "".join(";".join(fields) + "\r\n" for fields in lines)
    found, refused = read(content)
    assert refused or any(isinstance(item, ProductRecord) for item in found)


def test_the_format_may_be_written_in_small_letters() -> None:
    assert len(products(HEADER.replace("EFONELFO", "EfoNelfo") + vl())) == 1
