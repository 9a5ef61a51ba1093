"""The evidence pack of a past period: the same to the byte whatever is imported later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from catalog import db
from catalog.models import Judgement, Tag
from catalog.workspace import Workspace
from importers.sourcing import run as sourcing
from tests.conftest import TODAY
from tests.web import sourcing_world
from tests.web.sourcing_world import AGREEMENTS, SUPPLIERS
from web.cli.reporting import reports
from web.config import from_environment

GOLDEN = Path(__file__).parent / "golden" / "evidence_pack.json"
PERIOD = ("--from", "2026-01-01", "--to", "2026-06-30")


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with sourcing_world.opened(tmp_path) as found:
        yield found


def run(space: Workspace, *words: str) -> Result:
    settings = from_environment({
        "MERKBAR_VAR": str(space.var),
        "MERKBAR_DATABASE_URL": str(space.engine.url),
        "MERKBAR_TODAY": TODAY.isoformat(),
    })
    return CliRunner().invoke(reports, ["evidence", *words], obj=settings, catch_exceptions=False)


def files(space: Workspace) -> list[bytes]:
    return [run(space, *PERIOD, kind).stdout_bytes for kind in ("--json", "--csv", "--html")]


def test_the_pack_holds_what_was_known_when_the_period_ended(space: Workspace) -> None:
    assert run(space, *PERIOD, "--json").stdout == GOLDEN.read_text("utf-8")


def test_the_pack_of_a_past_period_is_the_same_after_later_imports(space: Workspace) -> None:
    before = files(space)
    changed = SUPPLIERS.replace("lav", "høy").replace("Vest AS", "Vest Nye AS")
    changed += ",FI,Ny Oy,leverandør" + "," * 9 + "\n"
    report = sourcing_world.load(space, sourcing.SUPPLIERS, changed, TODAY, whole=True)
    assert (report.status, report.rejected) == ("published", 0)
    later = AGREEMENTS.replace("2026-12-31,displays", "2026-08-31,displays").replace("nei", "ja")
    assert sourcing_world.load(space, sourcing.AGREEMENTS, later, TODAY).status == "published"
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with db.writing(space.engine) as session:
        for tag in session.exec(select(Tag).where(Tag.rejected == "market")):
            tag.closed_at = now
        for judgement in session.exec(select(Judgement)):
            judgement.undone_at, judgement.undone_by = now, "Ola"
    assert files(space) == before
    today = json.loads(run(space, "--from", "2026-01-01", "--to", "2026-11-22", "--json").stdout)
    assert today["suppliers_by_risk_level"]["high"] == 1
    assert today["open_conflicts"] == []


def test_no_contact_and_no_reviewer_leaves_with_the_pack(space: Workspace) -> None:
    for text in files(space):
        assert b"Nord AS" in text
        for private in (b"Kari", b"kari@nord.example"):
            assert private not in text


def test_an_assessment_that_ended_within_the_period_is_not_assessed_since(space: Workspace) -> None:
    early = json.loads(run(space, "--from", "2026-03-02", "--to", "2026-04-30", "--json").stdout)
    assert early["suppliers_by_risk_level"] == {"low": 1, "medium": 1, "high": 0, "not-assessed": 1}
    later = json.loads(run(space, *PERIOD, "--json").stdout)
    assert later["suppliers_by_risk_level"] == {"low": 1, "medium": 0, "high": 0, "not-assessed": 2}
    vest = next(one for one in later["suppliers"] if one["name"] == "Vest AS")
    assert (vest["risk_level"], vest["not_assessed_since"]) == ("not-assessed", "2026-04-30")


def test_ordered_lines_count_under_the_agreements_of_their_day(space: Workspace) -> None:
    told = json.loads(run(space, *PERIOD, "--json").stdout)
    counted = {one["number"]: (one["order_lines"], one["verified_order_lines"]) for one in told["agreements"]}
    assert counted == {"A-1": (1, 1), "B-1": (1, 1)}


def test_the_known_case_of_forty_nine_suppliers_adds_up(space: Workspace) -> None:
    levels = ["lav"] * 44 + ["middels"] * 4 + ["ikke vurdert"]
    said = "Factlines,2026-03-01,,,"
    rows = [f",DK,Leverandør {n},leverandør,,,,{level},{said}\n" for n, level in enumerate(levels)]
    header = SUPPLIERS.partition("\n")[0] + "\n"
    sourcing_world.load(space, sourcing.SUPPLIERS, header + "".join(rows), sourcing_world.SPRING, whole=True)
    told = json.loads(run(space, *PERIOD, "--json").stdout)
    assert told["suppliers_by_risk_level"] == {"low": 44, "medium": 4, "high": 0, "not-assessed": 1}
    assert "44 low\t4 medium\t0 high\t1 not-assessed" in run(space, *PERIOD).stdout


def test_a_period_that_ends_before_it_begins_is_refused(space: Workspace) -> None:
    assert run(space, "--from", "2026-02-01", "--to", "2026-01-01").exit_code == 2
