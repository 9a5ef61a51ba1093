"""A decision takes its item out of the queue, undo brings it back, and history keeps both."""

from __future__ import annotations

import pytest

from catalog import db, review
from catalog.documents import newest_revision
from catalog.errors import InvalidRequest, NotFound
from catalog.judgements import undo
from catalog.learned import learned
from catalog.tagging import retag
from catalog.workspace import Workspace
from labels.model import Claim
from tests.catalog.queue_world import COLUMNS, NOW, TCO, counted, decide, fill, item, past, waiting
from tests.conftest import TODAY, Loader


@pytest.fixture
def shop(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Workspace:
    fill(load_feed, load_register)
    return workspace


@pytest.mark.parametrize("tags", [True, False])
@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(("kind", "product_id"), [("candidate", 1), ("candidate", 2), ("conflict", 4)])
def test_what_is_judged_no_longer_waits_and_does_again_when_undone(
    shop: Workspace, kind: str, product_id: int, held: bool, tags: bool
) -> None:
    before = waiting(shop, kind)
    chosen = item(shop, kind, product_id)
    done = decide(shop, chosen.id, held, tags=tags)
    assert product_id not in [one.product_id for one in waiting(shop, kind)]
    assert counted(shop)[kind] == len(before) - 1
    with pytest.raises(NotFound, match="does not wait"):
        decide(shop, chosen.id, held)
    with db.writing(shop.engine) as session:
        outcome = undo(session, int(done.id[1:]), "Ola", NOW)
        retag(session, shop.labels, outcome.product_ids, newest_revision(session) + 1, NOW)
        session.expunge_all()
    again = [(one.product_id, one.certificate) for one in waiting(shop, kind)]
    assert again == [(one.product_id, one.certificate) for one in before]


def test_a_no_about_one_ended_certificate_leaves_the_older_one_to_ask_about(
    shop: Workspace, load_register: Loader
) -> None:
    load_register(
        TCO + "D0,Acer,V247,,displays,2020-01-01,2023-01-01\n", "table", "tco2.csv", label="tco-certified"
    )
    assert item(shop, "conflict", 3).certificate == "D3"
    decide(shop, item(shop, "conflict", 3).id, False)
    assert item(shop, "conflict", 3).certificate == "D0"
    decide(shop, item(shop, "conflict", 3).id, True)
    assert [found.product_id for found in waiting(shop, "conflict")] == [4]


def test_any_match_of_a_product_can_be_refused_also_one_that_no_rule_doubts(shop: Workspace) -> None:
    with db.reading(shop.engine) as session:
        (found,) = review.of_product(session, shop, TODAY, 4)
    assert (found.id[0], found.kind, found.reason) == ("t", "tag", "")
    decide(shop, found.id, False)
    with db.reading(shop.engine) as session:
        (after,) = review.of_product(session, shop, TODAY, 4)
    assert after.evidence is not None and not after.evidence.state.shown


def test_a_taught_wording_no_longer_waits(shop: Workspace) -> None:
    doubt, name = waiting(shop, "wording")
    done = decide(shop, doubt.id, False)
    assert (done.id[0], done.product_ids) == ("l", ())
    decide(shop, name.id, True, label="epeat", tier="gold")
    assert waiting(shop, "wording") == []
    with db.reading(shop.engine) as session:
        assert learned(session) == {"epeat kanskje": (), "gruen it": (Claim("epeat", True, "gold"),)}
    with pytest.raises(NotFound):
        decide(shop, name.id, False)


@pytest.mark.parametrize(
    ("held", "meaning", "field"),
    [
        (True, {}, "label"),
        (True, {"label": "fsc"}, "label"),
        (True, {"label": "epeat", "tier": "ruby"}, "tier"),
        (True, {"label": "nordic-swan", "tier": "gold"}, "tier"),
        (False, {"tier": "gold"}, "label"),
        (False, {"label": "epeat", "tier": "gold"}, "tier"),
    ],
)
def test_a_wording_needs_a_meaning_that_exists(
    shop: Workspace, held: bool, meaning: dict[str, str], field: str
) -> None:
    (first, _second) = waiting(shop, "wording")
    with pytest.raises(InvalidRequest) as refused:
        decide(shop, first.id, held, **meaning)
    assert refused.value.field == field
    assert len(waiting(shop, "wording")) == 2


def test_a_wording_that_may_have_been_cut_cannot_be_taught(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(COLUMNS + f"1,,X9,Acme,Acme X9,displays,EPEAT {'kanskje ' * 40}\n")
    (found,) = waiting(workspace, "wording")
    assert found.cut
    with pytest.raises(InvalidRequest, match="cannot be taught"):
        decide(workspace, found.id, False)


@pytest.mark.parametrize("text", ["", "12", "x1", "c", "c-1", "c1 or 1=1", "c99999999999999999999"])
def test_what_is_no_id_says_how_ids_look(shop: Workspace, text: str) -> None:
    with pytest.raises(InvalidRequest, match="like c12"):
        decide(shop, text, True)


@pytest.mark.parametrize("text", ["c999", "k999", "w999", "t999"])
def test_an_id_under_which_nothing_waits_is_not_found(shop: Workspace, text: str) -> None:
    with pytest.raises(NotFound):
        decide(shop, text, True)


def test_an_id_of_one_kind_opens_no_item_of_another(shop: Workspace) -> None:
    conflict, candidate = item(shop, "conflict", 4), item(shop, "candidate", 1)
    with pytest.raises(NotFound):
        decide(shop, "c" + conflict.id[1:], True)
    with pytest.raises(NotFound):
        decide(shop, "k" + candidate.id[1:], True)
    with pytest.raises(InvalidRequest, match="for wordings"):
        decide(shop, candidate.id, True, label="epeat")


def test_history_names_product_reason_and_person_and_one_line_a_decision(shop: Workspace) -> None:
    done = decide(shop, item(shop, "candidate", 1).id, False)
    taught = decide(shop, waiting(shop, "wording")[1].id, True, label="epeat", tier="gold")
    views = {view.id: view for view in past(shop)}
    assert set(views) == {done.id, taught.id}
    no = views[done.id]
    assert (no.subject, no.product_id, no.product_name) == ("D1", 1, "Dell P2425H skjerm")
    assert (no.held, no.reason, no.decided_by, no.decided_at, no.undone_at) == (
        False, "looked", "Kari", NOW, None,
    )  # fmt: skip
    assert (views[taught.id].subject, views[taught.id].tier) == ("gruen it", "gold")
    assert [view.id for view in past(shop, 1)] == [done.id]
    assert past(shop, 2) == []
