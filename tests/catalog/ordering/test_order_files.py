"""Order files, character by character."""

import csv as reader
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whole_order import FULL, SWAN, label, line, order

from catalog.errors import InvalidRequest
from catalog.ordering.formats import csv, nelfo
from catalog.ordering.order_views import OrderView

GOLDEN = Path(__file__).parent / "golden"


def records(order_view: OrderView) -> list[list[str]]:
    body = nelfo.write(order_view).decode("iso-8859-1")
    assert body.endswith("\r\n")
    return [record.split(";") for record in body[:-2].split("\r\n")]


def test_the_nelfo_file_is_right_to_the_byte() -> None:
    assert nelfo.write(FULL) == (GOLDEN / "order.nelfo.txt").read_bytes()


def test_the_csv_file_is_right_to_the_byte() -> None:
    assert csv.write(FULL) == (GOLDEN / "order.csv").read_bytes()


def test_a_nelfo_order_has_49_fields_in_bh_14_in_bl_and_2_in_bt() -> None:
    found = {record[0]: set() for record in records(FULL)}  # type: ignore[var-annotated]
    for record in records(FULL):
        found[record[0]].add(len(record))
    assert found == {"BH": {49}, "BL": {14}, "BA": {3}, "BT": {2}}


def test_one_piece_is_100_in_a_file_with_two_implied_decimals() -> None:
    assert records(order(line()))[1][7] == "100"


def test_free_text_keeps_the_whole_label_in_30_characters_a_record() -> None:
    texts = [record[1] for record in records(order(line(labels=(SWAN,)))) if record[0] == "BT"]
    assert max(map(len, texts)) <= 30
    assert "".join(texts) == SWAN.text


@pytest.mark.parametrize(
    ("kind", "number", "el_number", "expected"),
    [
        ("1", "0190016", "0190016", ["1", "0190016"]),
        ("0", "10012003", "1234567", ["0", "10012003"]),
        ("4", "1001005", "", ["4", "1001005"]),
        ("", "AB-1", "1234567", ["1", "1234567"]),
        ("", "AB-1", "", ["0", "AB-1"]),
        ("SKU", "AB-1", "", ["0", "AB-1"]),
    ],
)
def test_a_line_names_its_kind_of_number(kind: str, number: str, el_number: str, expected: list[str]) -> None:
    item = line(number_kind=kind, supplier_number=number, el_number=el_number)
    assert records(order(item))[1][3:5] == expected


@pytest.mark.parametrize("number", ["123456789012345", "A;1", "Ω12", ""])
def test_a_number_that_does_not_fit_stops_the_file_and_is_never_changed(number: str) -> None:
    wrong = order(line(number_kind="0", supplier_number=number))
    with pytest.raises(InvalidRequest, match="CSV"):
        nelfo.write(wrong)


def test_a_name_beyond_60_characters_is_cut_where_one_can_see_it() -> None:
    long = order(line(name="x" * 61))
    assert records(long)[1][5:7] == ["x" * 30, "x" * 27 + "..."]
    assert nelfo.is_shortened("x" * 61)
    assert records(order(line(name="x" * 60)))[1][5:7] == ["x" * 30, "x" * 30]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x" * 30, ["x" * 30, ""]),
        ("Matte 100W/m2 150W 1,5 m2 0,5 x 3,0 m", ["Matte 100W/m2 150W 1,5 m2 0,5", "x 3,0 m"]),
        ("a " + "x" * 40, ["a " + "x" * 28, "x" * 12]),
    ],
)
def test_a_name_runs_over_two_fields_between_words_where_they_fit(name: str, expected: list[str]) -> None:
    assert records(order(line(name=name)))[1][5:7] == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [("939765360", "NO939765360MVA"), ("NO939765360MVA", "NO939765360MVA"), ("", ""), ("9" * 15, "")],
)
def test_the_seller_is_named_as_wholesalers_write_it(known: str, expected: str) -> None:
    assert records(order(line(), seller_id=known))[0][3] == expected


def test_the_buyers_numbers_are_written_where_they_are_given() -> None:
    body = nelfo.write(order(line()), "NO986692002MVA", "28579").decode("iso-8859-1")
    assert body.startswith("BH;EFONELFO;4.0;NO979692900MVA;NO986692002MVA;M000000042;28579;")
    with pytest.raises(InvalidRequest) as caught:
        nelfo.write(order(line()), customer="12345678901")
    assert caught.value.field == "customer"


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_name_and_no_label_text_breaks_the_file(name: str, text: str) -> None:
    body = nelfo.write(order(line(name=name, labels=(label("x", text),))))
    found = body.decode("iso-8859-1").split("\r\n")
    assert found.pop() == ""
    assert all("\n" not in record and "\r" not in record for record in found)
    fields = {"BH": 49, "BL": 14, "BT": 2}
    assert [record.count(";") + 1 for record in found] == [fields[record[:2]] for record in found]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    evil = replace(order(line(name=f"{start}1+1")), mark=f"{start}cmd")
    rows = list(reader.DictReader(io.StringIO(csv.write(evil).decode("utf-8-sig"), ""), delimiter=";"))
    assert (rows[0]["Navn"], rows[0]["Merket"]) == (f"'{start}1+1", f"'{start}cmd")


@pytest.mark.parametrize(
    ("price", "per", "expected"),
    [("18.725", "1", "18,725"), ("100", "1", "100,00"), ("1", "3", "0,333333"), ("0.5", "1", "0,50")],
)
def test_an_amount_in_the_csv_is_exact_with_at_least_two_decimals(
    price: str, per: str, expected: str
) -> None:
    item = line(price=Decimal(price), price_quantity=Decimal(per))
    text = csv.write(order(item)).decode("utf-8-sig")
    assert next(reader.DictReader(io.StringIO(text), delimiter=";"))["Beløp"] == expected
