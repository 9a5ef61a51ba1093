"""A person's yes or no: under which keys it stands, that a no wins, and that nothing of it is lost."""

from __future__ import annotations

import pytest
from sqlmodel import select

from catalog import db, judgements
from catalog.errors import InvalidRequest, NotFound
from catalog.models import Judgement, Offer, Product
from catalog.workspace import Workspace
from tests.catalog.judging import (
    EMPTY_FEED,
    FEED,
    NOW,
    OTHER_FEED,
    PAIR,
    judge,
    product,
    reads,
    rows,
    take_back,
)
from tests.conftest import Loader


def test_the_most_stable_key_is_the_brand_and_part_number_then_gtin_then_el_number() -> None:
    keys = ["s:acme\x1f\x1f1", "e:NO:8812345", "g:05397184821688", "g:05397184821671", "m:dell\x1fp2425"]
    for place in range(len(keys), 0, -1):
        expected = sorted(keys[:place], key=lambda key: ("mges".index(key[0]), key))[0]
        assert judgements.judgement_key(keys[:place]) == expected
    with pytest.raises(InvalidRequest, match="no supplier lists it"):
        judgements.judgement_key([])


def test_every_key_of_a_product_finds_it_and_those_of_offers_that_are_gone_do_not(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(FEED, supplier="acme", mode="full")
    load_feed(OTHER_FEED, name="other.csv", supplier="lager")
    keys = {"g:05397184821671", "e:NO:8812345", "m:dell\x1fp2425", "s:acme\x1f\x1f1", "s:lager\x1f\x1f77"}
    assert reads(workspace, lambda session: judgements.product_keys(session, [1])) == {1: keys}
    load_feed(EMPTY_FEED, name="less.csv", supplier="acme", mode="full")
    left = {"g:05397184821671", "s:lager\x1f\x1f77"}
    assert reads(workspace, lambda session: judgements.product_keys(session, [1])) == {1: left}


def test_a_yes_stands_under_one_key_and_a_no_under_every_own_one(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(FEED)
    judge(workspace, True)
    assert [(row.product_key, row.held) for row in rows(workspace)] == [("m:dell\x1fp2425", True)]
    judge(workspace, False)
    assert [row.product_key for row in rows(workspace)[1:]] == [
        "m:dell\x1fp2425", "g:05397184821671", "e:NO:8812345", "s:acme\x1f\x1f1",
    ]  # fmt: skip


def test_a_no_wins_over_any_yes_in_whatever_order_they_come(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(FEED)
    for number, order in (("D1", (True, False)), ("D2", (False, True, True))):
        for held in order:
            judge(workspace, held, number=number)
        verdict = reads(workspace, lambda session: judgements.verdicts(session, [1]))
        assert verdict[1]["tco-certified", number] is False  # type: ignore[index]


@pytest.mark.parametrize(
    "refused", ["m:dell\x1fp2425", "g:05397184821671", "e:NO:8812345", "s:acme\x1f\x1f1"]
)
def test_a_no_under_any_one_key_wins_over_a_yes_under_all_of_them(
    workspace: Workspace, load_feed: Loader, refused: str
) -> None:
    load_feed(FEED)
    keys = reads(workspace, lambda session: judgements.product_keys(session, [1])[1])
    with db.writing(workspace.engine) as session:
        for key, held in [(refused, False), *((key, True) for key in keys)]:  # type: ignore[attr-defined]
            session.add(Judgement(product_key=key, label=PAIR[0], number_key=PAIR[1], held=held, reason="x",
                                  decided_by="Kari", decided_at=NOW))  # fmt: skip
            session.flush()
    under = reads(workspace, lambda session: judgements.standing(session, [refused]))
    assert under == {(refused, *PAIR): False}
    assert reads(workspace, lambda session: judgements.verdicts(session, [1])) == {1: {PAIR: False}}


def test_a_no_of_one_of_two_products_holds_for_the_product_they_become(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(FEED.replace("5397184821671", ""), supplier="acme")
    load_feed(OTHER_FEED, name="other.csv", supplier="lager")
    judge(workspace, True, 1)
    judge(workspace, False, 2)
    load_feed(FEED, name="again.csv", supplier="acme")
    verdict = reads(workspace, lambda session: judgements.verdicts(session, [1, 2]))
    assert verdict == {1: {PAIR: False}}


def test_nothing_stands_where_nobody_judged(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(FEED)
    assert reads(workspace, lambda session: judgements.verdicts(session, [1])) == {}
    assert reads(workspace, judgements.judged) == {}


def test_a_yes_is_never_put_under_a_gtin_that_several_products_share(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(OTHER_FEED, name="a.csv", supplier="lager")
    load_feed(FEED.replace("P2425", "P2425H"), name="b.csv", supplier="acme")
    load_feed(FEED.replace("P2425", "P2425X"), name="c.csv", supplier="third")
    nameless = next(p for p in (1, 2, 3) if not product(workspace, p).mpn)
    judge(workspace, True, nameless)
    assert [row.product_key for row in rows(workspace)] == ["s:lager\x1f\x1f77"]


def test_a_yes_under_a_gtin_counts_for_nobody_once_several_products_share_it(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(OTHER_FEED, name="a.csv", supplier="lager")
    judge(workspace, True)
    assert rows(workspace)[0].product_key == "g:05397184821671"
    assert reads(workspace, judgements.judged) == {1: {PAIR: True}}
    load_feed(FEED.replace("P2425", "P2425H"), name="b.csv", supplier="acme")
    load_feed(FEED.replace("P2425", "P2425X"), name="c.csv", supplier="third")
    assert reads(workspace, judgements.judged) == {}


def test_two_decisions_of_one_moment_are_undone_one_at_a_time(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(FEED + EMPTY_FEED.split("\n")[1] + "\n")
    judge(workspace, False, 1)
    second = judge(workspace, False, 2)
    take_back(workspace, second.judgement.id or 0)
    assert reads(workspace, judgements.judged) == {1: {PAIR: False}}


@pytest.mark.parametrize(
    ("reason", "who", "field"),
    [("", "Kari", "reason"), (" \n ", "Kari", "reason"), ("x" * 1001, "Kari", "reason"), ("why", " ", "by"),
     ("why", "x" * 121, "by"), ("why", "Kari\x1b[2J", "by"), ("why\x00", "Kari", "reason")],
)  # fmt: skip
def test_a_decision_needs_a_reason_and_a_name(
    workspace: Workspace, load_feed: Loader, reason: str, who: str, field: str
) -> None:
    load_feed(FEED)
    with pytest.raises(InvalidRequest) as refused, db.writing(workspace.engine) as session:
        judgements.record(session, workspace, 1, *PAIR, True, reason, who, NOW)
    assert refused.value.field == field
    assert rows(workspace) == []


def test_what_does_not_exist_cannot_be_judged(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(FEED)
    with db.writing(workspace.engine) as session:
        with pytest.raises(NotFound):
            judgements.record(session, workspace, 99, *PAIR, True, "why", "Kari", NOW)
        with pytest.raises(InvalidRequest, match="fsc"):
            judgements.record(session, workspace, 1, "fsc", "D1", True, "why", "Kari", NOW)
        with pytest.raises(InvalidRequest, match="certificate"):
            judgements.record(session, workspace, 1, "tco-certified", " ", True, "why", "Kari", NOW)
        with pytest.raises(NotFound):
            judgements.undo(session, 99, "Kari", NOW)


def test_a_merged_products_old_id_judges_the_product_it_became(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(FEED)
    with db.writing(workspace.engine) as session:
        session.add(Product(id=50, name="old", active=False, merged_into=1))
    assert judge(workspace, True, 50).product_ids == (1,)


def test_a_product_that_nobody_lists_cannot_be_judged(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(FEED, mode="full")
    load_feed(EMPTY_FEED, name="less.csv", mode="full")
    with db.writing(workspace.engine) as session:
        assert session.exec(select(Offer.withdrawn_at).where(Offer.supplier_number == "1")).one()
        with pytest.raises(InvalidRequest, match="no supplier lists it"):
            judgements.record(session, workspace, 1, *PAIR, True, "why", "Kari", NOW)
