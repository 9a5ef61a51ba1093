"""What is kept of visits: what went back, and nothing of those that came to nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from catalog import db
from catalog.errors import NotFound
from catalog.models import Basket, BasketLine, Offer, PunchoutSession
from catalog.ordering import baskets
from catalog.punchout import customers, sessions
from catalog.punchout.sessions import AFTER, KEPT, VISIT, Opening
from catalog.workspace import Workspace
from tests.conftest import Loader

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
FEED = "supplier_number,name,price,currency,price_unit\n1,Kabel,10,NOK,MTR\n"
OPENING = Opening("oci", "https://erp.example.no/in/")


@pytest.fixture
def space(workspace: Workspace, load_feed: Loader) -> Workspace:
    assert load_feed(FEED).status == "published"
    with db.writing(workspace.engine) as session:
        terms = customers.Terms(returns=["https://erp.example.no/in/"])
        customers.add(session, "kommune", terms, NOW)
    return workspace


def begun(session: Session, at: datetime) -> PunchoutSession:
    row = sessions.begin(session, customers.find(session, "kommune"), OPENING, at)
    baskets.add(session, row.basket_token, session.exec(select(Offer.id)).one() or 0, Decimal(2), at)
    return row


def counts(session: Session) -> tuple[int, int, int]:
    return tuple(len(session.exec(select(one)).all()) for one in (PunchoutSession, Basket, BasketLine))  # type: ignore[return-value]


def test_a_visit_that_came_to_nothing_is_forgotten_and_one_that_gave_back_is_not(space: Workspace) -> None:
    with db.writing(space.engine) as session:
        begun(session, NOW)
        given = begun(session, NOW)
        sessions.give_back(session, given.id or 0, (), NOW)
        begun(session, NOW + timedelta(days=1))
        assert counts(session) == (3, 3, 3)
        begun(session, NOW + VISIT + KEPT + timedelta(seconds=1))
        assert counts(session) == (3, 3, 3)
        assert given.id in session.exec(select(PunchoutSession.id)).all()


def test_a_customer_goes_with_all_of_its_visits(space: Workspace) -> None:
    with db.writing(space.engine) as session:
        token = sessions.enter(session, begun(session, NOW))
        begun(session, NOW)
        customers.remove(session, customers.find(session, "kommune"))
        assert counts(session) == (0, 0, 0)
        assert sessions.visit(session, token) is None


def test_a_visit_ends_soon_after_it_gave_back_and_never_later_than_before(space: Workspace) -> None:
    with db.writing(space.engine) as session:
        row = begun(session, NOW)
        sessions.give_back(session, row.id or 0, (), NOW + timedelta(hours=1))
        assert row.expires_at == NOW + timedelta(hours=1) + AFTER
        sessions.reopen(session, row.id or 0, NOW + timedelta(hours=1))
        assert row.expires_at == NOW + VISIT
        late = NOW + VISIT - timedelta(minutes=1)
        sessions.give_back(session, row.id or 0, (), late)
        assert row.expires_at == NOW + VISIT


def test_no_token_is_kept_as_it_is(space: Workspace) -> None:
    with db.writing(space.engine) as session:
        row = begun(session, NOW)
        start = sessions.start_token(session, row, NOW)
        found, token = sessions.start(session, start, NOW)
        assert found.id == row.id and found.start_hash is None
        with pytest.raises(NotFound):
            sessions.start(session, start, NOW)
    held = (space.var / "merkbar.db").read_bytes() + (space.var / "merkbar.db-wal").read_bytes()
    assert start.encode() not in held and token.encode() not in held
