"""A small shop behind the pages: two feeds and three registers through the real importers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from catalog import brands, db
from catalog.clock import Clock
from catalog.workspace import Workspace
from labels import definitions
from tests import conftest
from tests.empty_store import empty_store
from web import create_app
from web.config import Settings

BASE = "https://merkbar.test"
COLUMNS = (
    "supplier_number,gtin,mpn,brand,name,price,currency,price_unit,price_quantity,unit,stock,"
    "product_group,el_number,el_country,labels\n"
)
FEED = (
    COLUMNS
    + """\
1001,5397184821671,P2425,Dell,"Dell P2425 skjerm 24"" <sort>",2490.00,NOK,C62,1,C62,142,displays,8812345,NO,
1002,,2Z624F,HP,HP LaserJet MFP 4102fdw skriver,4890,NOK,C62,1,C62,0,printers,,,Svanemerket
1003,,21ML003XMX,Lenovo,Lenovo ThinkPad T14 bærbar,17290,NOK,C62,1,C62,3,notebooks,,,
1004,,V247YGBIP,Acer,Acer V247Y skjerm,1890,NOK,C62,1,C62,,displays,,,
1005,,PFXP3G15,Nexans,"PFXP 3G1,5 kabel hvit",1789.5,NOK,MTR,100,MTR,34500,cables,1012345,NO,Blue Angel
1006,,ADA966D,Hager,Jordfeilautomat 2P 16 A,,NOK,C62,1,C62,61,protection,1609876,NO,
"""
)
NET_FEED = COLUMNS + "77-1,5397184821671,P2425,Dell,Dell P2425,2199.00,NOK,C62,1,C62,8,displays,,,\n"
TCO = json.dumps(
    [
        {
            "gtin": "05397184821671",
            "name": "P2425",
            "type": "Product",
            "certificationInfo": {
                "program": "TCO Certified",
                "standard": "TCO Certified, generation 10, for displays",
                "certificateId": "D1024110043",
                "startDate": "2024-12-04",
                "endDate": "2027-12-22",
                "status": "ACTIVE",
                "id": "https://tcocertified.com/product-finder/?cert=D1024110043",
            },
        }
    ]
)
_REGISTER = "label,certificate,brand,model,product_group,markets,valid_from,valid_to,tier,url\n"
TCO_TABLE = (
    _REGISTER
    + """\
tco-certified,DE26024198,Lenovo,21ML003XMX,notebooks,,2024-01-01,2027-02-03,,
tco-certified,DE21113181,Acer,V247YGBIP,displays,,2024-01-01,2026-08-10,,javascript:alert(1)
"""
)
EPEAT = _REGISTER + "epeat,a3f1c9,HP,2Z624F,printers,NO,2024-05-01,,gold,https://www.epeat.net/a3f1c9\n"


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """An empty store on 22 November 2026."""
    empty_store(folder / "merkbar.db")
    space = Workspace(
        engine=db.connect(f"sqlite:///{folder / 'merkbar.db'}"),
        var=folder,
        data=conftest.ROOT / "data",
        clock=Clock(pinned=conftest.TODAY),
        labels=definitions.load(),
        brands=brands.load(conftest.ROOT / "data" / "brands.toml"),
        index_dir=folder / "index",
    )
    yield space
    space.engine.dispose()


def fill(space: Workspace) -> None:
    """Loads the files above; every one must be published."""
    load: Any = conftest._load
    done = [
        load(space, "feed", FEED, "table", "nordisk.csv", supplier="nordisk"),
        load(space, "feed", NET_FEED, "table", "lager.csv", supplier="lager"),
        load(space, "register", TCO, "tco", "tco.json"),
        load(space, "register", TCO_TABLE, "table", "tco.csv", label="tco-certified"),
        load(space, "register", EPEAT, "table", "epeat.csv", label="epeat"),
    ]
    assert [report.status for report in done] == ["published"] * len(done)


def application(space: Workspace, demo: bool = False, **more: Any) -> Flask:
    """The real application over a store."""
    settings = Settings(
        database_url=str(space.engine.url), search_url=f"whoosh:{space.index_dir}", var=space.var,
        data=space.data, base_url=BASE, secret_key="only for this test", clock=space.clock, demo=demo, **more,
    )  # fmt: skip
    app = create_app(settings, testing=True)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def product_id(client: FlaskClient, text: str) -> int:
    """The id of the only hit for a text."""
    found = re.findall(r'data-product-id="(\d+)"', page(client, f"/search?q={text}"))
    assert len(found) == 1, found
    return int(found[0])


def flat(html: str) -> str:
    """The words of a page, without tags, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").split())
