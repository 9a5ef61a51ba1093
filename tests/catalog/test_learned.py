"""Taught wordings: exactly the text that was taught, as data that leaves the program whole."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, create_engine

from catalog import db, learned
from catalog.errors import InvalidRequest, NotFound
from catalog.learned import wording_key
from catalog.models import WordingJudgement
from catalog.workspace import Workspace
from labels.model import Claim

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Row = tuple[str, str, str, bool]


def teach(space: Workspace, *rows: Row) -> list[int]:
    with db.writing(space.engine) as session:
        return [
            learned.record_wording(session, *row, "the supplier said so", "Kari", NOW).id or 0 for row in rows
        ]


def known(space: Workspace) -> dict[str, tuple[Claim, ...]]:
    with db.reading(space.engine) as session:
        return learned.learned(session)


def exported(space: Workspace) -> str:
    with db.reading(space.engine) as session:
        return learned.export_wordings(session)


@pytest.mark.parametrize("text", ["Grønn  IT™", "GRØNN IT", " grønn it", "Grønn\u2011IT", "Grønn it®"])
def test_spellings_that_labels_are_read_alike_in_are_one_wording(text: str) -> None:
    assert wording_key(text) == "grønn it"


@pytest.mark.parametrize("text", ["Grønn IT!", "Grønn IT 2", "ikke Grønn IT", "Grønn IT: nei", "GrønnIT"])
def test_one_sign_or_word_more_is_another_wording(text: str) -> None:
    assert wording_key(text) != wording_key("Grønn IT")


def test_a_wording_means_the_claims_it_was_taught(workspace: Workspace) -> None:
    teach(
        workspace,
        ("Grønn IT", "tco-certified", "", True),
        ("Gull og svane", "epeat", "gold", True),
        ("Gull og svane", "nordic-swan", "", True),
        ("uten svane", "nordic-swan", "", False),
        ("Klimavennlig", "", "", False),
    )
    assert known(workspace) == {
        "grønn it": (Claim("tco-certified", True),),
        "gull og svane": (Claim("epeat", True, "gold"), Claim("nordic-swan", True)),
        "uten svane": (Claim("nordic-swan", False),),
        "klimavennlig": (),
    }


@pytest.mark.parametrize(
    ("rows", "claims"),
    [
        ([("x", "epeat", "gold", True), ("x", "", "", False)], ()),
        ([("x", "epeat", "gold", True), ("x", "epeat", "", False)], (Claim("epeat", False),)),
        ([("x", "epeat", "", False), ("x", "epeat", "gold", True)], (Claim("epeat", False),)),
        ([("x", "epeat", "gold", True), ("x", "epeat", "silver", True)], (Claim("epeat", True),)),
        ([("x", "epeat", "gold", True), ("x", "epeat", "gold", True)], (Claim("epeat", True, "gold"),)),
    ],
)
def test_where_people_disagree_the_less_is_claimed(
    workspace: Workspace, rows: list[Row], claims: tuple[Claim, ...]
) -> None:
    teach(workspace, *rows)
    assert known(workspace) == {"x": claims}


def test_undo_forgets_the_meaning_and_keeps_the_row(workspace: Workspace) -> None:
    (taught,) = teach(workspace, ("Grønn IT", "epeat", "", True))
    with db.writing(workspace.engine) as session:
        learned.undo_wording(session, taught, "Ola", NOW)
    assert known(workspace) == {}
    with db.reading(workspace.engine) as session:
        row = session.get(WordingJudgement, taught)
        assert row and (row.decided_by, row.undone_by, row.undone_at) == ("Kari", "Ola", NOW)
    with db.writing(workspace.engine) as session:
        with pytest.raises(InvalidRequest, match="undone already"):
            learned.undo_wording(session, taught, "Ola", NOW)
        with pytest.raises(NotFound):
            learned.undo_wording(session, 99, "Ola", NOW)


@pytest.mark.parametrize(
    "row", [("", "epeat", "", True), ("x" * 301, "epeat", "", True), ("x", "epeat", "gold", False),
            ("x", "", "gold", True)],
)  # fmt: skip
def test_what_cannot_be_taught_is_refused(workspace: Workspace, row: Row) -> None:
    with pytest.raises(InvalidRequest):
        teach(workspace, row)
    assert known(workspace) == {}


def test_the_export_holds_what_stands_and_nothing_undone(workspace: Workspace) -> None:
    first, _second = teach(workspace, ("Grønn IT", "epeat", "gold", True), ("Klimavennlig", "", "", False))
    table = {
        "text": "grønn it", "label": "epeat", "tier": "gold", "held": True, "decided_by": "Kari",
        "reason": "the supplier said so", "decided_at": NOW,
    }  # fmt: skip
    assert tomllib.loads(exported(workspace))["wording"][0] == table
    with db.writing(workspace.engine) as session:
        learned.undo_wording(session, first, "Ola", NOW)
    assert [row["text"] for row in tomllib.loads(exported(workspace))["wording"]] == ["klimavennlig"]


_PRINTABLE = st.text(min_size=1, max_size=80).filter(
    lambda text: bool(text.strip()) and text.replace("\n", "").isprintable()
)


_ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80).filter(wording_key)


@given(text=_ANY, reason=_PRINTABLE)
@example(text='a\x7f\\"\x01\u0085', reason="'''")
def test_any_text_comes_out_of_the_export_as_it_went_in(text: str, reason: str) -> None:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["wordingjudgement"]])
    with Session(engine) as session:
        learned.record_wording(session, text, "epeat", "", True, reason, "Kari", NOW)
        (row,) = tomllib.loads(learned.export_wordings(session))["wording"]
        assert (row["text"], row["reason"]) == (wording_key(text), reason.strip())
        assert list(learned.learned(session)) == [wording_key(text)]
    engine.dispose()
