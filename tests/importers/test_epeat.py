"""EPEAT: columns, days, names and countries of the registry's export."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.records import CertificateRecord, Ignored, Notice, RegisterItem, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.registers import epeat
from importers.registers.country_names import market
from importers.registers.epeat_columns import REQUIRED
from importers.registers.epeat_models import model_name, model_names

HEADER = "Id,Product Name,Status,Registered In,Manufacturer,EPEAT Tier,Registered On"
LINE = "1,N24,Active,Norway,Nordlys,Gold,2024-03-01"


def read(path: Path, text: str, **changes: object) -> list[RegisterItem]:
    path.write_text(text, "utf-8")
    return list(epeat.parse(path, Profile("epeat", "register", "epeat", **changes)))  # type: ignore[arg-type]


def records(items: list[RegisterItem]) -> list[CertificateRecord]:
    return [item for item in items if isinstance(item, CertificateRecord)]


@pytest.mark.parametrize("column", HEADER.split(","))
def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path, column: str) -> None:
    text = f"{HEADER.replace(column, 'Something')}\n{LINE}\n"
    with pytest.raises(UnreadableFeed, match=f"lacks '{column.lower()}'; found: .*'something'"):
        read(tmp_path / "e.csv", text)


def test_columns_are_found_in_any_case_and_order(tmp_path: Path) -> None:
    names, cells = HEADER.upper().split(","), LINE.split(",")
    text = ";".join(reversed(names)) + "\n" + ";".join(reversed(cells)) + "\n"
    assert records(read(tmp_path / "e.csv", text)) == records(read(tmp_path / "f.csv", f"{HEADER}\n{LINE}\n"))


def test_the_operator_can_name_other_columns_but_not_invent_them(tmp_path: Path) -> None:
    text = f"{HEADER.replace('Id', 'Number')},Edition\n{LINE},IEEE 1680.1-2018\n"
    (found,) = records(read(tmp_path / "e.csv", text, columns={"Id": "Number", "criteria": "Edition"}))
    assert (found.number, found.generation) == ("1", "IEEE 1680.1-2018")
    for columns in ({"id": "Nummer"}, {"number": "Number"}):
        with pytest.raises(UnreadableFeed, match="field columns: the profile maps"):
            read(tmp_path / "e.csv", text, columns=columns)


def test_makers_own_columns_are_named_up_to_fifty(tmp_path: Path) -> None:
    strays = [f"SKU {number}" for number in range(60)]
    text = f"{HEADER},{','.join(strays)},Score (out of 51)\n{LINE}{',' * 61}\n"
    items = read(tmp_path / "e.csv", text)
    notices = [item for item in items if isinstance(item, Notice)]
    assert [notice.line for notice in notices] == [1] * 51
    assert notices[0].field == "sku 0"
    assert notices[-1].reason.startswith("10 more columns")
    assert len(records(items)) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("<html>", "HTML"), (f"{HEADER}\n", "without rows"), (f"{HEADER}\n1,N24", "cut off")],
)
def test_a_file_that_is_no_such_table_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(UnreadableFeed, match=reason):
        read(tmp_path / "e.csv", text)


def test_a_spreadsheet_gives_the_same_records(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    sheet.append([1, "N24", "Active", "Norway", "Nordlys", "Gold", date(2024, 3, 1)])
    book.save(tmp_path / "e.xlsx")
    found = list(epeat.parse(tmp_path / "e.xlsx", Profile("epeat", "register", "epeat")))
    assert found == read(tmp_path / "e.csv", f"{HEADER}\n{LINE}\n")


@pytest.mark.parametrize(
    ("style", "text", "day"),
    [
        ("MM/DD/YYYY", "03/04/2024", date(2024, 3, 4)),
        ("MM/DD/YYYY", "3/4/2024", date(2024, 3, 4)),
        ("DD/MM/YYYY", "03/04/2024", date(2024, 4, 3)),
        ("DD.MM.YYYY", "03.04.2024", date(2024, 4, 3)),
        ("DD.MM.YYYY", "2024-04-03", date(2024, 4, 3)),
        ("DD.MM.YYYY", "03/04/2024", None),
        ("MM/DD/YYYY", "13/04/2024", None),
        ("MM/DD/YYYY", "03/04/24", None),
        ("", "03/04/2024", None),
    ],
)
def test_a_day_is_read_as_the_operator_says_or_not_at_all(
    tmp_path: Path, style: str, text: str, day: date | None
) -> None:
    options = {"date_format": style} if style else {}
    content = f"{HEADER}\n{LINE.replace('2024-03-01', text)}\n"
    (item,) = read(tmp_path / "e.csv", content, options=options)
    if day is None:
        assert isinstance(item, Reject)
        assert item.field == "registered on"
    else:
        assert isinstance(item, CertificateRecord)
        assert item.valid_from == day


def test_an_unknown_way_of_writing_days_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="option date_format: 'US' is none of MM/DD/YYYY"):
        read(tmp_path / "e.csv", f"{HEADER}\n{LINE}\n", options={"date_format": "US"})


@pytest.mark.parametrize(
    ("name", "maker", "model"),
    [
        ("HP HP Pavilion x360", "HP", "Pavilion x360"),
        ("HP HP Pavilion x360", "HP Inc.", "Pavilion x360"),
        ("AOC International (Europe) B.V. AOC 20E1H", "AOC International (Europe) B.V.", "20E1H"),
        ("DELL  Latitude 5580", "Dell", "Latitude 5580"),
        ("ASUSTeK Computer Inc. ASUS D501MER", "ASUSTeK Computer Inc.", "ASUS D501MER"),
        ("HP ZBook Fury 17.3 Inch G8 ENERGY STAR", "HP Inc.", "HP ZBook Fury 17.3 Inch G8 ENERGY STAR"),
        ("HPE ProLiant", "HP", "HPE ProLiant"),
        ("Acer C871", "Acer Inc.", "Acer C871"),
        ("V247Y Gbip", "Acer", "V247Y Gbip"),
        ("Acer", "Acer", "Acer"),
        ("Acer Acer", "Acer", "Acer"),
        ("Pro Pro 5", "Acer", "Pro Pro 5"),
    ],
)
def test_only_the_makers_own_words_come_off_a_name(name: str, maker: str, model: str) -> None:
    assert model_name(name, maker) == model


def test_part_numbers_are_parted_by_comma_and_space_alone() -> None:
    assert model_names("N24", "Nordlys", "A1, B2/C3,D4; E5, n 24, , A1") == ["N24", "A1", "B2/C3,D4; E5"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway", "NO"), ("no", "NO"), ("SWEDEN", "SE"), ("United States", "US"), ("Czech  Republic", "CZ"),
        ("Viet Nam", "VN"), ("Nordics", "?Nordics"), ("Norway, Sweden", "?Norway, Sweden"), ("UK", "GB"),
        ("Georgia (US)", "?Georgia (US)"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_exact_name_or_is_no_country(text: str, code: str) -> None:
    assert market(text) == code


COUNTRIES = ["Norway", "SE", "Denmark", "Canada", "Nordics"]
ROW = st.tuples(
    st.sampled_from(["1", "2"]), st.sampled_from(["Active", "Archived", "?"]), st.sampled_from(COUNTRIES),
    st.sampled_from(["Gold", "Silver", "", "x"]), st.sampled_from(["2024-03-01", "2025-03-01", "soon", ""]),
    st.sampled_from(["", "012345678905", "12"]),
)  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(st.lists(ROW, min_size=1, max_size=6))
def test_every_row_is_taken_left_out_or_rejected_and_never_promoted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    lines = [f"{row[0]},N,{row[1]},{row[2]},Nordlys,{row[3]},{row[4]},{row[5]}" for row in rows]
    path = tmp_path_factory.getbasetemp() / "fuzzed.csv"
    items = read(path, f"{HEADER},Universal Product Code\n" + "\n".join(lines) + "\n")
    seen = {item.line for item in items if isinstance(item, CertificateRecord | Reject | Ignored)}
    assert seen == set(range(2, len(rows) + 2))
    for record in records(items):
        _number, status, country, tier, day, _upc = rows[record.line - 2]
        assert (record.status, record.markets) == (status.lower(), (market(country),))
        assert record.valid_from is not None
        assert record.valid_from >= date.fromisoformat(day)
        ranks = ["", "x", "bronze", "silver", "gold"]
        assert ranks.index(record.tier) <= max(ranks.index(tier.lower()), 1)


def test_what_is_required_is_what_the_registry_writes() -> None:
    assert set(HEADER.lower().split(",")) == set(REQUIRED)
