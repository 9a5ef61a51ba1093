"""Lists of suppliers: every row is taken, or rejected with its line and reason; nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import select

from catalog import db, store
from catalog.models import Issue, OrganisationFacts
from catalog.sourcing.known import KnownOrganisation, organisations
from catalog.workspace import Workspace
from importers.journal import Report
from importers.sourcing import run as sourcing
from importers.sourcing import words

HEADER = (
    "organisation_number,country,name,role,supplier,risk_level,risk_assessed_by,risk_assessed_on,"
    "risk_valid_to\n"
)
ONNINEN = "974760673,NO,Onninen AS,leverandør,onninen,lav,Factlines,2026-01-15,2027-01-15\n"


def load(workspace: Workspace, tmp_path: Path, text: str, *, whole: bool = False) -> Report:
    file = tmp_path / "suppliers.csv"
    file.write_text(text, "utf-8")
    known = words.load(workspace.data / "suppliers.toml")
    return sourcing.run(workspace, sourcing.SUPPLIERS, file, known, whole=whole)


def known(workspace: Workspace) -> list[KnownOrganisation]:
    with db.reading(workspace.engine) as session:
        return organisations(session)


def issues(workspace: Workspace) -> list[tuple[int, str, str]]:
    with db.reading(workspace.engine) as session:
        rows = session.exec(select(Issue).where(Issue.kind == "reject")).all()
        return [(row.line, row.field, row.reason) for row in rows]


def test_a_list_is_taken_and_the_same_list_again_changes_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = load(workspace, tmp_path, HEADER + ONNINEN)
    assert (first.status, first.stored, first.rejected) == ("published", 1, 0)
    again = load(workspace, tmp_path, HEADER + ONNINEN)
    assert (again.status, again.stored) == ("unchanged", 1)
    (found,) = known(workspace)
    assert (found.number, found.supplier) == ("974760673", "onninen")
    assert (found.supplies, found.makes) == (True, False)
    assert found.standing(date(2026, 11, 22)).level == "low"


def test_an_assessment_that_has_ended_is_not_assessed_since(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, tmp_path, HEADER + ONNINEN)
    (found,) = known(workspace)
    assert found.standing(date(2027, 1, 15)).level == "low"
    ended = found.standing(date(2027, 1, 16))
    assert (ended.level, ended.since) == ("not-assessed", date(2027, 1, 15))
    assert ended.assessed is not None
    assert ended.assessed.level == "low"


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("974760674,NO,Feil AS,,,,,,\n", "organisation_number", "nine digits"),
        (",,Navn alene,,,,,,\n", "organisation_number", "a name alone is nobody"),
        (",NO,,,,,,,\n", "name", "merged cell"),
        (",DE,Merten,,,M,Factlines,2026-01-01,\n", "risk_level", "suppliers.toml; found 'M'"),
        (",DE,Merten,,,2,Factlines,2026-01-01,\n", "risk_level", "found '2'"),
        (",DE,Merten,,,lav,,2026-01-01,\n", "risk_assessed_by", "who assessed"),
        (",DE,Merten,,,lav,Factlines,,\n", "risk_assessed_on", "day of the assessment"),
        (",DE,Merten,,,lav,Factlines,03/04/2026,\n", "risk_assessed_on", "is no day"),
        (",DE,Merten,,,lav,Factlines,01.02.26,\n", "risk_assessed_on", "is no day"),
        (",DE,Merten,,,lav,Factlines,2026-02-01,2026-01-31\n", "risk_valid_to", "from 2026-02-01 on"),
        (",Tyskland,Merten,,,,,,\n", "country", "ISO code"),
        (",DE,Merten,importør,,,,,\n", "role", "found 'importør'"),
        (",DE,Merten,,Mer ten,,,,\n", "supplier", "found 'Mer ten'"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_line_and_reason(
    workspace: Workspace, tmp_path: Path, row: str, field: str, said: str
) -> None:
    report = load(workspace, tmp_path, HEADER + ONNINEN + row)
    assert (report.stored, report.rejected) == (1, 1)
    ((line, where, reason),) = issues(workspace)
    assert (line, where) == (3, field)
    assert said in reason


def test_middels_and_a_norwegian_day_are_read_by_the_operators_words(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, tmp_path, HEADER + ",DE,Merten,produsent,,Middels,Factlines,3.4.2026,\n")
    (found,) = known(workspace)
    assert found.assessed is not None
    assert (found.assessed.level, found.assessed.assessed_on) == ("medium", date(2026, 4, 3))


def test_a_supplier_in_two_roles_is_one_organisation(workspace: Workspace, tmp_path: Path) -> None:
    report = load(workspace, tmp_path, HEADER + ONNINEN + "974 760 673 MVA,NO,ONNINEN A/S,produsent,,,,,\n")
    assert report.rejected == 0
    (found,) = known(workspace)
    assert (found.supplies, found.makes, found.name) == (True, True, "Onninen AS")


def test_one_number_under_two_names_and_one_name_under_two_numbers_are_rejected(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = HEADER + ONNINEN + "974760673,NO,Ahlsell AS,,,,,,\n" + "910747711,NO,ONNINEN,,,,,,\n"
    assert load(workspace, tmp_path, text).rejected == 2
    assert [(line, field) for line, field, _reason in issues(workspace)] == [
        (3, "name"), (4, "organisation_number"),
    ]  # fmt: skip
    assert len(known(workspace)) == 1


def test_the_same_name_with_a_new_number_needs_the_suppliers_feed_to_be_the_same(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, tmp_path, HEADER + ONNINEN)
    assert load(workspace, tmp_path, HEADER + "910747711,NO,Onninen AS,,,,,,\n").rejected == 1
    assert load(workspace, tmp_path, HEADER + "910747711,NO,Onninen AS,,onninen,,,,\n").rejected == 0
    (found,) = known(workspace)
    assert (found.number, found.standing(date(2026, 11, 22)).level) == ("910747711", "low")
    with db.reading(workspace.engine) as session:
        numbers = [row.number for row in session.exec(select(OrganisationFacts)).all()]
    assert numbers == ["974760673", "910747711"]


def test_a_feeds_supplier_is_found_by_its_organisation_number(workspace: Workspace, tmp_path: Path) -> None:
    with db.writing(workspace.engine) as session:
        store.supplier(session, "onninen", "Onninen AS", "NO974760673MVA")
    load(workspace, tmp_path, HEADER + "974760673,NO,Onninen AS,leverandør,,lav,Factlines,2026-01-15,\n")
    (found,) = known(workspace)
    assert (found.supplier, found.supplies) == ("onninen", True)


def test_merged_cells_and_dates_of_a_workbook_are_read_as_they_are(
    workspace: Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "suppliers.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        header = ["name", "country", "risk_level", "risk_assessed_by", "risk_assessed_on"]
        sheet.write_row(0, 0, header)
        sheet.merge_range(1, 0, 2, 0, "Merten GmbH")
        for row, level in ((1, "lav"), (2, "middels")):
            sheet.write_row(row, 1, ["DE", level, "Factlines"])
            sheet.write_datetime(row, 4, datetime(2026, 3, 1), day)  # noqa: DTZ001  (a sheet's dates have none)
    words_known = words.load(workspace.data / "suppliers.toml")
    report = sourcing.run(workspace, sourcing.SUPPLIERS, file, words_known)
    assert (report.stored, report.rejected) == (1, 1)
    ((line, field, reason),) = issues(workspace)
    assert (line, field) == (3, "name")
    assert "merged cell" in reason
    (found,) = known(workspace)
    assert found.assessed is not None
    assert (found.assessed.level, found.assessed.assessed_on) == ("low", date(2026, 3, 1))


def test_a_full_list_ends_what_it_does_not_name_unless_a_row_was_rejected(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, tmp_path, HEADER + ONNINEN + "910747711,NO,Ahlsell AS,,,,,,\n")
    load(workspace, tmp_path, HEADER + ONNINEN + "910747712,NO,Ahlsell AS,,,,,,\n", whole=True)
    assert len(known(workspace)) == 2
    load(workspace, tmp_path, HEADER + ONNINEN, whole=True)
    assert [found.name for found in known(workspace)] == ["Onninen AS"]


def test_forty_nine_suppliers_are_forty_four_low_four_medium_and_one_not_assessed(
    workspace: Workspace, tmp_path: Path
) -> None:
    levels = ["lav"] * 44 + ["middels"] * 4 + ["ikke vurdert"]
    said = "Factlines,2026-03-01"
    rows = [f",SE,Leverantör {n},leverandør,,{level},{said},\n" for n, level in enumerate(levels)]
    assert load(workspace, tmp_path, HEADER + "".join(rows)).stored == 49
    today = date(2026, 11, 22)
    counted = [found.standing(today).level for found in known(workspace)]
    assert {level: counted.count(level) for level in set(counted)} == {
        "low": 44, "medium": 4, "not-assessed": 1,
    }  # fmt: skip
