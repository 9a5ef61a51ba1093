"""Pasted lists as lines: every way people write number and quantity; nothing raises, nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ordering.quick.lines import read_text
from catalog.ordering.quick.numbers import RUINED, sought
from catalog.ordering.quick.reading import MOST, Reading


def first(text: str) -> tuple[str, str, str]:
    (line,) = read_text(text)
    found = line.readings[0]
    return found.number, found.quantity, found.comment


@pytest.mark.parametrize(
    ("text", "number", "quantity", "comment"),
    [
        ("1067111", "1067111", "1", ""),
        ("10 671 11", "10 671 11", "1", ""),
        ("10 671 11 5", "10 671 11", "5", ""),
        ("1067111;5", "1067111", "5", ""),
        ("1067111 ; 2,5 ; til stue", "1067111", "2,5", "til stue"),
        ('"1067111";"5"', "1067111", "5", ""),
        ("1067111,5", "1067111", "5", ""),
        ("1067111, 5", "1067111", "5", ""),
        ("1067111 2,5", "1067111", "2,5", ""),
        ("1067111\t5", "1067111", "5", ""),
        ("1067111\tKabel hvit\t100", "1067111", "100", "Kabel hvit"),
        ("\t1067111\t5", "1067111", "5", ""),
        ("1067111 5", "1067111", "5", ""),
        ("5 1067111", "1067111", "5", ""),
        ("5;1067111", "1067111", "5", ""),
        ("5 x 1067111", "1067111", "5", ""),
        ("1067111 5 stk", "1067111", "5", ""),
        ("1067111 x5", "1067111", "5", ""),
        ("1067111 5 til stue", "1067111", "5", "til stue"),
        ("1067111 # til stue", "1067111", "1", "til stue"),
        ("El-nr: 1067111 3", "1067111", "3", ""),
        ("no:1067111 4", "no:1067111", "4", ""),
        ("onninen:77-1 4", "onninen:77-1", "4", ""),
        ("5397184821671", "5397184821671", "1", ""),
        ("EAN 5 397184 821671", "5 397184 821671", "1", ""),
        ("3 5 397184 821671", "5 397184 821671", "3", ""),
        ("Dell P2425 3", "Dell P2425", "3", ""),
        ("PFXP 3G1,5 100", "PFXP 3G1,5", "100", ""),
        ("\ufeff1067111;5", "\ufeff1067111", "5", ""),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_was_meant(text: str, number: str, quantity: str, comment: str) -> None:
    assert first(text) == (number, quantity, comment)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1067111;abc", "abc"),
        ("1067111;-1", "-1"),
        ("1067111 -1", "-1"),
        ("1067111;1e9", "1e9"),
        ("1067111 1e9", "1e9"),
        ("1067111 1000000000", "1000000000"),
        ("1067111;0", "0"),
        ("1067111;", "1"),
        ("1067111;;kommentar", ""),
        ("1067111,2,5", ""),
        ("1067111;Kabel;hvit", ""),
    ],
)
def test_a_quantity_that_is_none_is_kept_and_never_becomes_one_piece(text: str, quantity: str) -> None:
    assert first(text)[:2] == ("1067111", quantity)


def test_a_header_says_what_the_columns_are_and_is_no_line_of_goods() -> None:
    lines = read_text("Antall;Beskrivelse;El-nr\n5;Kabel;1067111\n;Rør;1067112\n")
    assert [one.kind for one in lines] == ["header", "line", "line"]
    assert lines[1].readings == (Reading("1067111", "5", "Kabel"),)
    # an empty cell in a column of quantities is a product that was not wanted, or forgotten: it is asked for
    assert lines[2].readings == (Reading("1067112", "", "Rør"),)


def test_a_header_with_two_numbers_gives_both_as_ways_to_find_the_product() -> None:
    line = read_text("GTIN,Varenr,Antall\n5397184821671,77-1,2")[1]
    assert line.readings == (Reading("5397184821671", "2"), Reading("77-1", "2"))


def test_only_the_first_line_can_be_a_header_and_a_word_alone_is_none() -> None:
    assert [one.kind for one in read_text("1067111\nEl-nr;Antall")] == ["line", "line"]
    assert [one.kind for one in read_text("lampe\n1067111")] == ["line", "line"]


def test_a_comment_is_kept_and_no_line_of_goods() -> None:
    assert [one.kind for one in read_text("# bad 2. etg\n1067111")] == ["comment", "line"]


def test_a_number_ruined_by_a_spreadsheet_is_one_number_and_never_expanded() -> None:
    for text in ("6,42E+11;3", "6.42E+11", "6,42E+11"):
        assert sought(first(text)[0], str.casefold).fault == RUINED
    assert first("6,42E+11;3")[1] == "3"


def test_zeros_are_put_back_only_where_the_check_digit_proves_them() -> None:
    proved = sought("42100005264", str.casefold)
    assert proved.padded == "g:00042100005264" and proved.padded in proved.keys
    wrong = sought("42100005265", str.casefold)
    assert not wrong.padded and not any(key.startswith("g:") for key in wrong.keys)


def test_an_el_number_without_country_is_norwegian() -> None:
    assert sought("10 671 11", str.casefold).keys == ("e:NO:1067111", "m:10\x1f67111", "m:10 671\x1f11")
    assert sought("se:1067111", str.casefold).keys == ("e:SE:1067111",)


def test_one_line_may_be_2000_characters_and_stays_whole() -> None:
    text = "1067111 " * 250
    (line,) = read_text(text)
    assert line.readings == (Reading(text.strip(), "1"),)


ANY = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)
TYPED = st.text("0123456789 ;,\t\"'#/xX.-:EeNO\n\r\x0b\x85\u2028\ufeff\xa0Ægtin", max_size=80)


@given(st.lists(ANY | TYPED, max_size=8).map("\n".join))
def test_whatever_is_pasted_every_line_that_is_not_empty_comes_back_once(text: str) -> None:
    lines = read_text(text)
    assert [one.text for one in lines] == [line.strip() for line in text.splitlines() if line.strip()]
    for one in lines:
        assert (one.kind == "line") is bool(one.readings)
        assert len(one.readings) <= MOST + 2
        for reading in one.readings:
            sought(reading.number, str.casefold)


@given(st.integers(0, 9_999_999), st.integers(1, 999_999), st.sampled_from(["{n};{q}", "{n}\t{q}", "{n} {q}",
       "{q} x {n}", "{n},{q}", "{q};{n}"]))  # fmt: skip
def test_an_el_number_and_a_quantity_are_told_apart_in_every_layout(n: int, q: int, layout: str) -> None:
    text = layout.format(n=f"{n:07d}", q=q)
    assert first(text)[:2] == (f"{n:07d}", str(q))
