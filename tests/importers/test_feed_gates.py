"""Share gates of a full feed: what is counted, and against what."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from catalog import db
from catalog.models import Offer
from catalog.workspace import Workspace
from tests.conftest import Loader

HEADER = "supplier_number,name\n"


def rows(first: int, last: int) -> str:
    return "".join(f"{n},Lampe {n}\n" for n in range(first, last))


def standing(space: Workspace) -> set[str]:
    with db.reading(space.engine) as session:
        statement = select(col(Offer.supplier_number)).where(col(Offer.withdrawn_at).is_(None))
        return set(session.execute(statement).scalars())


def bmecat(*articles: str) -> str:
    body = "".join(articles)
    return (
        '<BMECAT version="1.2"><HEADER><CATALOG><LANGUAGE>nob</LANGUAGE><CATALOG_ID>1</CATALOG_ID>'
        "<CATALOG_VERSION>1</CATALOG_VERSION></CATALOG><SUPPLIER><SUPPLIER_NAME>A</SUPPLIER_NAME></SUPPLIER>"
        f"</HEADER><T_NEW_CATALOG>{body}</T_NEW_CATALOG></BMECAT>"
    )


def article(number: int, mode: str = "new") -> str:
    return (
        f'<ARTICLE mode="{mode}"><SUPPLIER_AID>{number}</SUPPLIER_AID><ARTICLE_DETAILS><DESCRIPTION_SHORT>'
        f"Lampe {number}</DESCRIPTION_SHORT></ARTICLE_DETAILS></ARTICLE>"
    )


def test_numbers_that_stand_twice_hold_a_full_run_from_five_in_a_hundred(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + rows(0, 600), mode="full")
    held = load_feed(HEADER + rows(0, 600) + rows(0, 40), mode="full")
    assert held.status == "held"
    assert "40 of 640 records with a number that stands again (6.2 %), allowed 5.0 %" in held.message
    assert load_feed(HEADER + rows(0, 600) + rows(0, 6), mode="full").status == "unchanged"


def test_what_disappeared_is_counted_against_what_was_there_not_against_what_is_new(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + rows(0, 600), mode="full")
    held = load_feed(HEADER + rows(65, 700), mode="full")
    assert held.status == "held"
    assert "65 of 600 entries disappeared" in held.message
    assert standing(workspace) == {str(n) for n in range(600)}


def test_what_a_full_feed_deletes_in_so_many_words_has_not_disappeared(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(bmecat(*map(article, range(600))), "bmecat", mode="full")
    deleted = [article(n, "delete") for n in range(90)]
    report = load_feed(bmecat(*deleted, *map(article, range(90, 600))), "bmecat", mode="full")
    assert (report.status, report.details["withdrawn"]) == ("published", 90)
    assert standing(workspace) == {str(n) for n in range(90, 600)}
