"""A shop with two weak matches, two conflicts and two unknown wordings."""

from __future__ import annotations

from datetime import UTC, date, datetime

from catalog import db, review
from catalog.documents import newest_revision
from catalog.review import Decided
from catalog.review_history import history
from catalog.review_shapes import Comparison, JudgementView, ReviewItem
from catalog.tagging import retag
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
COLUMNS = "supplier_number,gtin,mpn,brand,name,product_group,labels\n"
FEED = (
    COLUMNS
    + """\
1,,P2425H,Dell,Dell P2425H skjerm,displays,
2,,ZB14,Tinderud,Tinderud ZB14 stasjonær,desktops,
3,,V247,Acer,Acer V247 skjerm,displays,TCO Certified
4,,X1,Acme,Acme X1 skjerm,displays,TCO Certified: nei
5,,X2,Acme,Acme X2 skjerm,displays,Gruen IT|EPEAT kanskje
6,,X3,Acme,Acme X3 skjerm,displays,EPEAT  Kanskje™
"""
)
HEADER = "certificate,brand,model,gtin,product_group,valid_from,valid_to\n"
TCO = (
    HEADER
    + """\
D1,Dell,P2425,,displays,2024-01-01,2028-01-01
D2,Tinderud,ZB14,,notebooks,2024-01-01,2028-01-01
D3,Acer,V247,,displays,2024-01-01,2026-08-10
D4,Acme,X1,,displays,2024-01-01,2028-01-01
"""
)


def fill(load_feed: Loader, load_register: Loader) -> None:
    load_feed(FEED)
    load_register(TCO, "table", "tco.csv", label="tco-certified")


def waiting(
    space: Workspace, kind: str, today: date = TODAY, limit: int = 50, offset: int = 0
) -> list[ReviewItem]:
    with db.reading(space.engine) as session:
        return review.queue(session, space, today, kind, limit, offset)


def counted(space: Workspace, today: date = TODAY) -> dict[str, int]:
    with db.reading(space.engine) as session:
        return review.counts(session, today)


def decide(space: Workspace, item: str, held: bool, *, tags: bool = True, **meaning: str) -> Decided:
    with db.writing(space.engine) as session:
        done = review.decide(session, space, TODAY, item, held, "looked", "Kari", NOW, **meaning)
        if tags:
            retag(session, space.labels, done.product_ids, newest_revision(session) + 1, NOW)
        session.expunge_all()
    return done


def past(space: Workspace, product_id: int | None = None) -> list[JudgementView]:
    with db.reading(space.engine) as session:
        return history(session, 50, product_id=product_id)


def item(space: Workspace, kind: str, product_id: int) -> ReviewItem:
    (found,) = [one for one in waiting(space, kind) if one.product_id == product_id]
    return found


def marked(comparison: Comparison) -> tuple[str, str]:
    """Both sides with what differs in brackets."""
    ours, theirs = (
        "".join(text if same else f"[{text}]" for text, same in side)
        for side in (comparison.ours, comparison.theirs)
    )
    return ours, theirs
