"""A product in schema.org's words: JSON-LD with the certificates that hold today.

Terms: ``Product``, ``Certification`` (schema.org's issue 3230, after GS1's CertificationDetails) and what
their values are made of. A label that a supplier only states is no certification and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.shapes import LabelView, ProductView
from labels.model import Label, State
from web.product_json import evidence_url, product_url

_HELD = (State.VERIFIED, State.EXPIRING)


def product_ld(view: ProductView, labels: Mapping[str, Label], base_url: str) -> dict[str, Any]:
    """One product as a JSON-LD object; members that are not known are left out."""
    held = [item for item in view.labels if item.state in _HELD]
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": product_url(view.id, base_url),
        "url": product_url(view.id, base_url),
        "name": view.name,
        "brand": {"@type": "Brand", "name": view.brand} if view.brand else None,
        "mpn": view.mpn,
        # A GTIN in conflict stands for several products, so for none.
        "gtin": "" if view.gtin_conflict else _one_or_list(view.gtins),
        "image": view.image_url if view.image_url.startswith("https://") else "",
        "hasCertification": [_certification(view, one, labels[one.label], base_url) for one in held],
    }
    return _known(said)


def _certification(view: ProductView, item: LabelView, label: Label, base_url: str) -> dict[str, Any]:
    tier = label.tier(item.tier)
    return _known(
        {
            "@type": "Certification",
            "name": label.name("en"),
            "certificationIdentification": item.certificate,
            "certificationStatus": "https://schema.org/CertificationActive",
            "certificationRating": {"@type": "Rating", "ratingValue": tier.names["en"]} if tier else None,
            "issuedBy": {"@type": "Organization", "name": label.owner, "url": label.owner_url},
            "validFrom": item.valid_from.isoformat() if item.valid_from else "",
            "expires": item.valid_to.isoformat() if item.valid_to else "",
            "validIn": [{"@type": "Country", "identifier": code} for code in item.markets],
            "url": evidence_url(view.id, base_url, item.label),
        }
    )


def _one_or_list(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)


def _known(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value}
