"""A monitor, its certificate, and people who judge: what the tests of judgements share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, select

from catalog import db, judgements, queries
from catalog.documents import newest_revision
from catalog.judgements import Outcome
from catalog.models import Judgement
from catalog.shapes import ProductView
from catalog.tagging import retag
from catalog.workspace import Workspace
from labels.model import State
from tests.conftest import TODAY, Loader

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
COLUMNS = "supplier_number,gtin,mpn,brand,name,product_group,el_number,el_country,labels,price,currency\n"
FEED = COLUMNS + "1,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,8812345,NO,,2490,NOK\n"
DEARER = FEED.replace("2490", "2590")
OTHER_FEED = COLUMNS + "77,5397184821671,,,Skjerm 24 tommer,displays,,,,2199,NOK\n"
EMPTY_FEED = COLUMNS + "9,,X9,Acme,Acme X9,displays,,,,1,NOK\n"
HEADER = "certificate,brand,model,gtin,product_group,valid_from,valid_to\n"
REGISTER = HEADER + "D1,Dell,P2425,5397184821671,displays,2024-01-01,2028-01-01\n"
LONGER = REGISTER.replace("2028", "2029")
PAIR = ("tco-certified", "D1")


def judge(
    space: Workspace,
    held: bool,
    product_id: int = 1,
    number: str = "D1",
    label: str = "tco-certified",
    who: str = "Kari",
) -> Outcome:
    """Records and tags, as the command and the page do."""
    with db.writing(space.engine) as session:
        done = judgements.record(
            session, space, product_id, label, number, held, "looked at the label", who, NOW
        )
        retag(session, space.labels, done.product_ids, newest_revision(session) + 1, NOW)
        session.expunge_all()
    return done


def take_back(space: Workspace, judgement_id: int) -> Outcome:
    with db.writing(space.engine) as session:
        done = judgements.undo(session, judgement_id, "Ola", NOW)
        retag(session, space.labels, done.product_ids, newest_revision(session) + 1, NOW)
        session.expunge_all()
    return done


def rows(workspace: Workspace) -> list[Judgement]:
    with db.reading(workspace.engine) as session:
        return list(session.exec(select(Judgement).order_by(Judgement.id)))  # type: ignore[arg-type]


def product(workspace: Workspace, product_id: int = 1) -> ProductView:
    with db.reading(workspace.engine) as session:
        return queries.product_view(session, workspace, product_id, TODAY)


def shown(workspace: Workspace, product_id: int = 1) -> list[tuple[str, State]]:
    return [(view.label, view.state) for view in product(workspace, product_id).labels]


def reads(workspace: Workspace, work: Callable[[Session], object]) -> object:
    with db.reading(workspace.engine) as session:
        return work(session)


def register(load: Loader, text: str = REGISTER, **options: object) -> None:
    load(text, "table", "tco.csv", label="tco-certified", **options)
