"""Used and refurbished goods are products of their own: a new product's label is never passed to them."""

from __future__ import annotations

import pytest

from catalog import db, queries
from catalog.identifiers import parse_identifier
from catalog.ordering.quick.lookup import look_up
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from labels.model import State
from tests.catalog.judging import PAIR, REGISTER, judge
from tests.conftest import TODAY, Loader

COLUMNS = "supplier_number,gtin,mpn,brand,name,product_group,labels,condition\n"
NEW = COLUMNS + "1,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,,\n"
SECOND = COLUMNS + "R1,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,TCO Certified,{}\n"


def views(workspace: Workspace) -> list[ProductView]:
    with db.reading(workspace.engine) as session:
        found = queries.product_views(session, workspace, [1, 2], TODAY)
    return sorted(found, key=lambda view: view.offers[0].condition)


@pytest.fixture(params=["used", "refurbished"])
def second_hand(request: pytest.FixtureRequest) -> str:
    return SECOND.format(request.param)


@pytest.mark.parametrize("new_first", [True, False])
def test_a_new_products_label_is_not_passed_to_its_second_hand_offer(
    workspace: Workspace, load_feed: Loader, load_register: Loader, second_hand: str, new_first: bool
) -> None:
    feeds = [(NEW, "ny"), (second_hand, "brukt")]
    for text, supplier in feeds if new_first else reversed(feeds):
        load_feed(text, supplier=supplier)
    load_register(REGISTER, label="tco-certified")
    new, second = views(workspace)
    assert [label.state for label in new.labels] == [State.VERIFIED]
    assert second.labels == ()
    assert [label.state for label in second.labels_not_shown] == [State.REFUTED]
    assert not new.gtin_conflict


def test_a_gtin_names_the_new_goods_and_the_second_hand_only_where_there_are_no_new(
    workspace: Workspace, load_feed: Loader, second_hand: str
) -> None:
    gtin = parse_identifier("5397184821671")
    load_feed(second_hand, supplier="brukt")
    with db.reading(workspace.engine) as session:
        assert queries.resolve(session, [gtin]) == [(1,)]
    load_feed(NEW, supplier="ny")
    with db.reading(workspace.engine) as session:
        assert queries.resolve(session, [gtin]) == [(2,)]
        assert queries.resolve(session, [parse_identifier("brukt:R1")]) == [(1,)]
        found = look_up(session, workspace.brands, ["5397184821671", "R1"])
    assert [found[number].products() for number in ("5397184821671", "R1")] == [(2,), (1,)]


def test_a_persons_yes_about_the_new_product_does_not_reach_the_second_hand_one(
    workspace: Workspace, load_feed: Loader, load_register: Loader, second_hand: str
) -> None:
    load_feed(NEW.replace("5397184821671", ""), supplier="ny")
    load_feed(second_hand.replace("5397184821671", ""), supplier="brukt")
    load_register(REGISTER.replace("P2425,5397184821671", "P2425 H,"), label="tco-certified")
    judge(workspace, True, 1)
    new, second = views(workspace)
    assert [label.certificate for label in new.labels] == [PAIR[1]]
    assert second.labels == ()


def test_a_persons_yes_about_the_second_hand_product_itself_counts(
    workspace: Workspace, load_feed: Loader, load_register: Loader, second_hand: str
) -> None:
    load_feed(second_hand, supplier="brukt")
    load_register(REGISTER, label="tco-certified")
    judge(workspace, True, 1)
    with db.reading(workspace.engine) as session:
        (view,) = queries.product_views(session, workspace, [1], TODAY)
    assert [label.state for label in view.labels] == [State.VERIFIED]


def test_an_offer_that_turns_second_hand_leaves_its_product(
    workspace: Workspace, load_feed: Loader, load_register: Loader, second_hand: str
) -> None:
    load_register(REGISTER, label="tco-certified")
    load_feed(NEW, supplier="ny")
    load_feed(second_hand.replace("used", "new").replace("refurbished", "new"), supplier="brukt")
    with db.reading(workspace.engine) as session:
        (view,) = queries.product_views(session, workspace, [1], TODAY)
        assert len(view.offers) == 2
    load_feed(second_hand, supplier="brukt")
    new, second = views(workspace)
    assert [len(new.labels), len(second.labels)] == [1, 0]
