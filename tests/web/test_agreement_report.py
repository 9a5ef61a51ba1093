"""Per agreement: how many offers carry a verified label, and how that moved between two days."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from click.testing import CliRunner

from catalog.clock import Clock
from catalog.workspace import Workspace
from importers.sourcing import run as sourcing
from tests.catalog.judging import COLUMNS, REGISTER
from tests.conftest import TODAY, Loader
from tests.web import sourcing_world
from web.cli.reporting import reports
from web.config import from_environment

FEED = COLUMNS + (
    "1,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,,,,2490,NOK\n"
    "2,,P9999,Dell,Dell P9999 skjerm,displays,,,,990,NOK\n"
    "3,,PFXP,Nexans,PFXP 3G1.5,cables,,,,9,NOK\n"
)
AGREEMENTS = (
    "number,supplier,valid_from,valid_to,groups,brands,obliges\n"
    "A-1,nord,2026-01-01,,displays,,ja\n"
    "A-2,nord,2026-01-01,2026-03-31,,,nei\n"
    "A-3,nord,2025-01-01,2025-12-31,,,nei\n"
)


def told(space: Workspace, *words: str) -> dict[str, dict[str, object]]:
    settings = from_environment({
        "MERKBAR_VAR": str(space.var),
        "MERKBAR_DATABASE_URL": str(space.engine.url),
        "MERKBAR_TODAY": TODAY.isoformat(),
    })
    result = CliRunner().invoke(reports, ["agreements", *words, "--json"], obj=settings)
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["number"]: row for row in rows}


def test_offers_with_a_verified_label_are_counted_on_both_days(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    early = replace(workspace, clock=Clock(pinned=date(2026, 2, 1)))
    late = replace(workspace, clock=Clock(pinned=date(2026, 5, 1)))
    load_feed(FEED.rpartition("2,,")[0], supplier="nord", workspace=early)
    load_feed(FEED, supplier="nord", workspace=late)
    load_register(REGISTER, label="tco-certified", workspace=late)
    sourcing_world.load(workspace, sourcing.AGREEMENTS, AGREEMENTS, date(2026, 1, 2))
    found = told(workspace, "--from", "2026-03-01", "--to", "2026-06-01")
    assert set(found) == {"A-1", "A-2"}
    assert found["A-1"]["from"] == {"day": "2026-03-01", "offers": 1, "verified": 0}
    assert found["A-1"]["to"] == {"day": "2026-06-01", "offers": 2, "verified": 1}
    assert (found["A-1"]["obliges"], found["A-1"]["current"]) == (True, True)
    assert found["A-2"]["from"] == {"day": "2026-03-01", "offers": 1, "verified": 0}
    assert found["A-2"]["to"] == {"day": "2026-06-01", "offers": 0, "verified": 0}
    assert found["A-2"]["current"] is False


def test_an_agreement_that_had_ended_on_both_days_is_left_out(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(FEED, supplier="nord")
    sourcing_world.load(workspace, sourcing.AGREEMENTS, AGREEMENTS, date(2026, 1, 2))
    assert "A-3" not in told(workspace)
