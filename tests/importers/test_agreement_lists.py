"""Lists of purchase agreements: with a supplier that is known, for a period, over groups or brands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from catalog import db, store
from catalog.models import Agreement, Issue
from catalog.sourcing.known import agreements
from catalog.workspace import Workspace
from importers.journal import Report
from importers.sourcing import run as sourcing
from importers.sourcing import words

HEADER = "number,name,supplier,valid_from,valid_to,groups,brands,obliges\n"
CABLE = "A-1,Kabel,onninen,2026-01-01,2026-12-31,cables|luminaires,,ja\n"


@pytest.fixture(autouse=True)
def _supplier(workspace: Workspace) -> None:
    with db.writing(workspace.engine) as session:
        store.supplier(session, "onninen", "Onninen AS")


def load(workspace: Workspace, tmp_path: Path, text: str) -> Report:
    file = tmp_path / "agreements.csv"
    file.write_text(text, "utf-8")
    known = words.load(workspace.data / "suppliers.toml")
    return sourcing.run(workspace, sourcing.AGREEMENTS, file, known)


def test_an_agreement_holds_from_its_first_day_to_its_last_and_covers_what_it_names(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert load(workspace, tmp_path, HEADER + CABLE).status == "published"
    with db.reading(workspace.engine) as session:
        (found,) = agreements(session)
    assert found.obliges
    assert [found.current(date(2025, 12, 31)), found.current(date(2026, 1, 1))] == [False, True]
    assert [found.current(date(2026, 12, 31)), found.current(date(2027, 1, 1))] == [True, False]
    assert [found.covers("cables", ""), found.covers("lamps", "acer")] == [True, False]


def test_an_agreement_that_names_neither_group_nor_brand_covers_all(
    workspace: Workspace, tmp_path: Path
) -> None:
    load(workspace, tmp_path, HEADER + "A-2,,onninen,2026-01-01,,,,\n")
    with db.reading(workspace.engine) as session:
        (found,) = agreements(session)
    assert found.covers("", "")
    assert found.valid_to is None
    assert not found.obliges


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ("A-3,,,2026-01-01,,,,\n", "supplier", "empty cell"),
        ("A-3,,ingen,2026-01-01,,,,\n", "supplier", "nobody is known as 'ingen'"),
        ("A-3,,onninen,,,,,\n", "valid_from", "empty cell"),
        ("A-3,,onninen,2026-02-01,2026-01-01,,,\n", "valid_to", "from 2026-02-01 on"),
        ("A-3,,onninen,2026-01-01,,kabler,,\n", "groups", "found 'kabler'"),
        ("A-3,,onninen,2026-01-01,,,,kanskje\n", "obliges", "found 'kanskje'"),
    ],
)
def test_what_is_no_agreement_is_rejected(
    workspace: Workspace, tmp_path: Path, row: str, field: str, said: str
) -> None:
    report = load(workspace, tmp_path, HEADER + CABLE + row)
    assert (report.stored, report.rejected) == (1, 1)
    with db.reading(workspace.engine) as session:
        (issue,) = session.exec(select(Issue)).all()
    assert (issue.line, issue.field) == (3, field)
    assert said in issue.reason


def test_a_changed_agreement_keeps_what_it_was(workspace: Workspace, tmp_path: Path) -> None:
    load(workspace, tmp_path, HEADER + CABLE)
    load(workspace, tmp_path, HEADER + CABLE.replace("2026-12-31", "2027-12-31"))
    with db.reading(workspace.engine) as session:
        (found,) = agreements(session)
        ends = [row.valid_to for row in session.exec(select(Agreement)).all()]
    assert found.valid_to == date(2027, 12, 31)
    assert ends == [date(2026, 12, 31), date(2027, 12, 31)]
