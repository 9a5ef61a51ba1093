"""The table register: one record a model, and nothing guessed about days, markets and pairs."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.records import CertificateRecord, RegisterItem, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.registers import table

GOLDEN = Path(__file__).parent / "golden" / "register_table"
COLUMNS = "label;certificate;brand;model;mpn;gtin;markets;valid_from;valid_to;status\n"


def read(content: bytes | str, label: str = "") -> list[RegisterItem]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(table.parse(path, Profile("r", "register", "table", label=label, dataset="hand")))


def records(content: bytes | str, label: str = "") -> list[CertificateRecord]:
    return [item for item in read(content, label) if isinstance(item, CertificateRecord)]


def test_a_list_of_models_is_one_record_a_model_on_the_same_line() -> None:
    found = records(COLUMNS + "epeat;1;Nordlys;A | B|C;;;NO;2025-01-01;;\n")
    assert [(record.line, record.models) for record in found] == [(2, ("A",)), (2, ("B",)), (2, ("C",))]


def test_part_numbers_of_one_model_are_told_apart_from_its_name() -> None:
    (record,) = records(COLUMNS + "epeat;1;Nordlys;A;A-01|A;;NO;2025-01-01;;\n")
    assert (record.models, record.mpns) == (("A",), ("A-01", "A"))


def test_gtins_that_cannot_be_paired_belong_to_every_model_of_the_row() -> None:
    found = records(COLUMNS + "epeat;1;Nordlys;A|B;;1|2|3;NO;2025-01-01;;\n")
    assert [(record.models, record.gtins) for record in found] == [
        (("A",), ("1", "2", "3")), (("B",), ("1", "2", "3")),
    ]  # fmt: skip


def test_part_numbers_that_cannot_be_paired_are_refused() -> None:
    (reject,) = read(COLUMNS + "epeat;1;Nordlys;A|B;X|Y|Z;;NO;2025-01-01;;\n")
    assert isinstance(reject, Reject) and (reject.line, reject.field) == (2, "mpn")


@pytest.mark.parametrize(
    ("cell", "markets"),
    [
        ("no|se", ("NO", "SE")),
        ("NO, SE", ("?NO, SE",)),
        ("Europe|DK|DK", ("?Europe", "DK")),
        ("UK|EU", ("?UK", "?EU")),
        ("", ()),
    ],
)
def test_a_market_is_a_country_code_or_a_marked_word(cell: str, markets: tuple[str, ...]) -> None:
    (record,) = records(COLUMNS + f"epeat;1;Nordlys;A;;;{cell};2025-01-01;;\n")
    assert record.markets == markets


@pytest.mark.parametrize(
    ("label", "pattern"), [("epeat", True), ("energy-star", True), ("tco-certified", False)]
)
def test_wildcards_belong_to_two_labels_only(label: str, pattern: bool) -> None:
    (record,) = records(COLUMNS + f"{label};1;Nordlys;NL-9**;;;;2025-01-01;;\n")
    assert record.pattern is pattern


def test_the_label_of_the_command_must_agree_with_the_row() -> None:
    content = COLUMNS + "epeat;1;Nordlys;A;;;NO;2025-01-01;;\n;2;Nordlys;B;;;NO;2025-01-01;;\n"
    first, second = read(content, label="tco-certified")
    assert isinstance(first, Reject) and first.field == "label"
    assert isinstance(second, CertificateRecord) and second.label == "tco-certified"


def test_a_register_without_certificates_is_refused() -> None:
    with pytest.raises(UnreadableFeed, match="expected a column 'certificate', found 'label', 'model'"):
        read("label;model\nepeat;A\n")


def test_a_cut_changes_no_record_but_the_last() -> None:
    whole = (GOLDEN / "rows.csv").read_bytes()
    expected = records(whole)
    last = expected[-1].line
    for end in range(1, len(whole)):
        try:
            found = records(whole[:end])
        except UnreadableFeed:
            continue
        last = max((record.line for record in found), default=0)
        before = [record for record in found if record.line < last]
        assert before == [record for record in expected if record.line < last], f"cut after {end} bytes"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120) | st.text(alphabet='";|,\n-0129ab', max_size=80).map(str.encode))
def test_no_bytes_raise_anything_but_unreadable_feed(tail: bytes) -> None:
    for start in (b"", COLUMNS.encode(), COLUMNS.encode() + b"epeat;1;Nordlys;A;;;NO;"):
        try:
            read(start + tail)
        except UnreadableFeed as error:
            assert str(error).startswith("register.csv")
