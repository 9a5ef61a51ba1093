"""One company's discounts and prices: published as a whole set, for that company alone."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from catalog import db, overview
from catalog.errors import NotFound
from catalog.models import CompanyPrice, Offer, Product
from catalog.people import users
from catalog.pricing.net import NetPrice
from catalog.pricing.reading import net_prices
from catalog.run_history import ended_badly, run_detail
from catalog.workspace import Workspace
from importers.journal import Report
from tests.importers.company_files import PH, PUBLIC, RH, load_company, vl

Loader = Callable[..., Report]
DAY = date(2026, 11, 22)


@pytest.fixture
def shop(workspace: Workspace, load_feed: Loader) -> Workspace:
    """Three offers at 100.00: two of group H06, one net; and the companies firma and annet."""
    text = PUBLIC + vl("1006100") + vl("1006101") + vl("1006102", kind="N")
    assert load_feed(text, "nelfo", "V4.txt", supplier="fjordlys").status == "published"
    with db.writing(workspace.engine) as session:
        for slug in ("firma", "annet"):
            users.company(session, slug, workspace.clock.now())
    return workspace


def nets(space: Workspace, company: int | None = 1, day: date = DAY) -> dict[str, NetPrice]:
    with db.reading(space.engine) as session:
        offers = {offer.id or 0: offer.supplier_number for offer in session.exec(select(Offer))}
        found = net_prices(session, company, offers, day)
        return {offers[key]: net for key, net in found.items()}


def prices(space: Workspace, **more: object) -> dict[str, str]:
    found = nets(space, **more)  # type: ignore[arg-type]
    return {number: f"{net.basis} {net.price.normalize():f}" for number, net in found.items()}


def test_a_group_discount_counts_for_gross_prices_of_that_group_only(shop: Workspace) -> None:
    assert load_company(shop, RH + "RL;5;H06;;5140;\r\nRL;5;H07;;9000;\r\n").status == "published"
    assert prices(shop) == {"1006100": "group 48.6", "1006101": "group 48.6"}


def test_an_agreed_price_beats_an_item_discount_and_that_beats_a_group_discount(shop: Workspace) -> None:
    lines = "RL;5;H06;;5000;\r\nRL;1;1006101;;1000;\r\nRL;1;1006100;;1000;\r\n"
    load_company(shop, RH + lines)
    assert prices(shop) == {"1006100": "item 90", "1006101": "item 90"}
    agreed = vl("1006100", 4550, kind="N", post="PL") + vl("1006102", 7000, kind="N", post="PL")
    load_company(shop, PH + agreed)
    assert prices(shop) == {"1006100": "price 45.5", "1006101": "item 90", "1006102": "price 70"}


def test_a_discount_of_nothing_on_the_item_beats_the_groups(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;5000;\r\nRL;1;1006101;;0;\r\n")
    assert prices(shop)["1006101"] == "item 100"


def test_a_gross_price_of_the_companys_own_is_what_discounts_apply_to(shop: Workspace) -> None:
    load_company(shop, PH + vl("1006100", 8000, kind="B", post="PL"))
    assert prices(shop) == {"1006100": "base 80"}
    load_company(shop, RH + "RL;5;H06;;1000;\r\n")
    assert prices(shop)["1006100"] == "group 72"


def test_net_prices_are_exact(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;3333;\r\n")
    assert nets(shop)["1006100"].price == Decimal("66.67")
    load_company(shop, PH + vl("1006100", 333, kind="B", post="PL"))
    assert nets(shop)["1006100"].price == Decimal("3.33") * Decimal("66.67") / 100 == Decimal("2.220111")


def test_a_price_in_another_unit_is_not_taken(shop: Workspace) -> None:
    load_company(shop, PH + vl("1006100", 100, kind="N", post="PL").replace(";EA;", ";PK;"))
    assert prices(shop) == {}


@pytest.mark.parametrize(
    ("day", "known"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)],
)
def test_the_days_of_an_agreement_are_inclusive(shop: Workspace, day: str, known: bool) -> None:
    load_company(shop, RH + "RL;5;H06;;5140;\r\n")
    assert bool(prices(shop, day=date.fromisoformat(day))) is known


def test_another_company_and_nobody_have_no_net_prices(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;5140;\r\n")
    assert prices(shop, company=2) == prices(shop, company=None) == {}


def test_a_new_file_replaces_the_whole_set_of_its_kind_only(shop: Workspace) -> None:
    load_company(shop, RH + "RL;1;1006100;;1000;\r\nRL;1;1006101;;1000;\r\n")
    load_company(shop, PH + vl("1006102", 7000, kind="N", post="PL"))
    assert load_company(shop, RH + "RL;1;1006100;;2000;\r\n").status == "published"
    assert prices(shop) == {"1006100": "item 80", "1006102": "price 70"}


def test_the_same_file_again_changes_nothing(shop: Workspace) -> None:
    text = RH + "RL;5;H06;;5140;\r\n"
    first, again = load_company(shop, text), load_company(shop, text)
    assert (first.status, again.status) == ("published", "unchanged")
    with db.reading(shop.engine) as session:
        assert [row.run_id for row in session.exec(select(CompanyPrice))] == [first.run]


def test_of_a_number_that_stands_twice_the_later_line_counts(shop: Workspace) -> None:
    report = load_company(shop, RH + "RL;5;H06;;5000;\r\nRL;5;H06;;1000;\r\n")
    assert (report.read, report.stored, report.rejected) == (2, 1, 1)
    assert prices(shop)["1006100"] == "group 90"


def test_a_file_of_another_customer_is_held_and_the_old_set_stands(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;5000;\r\n")
    other = RH.replace("55012", "99999") + "RL;5;H06;;9000;\r\n"
    assert load_company(shop, other).status == "held"
    assert prices(shop)["1006100"] == "group 50"
    assert load_company(shop, other, accept_gates=True).status == "published"
    assert prices(shop)["1006100"] == "group 10"


def test_a_file_without_one_good_line_is_held(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;5000;\r\n")
    assert load_company(shop, RH + "RL;5;H06;;abc;\r\n").status == "held"
    assert prices(shop)["1006100"] == "group 50"


def test_an_older_file_than_the_last_is_held(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;5000;\r\n")
    older = RH.replace("20260101", "20250101") + "RL;5;H06;;9000;\r\n"
    assert load_company(shop, older).status == "held"


def test_a_dry_run_writes_nothing(shop: Workspace) -> None:
    report = load_company(shop, RH + "RL;5;H06;;5000;\r\n", dry_run=True)
    assert (report.run, report.status, report.stored) == (0, "unchanged", 1)
    assert prices(shop) == {}


def test_a_table_gives_net_prices_where_the_number_is_one_offers_only(shop: Workspace) -> None:
    text = "supplier_number;price\n1006100;45,50\n1006101;0\n"
    report = load_company(shop, text, "table")
    assert (report.status, report.stored, report.rejected) == ("published", 1, 1)
    assert prices(shop) == {"1006100": "price 45.5"}
    with db.writing(shop.engine) as session:
        twin = session.exec(select(Offer).where(Offer.supplier_number == "1006100")).one()
        values = twin.model_dump(exclude={"id"}) | {"number_kind": "4"}
        session.add(Offer(**values))
    assert prices(shop) == {}


def test_a_misspelt_company_is_refused_and_none_is_made(shop: Workspace) -> None:
    for slug in ("frima", "../firma"):
        with pytest.raises(NotFound, match="no company"):
            load_company(shop, RH + "RL;5;H06;;5000;\r\n", company=slug)
    assert not (shop.raw_dir / "fjordlys@frima").exists()


def test_the_catalogue_and_the_index_are_not_touched(shop: Workspace) -> None:
    def known() -> list[object]:
        with db.reading(shop.engine) as session:
            rows = [*session.exec(select(Offer)), *session.exec(select(Product))]
            return [row.model_dump() for row in rows]

    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in shop.index_dir.rglob("*") if path.is_file()}

    before, index = known(), files()
    assert index
    load_company(shop, RH + "RL;5;H06;;5140;\r\n")
    assert (known(), files()) == (before, index)


def test_the_raw_file_can_be_read_by_the_program_alone(shop: Workspace) -> None:
    load_company(shop, RH + "RL;5;H06;;5140;\r\n")
    folder = shop.raw_dir / "fjordlys@firma"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.iterdir()] == [0]


def test_its_runs_and_issues_are_shown_to_nobody_but_the_operator(shop: Workspace) -> None:
    report = load_company(shop, RH + "RL;5;H06;;5140;\r\nRL;5;X;;HEMMELIG;\r\n")
    failed = load_company(shop, "VH;EFONELFO;3.0\r\n")
    assert failed.status == "failed"
    with db.reading(shop.engine) as session:
        found = overview.overview(session, DAY)
        assert (found.issue_count, found.issues, [run.name for run in found.feeds]) == (0, (), ["fjordlys"])
        assert ended_badly(session, 10) == ()
        for run in (report.run, failed.run):
            with pytest.raises(NotFound):
                run_detail(session, run, 10, 0)
        assert [issue.raw for issue in overview.issues(session, 10, private=True)] == ["RL;5;X;;HEMMELIG;"]
