"""What purchasing systems send: read as it is meant, refused where two programs could read it differently."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidRequest
from catalog.punchout import cxml_setup, oci_call
from catalog.punchout.cxml_setup import CxmlRefused, Party, Wanted
from tests.web.punchout_world import HOOK, setup

LOGIN = [("USERNAME", "kommune"), ("PASSWORD", "hemmelig"), ("HOOK_URL", HOOK)]
ITEM = (
    '<ItemOut quantity="{quantity}"><ItemID><SupplierPartID>1001</SupplierPartID>'
    "<SupplierPartAuxiliaryID>7.1</SupplierPartAuxiliaryID></ItemID></ItemOut>"
)
BOMB = '<!DOCTYPE cXML [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
FILE = '<!DOCTYPE cXML [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
DTD = '<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.024/cXML.dtd">'


def test_an_oci_call_is_read_whatever_the_case_of_its_names() -> None:
    call = oci_call.read([("username", "kommune"), ("Password", "hemmelig"), ("hook_url", HOOK)])
    assert (call.user, call.password, call.hook, call.function) == ("kommune", "hemmelig", HOOK, "")
    assert (call.target, call.version, call.quantity) == ("_top", "", 1)


@pytest.mark.parametrize(("said", "version"), [("4.0", "4.0"), ("5.0", "5.0"), ("5", "5.0"), ("6.0", "")])
def test_the_version_is_one_that_we_know_or_none(said: str, version: str) -> None:
    assert oci_call.read([*LOGIN, ("OCI_VERSION", said)]).version == version


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("_parent", "_parent"),
        ("WIN_2", "WIN_2"),
        ('x" onload="y', "_top"),
        ("", "_top"),
        ("javascript:1", "_top"),
    ],
)
def test_a_target_is_the_name_of_a_frame_or_nothing(said: str, target: str) -> None:
    assert oci_call.read([*LOGIN, ("~TARGET", said)]).target == target


@pytest.mark.parametrize("name", ["BACKGROUND_SEARCH", "BACKGROUNDSEARCH", "background_search"])
def test_a_search_in_the_background_goes_by_every_name(name: str) -> None:
    call = oci_call.read([*LOGIN, ("FUNCTION", name), ("SEARCHSTRING", "skjerm")])
    assert (call.function, call.text) == (oci_call.SEARCH, "skjerm")


def test_a_product_is_asked_about_by_our_own_key() -> None:
    call = oci_call.read([*LOGIN, ("FUNCTION", "VALIDATE"), ("PRODUCTID", "12"), ("QUANTITY", "2.500")])
    assert (call.function, call.product, call.quantity) == (oci_call.VALIDATE, 12, Decimal("2.5"))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ([("HOOK_URL", "https://evil.test/")], "HOOK_URL"),
        ([("hook_url", "https://evil.test/")], "hook_url"),
        ([("FUNCTION", "DELETE")], "FUNCTION"),
        ([("FUNCTION", "DETAIL")], "PRODUCTID"),
        ([("FUNCTION", "DETAIL"), ("PRODUCTID", "1 OR 1=1")], "PRODUCTID"),
        ([("FUNCTION", "VALIDATE"), ("PRODUCTID", "1"), ("QUANTITY", "-1")], "quantity"),
        ([("SEARCHSTRING", "x" * 3000)], "SEARCHSTRING"),
    ],
)
def test_a_call_that_says_two_things_or_nonsense_is_refused(more: list[tuple[str, str]], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        oci_call.read([*LOGIN, *more])
    assert refused.value.field == field


@given(
    st.lists(
        st.tuples(st.sampled_from(["HOOK_URL", "FUNCTION", "PRODUCTID", "QUANTITY", "~TARGET"]), st.text())
    )
)
def test_any_parameters_are_read_or_refused(pairs: list[tuple[str, str]]) -> None:
    try:
        assert oci_call.read(pairs).hook
    except InvalidRequest as refused:
        assert refused.reason


def test_a_setup_request_is_read_with_its_document_type_unopened() -> None:
    text = setup("hemmelig", "edit", ITEM.format(quantity="2.5"))
    assert DTD in text
    found = cxml_setup.read(text.encode())
    assert found.senders == (Party("NetworkId", "kommune"),)
    assert (found.secret, found.operation, found.buyer_cookie) == ("hemmelig", "edit", "C-4711")
    assert (found.return_address, found.test) == (HOOK, False)
    assert found.items == (Wanted("1001", "7.1", "2.5"),)
    assert found.parties == {"From": [["DUNS", "buyer"]], "To": [["NetworkId", "merkbar"]]}


def refusal(text: str | bytes) -> CxmlRefused:
    with pytest.raises(CxmlRefused) as refused:
        cxml_setup.read(text if isinstance(text, bytes) else text.encode())
    return refused.value


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (DTD, BOMB, 400),
        (DTD, FILE, 400),
        ("C-4711", "&b;", 400),
        ("<BuyerCookie>C-4711</BuyerCookie>", "", 400),
        ("<BrowserFormPost>", "<Browser>", 400),
        ("C-4711", "x" * 3000, 400),
        ('operation="create"', 'operation="delete"', 400),
        ("<SharedSecret>hemmelig</SharedSecret>", "", 401),
        ("PunchOutSetupRequest", "OrderRequest", 450),
        ("<cXML", "<other", 400),
    ],
)
def test_a_message_that_is_no_plain_setup_request_is_refused(old: str, new: str, code: int) -> None:
    text = setup("hemmelig")
    assert old in text
    assert refusal(text.replace(old, new)).code == code


def test_entities_are_neither_expanded_nor_left_out_in_silence() -> None:
    assert "entit" in str(refusal(setup("s").replace(DTD, BOMB).replace("C-4711", "&b;")))
    assert "entity" in str(refusal(setup("s").replace("C-4711", "C&nbsp;1")))


def test_too_much_of_anything_is_refused() -> None:
    assert refusal(setup("s", "edit", ITEM.format(quantity="1") * 501)).code == 400
    assert refusal(b" " * 1_000_001).code == 400
    assert refusal(setup("s").encode("utf-16")).code == 400
    assert refusal(setup("s", "edit", ITEM.format(quantity="1e9"))).code == 400
    assert refusal("<cXML>" + "<a>" * 5000).code == 400


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_refused(body: bytes) -> None:
    assert refusal(body).code in (400, 450)
