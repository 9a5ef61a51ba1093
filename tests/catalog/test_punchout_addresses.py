"""Where a basket may go back to: nowhere but where the operator has said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidRequest
from catalog.punchout.addresses import MAX_LENGTH, allowed, host, listed, origins, policy_source

RETURNS = ("https://erp.example.no/sap/in", "https://inn.kommune.no:8443/", "http://127.0.0.1:9000/erp/")


@pytest.mark.parametrize(
    "address",
    [
        "https://erp.example.no/sap/in",
        "https://erp.example.no/sap/in/",
        "https://erp.example.no/sap/in/back?~caller=CTLG&x=1",
        "HTTPS://ERP.example.no:443/sap/in/(bD1lbiZjPTEwMA==)/b;c,d",
        "https://inn.kommune.no:8443/hva/som/helst",
        "http://127.0.0.1:9000/erp/x",
    ],
)
def test_what_a_listed_address_covers_is_allowed(address: str) -> None:
    assert allowed(address, RETURNS)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/sap/in",
        "//erp.example.no/sap/in",
        "https:erp.example.no/sap/in",
        "http://erp.example.no/sap/in",
        "https://erp.example.no:8443/sap/in",
        "https://erp.example.no:0/sap/in",
        "https://erp.example.no:x/sap/in",
        "https://erp.example.no/sap/inn",
        "https://erp.example.no/sap/",
        "https://erp.example.no/",
        "https://erp.example.no.evil.test/sap/in",
        "https://evil.test/sap/in",
        "https://evil.test/?https://erp.example.no/sap/in",
        "https://evil.test#https://erp.example.no/sap/in",
        "https://erp.example.no@evil.test/sap/in",
        "https://erp.example.no:pass@evil.test/sap/in",
        "https://evil.test\\@erp.example.no/sap/in",
        "https://erp.example.no\\.evil.test/sap/in",
        "https://erp.example.no./sap/in",
        "https://erp.example.no/sap/in/../../evil",
        "https://erp.example.no/sap/in/%2e%2e/%2e%2e/evil",
        "https://erp.example.no/sap/in/%252e%252e/evil",
        "https://erp.example.no/sap/in/..%5Cevil",
        "https://erp.example.no/sap/in/%5C..%5Cevil",
        "https://erp.example.no/sap/in//evil.test/",
        "https://erp.example.no/sap/in/#x",
        "https://erp.example.no/sap/in/\r\nX: y",
        "https://erp.example.no/sap/in/\t",
        " https://erp.example.no/sap/in",
        'https://erp.example.no/sap/in/"><script>',
        "https://erp.example.no/sap/in/'x",
        "https://erp.exаmple.no/sap/in",
        "javascript://erp.example.no/sap/in%0aalert(1)",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://[::1/sap/in",
        "https://erp.example.no/sap/in/" + "x" * MAX_LENGTH,
    ],
)
def test_an_address_that_is_not_plainly_below_a_listed_one_is_refused(address: str) -> None:
    assert not allowed(address, RETURNS)


@given(st.text())
def test_no_text_at_all_gets_past_by_being_odd(text: str) -> None:
    for address in (text, f"https://{text}/sap/in", f"https://erp.example.no{text}/sap/in"):
        if allowed(address, RETURNS):
            assert host(address) in ("erp.example.no", "inn.kommune.no", "127.0.0.1")


def test_a_listed_address_has_one_spelling() -> None:
    assert listed(" HTTPS://ERP.example.no:443/Sap/ ") == "https://erp.example.no/Sap/"
    assert listed("https://erp.example.no") == "https://erp.example.no/"
    assert listed("http://127.0.0.1:9000/x") == "http://127.0.0.1:9000/x"


@pytest.mark.parametrize(
    "text", ["", "erp.example.no", "https://*.example.no/", "https://a.no/?x=1", "ftp://a.no/"]
)
def test_what_is_no_address_cannot_be_listed(text: str) -> None:
    with pytest.raises(InvalidRequest, match="return"):
        listed(text)


def test_sites_of_frames_and_the_source_of_a_policy_are_written_as_browsers_read_them() -> None:
    assert origins([*RETURNS, "https://erp.example.no/other/"]) == (
        "https://erp.example.no", "https://inn.kommune.no:8443", "http://127.0.0.1:9000",
    )  # fmt: skip
    source = policy_source("https://erp.example.no/sap/in/a;b,c?x=1;script-src+*")
    assert source == "https://erp.example.no/sap/in/a%3Bb%2Cc"
