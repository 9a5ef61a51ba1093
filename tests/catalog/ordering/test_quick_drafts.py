"""The list that is being looked over is stored, its owner's alone; many lines go into a basket at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session, select

from catalog.errors import InvalidRequest
from catalog.models import QuickDraft
from catalog.ordering import baskets, bulk
from catalog.ordering.bulk import Wanted
from catalog.ordering.quick import drafts
from catalog.ordering.quick.lines import read_text
from catalog.ordering.quick.rows import Edit
from catalog.people import users
from catalog.people.roles import NOBODY, Role, Visitor
from catalog.workspace import Workspace


def person(session: Session, name: str) -> Visitor:
    owner = users.company(session, "firma", NOW)
    user = users.add(session, owner.id or 0, f"{name}@firma.no", name, Role.ELECTRICIAN, NOW)
    return Visitor(user.id, owner.id, Role.ELECTRICIAN, name, owner.name)


def test_what_is_pasted_later_comes_after_and_lines_count_on(session: Session) -> None:
    drafts.append(session, NOBODY, "t", read_text("1001\n\n1002"), NOW)
    drafts.append(session, NOBODY, "t", read_text("1003 5"), NOW)
    rows = drafts.rows_of(drafts.find(session, NOBODY, "t"))
    assert [(row.id, row.line, row.text) for row in rows] == [
        (1, 1, "1001"),
        (2, 3, "1002"),
        (3, 4, "1003 5"),
    ]


def test_a_row_that_was_taken_out_lends_its_number_to_no_other(session: Session) -> None:
    draft = drafts.append(session, NOBODY, "t", read_text("1001\n1002"), NOW)
    drafts.apply(session, draft, {1: Edit(quantity="7", was_quantity="1"), 9: Edit(quantity="1")}, {2}, NOW)
    drafts.append(session, NOBODY, "t", read_text("1003"), NOW)
    rows = drafts.rows_of(drafts.find(session, NOBODY, "t"))
    assert [(row.id, row.text, row.quantity) for row in rows] == [(1, "1001", "7"), (3, "1003", None)]


def test_a_list_is_its_owners_alone_and_one_begun_before_the_log_in_is_kept(session: Session) -> None:
    kari, ola = person(session, "kari"), person(session, "ola")
    drafts.append(session, NOBODY, "t", read_text("1001"), NOW)
    assert drafts.find(session, NOBODY, "other") is None and drafts.find(session, NOBODY, None) is None
    drafts.append(session, kari, "t", read_text("1002"), NOW)
    assert [row.text for row in drafts.rows_of(drafts.find(session, kari, None))] == ["1001", "1002"]
    assert drafts.find(session, NOBODY, "t") is None and drafts.find(session, ola, "t") is None


def test_more_lines_than_fit_are_refused_whole(session: Session) -> None:
    drafts.append(session, NOBODY, "t", read_text("1001\n" * 1999), NOW)
    with pytest.raises(InvalidRequest, match="2 000 linjer"):
        drafts.append(session, NOBODY, "t", read_text("1002\n1003"), NOW)
    drafts.append(session, NOBODY, "t", read_text("1002"), NOW)
    assert len(drafts.rows_of(drafts.find(session, NOBODY, "t"))) == drafts.MAX_ROWS


def test_visitors_lists_that_nobody_touched_go_with_time_and_users_never(session: Session) -> None:
    kari = person(session, "kari")
    drafts.append(session, kari, "k", read_text("1001"), NOW)
    drafts.append(session, NOBODY, "old", read_text("1001"), NOW)
    drafts.append(session, NOBODY, "new", read_text("1001"), NOW + timedelta(days=61))
    left = session.exec(select(QuickDraft)).all()
    assert {(one.token, one.owner_user_id) for one in left} == {(None, kari.user_id), ("new", None)}


def test_many_lines_join_a_basket_with_sums_and_each_refusal_by_itself(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    nord = shop.supplier("nord", "Nord AS")
    lamp, cable = shop.offer(nord, "1", "99").id or 0, shop.offer(nord, "2", "10").id or 0
    gone = shop.offer(nord, "3", withdrawn_at=NOW).id or 0
    baskets.add(session, "t", lamp, Decimal(2), NOW)
    wanted = [
        Wanted(10, lamp, Decimal("1.5")), Wanted(11, cable, Decimal("999999.99")),
        Wanted(12, gone, Decimal(1)),
        Wanted(13, cable, Decimal(1)), Wanted(14, 4711, Decimal(1)), Wanted(15, lamp, Decimal(1)),
    ]  # fmt: skip
    added = bulk.add_all(session, workspace, "t", wanted, NOW, TODAY)
    assert added.taken == {10, 11, 15}
    assert added.refused[12] == added.refused[14] == baskets.WITHDRAWN
    assert "kan ikke være større" in added.refused[13]
    lines = baskets.lines(session, workspace, "t", TODAY)
    assert {line.offer.id: line.quantity for line in lines} == {
        lamp: Decimal("4.5"), cable: Decimal("999999.99")
    }  # fmt: skip
    assert all(line.seen for line in lines)


def test_a_full_basket_takes_more_of_what_it_holds_and_says_so_of_the_rest(
    shop: Shop, session: Session, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baskets, "MAX_LINES", 1)
    nord = shop.supplier("nord", "Nord AS")
    ids = [shop.offer(nord, str(number)).id or 0 for number in range(3)]
    wanted = [Wanted(key, offer, Decimal(1)) for key, offer in enumerate([ids[0], ids[1], ids[0]])]
    added = bulk.add_all(session, workspace, "t", wanted, NOW, TODAY)
    assert added.taken == {0, 2} and added.refused == {1: baskets.FULL}
