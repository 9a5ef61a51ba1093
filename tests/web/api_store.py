"""A small stored catalogue with a real database and a real index, behind API and badges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from api_world import LABELS, TODAY
from flask import Flask
from sqlmodel import Session

from catalog import db
from catalog.brands import Brands
from catalog.clock import Clock
from catalog.models import Dataset, Offer, OfferKey, Product, Run, Supplier, Tag
from catalog.search.opening import open_writer
from catalog.search.port import Document, LabelInterval
from catalog.workspace import Workspace
from tests.empty_store import empty_store
from web import errors, i18n, security, services
from web.config import Settings
from web.views import api, badges

BASE = "https://merkbar.example"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SCREEN = "05397184821671"
CABLE = "07038010054488"
SHARED = "05900000000015"
NOBODYS = "07612345000015"
HASH = "0" * 64
# id, name, columns; product 5 was merged into 1, products 3 and 4 share a GTIN.
PRODUCTS: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (1, "Skjerm <24> & fot", {"brand": "Lumora", "mpn": "LM-24", "product_group": "displays"}),
    (2, "Kabel", {}),
    (3, "Lampe hvit", {"gtin_conflict": True}),
    (4, "Lampe sort", {"gtin_conflict": True}),
    (5, "", {"active": False, "merged_into": 1}),
    (6, "Skriver", {}),
)
OFFERS: tuple[tuple[int, int, int, str, tuple[str, ...]], ...] = (
    (1, 1, 1, "LM.24", (f"g:{SCREEN}", "e:NO:1234567")),
    (2, 1, 2, "A%2FB", (f"g:{CABLE}",)),
    (3, 1, 3, "L-1", (f"g:{SHARED}",)),
    (4, 2, 4, "L-2", (f"g:{SHARED}",)),
    (5, 1, 6, "A/B", ()),
)


def application(folder: Path, clock: Clock | None = None, **more: Any) -> Flask:
    """The routes under test over the stored catalogue, wired as the program wires them."""
    empty_store(folder / "merkbar.db")
    workspace = Workspace(
        engine=db.connect(f"sqlite:///{folder / 'merkbar.db'}"),
        var=folder,
        data=folder,
        clock=clock or Clock(pinned=TODAY, source=lambda: NOW),
        labels=LABELS,
        brands=Brands({}, {}),
        index_dir=folder / "index",
    )
    with db.writing(workspace.engine) as session:
        _fill(session)
    open_writer(workspace.index_dir).rebuild(_documents(), 1)
    settings = Settings("", "", folder, folder, BASE, "secret", workspace.clock, **more)
    app = Flask(__name__)
    app.secret_key = settings.secret_key
    services.init_app(app, settings, workspace)
    i18n.init_app(app)
    errors.init_app(app)
    security.init_app(app)
    api.init_app(app)
    app.register_blueprint(badges.blueprint)
    return app


def _fill(session: Session) -> None:
    session.add_all([Supplier(id=1, slug="voltgros", name="Voltgros")])
    session.add_all([Supplier(id=2, slug="elgros", name="Elgros")])
    session.add(
        Run(id=1, kind="feed", name="voltgros", format="table", mode="delta", status="published",
            started_at=NOW)
    )  # fmt: skip
    session.add(Dataset(id=1, register_name="table", label="epeat", confirmed_on=TODAY, max_age_days=30))
    session.flush()
    for key, name, columns in PRODUCTS:
        session.add(Product(id=key, name=name, revision=1, **columns))
        session.flush()
    for key, supplier, product, number, keys in OFFERS:
        session.add(
            Offer(id=key, supplier_id=supplier, product_id=product, supplier_number=number,
                  content_hash=HASH, name=number, line=key, first_run=1, last_run=1)
        )  # fmt: skip
        session.flush()
        session.add_all([OfferKey(key=text, offer_id=key) for text in keys])
    session.add_all(_tags())


def _tags() -> list[Tag]:
    register: dict[str, Any] = {"kind": "register", "level": "A", "method": "gtin", "dataset_id": 1}
    claim: dict[str, Any] = {"kind": "claim", "level": "F", "method": "claim", "offer_id": 1}
    made: dict[str, Any] = {"run_id": 1, "line": 2, "opened_at": NOW}
    return [
        Tag(product_id=1, label="epeat", tier="gold", certificate_number="E1", **register, **made),
        Tag(product_id=1, label="nordic-swan", valid_to=date(2026, 3, 1),
            certificate_number="5015 0001", **register, **made),
        Tag(product_id=1, label="tco-certified", **claim, **made),
        Tag(product_id=6, label="nordic-swan", valid_to=TODAY, **register, **made),
    ]  # fmt: skip


def _documents() -> list[Document]:
    gold = LabelInterval("epeat", "gold", True, 1, None, None)
    last_day = LabelInterval("nordic-swan", "", True, 1, None, TODAY)
    return [
        Document(1, "Skjerm 24", brand="Lumora", suppliers=("voltgros",), intervals=(gold,)),
        Document(2, "Kabel", suppliers=("voltgros",)),
        Document(6, "Skriver", suppliers=("voltgros",), intervals=(last_day,)),
    ]
