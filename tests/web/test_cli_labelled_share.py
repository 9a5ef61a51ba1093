"""``merkbar report labelled-share``: what was ordered in a period, for one company or all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog import db
from catalog.models import Order, OrderLine, Product, Supplier
from catalog.ordering.formats.share import HEADER
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.people_world import a_user
from web.cli.reporting import reports
from web.config import from_environment

PERIOD = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path) as found:
        ours, theirs = (a_user(found, f"a@{slug}.no", slug).company_id for slug in ("firma", "annet"))
        with db.writing(found.engine) as session:
            supplier, product = Supplier(slug="nord", name="Nord AS"), Product(name="v")
            session.add_all([supplier, product])
            session.flush()
            ordered = (("M1", ours, ("displays", "cables")), ("M2", theirs, ("ups",)))
            for number, company_id, groups in ordered:
                order = Order(
                    number=number, token="t", confirmation=number, supplier_id=supplier.id or 0,
                    supplier_name="Nord AS", project="P1", company_id=company_id,
                    created_at=datetime(2026, 5, 4, 10, tzinfo=UTC),
                )  # fmt: skip
                session.add(order)
                session.flush()
                for group in groups:
                    session.add(OrderLine(
                        order_id=order.id or 0, position=1, product_id=product.id or 0, supplier_number="1",
                        name="v", quantity=Decimal(1), price=Decimal(10), currency="NOK", product_group=group,
                        labels=[{"state": "verified"}] if group == "displays" else [],
                    ))  # fmt: skip
        yield found


def run(space: Workspace, *words: str) -> Result:
    settings = from_environment({
        "MERKBAR_VAR": str(space.var),
        "MERKBAR_DATABASE_URL": str(space.engine.url),
        "MERKBAR_TODAY": "2026-11-22",
    })
    return CliRunner().invoke(reports, ["labelled-share", *words], obj=settings)


def test_it_counts_lines_money_and_lines_that_can_hold_a_label(space: Workspace) -> None:
    result = run(space, *PERIOD, "--company", "firma")
    assert result.exit_code == 0
    first, _head, row = result.output.splitlines()
    assert first == "2026-01-01 to 2026-12-31: 1 orders, 2 lines"
    assert row.split("\t") == ["2", "1", "0", "1", "0", "50 %", "100 %", "50 % NOK"]


def test_it_divides_by_what_is_asked_for_over_all_companies(space: Workspace) -> None:
    lines = run(space, "--by", "group").output.splitlines()[2:]
    assert [line.split("\t")[-1] for line in lines] == ["cables", "displays", "ups"]


def test_csv_and_json_hold_every_number(space: Workspace) -> None:
    table = run(space, *PERIOD, "--csv").output
    assert table.lstrip("\ufeff").splitlines()[0] == ";".join(HEADER)
    assert json.loads(run(space, *PERIOD, "--json").output)["total"]["all_lines"]["lines"] == 3


@pytest.mark.parametrize(
    "words",
    [
        ("--company", "ingen"),
        ("--from", "2026-02-30"),
        ("--from", "2026-03-01", "--to", "2026-02-01"),
        ("--csv", "--json"),
        ("--by", "colour"),
    ],
)
def test_a_wrong_word_is_told_and_counts_nothing(space: Workspace, words: tuple[str, ...]) -> None:
    assert run(space, *words).exit_code == 2
