"""A purchasing system that opens the shop: a customer with a secret, and visits as a browser without cookies
sees them.

``entered(app, secret)`` is a ``Visit``: ``visit.get("/search")`` asks for the page inside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog import db
from catalog.punchout import customers
from catalog.workspace import Workspace

ERP = "https://erp.example.no/in/"
HOOK = f"{ERP}back?session=4711"
SETUP = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">
<cXML payloadID="1@erp.example.no" timestamp="2026-11-22T10:00:00+01:00" version="1.2.024">
<Header>
<From><Credential domain="DUNS"><Identity>buyer</Identity></Credential></From>
<To><Credential domain="NetworkId"><Identity>merkbar</Identity></Credential></To>
<Sender><Credential domain="NetworkId"><Identity>{identity}</Identity><SharedSecret>{secret}</SharedSecret>\
</Credential><UserAgent>ERP 1</UserAgent></Sender>
</Header>
<Request deploymentMode="production"><PunchOutSetupRequest operation="{operation}">
<BuyerCookie>{cookie}</BuyerCookie>
<Extrinsic name="User">kari</Extrinsic>
<BrowserFormPost><URL>{address}</URL></BrowserFormPost>
{more}</PunchOutSetupRequest></Request>
</cXML>
"""


@dataclass
class Visit:
    """A visit; ``root`` is what stands before every path of it."""

    client: FlaskClient
    root: str

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(self.root + path, **more)

    def post(self, path: str, **form: object) -> TestResponse:
        return self.client.post(self.root + path, data=form)

    def collect(self, number: str, quantity: str = "1") -> None:
        """Puts the only hit of a search into the basket."""
        page = self.get(f"/search?q={number}").text
        offer = re.findall(r'name="offer_id" value="(\d+)"', page)
        assert len(offer) == 1, offer
        assert self.post("/basket/lines", offer_id=offer[0], quantity=quantity).status_code == 303

    def given(self) -> dict[str, str]:
        """The fields of the form that sends the basket back."""
        assert self.post("/punchout/return").status_code == 303
        return fields(self.get("/punchout/return").text)


def customer(space: Workspace, slug: str = "kommune", **terms: Any) -> str:
    """Makes a customer; its secret."""
    said = {"name": "Kommunen", "returns": [ERP], **terms}
    with db.writing(space.engine) as session:
        return customers.add(session, slug, customers.Terms(**said), space.clock.now())[1]


def call(app: Flask, secret: str, hook: str = HOOK, user: str = "kommune", **more: str) -> TestResponse:
    """Calls the OCI address as a buyer's browser that keeps no cookies."""
    form = {"USERNAME": user, "PASSWORD": secret, "HOOK_URL": hook, "~OkCode": "ADDI", "~Caller": "CTLG"}
    return app.test_client(use_cookies=False).post("/punchout/oci", data={**form, **more})


def entered(app: Flask, secret: str, hook: str = HOOK, **more: str) -> Visit:
    """A visit that an OCI system opened."""
    answer = call(app, secret, hook, **more)
    assert answer.status_code == 303, answer.text
    return at(app, str(answer.location))


def at(app: Flask, location: str) -> Visit:
    """The visit that an address leads into."""
    found = re.match(r"(/punchout/s/[\w-]+)/", location)
    assert found, location
    return Visit(app.test_client(use_cookies=False), found[1])


def setup(secret: str, operation: str = "create", more: str = "", **changes: str) -> str:
    """A PunchOutSetupRequest."""
    said = {"identity": "kommune", "cookie": "C-4711", "address": HOOK, **changes}
    return SETUP.format(secret=secret, operation=operation, more=more, **said)


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form that sends a basket, as a browser reads them."""
    form = page[page.index('id="punchout-return"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")])
    assert len(dict(found)) == len(found)
    return {unescape(name): unescape(value) for name, value in found}
