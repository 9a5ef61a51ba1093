"""Labelled alternatives through real importers, a real index and a basket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import col, select

from catalog import db
from catalog.models import Offer, Product, Tag
from catalog.ordering import baskets
from catalog.ordering.alternatives import Alternatives, alternatives
from catalog.search.opening import open_index
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader

FEED = """\
supplier_number,mpn,brand,name,price,currency,unit,product_group,condition
1,A24,Fjellvik,"Fjellvik A24 skjerm 24"" FHD IPS",1500,NOK,EA,displays,
2,B24,Skjermøy,"Skjermøy B24 skjerm 23,8"" FHD IPS",1700,NOK,EA,displays,
3,C24,Skjermøy,"Skjermøy C24 skjerm 24"" FHD",1400,NOK,EA,displays,
4,D27,Skjermøy,"Skjermøy D27 skjerm 27"" FHD IPS",1300,NOK,EA,displays,
5,E24,Skjermøy,"Skjermøy E24 skjerm 24"" FHD IPS",1600,NOK,PK,displays,
6,F24,Skjermøy,"Skjermøy F24 skjerm 24"" FHD IPS",900,NOK,EA,displays,refurbished
7,G24,Skjermøy,"Skjermøy G24 skjerm 24"" FHD IPS",1000,NOK,EA,displays,
8,K,Tråddal,"PFXP 3G2,5",12,NOK,MTR,cables,
9,Z,Tråddal,Noe annet,12,NOK,EA,,
"""
REGISTER = """\
label,certificate,brand,model,valid_to
tco-certified,D1,Skjermøy,B24,2027-01-31
tco-certified,D2,Skjermøy,C24,2027-01-31
tco-certified,D3,Skjermøy,D27,2027-01-31
tco-certified,D4,Skjermøy,E24,2027-01-31
tco-certified,D5,Skjermøy,F24,2027-01-31
tco-certified,D6,Skjermøy,G24,2026-10-31
"""
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def filled(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Workspace:
    assert load_feed(FEED).status == "published"
    assert load_register(REGISTER, "table", label="tco-certified").status == "published"
    return workspace


def offered(space: Workspace, *numbers: str, day: date = TODAY) -> tuple[Alternatives, list[int]]:
    with db.writing(space.engine) as session:
        for number in numbers:
            offer = session.exec(select(Offer).where(col(Offer.supplier_number) == number)).one()
            baskets.add(session, "t", offer.id or 0, Decimal(1), NOW)
        lines = baskets.view(session, space, "t", day).lines
        found = alternatives(session, space, open_index(space.index_dir), lines, day)
    return found, [line.id for line in lines]


def test_an_unlabelled_line_gets_labelled_stand_ins_with_price_and_reason(filled: Workspace) -> None:
    found, (line,) = offered(filled, "1")
    best, second = found.by_line[line]
    assert (best.product.mpn, best.difference) == ("C24", Decimal(-100))
    assert (second.product.mpn, second.difference) == ("B24", Decimal(200))
    assert best.alike == ("desk-inches", "resolution")
    assert best.facts == {"desk-inches": "24", "resolution": "fhd"}


def test_an_expired_line_gets_alternatives_and_a_verified_one_none(filled: Workspace) -> None:
    found, lines = offered(filled, "2", "7")
    assert list(found.by_line) == [lines[1]]


def test_after_the_last_day_of_its_certificate_nothing_is_an_alternative(filled: Workspace) -> None:
    assert len(offered(filled, "1", day=date(2027, 1, 31))[0].by_line) == 1
    assert offered(filled, "1", day=date(2027, 2, 1))[0].by_line == {}


def test_what_the_database_refutes_since_the_index_was_published_gives_way_to_the_next(
    filled: Workspace,
) -> None:
    found, (line,) = offered(filled, "1")
    best, second = found.by_line[line]
    with db.writing(filled.engine) as session:
        for tag in session.exec(select(Tag).where(col(Tag.product_id) == best.product.id)):
            tag.closed_at = NOW
            session.add(tag)
        lines = baskets.view(session, filled, "t", TODAY).lines
        only = alternatives(session, filled, open_index(filled.index_dir), lines, TODAY, most=1)
    assert [one.product.mpn for one in only.by_line[line]] == [second.product.mpn]


def test_a_kind_that_no_label_exists_for_is_named_once_and_an_unknown_kind_not(filled: Workspace) -> None:
    found, _lines = offered(filled, "8", "9")
    assert (found.by_line, found.unlabelled_groups) == ({}, ("cables",))


def test_without_rules_nothing_is_offered(filled: Workspace) -> None:
    bare = replace(filled, comparables=type(filled.comparables)())
    assert offered(bare, "1")[0].by_line == {}


def test_features_of_one_class_that_differ_forbid_what_the_names_allow(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    feed = """\
supplier_number,mpn,brand,name,price,unit,product_group,etim_class,EF000123
1,A,Fjellvik,Svitsj 24-port Gigabit,1500,EA,network,EC000734,24
2,B24,Skjermøy,Svitsj 24-port Gigabit,1500,EA,network,EC000734,24
3,C24,Skjermøy,Svitsj 24-port Gigabit,1400,EA,network,EC000734,26
"""
    register = "label,certificate,brand,model,valid_to\n" + "".join(
        f"tco-certified,S{model},Skjermøy,{model},2027-01-31\n" for model in ("B24", "C24")
    )
    assert load_feed(feed).status == "published"
    assert load_register(register, "table", label="tco-certified").status == "published"
    found, (line,) = offered(workspace, "1")
    assert [one.product.mpn for one in found.by_line[line]] == ["B24"]


NELFO = """\
VH;EFONELFO;4.0;NO910478656MVA;;;20261101;;NOK;PRISFIL;Nordvolt AS;;;0582;OSLO;NO
VL;1;1000001;SKJERM FJELLVIK;;1;EA;STYKK;150000;10000;20261101;1;;;FJELLVIK;A24;J;10000;;
VA;1;1000002;A;
VA;1;1000003;E;
VA;1;1000009;A;
VL;1;1000002;SKJERM SKJERMØY MED LABEL;;1;EA;STYKK;160000;10000;20261101;1;;;SKJERMØY;B24;J;10000;;
VL;1;1000003;SKJERM SKJERMØY UTEN MERKE;;1;EA;STYKK;160000;10000;20261101;1;;;SKJERMØY;X24;J;10000;;
"""


def test_what_a_supplier_states_as_an_alternative_and_holds_a_label_comes_first(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    assert load_feed(NELFO, "nelfo", "v4.txt", supplier="nordvolt").status == "published"
    assert load_register(REGISTER, "table", label="tco-certified").status == "published"
    found, (line,) = offered(workspace, "1000001")
    (only,) = found.by_line[line]
    assert (only.product.mpn, only.stated_by, only.difference) == ("B24", "Nordvolt AS", Decimal(100))


def test_a_stated_alternative_that_contradicts_is_not_offered(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    lines = NELFO.replace("FJELLVIK", '24" FHD').replace("SKJERMØY MED", '27" FHD')
    assert load_feed(lines, "nelfo", "v4.txt", supplier="nordvolt").status == "published"
    assert load_register(REGISTER, "table", label="tco-certified").status == "published"
    with db.writing(workspace.engine) as session:
        for product in session.exec(select(Product)).all():
            product.product_group = "displays"
            session.add(product)
    assert offered(workspace, "1000001")[0].by_line == {}
