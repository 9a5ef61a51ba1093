"""A purchasing system: it opens the shop over OCI or cXML and takes the basket back, in a browser.

``erp(shop, secrets)`` runs it on ``localhost``, which is another site than the shop's ``127.0.0.1``. It reads
the protocols by itself, with nothing of ours. ``/oci`` and ``/cxml`` are pages with a button that opens the
shop, ``?frame=1`` in a frame of the page; ``/cxml?operation=edit`` sends the last basket along.
"""

from __future__ import annotations

import html
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from tests.web.punchout_world import setup

PAGE = "<!doctype html><html lang=nb><meta charset=utf-8><title>Innkjøp</title><body>{body}</body></html>"
HIDDEN = '<input type="hidden" name="{}" value="{}">'
FRAME = '<iframe name="shop" title="Butikken" width="1000" height="700"></iframe>'


@dataclass(frozen=True)
class Bought:
    """A line of a requisition; ``price`` is for one unit."""

    number: str
    quantity: Decimal
    unit: str
    price: Decimal
    currency: str
    labels: str
    evidence: str
    key: str = ""


@dataclass
class Erp:
    """The running system; ``received`` is what came back, newest last, ``raw`` the same as it was sent."""

    address: str
    received: list[list[Bought]] = field(default_factory=list)
    raw: list[dict[str, str]] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)


@contextmanager
def erp(shop: str, secrets: dict[str, str]) -> Iterator[Erp]:
    """A system that knows the shop's address and its secret (once ``secrets`` holds it, by ``kommune``)."""
    server = ThreadingHTTPServer(("localhost", 0), _Handler)
    found = Erp(f"http://localhost:{server.server_port}")
    server.found, server.shop, server.secrets = found, shop, secrets  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802
        asked = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
        frame = "frame" in said
        server: Any = self.server
        if asked.path == "/oci":
            hook = f"{server.found.address}/in/oci?requisition=17&~caller=CTLG"
            form = {"USERNAME": "kommune", "PASSWORD": server.secrets["kommune"], "HOOK_URL": hook}
            form |= {"~OkCode": "ADDI", "~Caller": "CTLG", "~TARGET": "_top", "OCI_VERSION": "5.0"}
            fields = "".join(HIDDEN.format(one, html.escape(form[one])) for one in form)
            target = ' target="shop"' if frame else ""
            form_of = f'<form method="post" action="{server.shop}/punchout/oci"{target}>'
            button = "<button>Åpne butikken</button></form>"
            self._page(form_of + fields + button + (FRAME if frame else ""))
        elif asked.path == "/cxml":
            start = self._start_page(said.get("operation", "create"))
            target = ' target="shop"' if frame else ""
            link = f'<a href="{html.escape(start)}"{target}>Åpne butikken</a>'
            self._page(link + (FRAME if frame else ""))
        else:  # a browser asks for an icon
            self.send_response(204)
            self.end_headers()

    def do_POST(self) -> None:  # noqa: N802
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8")
        sent = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        found: Erp = self.server.found  # type: ignore[attr-defined]
        found.raw.append(sent)
        found.referrers.append(self.headers.get("Referer", ""))
        found.received.append(_oci(sent) if "/in/oci" in self.path else _cxml(sent))
        self._page(f"<h1>Rekvisisjon</h1><p>{len(found.received[-1])} linjer</p>")

    def _start_page(self, operation: str) -> str:
        """Asks the shop, server to server, where the buyer's browser begins."""
        server: Any = self.server
        items = ""
        if operation != "create":
            items = "".join(
                f'<ItemOut quantity="{one.quantity}"><ItemID><SupplierPartID>{html.escape(one.number)}'
                f"</SupplierPartID><SupplierPartAuxiliaryID>{one.key}</SupplierPartAuxiliaryID></ItemID></ItemOut>"
                for one in server.found.received[-1]
            )
        address = f"{server.found.address}/in/cxml"
        body = setup(server.secrets["kommune"], operation, items, address=address).encode()
        request = urllib.request.Request(f"{server.shop}/punchout/cxml", body, {"Content-Type": "text/xml"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            root = ElementTree.fromstring(answer.read())  # noqa: S314
        start = root.findtext("Response/PunchOutSetupResponse/StartPage/URL")
        assert start, ElementTree.tostring(root)
        return start

    def _page(self, body: str) -> None:
        page = PAGE.format(body=body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_words: object) -> None:
        """Keeps quiet."""


def _oci(sent: dict[str, str]) -> list[Bought]:
    """The lines of an OCI form: index from 1, without a gap."""
    lines = []
    for number in range(1, 1 + sum(name.startswith("NEW_ITEM-VENDORMAT[") for name in sent)):

        def value(name: str, number: int = number) -> str:
            return sent[f"NEW_ITEM-{name}[{number}]"]

        price = Decimal(value("PRICE")) / Decimal(value("PRICEUNIT"))
        lines.append(
            Bought(value("VENDORMAT"), Decimal(value("QUANTITY")), value("UNIT"), price, value("CURRENCY"),
                   value("CUST_FIELD5"), value("ATTACHMENT"), value("EXT_PRODUCT_ID"))
        )  # fmt: skip
    return lines


def _cxml(sent: dict[str, str]) -> list[Bought]:
    root = ElementTree.fromstring(sent["cxml-urlencoded"])  # noqa: S314
    return [_item(one) for one in root.iter("ItemIn")]


def _item(item: ElementTree.Element) -> Bought:
    said = {one.get("name", ""): one.text or "" for one in item.iter("Extrinsic")}
    money = item.find("ItemDetail/UnitPrice/Money")
    assert money is not None and money.text
    return Bought(
        item.findtext("ItemID/SupplierPartID", ""), Decimal(item.get("quantity", "")),
        item.findtext("ItemDetail/UnitOfMeasure", ""), Decimal(money.text), money.get("currency", ""),
        said.get("EcoLabel", ""), said.get("EcoLabelEvidence", ""),
        item.findtext("ItemID/SupplierPartAuxiliaryID", ""),
    )  # fmt: skip
