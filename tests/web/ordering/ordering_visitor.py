"""A visitor of the pages of basket and orders, with real forms and a real cookie."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlmodel import select
from werkzeug.test import TestResponse

from catalog import db
from catalog.models import Offer, Order
from catalog.workspace import Workspace

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRET = "only for this test"


class Visitor:
    """One browser, with the form token that every page of ours carries."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.form_token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("f" * 40)
        with self.client.session_transaction() as cookie:
            cookie["csrf_token"] = "f" * 40

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.form_token, **form})

    def add(self, offer: int, quantity: str = "1", **form: object) -> TestResponse:
        return self.post("/basket/lines", offer_id=offer, quantity=quantity, **form)

    def line(self, place: int = 0) -> str:
        return re.findall(r'name="quantity-(\d+)"', self.get("/basket").text)[place]

    def confirm(self, **form: object) -> TestResponse:
        hidden = self.review()
        return self.post("/basket/confirm/nord", **{**hidden, **form})

    def review(self) -> dict[str, str]:
        page = self.get("/basket/confirm/nord").text
        found = dict(re.findall(r'name="(confirmation|shown)" value="([^"]+)"', page))
        assert found.keys() == {"confirmation", "shown"}
        return found


def change(workspace: Workspace, offer_id: int, **values: object) -> None:
    with db.writing(workspace.engine) as session:
        offer = session.get_one(Offer, offer_id)
        for name, value in values.items():
            setattr(offer, name, value)
        session.add(offer)


def order_count(workspace: Workspace) -> int:
    with db.reading(workspace.engine) as session:
        return len(session.exec(select(Order)).all())
