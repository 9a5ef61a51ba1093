"""A product in schema.org's words: only its terms, only what holds today."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from labels import definitions
from labels.model import State
from tests import conftest
from tests.web import pages_world
from tests.web.api_world import product, tag
from web.product_ld import product_ld

LABELS = definitions.load()
BASE = "https://merkbar.example"
# Each type used here with the properties it may have (its own and its parents') and the types or data types
# that each may hold, as https://schema.org/Certification, /Product, /Rating ... say (read November 2026).
VOCABULARY: dict[str, dict[str, set[str]]] = {
    "Product": {
        "name": {"Text"}, "url": {"URL"}, "image": {"URL"}, "mpn": {"Text"}, "gtin": {"Text"},
        "brand": {"Brand", "Organization"}, "hasCertification": {"Certification"},
    },
    "Certification": {
        "name": {"Text"}, "url": {"URL"}, "certificationIdentification": {"Text"},
        "certificationRating": {"Rating"}, "certificationStatus": {"CertificationStatusEnumeration"},
        "issuedBy": {"Organization"}, "validFrom": {"Date"}, "expires": {"Date"}, "validIn": {"Country"},
    },
    "Brand": {"name": {"Text"}},
    "Organization": {"name": {"Text"}, "url": {"URL"}},
    "Rating": {"ratingValue": {"Text"}},
    "Country": {"identifier": {"Text"}},
}  # fmt: skip
STATUSES = {"https://schema.org/CertificationActive", "https://schema.org/CertificationInactive"}


def kinds(value: Any) -> set[str]:
    """What schema.org would call a value."""
    if isinstance(value, dict):
        return {value["@type"]}
    assert isinstance(value, str)
    if value in STATUSES:
        return {"CertificationStatusEnumeration"}
    if re.fullmatch(r"https?://\S+", value):
        return {"URL", "Text"}
    return {"Date", "Text"} if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else {"Text"}


def faults(thing: dict[str, Any]) -> Iterator[str]:
    """What schema.org's vocabulary does not know."""
    known = VOCABULARY[thing["@type"]]
    for name, found in thing.items():
        if name.startswith("@"):
            continue
        for value in found if isinstance(found, list) else [found]:
            if not known.get(name, set()) & kinds(value):
                yield f"{thing['@type']}.{name}: {value!r}"
            if isinstance(value, dict):
                yield from faults(value)


def everything() -> dict[str, Any]:
    view = product(
        tag("epeat", State.VERIFIED, tier="gold", certificate="E1", valid_from=date(2024, 5, 1),
            markets=("NO",)),
        tag("nordic-swan", State.EXPIRING, valid_to=date(2026, 12, 20)),
        tag("tco-certified", State.DECLARED),
        not_shown=(tag("blue-angel", State.EXPIRED, valid_to=date(2026, 3, 1)),),
        image_url="https://pictures.example/1.jpg",
    )  # fmt: skip
    return product_ld(view, LABELS, BASE)


def test_every_term_is_schema_orgs_and_may_stand_where_it_stands() -> None:
    said = everything()
    assert said["@context"] == "https://schema.org"
    assert list(faults(said)) == []
    assert list(faults({"@type": "Rating", "stars": "5"})) == ["Rating.stars: '5'"]


def test_only_what_a_register_confirms_is_a_certification() -> None:
    found = everything()["hasCertification"]
    assert [one["name"] for one in found] == ["EPEAT", "Nordic Swan Ecolabel"]
    assert {one["certificationStatus"] for one in found} == {"https://schema.org/CertificationActive"}
    assert found[0]["certificationIdentification"] == "E1"
    assert found[0]["certificationRating"] == {"@type": "Rating", "ratingValue": "Gold"}
    assert found[0]["validIn"] == [{"@type": "Country", "identifier": "NO"}]
    assert found[1]["expires"] == "2026-12-20"


def test_a_product_without_certificates_says_none_and_a_gtin_in_conflict_is_nobodys() -> None:
    said = product_ld(product(gtin_conflict=True), LABELS, BASE)
    assert "hasCertification" not in said
    assert "gtin" not in said
    assert product_ld(product(gtins=("05397184821671", "00000096385074")), LABELS, BASE)["gtin"] == [
        "05397184821671",
        "00000096385074",
    ]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with pages_world.opened(tmp_path_factory.mktemp("shop")) as space:
        pages_world.fill(space)
        yield pages_world.application(space).test_client()


def on_page(client: FlaskClient, text: str) -> dict[str, Any]:
    html = pages_world.page(client, f"/products/{pages_world.product_id(client, text)}")
    (raw,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    found: dict[str, Any] = json.loads(raw)
    return found


def test_a_product_page_carries_it_and_no_name_ends_the_block(client: FlaskClient) -> None:
    said = on_page(client, "P2425")
    assert said["name"] == 'Dell P2425 skjerm 24" <sort>'
    assert list(faults(said)) == []
    assert [one["certificationIdentification"] for one in said["hasCertification"]] == ["D1024110043"]
    # Expired, and only stated by a supplier.
    assert "hasCertification" not in on_page(client, "V247YGBIP")
    assert "hasCertification" not in on_page(client, "PFXP3G15")


def test_markup_in_names_stays_text_in_the_block(tmp_path: Path) -> None:
    nasty = "</script><script>alert(1)</script><!--"
    with pages_world.opened(tmp_path) as space:
        feed = pages_world.COLUMNS + f'1,,M-1,"{nasty}","{nasty} skjerm",1,NOK,C62,1,C62,1,displays,,,\n'
        conftest._load(space, "feed", feed, "table", "x.csv", supplier="acme")
        client = pages_world.application(space).test_client()
        html = pages_world.page(client, "/products/1")
        assert "<script>alert" not in html
        assert on_page(client, "M-1")["brand"]["name"] == nasty
