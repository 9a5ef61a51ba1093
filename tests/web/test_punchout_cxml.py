"""cXML from the setup request to the order message, and the basket that comes back to be changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from lxml import etree
from sqlmodel import select
from werkzeug.test import TestResponse

from catalog import db
from catalog.models import Offer, PunchoutSession
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.punchout_world import Visit, at, customer, setup


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path_factory.mktemp("cxml")) as found:
        pages_world.fill(found)
        yield found


@pytest.fixture(scope="module")
def secret(space: Workspace) -> str:
    return customer(space, domain="NetworkId", vendors={"nordisk": "100234"})


@pytest.fixture
def app(space: Workspace) -> Flask:
    (space.var / "punchout-attempts.db").unlink(missing_ok=True)
    return pages_world.application(space)


def asked(app: Flask, text: str | bytes, kind: str = "text/xml; charset=UTF-8") -> TestResponse:
    client = app.test_client(use_cookies=False)
    return client.post("/punchout/cxml", data=text, content_type=kind)


def status(answer: TestResponse) -> int:
    """The cXML status of a response, which is well-formed whatever it says."""
    found = etree.fromstring(answer.data).find("Response/Status")
    assert found is not None and found.text
    return int(found.get("code", ""))


def start_page(answer: TestResponse) -> str:
    assert (answer.status_code, status(answer)) == (200, 200), answer.text
    address = etree.fromstring(answer.data).findtext("Response/PunchOutSetupResponse/StartPage/URL") or ""
    assert address.startswith("https://merkbar.test/punchout/start/")
    return address.removeprefix("https://merkbar.test")


def entered(app: Flask, text: str) -> tuple[Visit, str]:
    """The visit that a request opens, and the page inside it that it begins at."""
    location = str(app.test_client(use_cookies=False).get(start_page(asked(app, text))).location)
    visit = at(app, location)
    return visit, location.removeprefix(visit.root)


def message(visit: Visit) -> etree._Element:
    sent = visit.given()
    assert list(sent) == ["cxml-urlencoded"]
    assert sent["cxml-urlencoded"].isascii()
    return etree.fromstring(sent["cxml-urlencoded"].encode())


def items(order: etree._Element) -> list[tuple[str, str, str, str]]:
    """Number, key, quantity and unit of every ItemIn."""
    return [
        (
            one.findtext("ItemID/SupplierPartID") or "",
            one.findtext("ItemID/SupplierPartAuxiliaryID") or "",
            one.get("quantity", ""),
            one.findtext("ItemDetail/UnitOfMeasure") or "",
        )
        for one in order.iter("ItemIn")
    ]


def item_outs(order: etree._Element) -> str:
    """The items as a purchasing system sends them again."""
    return "".join(
        f'<ItemOut quantity="{quantity}"><ItemID><SupplierPartID>{number}</SupplierPartID>'
        f"<SupplierPartAuxiliaryID>{key}</SupplierPartAuxiliaryID></ItemID></ItemOut>"
        for number, key, quantity, _unit in items(order)
    )


def test_a_basket_becomes_an_order_message_with_its_labels_and_their_evidence(
    app: Flask, secret: str
) -> None:
    visit, begins = entered(app, setup(secret, cookie="C-&amp;<![CDATA[<4711>]]>"))
    assert begins == "/"
    visit.collect("2Z624F", "2")
    visit.collect("1012345", "250")
    root = message(visit)
    assert root.findtext("Header/To/Credential/Identity") == "buyer"
    assert root.findtext("Header/From/Credential/Identity") == "merkbar"
    order = root.find("Message/PunchOutOrderMessage")
    assert order is not None
    assert order.findtext("BuyerCookie") == "C-&<4711>"
    total = order.find("PunchOutOrderMessageHeader/Total/Money")
    assert total is not None and (total.text, total.get("currency")) == ("14253.75", "NOK")
    first, second = order.findall("ItemIn")
    said = {one.get("name"): one.text for one in first.iter("Extrinsic")}
    assert said["EcoLabel"] == "EPEAT_GOLD"
    assert said["EcoLabelEvidence"] == "https://merkbar.test/products/2/evidence?on=2026-11-22"
    assert "Svanemerket, oppgitt av nordisk" in str(said["EcoLabelDeclared"])
    order_of_dtd = (
        "UnitPrice Description UnitOfMeasure Classification ManufacturerPartID ManufacturerName URL"
    )
    assert [str(one.tag) for one in first.iterfind("ItemDetail/*")][:7] == order_of_dtd.split()
    assert first.findtext("SupplierID") == "100234"
    # 1789.50 for 100 m: the price of one metre, not of a hundred
    assert second.findtext("ItemDetail/UnitPrice/Money") == "17.895"


def test_a_start_address_is_good_once_and_not_for_long(app: Flask, secret: str, space: Workspace) -> None:
    address = start_page(asked(app, setup(secret)))
    client = app.test_client(use_cookies=False)
    assert client.head(address).status_code == 200
    assert client.get(address).status_code == 303
    replayed = client.get(address)
    assert replayed.status_code == 410 and "brukt eller for gammel" in replayed.text
    late = start_page(asked(app, setup(secret)))
    with db.writing(space.engine) as session:
        row = session.exec(select(PunchoutSession).where(PunchoutSession.start_hash != None)).one()  # noqa: E711
        row.expires_at -= timedelta(minutes=11)
        session.add(row)
    assert client.get(late).status_code == 410


def test_a_returned_basket_can_be_changed_and_comes_back_the_same(app: Flask, secret: str) -> None:
    visit, _begins = entered(app, setup(secret))
    visit.collect("2Z624F", "2")
    visit.collect("1012345", "250")
    before = message(visit)
    again, begins = entered(app, setup(secret, "edit", item_outs(before)))
    assert begins == "/basket"
    after = message(again)
    assert [one[0::2] for one in items(after)] == [one[0::2] for one in items(before)]
    total = "Message/PunchOutOrderMessage/PunchOutOrderMessageHeader/Total/Money"
    assert after.findtext(total) == before.findtext(total)


def test_an_inspected_basket_is_shown_as_it_was_and_cannot_be_changed(
    app: Flask, secret: str, space: Workspace
) -> None:
    visit, _begins = entered(app, setup(secret))
    visit.collect("2Z624F", "2")
    before = message(visit)
    with db.writing(space.engine) as session:
        offer = session.exec(select(Offer).where(Offer.supplier_number == "1002")).one()
        offer_id, price, offer.price = offer.id, offer.price, (offer.price or 0) + 1
        session.add(offer)
    seen, begins = entered(app, setup(secret, "inspect", item_outs(before)))
    assert begins == "/punchout/return"
    page = seen.get("/punchout/return").text
    assert "4\xa0890,00" in page and " data-send" not in page
    for path in ("/basket", "/search"):
        assert seen.get(path).location == f"{seen.root}/punchout/return"
    assert seen.post("/basket/lines", offer_id=offer_id, quantity="1").status_code == 303
    assert items(message(seen)) == items(before)
    with db.writing(space.engine) as session:
        offer = session.get_one(Offer, offer_id)
        offer.price = price
        session.add(offer)


def test_another_customer_s_basket_is_not_found_by_its_keys(
    app: Flask, secret: str, space: Workspace
) -> None:
    visit, _begins = entered(app, setup(secret))
    visit.collect("2Z624F", "2")
    stolen = item_outs(message(visit))
    other = customer(space, "annen")
    assert status(asked(app, setup(other, "inspect", stolen, identity="annen"))) == 400


def test_what_comes_back_and_is_not_found_is_told(app: Flask, secret: str) -> None:
    lost = '<ItemOut quantity="1"><ItemID><SupplierPartID>gone-1</SupplierPartID></ItemID></ItemOut>'
    known = '<ItemOut quantity="3"><ItemID><SupplierPartID>1003</SupplierPartID></ItemID></ItemOut>'
    visit, _begins = entered(app, setup(secret, "edit", lost + known))
    page = visit.get("/basket").text
    assert "gone-1" in page and "ThinkPad" in page
    assert [one[0] for one in items(message(visit))] == ["1003"]


def test_a_selected_item_opens_the_shop_at_its_product(app: Flask, secret: str) -> None:
    chosen = "<SelectedItem><ItemID><SupplierPartID>1003</SupplierPartID></ItemID></SelectedItem>"
    assert entered(app, setup(secret, more=chosen))[1].startswith("/products/")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secret": "feil"}, 401),
        ({"identity": "ukjent"}, 401),
        ({"address": "https://evil.test/in/"}, 403),
        ({"address": "https://erp.example.no@evil.test/in/"}, 403),
    ],
)
def test_a_request_that_may_not_open_the_shop_gets_a_status(
    app: Flask, secret: str, changes: dict[str, str], code: int
) -> None:
    answer = asked(app, setup(**{"secret": secret, **changes}))
    assert (answer.status_code, status(answer)) == (200, code)
    assert "StartPage" not in answer.text and "evil" not in answer.text


def test_the_domain_counts_where_the_operator_said_one(app: Flask, secret: str) -> None:
    assert status(asked(app, setup(secret).replace('domain="NetworkId"', 'domain="DUNS"'))) == 401


def test_what_is_no_cxml_is_refused_in_cxml(app: Flask, secret: str) -> None:
    for body, kind, http in (
        (b"", "text/xml", 400),
        (b"hei", "text/xml", 400),
        (setup(secret).encode(), "application/json", 200),
        (b"<a/>" + b" " * 10_000_000, "text/xml", 413),
        (
            setup(secret).replace("<!DOCTYPE cXML", "<!DOCTYPE cXML [<!ENTITY a 'b'>] ><!--").encode(),
            "text/xml",
            400,
        ),
    ):
        answer = asked(app, body, kind)
        assert answer.status_code == http, answer.text
        assert status(answer) in (400, 406)
        assert answer.content_type == "text/xml; charset=UTF-8"


def test_guesses_are_limited_over_both_protocols(app: Flask, secret: str) -> None:
    for _attempt in range(10):
        assert status(asked(app, setup("feil"))) == 401
    answer = asked(app, setup(secret))
    assert (answer.status_code, status(answer)) == (429, 560)
    form = {"USERNAME": "kommune", "PASSWORD": secret, "HOOK_URL": "https://erp.example.no/in/"}
    assert app.test_client().post("/punchout/oci", data=form).status_code == 429
