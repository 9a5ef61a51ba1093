"""A shop with one item of each kind in the review queue, and a reviewer who may enter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from catalog import db
from catalog.clock import Clock
from catalog.models import Judgement
from catalog.workspace import Workspace
from tests import conftest
from tests.web import pages_world
from web import reviewers
from web.views import review

KEY = "only for this test"
COLUMNS = "supplier_number,gtin,mpn,brand,name,product_group,labels\n"
FEED = (
    COLUMNS
    + """\
1,,P2425H,Dell,Dell <b>P2425H</b> skjerm,displays,
2,,P2425,Dell,Dell P2425 skjerm,displays,TCO Certified: nei
3,,X2,Acme,Acme X2 skjerm,displays,<script>alert(1)</script> EPEAT kanskje
"""
)
REGISTER = (
    "certificate,brand,model,product_group,valid_from,valid_to\n"
    "D1,Dell,P2425,displays,2024-01-01,2028-01-01\n"
)
TABS = ("candidate", "wording", "conflict", "history")


@contextmanager
def shop_in(folder: Path) -> Iterator[Workspace]:
    with pages_world.opened(folder) as space:
        conftest._load(space, "feed", FEED, "table", "feed.csv")
        conftest._load(space, "register", REGISTER, "table", "tco.csv", label="tco-certified")
        yield space


def application(space: Workspace) -> Flask:
    made = pages_world.application(space)
    if review.blueprint.name not in made.blueprints:
        made.register_blueprint(review.blueprint)
    return made


def clock_at(moment: datetime) -> Clock:
    return Clock(pinned=conftest.TODAY, source=lambda: moment)


def enter(client: FlaskClient, name: str = "Kari Nordmann") -> FlaskClient:
    token = reviewers.link_token(KEY, Clock(), name)
    answer = client.get("/review/enter", query_string={"token": token})
    assert (answer.status_code, answer.location) == (303, "/review")
    return client


def ids(html: str) -> list[str]:
    return re.findall(r'data-item="([^"]+)"', html)


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    html = client.get("/review").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found
    return client.post(path, data={"csrf_token": found[1], **form})


def stored(space: Workspace) -> list[Judgement]:
    with db.reading(space.engine) as session:
        return list(session.exec(select(Judgement)))


def only(client: FlaskClient, kind: str) -> str:
    (found,) = ids(client.get(f"/review?kind={kind}").text)
    return found
